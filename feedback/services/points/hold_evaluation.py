"""Holding an evaluation point: on a day that can be, with the reason where it is late; then the next is planned."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.evaluation_point import LateReason, read_late_reason
from feedback.domain.evaluation_record import Record, without_consent
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.domain.people import Actor
from feedback.persistence.tables import CarePathway, EvaluationPoint, Milestone
from feedback.services.courses.plan_evaluation import plan_next_point, points_of
from feedback.services.goals.decide_goals import decide_goals, settled
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.points.evaluation_records import (
    finished_at,
    get_point,
    lock_point,
    newest_record,
    record_of,
)
from feedback.services.points.process_facts import record_held
from feedback.services.points.review_together import confirm_review, find_review, reviews_of
from feedback.services.points.write_evaluation import begin_draft, finish, note, save_notes
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
    that was noted while it waited. `other` needs own words. At a held point this finishes a correction. Raises
    Refused.
    """
    lock_point(session, point)
    today = day_of(now)
    if point.held_on is not None:  # afterwards only what was written can be corrected
        _finish_newest(session, actor, point, now)
        return plan_next_point(session, point.pathway.patient_id, today)
    _check_held(session, point, held_on, today)
    reason = _checked_reason(late_reason or point.late_reason or "") if held_on > point.due_on else None
    row = begin_draft(session, actor, point, now)
    _check_record(record_of(row), held_on)
    chosen = settled(session, point.pathway_id, record_of(row).goal_decisions)
    decide_goals(session, actor, point, chosen, now, on=held_on)
    point.late_reason, point.held_on = reason, held_on
    finish(session, row, now)
    note(session, actor, "held", point, now)
    record_held(session, actor, point, now)
    following = plan_next_point(session, point.pathway.patient_id, today)
    ask_what_is_due(session, actor, point.pathway.patient_id, now)
    return following


def note_late_reason(
    session: Session, actor: Actor, point: EvaluationPoint, late_reason: str, now: datetime
) -> None:
    """Why a point that has passed its recommended day has not been held yet. Raises Refused."""
    lock_point(session, point)
    if point.held_on is not None or point.cancelled_on is not None or day_of(now) <= point.due_on:
        raise Refused(_("This point needs no reason now."), field="late_reason")
    point.late_reason = _checked_reason(late_reason)
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


def _finish_newest(session: Session, actor: Actor, point: EvaluationPoint, now: datetime) -> None:
    newest = newest_record(session, point)
    if newest is None or newest.finished_at is not None:
        return
    row = begin_draft(session, actor, point, now)
    _check_record(record_of(row), point.held_on)
    finish(session, row, now)
    note(session, actor, "corrected", point, now)


def _check_held(session: Session, point: EvaluationPoint, held_on: date, today: date) -> None:
    pathway = point.pathway
    if pathway.closed_on is not None:
        message = _("The course was closed on %(day)s. A point can no longer be held in it.")
        raise Refused(message, field="held_on", day=pathway.closed_on)
    if held_on > today:
        raise Refused(_("The day lies ahead. Record the point when it has been held."), field="held_on")
    if held_on < pathway.started_on:
        raise Refused(_("The day lies before the course began. Check it."), field="held_on")
    _check_decision(session, pathway, held_on)
    for other in points_of(session, pathway.id):
        if other.held_on is not None:
            _check_other(other, point, held_on)


def _check_decision(session: Session, pathway: CarePathway, held_on: date) -> None:
    decision = (Milestone.pathway_id == pathway.id, Milestone.kind == MilestoneKind.BASIC_DECISION)
    decided_on = session.scalar(select(Milestone.happened_on).where(*decision))
    if decided_on is None:
        message = _("No decision about treatment is registered yet. Register it first, then hold the point.")
        raise Refused(message, field="held_on")
    if held_on < decided_on:
        message = _(
            "The decision about treatment was made on %(day)s. A point is held after it: check the day."
        )
        raise Refused(message, field="held_on", day=decided_on)


def _check_other(other: EvaluationPoint, point: EvaluationPoint, held_on: date) -> None:
    if other.held_on == held_on:
        message = _(
            "Evaluation point %(number)s was held on that day already. Two points are not held on one day: "
            "check the day."
        )
        raise Refused(message, field="held_on", number=other.number)
    if other.held_on is not None and other.number < point.number and other.held_on > held_on:
        message = _(
            "Evaluation point %(number)s was held on %(day)s, and this one comes after it. Check the day."
        )
        raise Refused(message, field="held_on", number=other.number, day=other.held_on)


def _check_record(record: Record, held_on: date | None) -> None:
    if held_on is not None and any(day >= held_on for day in record.earlier_days):
        message = _("The earlier days lie before the day on which the point was held. Check them.")
        raise Refused(message, field="earlier_days")
    for copy in without_consent(record):
        message = _(
            "%(name)s did not take part, and gets a copy only if the patient agrees. Ask, then tick that they "
            "agree, or take the copy away."
        )
        raise Refused(message, field="copies", name=copy.name)


def _checked_reason(late_reason: str) -> str:
    message = _("The point was held after its recommended day. Choose or write the reason.")
    try:
        code, words = read_late_reason(late_reason)
    except ValueError as error:
        raise Refused(message, field="late_reason") from error
    if code is LateReason.OTHER and not words:
        raise Refused(message, field="late_words")
    return f"{code}: {words}" if words else str(code)
