"""What the versions of a held point say about its days: when it was held, why late, and what came next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.due import DueDate
from feedback.domain.pathway.explanation import Explained, explain
from feedback.domain.points.evaluation_plain import from_plain
from feedback.domain.points.evaluation_point import read_late_reason
from feedback.domain.points.evaluation_record import Record
from feedback.domain.points.held_days import HeldDays, held_from_plain
from feedback.persistence.tables import EvaluationPoint, EvaluationRecord
from feedback.services.courses.course_facts import CourseFacts
from feedback.services.courses.plan_evaluation import dues_of_points, points_of


@dataclass(frozen=True, slots=True)
class FirstHeld:
    """The instant at which a point was recorded as held, and the day that was written down then. What lay on the table
    is what had been sent by then; a later correction of the day changes nothing of that."""

    at: datetime
    on: date

    def has_known(self, sent_at: datetime) -> bool:
        """Whether what was sent then lay on the table. A point that was recorded on a later day keeps to the day on
        which it was held."""
        return day_of(sent_at) <= self.on and sent_at <= self.at


def first_held(session: Session, point: EvaluationPoint) -> FirstHeld | None:
    """When the point was recorded as held; None while it is not."""
    return first_held_of_many(session, [point.id]).get(point.id)


def first_held_of_many(session: Session, points: Collection[int]) -> dict[int, FirstHeld]:
    """The same of several points, by the numbers of their rows; one statement, or none."""
    if not points:
        return {}
    row = EvaluationRecord
    first = select(row.point_id, row.finished_at, row.days).where(row.point_id.in_(points), row.version == 1)
    rows = session.execute(first.where(row.finished_at.is_not(None)))
    return {one.point_id: FirstHeld(one.finished_at, held_from_plain(one.days).held_on) for one in rows}


def days_of(row: EvaluationRecord | None) -> HeldDays | None:
    """What a finished version says; None for a draft, and where nothing was written."""
    return held_from_plain(row.days) if row is not None and row.days is not None else None


def told_record(row: EvaluationRecord) -> Record:
    """What a version says, its days among it; of a draft what was typed so far."""
    record, days = from_plain(row.content), days_of(row)
    return record if days is None else with_held(record, days.held_on, days.late_reason)


def with_held(record: Record, held_on: date, late_reason: str) -> Record:
    """The record with this day and reason in the place where they are typed."""
    code, words = read_late_reason(late_reason) if late_reason else ("", "")
    return replace(record, held_on=held_on, late_reason=str(code), late_words=words)


def days_before(session: Session, row: EvaluationRecord) -> HeldDays | None:
    """What the version before this one says; None for the first."""
    mine = (EvaluationRecord.point_id == row.point_id, EvaluationRecord.version < row.version)
    newest = select(EvaluationRecord.days).where(*mine).order_by(EvaluationRecord.version.desc()).limit(1)
    days = session.scalar(newest)
    return held_from_plain(days) if days is not None else None


def days_known(session: Session, points: Collection[EvaluationPoint], by: datetime | None) -> dict[int, date]:
    """The day of each point that was held, by its number in the course, as it was known at an instant; None means
    now."""
    finished = EvaluationRecord.finished_at.is_not(None) if by is None else EvaluationRecord.finished_at <= by
    rows = (
        select(EvaluationRecord.point_id, EvaluationRecord.days)
        .where(EvaluationRecord.point_id.in_([point.id for point in points]), finished)
        .order_by(EvaluationRecord.version)
    )
    newest = {row.point_id: row.days for row in session.execute(rows)}
    return {point.number: held_from_plain(newest[point.id]).held_on for point in points if point.id in newest}


def following_point(session: Session, point: EvaluationPoint) -> EvaluationPoint | None:
    """The next point of the course that has not been called off."""
    following = (other for other in points_of(session, point.pathway_id) if other.number > point.number)
    return next((other for other in following if other.cancelled_on is None), None)


def days_told(session: Session, facts: CourseFacts, point: EvaluationPoint, held_on: date) -> HeldDays:
    """What a version that is finished now says; the next point must have been planned from these facts."""
    following = following_point(session, point)
    due = _due(facts, following or point)
    return HeldDays(
        held_on,
        facts.history.area_on(held_on).value,
        point.pathway.started_on,
        point.late_reason or "",
        following.due_on if following else None,
        Explained(due.due_on, explain(due)) if due else None,
    )


def _due(facts: CourseFacts, point: EvaluationPoint) -> DueDate | None:
    return facts.next_due if point.held_on is None else dues_of_points(facts).get(point.id)
