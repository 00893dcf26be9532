"""An evaluation point's place in time: when it opens, and how it stands today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from feedback.domain.pathway.due import DueDate
from feedback.domain.pathway.history import UnitChoices

DAYS_OPEN_BEFORE = UnitChoices().opens_before


class PointStatus(StrEnum):
    """How a point stands on a day; computed, never stored."""

    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"
    HELD = "held"
    CANCELLED = "cancelled"


class LateReason(StrEnum):
    """Why a point is or was held after its date (facts: evaluation-point)."""

    NO_SHOW = "no_show"
    ILLNESS = "illness"
    HOLIDAY = "holiday"
    PATIENTS_WISH = "patients_wish"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PointFacts:
    """What is recorded about one point; `due_on` is the last recommended day."""

    opens_on: date
    due_on: date
    held_on: date | None = None
    cancelled_on: date | None = None
    late_reason: LateReason | None = None


def read_late_reason(stored: str) -> tuple[LateReason, str]:
    """The code and the own words of a reason written `illness` or `other: own words`.

    Raises ValueError on a code that is none of `LateReason`.
    """
    code, _colon, words = stored.partition(":")
    return LateReason(code.strip()), words.strip()


def opens_on(due: DueDate, days_before: int = DAYS_OPEN_BEFORE, meets_on: date | None = None) -> date:
    """The first day of preparation: so many days before the due date or, if that is earlier, before the day on which
    one has agreed to meet; but not before the interval began."""
    return max(due.starts_on, min(due.due_on, meets_on or due.due_on) - timedelta(days_before))


def status(point: PointFacts, today: date) -> PointStatus:
    """Held and cancelled for good; else due from the opening day to the due date, both included."""
    if point.held_on:
        return PointStatus.HELD
    if point.cancelled_on:
        return PointStatus.CANCELLED
    if today > point.due_on:
        return PointStatus.OVERDUE
    return PointStatus.DUE if today >= point.opens_on else PointStatus.UPCOMING
