"""Room for how near each goal is, as those who sit together say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from feedback.domain.points.sheet import Heading
from feedback.services.all_or_nothing import all_or_nothing
from feedback.services.goals.read_goals import active_goals
from feedback.web import current
from feedback.web.clinician.goals.goals_page import RATING, note_ratings, raters_of, rating_numbers

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationPoint


@dataclass(frozen=True, slots=True)
class RatingRoom:
    """The goals that are worked on, whose ratings can be noted, and what can be chosen."""

    goals: tuple[tuple[int, str], ...]
    raters: tuple[tuple[int, str], ...]
    numbers: tuple[tuple[str, str], ...]

    def name(self, goal: int, person: int) -> str:
        """The field of one rating."""
        return f"{RATING}-{goal}-{person}"


def rating_room(point: EvaluationPoint, wanted: Sequence[Heading]) -> RatingRoom | None:
    """At the heading of goals while a point is gone through; a held point keeps to the ratings of its day."""
    if not _has_room(point, wanted):
        return None
    session, patient = current.session(), point.pathway.patient
    goals = tuple((goal.row.id, goal.row.words) for goal in active_goals(session, point.pathway_id))
    raters = raters_of(session, current.actor(), patient, current.today()) if goals else ()
    return RatingRoom(goals, tuple(raters), tuple(rating_numbers())) if goals else None


def keep_ratings(point: EvaluationPoint, wanted: Sequence[Heading]) -> None:
    """Store what was chosen. Raises Refused, NotFound."""
    if _has_room(point, wanted):
        with all_or_nothing(current.session()):
            patient = point.pathway.patient_id
            note_ratings(current.session(), current.actor(), patient, request.form, current.now(), point)


def _has_room(point: EvaluationPoint, wanted: Sequence[Heading]) -> bool:
    return Heading.USEFUL in wanted and point.held_on is None
