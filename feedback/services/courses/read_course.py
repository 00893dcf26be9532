"""A course with everything that is recorded about it, its recommended days with their reasons, and its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.due import DueDate
from feedback.domain.pathway.due_dates import due_dates
from feedback.domain.pathway.problems import Problem, check_recorded
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import (
    AreaChange,
    CarePathway,
    CareRelation,
    CourseChange,
    CourseCoordinator,
    EvaluationPoint,
    Transfer,
    TreatmentPause,
)
from feedback.services.courses.change_area import area_changes_of
from feedback.services.courses.coordinate_course import coordinators_of
from feedback.services.courses.course_changes import changes_of_course, note_in_log
from feedback.services.courses.course_facts import CourseFacts, course_facts
from feedback.services.courses.pause_treatment import pauses_of
from feedback.services.courses.plan_evaluation import dues_of_points, newest_pathway
from feedback.services.courses.transfer_patient import transfers_of
from feedback.services.patients.change_clinician import care_of

DAYS_OFFERED = 42  # how long a point is offered after a transfer


@dataclass(frozen=True, slots=True)
class ReadCourse:
    """One course as it stands on a day. `phases` are the recommended days in order; `dues` those of the points
    by the number of the row; `problems` what cannot be right about the facts; `earlier` the courses before."""

    facts: CourseFacts
    today: date
    phases: Sequence[DueDate]
    dues: Mapping[int, DueDate]
    problems: Sequence[Problem]
    transfers: Sequence[Transfer]
    area_changes: Sequence[AreaChange]
    pauses: Sequence[TreatmentPause]
    coordinators: Sequence[CourseCoordinator]
    clinicians: Sequence[CareRelation]
    changes: Sequence[CourseChange]
    earlier: Sequence[CarePathway]

    @property
    def pathway(self) -> CarePathway:
        return self.facts.pathway

    @property
    def setting(self) -> Setting:
        return self.facts.history.setting_on(self.today)

    @property
    def area(self) -> CarePathwayArea:
        return self.facts.history.area_on(self.today)

    @property
    def is_decided(self) -> bool:
        return self.facts.history.on(MilestoneKind.BASIC_DECISION) is not None

    @property
    def waiting(self) -> EvaluationPoint | None:
        """The point that comes next and is not cancelled."""
        point = self.facts.waiting
        return point if point is not None and point.cancelled_on is None else None

    @property
    def offered_after(self) -> Transfer | None:
        """The transfer after which a point can be held at once: offered for a while, never demanded."""
        held = max(self.facts.history.points_held, default=date.min)
        past = [row for row in self.transfers if held < row.happened_on <= self.today]
        recent = bool(past) and (self.today - past[-1].happened_on).days <= DAYS_OFFERED
        return past[-1] if recent and self.waiting is not None else None


def read_course(session: Session, actor: Actor, patient: int, now: datetime) -> ReadCourse | None:
    """The course that runs, or the last one; None for a patient who has had none. The reading is logged."""
    pathway = newest_pathway(session, patient)
    if pathway is None:
        return None
    note_in_log(session, actor, pathway, "read course", now)
    facts, today = course_facts(session, pathway), day_of(now)
    return ReadCourse(
        facts,
        today,
        due_dates(facts.history, facts.rules),
        dues_of_points(facts),
        list(check_recorded(facts.history, today)),
        transfers_of(session, pathway.id),
        area_changes_of(session, pathway.id),
        pauses_of(session, pathway.id),
        coordinators_of(session, pathway.id),
        care_of(session, patient),
        changes_of_course(session, pathway.id),
        _before(session, pathway),
    )


def waiting_day(session: Session, patient: int) -> date | None:
    """The recommended day of the point that comes next; None where none is planned."""
    mine = (CarePathway.patient_id == patient, CarePathway.closed_on.is_(None))
    waiting = (EvaluationPoint.held_on.is_(None), EvaluationPoint.cancelled_on.is_(None))
    newest = select(EvaluationPoint.due_on).join(CarePathway, CarePathway.id == EvaluationPoint.pathway_id)
    return session.scalar(newest.where(*mine, *waiting).order_by(EvaluationPoint.number.desc()).limit(1))


def _before(session: Session, pathway: CarePathway) -> list[CarePathway]:
    mine = (CarePathway.patient_id == pathway.patient_id, CarePathway.id != pathway.id)
    return list(session.scalars(select(CarePathway).where(*mine).order_by(CarePathway.started_on.desc())))
