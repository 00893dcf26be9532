"""The milestones of a course: recorded, corrected, or taken away when they were recorded by mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway import history as domain
from feedback.domain.pathway.problems import Problem
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CarePathway, Milestone
from feedback.services.courses.course_changes import (
    ImpossibleCourse,
    begin_change,
    end_change,
    refuse_impossible,
)
from feedback.services.courses.course_facts import CourseFacts
from feedback.services.refusals import NotFound, Refused, _

Days = Mapping[MilestoneKind, date | None]
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
) -> None:
    """Note or correct the day of a milestone, and plan the next point from it; None takes it away.

    Raises Refused, and NotFound for what is recorded elsewhere.
    """
    record_milestones(session, actor, pathway, {kind: day}, now)


def record_milestones(
    session: Session,
    actor: Actor,
    pathway: CarePathway,
    days: Days,
    now: datetime,
    fields: Mapping[MilestoneKind, str] = MappingProxyType({}),
) -> None:
    """The same for some at once: they may cross the old ones on their way, not each other.

    Raises Refused with the field of the milestone that is wrong: that of `fields`, else `happened_on`.
    """
    if not set(days) <= set(RECORDED):
        raise NotFound
    facts = begin_change(session, actor, pathway, "changed milestone", now)
    _check_days(pathway, days, fields)
    before = {kind: facts.history.on(kind) for kind in days}
    new = {kind: day for kind, day in days.items() if day != before[kind]}
    changed = _with(facts, new)
    try:
        refuse_impossible(facts.history, changed.history, day_of(now), FIELD)
    except ImpossibleCourse as error:
        raise ImpossibleCourse(error.problems, _field(error.problems[0], new, fields)) from error
    for kind, day in new.items():
        _store(session, pathway, kind, before[kind], day)
    what = [(f"milestone {kind}", _shown(before[kind]), _shown(day)) for kind, day in new.items()]
    end_change(session, actor, changed, what, now)


def _check_days(pathway: CarePathway, days: Days, fields: Mapping[MilestoneKind, str]) -> None:
    for kind, day in days.items():
        if day is None and kind is MilestoneKind.FIRST_ATTENDANCE:
            message = _("A course begins with its first attendance. Correct the day instead of removing it.")
            raise Refused(message, FIELD)
        if day is not None and day < pathway.patient.born_on:
            message = _("This is before the patient was born. Check the day.")
            raise Refused(message, fields.get(kind, FIELD))


def _with(facts: CourseFacts, new: Days) -> CourseFacts:
    others = tuple(one for one in facts.history.milestones if one.kind not in new)
    recorded = (domain.Milestone(kind, day) for kind, day in new.items() if day is not None)
    return facts.changed(milestones=(*others, *recorded))


def _field(problem: Problem, new: Days, fields: Mapping[MilestoneKind, str]) -> str:
    """Where the wrong day was typed: by what the problem names, else by its days."""
    days = (problem.on, problem.other)
    named = [kind for kind in (problem.kind, problem.other_kind) if kind is not None and kind in new]
    meant = [*named, *(kind for kind, day in new.items() if day in days), *new]
    return fields.get(meant[0], FIELD)


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


def _shown(day: date | None) -> str:
    return day.isoformat() if day else ""
