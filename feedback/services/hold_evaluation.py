"""The evaluation point: notes and decisions, held, gone through together, and the next point."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.evaluation_point import LateReason, read_late_reason
from feedback.domain.occasions import CONFIRMATIONS
from feedback.domain.people import Actor
from feedback.persistence.tables import CarePathway, EvaluationPoint, EvaluationRecord, ReviewedTogether
from feedback.services import audit
from feedback.services.ask_what_is_due import ask_what_is_due
from feedback.services.course_changes import refuse_impossible_point
from feedback.services.plan_evaluation import plan_next_point
from feedback.services.process_facts import record_held
from feedback.services.refusals import NotFound, Refused, _


def get_point(session: Session, patient: int, number: int) -> EvaluationPoint:
    """A point of the patient's newest course that has one with this number. Raises NotFound."""
    mine = (CarePathway.patient_id == patient, EvaluationPoint.number == number)
    newest = (
        select(EvaluationPoint)
        .join(CarePathway, CarePathway.id == EvaluationPoint.pathway_id)
        .where(*mine)
        .order_by(EvaluationPoint.pathway_id.desc())
        .limit(1)
    )
    point = session.scalar(newest)
    if point is None:
        raise NotFound
    return point


def newest_record(
    session: Session, point: EvaluationPoint, finished_by: datetime | None = None
) -> EvaluationRecord | None:
    """The newest version of what was written at the point; with `finished_by` of those finished by then."""
    mine = [EvaluationRecord.point_id == point.id]
    if finished_by is not None:
        mine.append(EvaluationRecord.finished_at <= finished_by)
    newest = select(EvaluationRecord).where(*mine).order_by(EvaluationRecord.version.desc()).limit(1)
    return session.scalar(newest)


def finished_at(session: Session, point: EvaluationPoint) -> datetime | None:
    """The instant at which the point was recorded as held; a later correction does not move it."""
    mine = (EvaluationRecord.point_id == point.id, EvaluationRecord.finished_at.is_not(None))
    first = select(EvaluationRecord.finished_at).where(*mine).order_by(EvaluationRecord.version).limit(1)
    return session.scalar(first)


def save_notes(
    session: Session, actor: Actor, point: EvaluationPoint, content: dict[str, Any], now: datetime
) -> EvaluationRecord:
    """Keep the draft; after the point was held this begins the next version and leaves the old one be."""
    if actor.person is None:
        raise NotFound
    record = newest_record(session, point)
    if record is not None and record.finished_at is not None and record.content == content:
        return record
    if record is None or record.finished_at is not None:
        version = record.version + 1 if record else 1
        record = EvaluationRecord(point_id=point.id, version=version, author_id=actor.person, written_at=now)
        session.add(record)
    record.content, record.author_id, record.written_at = content, actor.person, now
    session.flush()
    _note(session, actor, "wrote at evaluation point", point, now)
    return record


def hold_point(
    session: Session,
    actor: Actor,
    point: EvaluationPoint,
    held_on: date,
    late_reason: str,
    now: datetime,
) -> EvaluationPoint | None:
    """The point was held on this day; returns the next one. Early, late and without preparation are allowed.

    A point held after its day gets the reason: a code of `LateReason`, with own words after a colon. `other`
    needs them. Raises Refused.
    """
    if point.held_on is None:  # afterwards only what was written can be corrected
        _check_held(point, held_on, day_of(now))
        refuse_impossible_point(session, point.pathway, held_on, day_of(now))
        point.late_reason = _checked_reason(late_reason) if held_on > point.due_on else None
        point.held_on = held_on
        session.flush()
        _note(session, actor, "held evaluation point", point, now)
        record_held(session, actor, point, now)
    record = newest_record(session, point) or save_notes(session, actor, point, {}, now)
    record.finished_at = record.finished_at or now
    following = plan_next_point(session, point.pathway.patient_id, day_of(now))
    ask_what_is_due(session, actor, point.pathway.patient_id, now)
    return following


def confirm_review(
    session: Session, actor: Actor, point: EvaluationPoint, how: str, reason: str, now: datetime
) -> None:
    """*Gone through together*: by the patient, as spoken, or not confirmed with a reason.

    Once confirmed it stays so; *not confirmed* can still become confirmed.
    """
    if actor.person is None or how not in CONFIRMATIONS:
        raise NotFound
    if (how == "patient") != (actor.role == "patient"):
        raise NotFound
    if point.held_on is None:
        raise Refused(_("The point has not been held yet. Hold it first."), field="how")
    if how == "not-confirmed" and not reason.strip():
        raise Refused(_("Write why it was not confirmed."), field="reason")
    found = find_review(session, point)
    if found is not None and found.how != "not-confirmed":
        return
    version = _finished_version(session, point)
    row = ReviewedTogether(point_id=point.id, version=version, how=how, by_id=actor.person, at=now)
    row.reason = reason.strip() or None
    session.merge(row)
    _note(session, actor, f"gone through together: {how}", point, now)


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


def reviews_of(session: Session, points: Iterable[EvaluationPoint]) -> dict[int, ReviewedTogether]:
    """Whether each point was confirmed as gone through together, as it stands now."""
    found = {point.id: find_review(session, point) for point in points}
    return {number: review for number, review in found.items() if review is not None}


def find_review(session: Session, point: EvaluationPoint) -> ReviewedTogether | None:
    """The confirmation of the newest version; a correction is not confirmed until somebody says so again."""
    return session.get(ReviewedTogether, (point.id, _finished_version(session, point)))


def _finished_version(session: Session, point: EvaluationPoint) -> int:
    mine = (EvaluationRecord.point_id == point.id, EvaluationRecord.finished_at.is_not(None))
    return session.scalar(select(func.max(EvaluationRecord.version)).where(*mine)) or 0


def _check_held(point: EvaluationPoint, held_on: date, today: date) -> None:
    if held_on > today:
        raise Refused(_("The day lies ahead. Record the point when it has been held."), field="held_on")
    if held_on < point.pathway.started_on:
        raise Refused(_("The day lies before the course began. Check it."), field="held_on")


def _checked_reason(late_reason: str) -> str:
    message = _("The point was held after its recommended day. Choose or write the reason.")
    try:
        code, words = read_late_reason(late_reason)
    except ValueError as error:
        raise Refused(message, field="late_reason") from error
    if code is LateReason.OTHER and not words:
        raise Refused(message, field="late_words")
    return f"{code}: {words}" if words else str(code)


def _note(session: Session, actor: Actor, action: str, point: EvaluationPoint, now: datetime) -> None:
    patient = point.pathway.patient_id
    audit.record(session, actor, action, now, patient=patient, target=f"evaluation point {point.id}")
