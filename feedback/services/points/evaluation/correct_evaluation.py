"""Correcting a held point: what was written, and the day on which it was held. Every version stays as it was."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import EvaluationPoint, EvaluationRecord, Goal
from feedback.services import audit
from feedback.services.courses.course_changes import note_course_change
from feedback.services.courses.course_facts import course_facts
from feedback.services.courses.plan_evaluation import plan_course
from feedback.services.goals.held_decisions import correct_goals
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.points.evaluation.check_days import check_day, check_record, reason_for
from feedback.services.points.evaluation.evaluation_records import (
    finished_record,
    lock_point,
    newest_record,
    record_of,
)
from feedback.services.points.evaluation.point_days import days_told
from feedback.services.points.evaluation.write_evaluation import begin_draft, finish, note
from feedback.services.points.process.process_facts import move_held
from feedback.services.refusals import NotFound

HELD = "held"  # a change of the course: `held 2` is the day of point 2


def correct_point(
    session: Session, actor: Actor, point: EvaluationPoint, held_on: date, late_reason: str, now: datetime
) -> EvaluationPoint | None:
    """The actor's draft becomes the next version, and the point was held on this day; returns the point that waits.

    All that holds for holding a point holds for another day, and the days of what follows are computed from it. It may
    lie in a closed course: then nothing follows. Without a draft nothing changes. Raises Refused.
    """
    lock_point(session, point)
    newest = newest_record(session, point)
    if point.held_on is None:
        raise NotFound
    audit.take_turn(session)  # two who correct neighbouring points at once see each other's days
    if newest is not None and newest.finished_at is None:
        row = begin_draft(session, actor, point, now)
        if held_on != point.held_on or late_reason:
            _correct_day(session, actor, point, held_on, late_reason, now)
        check_record(session, point, record_of(row), held_on)
        correct_goals(session, actor, point, record_of(finished_record(session, point)), record_of(row), now)
        note(session, actor, "corrected", point, now)
        return finish_version(session, actor, point, row, now)
    return plan_course(session, course_facts(session, point.pathway), day_of(now))


def finish_version(
    session: Session, actor: Actor, point: EvaluationPoint, row: EvaluationRecord, now: datetime
) -> EvaluationPoint | None:
    """Plan what follows from the day that the point has now, and finish the version, which keeps what it says of that.

    Returns the point that waits.
    """
    if point.held_on is None:
        raise NotFound
    session.flush()
    facts = course_facts(session, point.pathway)
    waiting = plan_course(session, facts, day_of(now))
    finish(session, row, days_told(session, facts, point, point.held_on), now)
    ask_what_is_due(session, actor, point.pathway.patient_id, now)
    return waiting


def _correct_day(
    session: Session, actor: Actor, point: EvaluationPoint, held_on: date, late_reason: str, now: datetime
) -> None:
    """The point bears the new day; what hangs on the old one comes along, what was answered does not."""
    before, others = point.held_on, course_facts(session, point.pathway).points
    if before is None:
        raise NotFound
    if held_on != before:
        check_day(session, point, others, held_on, day_of(now))
    point.late_reason = reason_for(point, held_on, late_reason)
    if held_on == before:
        return
    point.held_on = held_on
    session.flush()
    note(session, actor, "corrected day of", point, now)
    change = (f"{HELD} {point.number}", before.isoformat(), held_on.isoformat())
    note_course_change(session, actor, point.pathway_id, change, now)
    move_held(session, actor, point, now)
    _move_goals(session, point, before)


def _move_goals(session: Session, point: EvaluationPoint, before: date) -> None:
    """What was decided about goals at the point was decided on its day."""
    decided = Goal.ended_at_point_id == point.id
    anew = (Goal.changed_from_id.in_(select(Goal.id).where(decided)), Goal.made_on == before)
    session.execute(update(Goal).where(decided).values(ended_on=point.held_on))
    moved = update(Goal).where(*anew).values(made_on=point.held_on)
    session.execute(moved.execution_options(synchronize_session="fetch"))
