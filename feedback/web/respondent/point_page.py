"""What a patient sees of one of their evaluation points: never a recommended day, and no date that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from feedback.domain.agreed_step import AgreedStep
from feedback.domain.calendar import day_of
from feedback.services.points.ask_relatives import RelativeAtPoint, relatives_at
from feedback.services.points.evaluation_records import agreed_before, versions_of
from feedback.services.points.own_steps import OwnStep, own_steps
from feedback.services.points.review_together import reviews_of_version

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import EvaluationPoint, EvaluationRecord, ReviewedTogether


@dataclass(frozen=True, slots=True)
class PointPage:
    """One point. `agreed` are the steps of last time; `reviews` how it was confirmed, by the newest version."""

    number: int
    held_on: date | None
    is_over: bool
    meeting_at: datetime | None
    steps: Sequence[OwnStep]
    relatives: Sequence[RelativeAtPoint]
    agreed: Sequence[AgreedStep]
    versions: Sequence[EvaluationRecord]
    reviews: Mapping[str, ReviewedTogether]

    @property
    def is_corrected(self) -> bool:
        return len(self.versions) > 1


def point_page(session: Session, point: EvaluationPoint, now: datetime) -> PointPage:
    """The point as it stands now."""
    return PointPage(
        point.number,
        point.held_on,
        point.held_on is not None or point.cancelled_on is not None,
        point.meeting_at,
        own_steps(session, point),
        relatives_at(session, point, day_of(now)),
        agreed_before(session, point),
        versions_of(session, point),
        reviews_of_version(session, point),
    )
