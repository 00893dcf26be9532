"""An evaluation point as the pages show it: its number, its days, and how it stands today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext

from feedback.domain.points.evaluation_point import PointFacts, PointStatus, status
from feedback.services.date_words import late_reason_words

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationPoint

COLOURS = {PointStatus.DUE: "info", PointStatus.OVERDUE: "warning", PointStatus.HELD: "success"}


@dataclass(frozen=True, slots=True)
class PointView:
    """One point: `id` names it in addresses. `due_on` is called the recommended day and nothing else; `course_from` is
    when its course began, for a patient who has had more than one."""

    id: int
    number: int
    status: PointStatus
    opens_on: date
    due_on: date
    held_on: date | None = None
    late_reason: str = ""
    course_from: date | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether it can be gone through now: open, or past its recommended day."""
        return self.status in (PointStatus.DUE, PointStatus.OVERDUE)

    @property
    def colour(self) -> str:
        return COLOURS.get(self.status, "neutral")


def point_view(point: EvaluationPoint, today: date, *, tell_course: bool = False) -> PointView:
    """The point as it stands today; with its course for a patient who has had more than one."""
    return PointView(
        point.id,
        point.number,
        status(PointFacts(point.opens_on, point.due_on, point.held_on, point.cancelled_on), today),
        point.opens_on,
        point.due_on,
        point.held_on,
        late_reason_words(point.late_reason, gettext),
        point.pathway.started_on if tell_course else None,
    )
