"""What the patient's overview shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.questionnaire import text_in
from feedback.services.answers.read_feedback import ReadResponse

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationPoint, Reading, Reply, ReviewedTogether


@dataclass(frozen=True, slots=True)
class SaidView:
    """Something I said: when, who read it, what came of it."""

    title: str
    on: date
    kind: str
    readings: Sequence[Reading]
    replies: Sequence[Reply]
    invitation: int

    @classmethod
    def of(cls, read: ReadResponse, language: str) -> SaidView:
        """Made from a response."""
        title = text_in(read.questionnaire.title, language)
        kind = read.occasion.kind
        return cls(title, read.on, kind, read.readings, read.replies, read.response.invitation_id)


@dataclass(frozen=True, slots=True)
class PointView:
    """An evaluation point that has been held, and whether it is confirmed; `is_own` by the patient's own hand;
    `objected_on` is when they said that it was not like that. `id`
    names it in addresses; `course_from` tells its course from others, where there have been more."""

    id: int
    number: int
    held_on: date | None
    confirmed_on: date | None
    is_own: bool = False
    corrected_on: date | None = None
    course_from: date | None = None
    objected_on: date | None = None

    @classmethod
    def of(
        cls, point: EvaluationPoint, review: ReviewedTogether | None, corrected_at: datetime | None
    ) -> PointView:
        """Made from a point."""
        return cls(
            point.id,
            point.number,
            point.held_on,
            day_of(review.at) if review and review.how in ("patient", "spoken") else None,
            review is not None and review.how == "patient",
            day_of(corrected_at) if corrected_at else None,
            objected_on=day_of(review.at) if review and review.how == "not-so" else None,
        )


@dataclass(frozen=True, slots=True)
class OverviewView:
    """What I said and the points that were held, newest first."""

    said: Sequence[SaidView]
    points: Sequence[PointView]

    @classmethod
    def of(
        cls,
        found: Sequence[ReadResponse],
        points: Sequence[EvaluationPoint],
        reviews: Mapping[int, ReviewedTogether],
        corrected: Mapping[int, datetime],
        language: str,
        *,
        tell_courses: bool,
    ) -> OverviewView:
        """Made from responses and held points."""
        said = [SaidView.of(read, language) for read in reversed(found)]
        held = [
            PointView.of(point, reviews.get(point.id), corrected.get(point.id)) for point in reversed(points)
        ]
        if tell_courses:
            starts = {point.id: point.pathway.started_on for point in points}
            held = [replace(view, course_from=starts[view.id]) for view in held]
        return cls(said, held)
