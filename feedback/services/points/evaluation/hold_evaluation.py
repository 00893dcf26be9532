"""Holding an evaluation point: on a day that can be, with the reason where it is late; then the next is planned."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.points.evaluation_record import Record
from feedback.persistence.tables import CarePathway, EvaluationPoint
from feedback.services.courses.plan_evaluation import points_of
from feedback.services.goals.decide_goals import decide_goals, settled
from feedback.services.points.evaluation.agree_meeting import agree_meeting, next_meeting
from feedback.services.points.evaluation.check_days import check_day, check_record, checked_reason, reason_for
from feedback.services.points.evaluation.correct_evaluation import correct_point, finish_version
from feedback.services.points.evaluation.evaluation_records import (
    draft_of,
    finished_at,
    get_point,
    lock_point,
    newest_record,
    record_of,
)
from feedback.services.points.evaluation.review_together import confirm_review, find_review, reviews_of
from feedback.services.points.evaluation.write_evaluation import begin_draft, note, save_notes
from feedback.services.points.process.process_facts import record_held
from feedback.services.refusals import Refused, _

__all__ = [
    "confirm_review",
    "find_review",
    "finished_at",
    "get_point",
    "hold_point",
    "list_held",
    "newest_record",
    "note_late_reason",
    "reviews_of",
    "save_notes",
]


def hold_point(
    session: Session,
    actor: Actor,
    point: EvaluationPoint,
    held_on: date,
    late_reason: str,
    now: datetime,
) -> EvaluationPoint | None:
    """The point was held on this day; returns the next one. Early, late and without preparation are allowed.

    A point held after its day gets the reason: a code of `LateReason`, with own words after a colon, or the one
    that was noted while it waited. `other` needs own words. The meeting that was agreed for the next point is noted
    there. At a held point this finishes a correction of what was written, and the day stays: see `correct_point`.
    Raises Refused.
    """
    lock_point(session, point)
    if point.held_on is not None:
        return correct_point(session, actor, point, point.held_on, "", now)
    reason = check_hold(session, point, record_of(draft_of(session, point)), held_on, late_reason, now)
    row = begin_draft(session, actor, point, now)
    chosen = settled(session, point.pathway_id, record_of(row).goal_decisions)
    decide_goals(session, actor, point, chosen, now, on=held_on)
    point.late_reason, point.held_on = reason, held_on
    note(session, actor, "held", point, now)
    record_held(session, actor, point, now)
    record, waiting = record_of(row), finish_version(session, actor, point, row, now)
    if waiting is not None and (meeting_at := next_meeting(record.meets_on, record.meets_clock, now)):
        agree_meeting(session, actor, waiting, meeting_at, now)
    return waiting


def check_hold(
    session: Session, point: EvaluationPoint, record: Record, held_on: date, late_reason: str, now: datetime
) -> str | None:
    """Whether the point can have been held on this day with what was written; returns the reason that would be stored.

    Raises Refused.
    """
    if point.pathway.closed_on is not None:
        message = _("The course was closed on %(day)s. A point can no longer be held in it.")
        raise Refused(message, field="held_on", day=point.pathway.closed_on)
    check_day(session, point, points_of(session, point.pathway_id), held_on, day_of(now))
    reason = reason_for(point, held_on, late_reason)
    check_record(session, point, record, held_on)
    next_meeting(record.meets_on, record.meets_clock, now)
    return reason


def note_late_reason(
    session: Session, actor: Actor, point: EvaluationPoint, late_reason: str, now: datetime
) -> None:
    """Why a point that has passed its recommended day has not been held yet. Raises Refused."""
    lock_point(session, point)
    if point.held_on is not None or point.cancelled_on is not None or day_of(now) <= point.due_on:
        raise Refused(_("This point needs no reason now."), field="late_reason")
    point.late_reason = checked_reason(late_reason, is_held=False)
    session.flush()
    note(session, actor, "noted reason at", point, now)


def list_held(session: Session, patient: int) -> list[EvaluationPoint]:
    """The held points of a patient, by day."""
    held = (CarePathway.patient_id == patient, EvaluationPoint.held_on.is_not(None))
    rows = (
        select(EvaluationPoint)
        .join(CarePathway, CarePathway.id == EvaluationPoint.pathway_id)
        .where(*held)
        .order_by(EvaluationPoint.held_on)
    )
    return list(session.scalars(rows))
