"""What a patient sees of one of their evaluation points: never a recommended day, and no date that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from feedback.domain.calendar import day_of
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.services.points.ask_relatives import RelativeAtPoint, relatives_at
from feedback.services.points.evaluation.evaluation_records import (
    agreed_before,
    has_more_courses,
    versions_of,
)
from feedback.services.points.evaluation.point_days import days_of
from feedback.services.points.evaluation.review_together import reviews_of_version
from feedback.services.points.open_points import is_open
from feedback.services.points.own_steps import OwnStep, own_steps
from feedback.web.views.corrected import changed_headings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import EvaluationPoint, EvaluationRecord, ReviewedTogether


@dataclass(frozen=True, slots=True)
class Moved:
    """The day of a point was corrected: what stood there before, and the version that corrected it."""

    before: date
    by: EvaluationRecord


@dataclass(frozen=True, slots=True)
class PointPage:
    """One point: `id` names it in addresses, and `course_from` its course for a patient who has had more than one.

    `is_open` tells that one can get ready; `agreed` are the steps of last time; `reviews` how it was confirmed, by the
    newest version; `moved` that its day was corrected.
    """

    id: int
    number: int
    course_from: date | None
    held_on: date | None
    is_over: bool
    is_open: bool
    meeting_at: datetime | None
    steps: Sequence[OwnStep]
    relatives: Sequence[RelativeAtPoint]
    agreed: Sequence[AgreedStep]
    versions: Sequence[EvaluationRecord]
    reviews: Mapping[str, ReviewedTogether]
    moved: Moved | None

    def day_of(self, row: EvaluationRecord) -> date | None:
        """The day that a version gives."""
        return told.held_on if (told := days_of(row)) else None

    def changed_in(self, row: EvaluationRecord) -> list[str]:
        """Under which headings a version says something else than the one before it."""
        return changed_headings(self.versions, row)

    @property
    def is_ready(self) -> bool:
        """Whether every step of getting ready has been taken."""
        return all(step.is_done for step in self.steps)

    @property
    def is_corrected(self) -> bool:
        return len(self.versions) > 1


def point_page(session: Session, point: EvaluationPoint, now: datetime) -> PointPage:
    """The point as it stands now."""
    versions, patient = versions_of(session, point), point.pathway.patient_id
    return PointPage(
        point.id,
        point.number,
        point.pathway.started_on if has_more_courses(session, patient) else None,
        point.held_on,
        point.held_on is not None or point.cancelled_on is not None,
        is_open(point, day_of(now)),
        point.meeting_at,
        own_steps(session, point),
        relatives_at(session, point, day_of(now)),
        agreed_before(session, point),
        versions,
        reviews_of_version(session, point),
        moved(versions),
    )


def moved(versions: Sequence[EvaluationRecord]) -> Moved | None:
    """The last correction of the day among the finished versions."""
    days = [(row, told.held_on) for row in versions if (told := days_of(row))]
    for (_row, before), (row, day) in reversed(list(pairwise(days))):
        if before != day:
            return Moved(before, row)
    return None
