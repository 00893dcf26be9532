"""A course begins: the first one when a patient is registered, another one after the last was closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.history import History
from feedback.domain.pathway.history import Milestone as Happened
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CarePathway, Milestone, Patient
from feedback.services.courses.course_changes import note_course_change, note_in_log, refuse_impossible
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.refusals import Refused, _

FIELD = "started_on"


@dataclass(frozen=True, slots=True)
class NewCourse:
    """Care pathway, setting and first attendance."""

    area: str
    setting: str
    started_on: date


def begin_course(
    session: Session, actor: Actor, patient: Patient, new: NewCourse, now: datetime
) -> CarePathway:
    """Open a course; it gets its first point when the decision is recorded. Raises Refused."""
    if new.area not in tuple(CarePathwayArea) or new.setting not in tuple(Setting):
        raise Refused(_("Choose a care pathway and a setting from the list."), field="area")
    if open_pathway(session, patient.person_id) is not None:
        raise Refused(_("A course of this patient is open. Close it before another one begins."))
    _check_day(session, patient, new.started_on)
    empty = History(CarePathwayArea(new.area), Setting(new.setting))
    attended = replace(empty, milestones=(Happened(MilestoneKind.FIRST_ATTENDANCE, new.started_on),))
    refuse_impossible(empty, attended, day_of(now), FIELD)
    pathway = CarePathway(
        patient=patient,
        unit_id=patient.person.unit_id,
        area=new.area,
        setting=new.setting,
        started_on=new.started_on,
    )
    session.add(pathway)
    session.flush()
    _keep(session, actor, pathway, now)
    return pathway


def _check_day(session: Session, patient: Patient, day: date) -> None:
    if day < patient.born_on:
        raise Refused(_("This is before the patient was born. Check the day."), FIELD)
    mine = select(func.max(CarePathway.closed_on)).where(CarePathway.patient_id == patient.person_id)
    last = session.scalar(mine)
    if last is not None and day < last:
        raise Refused(_("The last course was closed after that day. Choose a later day."), FIELD)


def _keep(session: Session, actor: Actor, pathway: CarePathway, now: datetime) -> None:
    note_in_log(session, actor, pathway, "began course", now)
    kind, day = MilestoneKind.FIRST_ATTENDANCE, pathway.started_on
    session.add(Milestone(pathway_id=pathway.id, kind=kind, happened_on=day))
    for field, after in (
        ("area", pathway.area),
        ("setting", pathway.setting),
        (f"milestone {kind}", day.isoformat()),
    ):
        note_course_change(session, actor, pathway.id, (field, "", after), now)
