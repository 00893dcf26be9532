"""The milestones of a course: recorded, corrected, or taken away when they were recorded by mistake."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway import history as domain
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.domain.people import Actor
from feedback.persistence.tables import CarePathway, Milestone
from feedback.services.course_changes import begin_change, end_change, refuse_impossible
from feedback.services.course_facts import CourseFacts
from feedback.services.refusals import NotFound, Refused, _

FIELD = "happened_on"
# The closing is recorded by `close_course`, and a point is held by `hold_evaluation`.
RECORDED = (
    MilestoneKind.REFERRAL_RECEIVED,
    MilestoneKind.REFERRAL_ASSESSED,
    MilestoneKind.DETOX_ENDED,
    MilestoneKind.FIRST_ATTENDANCE,
    MilestoneKind.BASIC_DECISION,
    MilestoneKind.EXTENDED_DECISION,
)


def record_milestone(
    session: Session,
    actor: Actor,
    pathway: CarePathway,
    kind: MilestoneKind,
    day: date | None,
    now: datetime,
    field: str = FIELD,
) -> None:
    """Note or correct the day of a milestone, and plan the next point from it; None takes it away.

    Raises Refused with the field that the day was typed in, and NotFound for what is recorded elsewhere.
    """
    if kind not in RECORDED:
        raise NotFound
    facts = begin_change(session, actor, pathway, "changed milestone", now)
    before = facts.history.on(kind)
    if day is None and kind is MilestoneKind.FIRST_ATTENDANCE:
        message = _("A course begins with its first attendance. Correct the day instead of removing it.")
        raise Refused(message, field)
    if day is not None and day < pathway.patient.born_on:
        raise Refused(_("This is before the patient was born. Check the day."), field)
    if day == before:
        return
    changed = _with(facts, kind, day)
    refuse_impossible(facts.history, changed.history, day_of(now), field)
    _store(session, pathway, kind, before, day)
    what = (f"milestone {kind}", before.isoformat() if before else "", day.isoformat() if day else "")
    end_change(session, actor, changed, what, now)


def _with(facts: CourseFacts, kind: MilestoneKind, day: date | None) -> CourseFacts:
    others = tuple(one for one in facts.history.milestones if one.kind is not kind)
    return facts.changed(milestones=(*others, domain.Milestone(kind, day)) if day else others)


def _store(
    session: Session, pathway: CarePathway, kind: MilestoneKind, before: date | None, day: date | None
) -> None:
    same = (Milestone.pathway_id == pathway.id, Milestone.kind == kind)
    if day is None:
        session.execute(delete(Milestone).where(*same))
    elif before is None:
        session.add(Milestone(pathway_id=pathway.id, kind=kind, happened_on=day))
    else:
        session.execute(update(Milestone).where(*same).values(happened_on=day))
    if day is not None and kind is MilestoneKind.FIRST_ATTENDANCE:
        pathway.started_on = day
