"""Goals in words, for pages and papers alike (rule A12): each with its ratings, kept apart by person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.charts.formats import shown_date
from feedback.domain.goals.rules import GoalDecision, tidy
from feedback.domain.points.sheet import Goal, GoalRating
from feedback.persistence.tables import EvaluationPoint
from feedback.persistence.tables import Goal as Row
from feedback.persistence.tables import GoalRating as RatingRow
from feedback.services.answers.read_feedback import relationship_kinds
from feedback.services.goals.read_goals import ROLE_ORDER, Rater, ReadGoal
from feedback.services.people_words import RELATIONSHIPS, TAKING_PART
from feedback.services.points.evaluation.point_days import days_known
from feedback.services.questionnaires.score_words import Translate
from feedback.services.refusals import _

OUTCOMES = {
    "reached": _("Reached %(day)s"),
    "stopped": _("No longer a goal from %(day)s"),
    "changed": _("From now on: %(words)s"),
}
OUTCOMES_TOGETHER = OUTCOMES | {"reached": _("Agreed as reached %(day)s")}


def told_goals(
    session: Session, patient: int, goals: Sequence[ReadGoal], translate: Translate
) -> tuple[Goal, ...]:
    """The goals with who rated them when."""
    names = rater_names(session, patient, goals, translate)
    return tuple(Goal(goal.row.words, told_ratings(goal.ratings, names)) for goal in goals)


def told_until(
    session: Session,
    patient: int,
    goals: Sequence[ReadGoal],
    until: datetime | None,
    translate: Translate,
    language: str,
) -> tuple[Goal, ...]:
    """The same as they were just before an instant, with what had become of each; None means now."""
    names = rater_names(session, patient, goals, translate)
    known = days_at_points(session, goals, until) if until is not None else None
    found = []
    for goal in goals:
        ratings = (one for one in goal.ratings if until is None or one.rated_at < until)
        ended_at = goal.row.ended_at
        had_ended = ended_at is not None and (until is None or ended_at < until)
        on = _day_known(session, goal.row, until) if had_ended else None
        note = outcome(session, goal.row, translate, language, on) if had_ended else ""
        found.append(Goal(goal.row.words, told_ratings(ratings, names, known), note))
    return tuple(found)


def rater_names(
    session: Session, patient: int, goals: Iterable[ReadGoal], translate: Translate
) -> dict[Rater, str]:
    """What everybody is called who has rated these goals, by role and person."""
    kinds = relationship_kinds(session, patient)
    names = {}
    for rating in (one for goal in goals for one in goal.ratings):
        kind = kinds.get(rating.by_id, "other")
        word = translate(RELATIONSHIPS[kind] if rating.role == "relative" else TAKING_PART[rating.role])
        names[rating.role, rating.by_id] = f"{rating.by.name} ({word})"
    return names


def outcome(session: Session, goal: Row, translate: Translate, language: str, on: date | None = None) -> str:
    """What has become of a goal that has ended; on the day that is known now, or that was known then."""
    following = session.scalar(select(Row.words).where(Row.changed_from_id == goal.id).limit(1))
    day = shown_date(on or goal.ended_on or goal.made_on, language)
    told = OUTCOMES if goal.ended_at_point_id is None else OUTCOMES_TOGETHER
    return translate(told[goal.state]) % {"day": day, "words": following or "–"}


def outcome_of(decision: GoalDecision, on: date, translate: Translate, language: str) -> str:
    """The same of what was decided at a point that was held on a day."""
    told = {"day": shown_date(on, language), "words": tidy(decision.words) or "–"}
    return translate(OUTCOMES_TOGETHER[decision.do]) % told


def _day_known(session: Session, goal: Row, until: datetime | None) -> date | None:
    """The day of the point at which it ended, as it was known at an instant: it may have been corrected since."""
    if goal.ended_at_point_id is None or until is None:
        return None
    point = session.get_one(EvaluationPoint, goal.ended_at_point_id)
    return days_known(session, [point], until).get(point.number)


def days_at_points(session: Session, goals: Iterable[ReadGoal], by: datetime | None) -> dict[int, date]:
    """The days of the points at which these goals were rated, by number, as they were known at an instant."""
    points = {one.point for goal in goals for one in goal.ratings if one.point is not None}
    return days_known(session, points, by) if points else {}


def told_ratings(
    ratings: Iterable[RatingRow], names: Mapping[Rater, str], known: Mapping[int, date] | None = None
) -> tuple[GoalRating, ...]:
    """Ratings by who gave them: the patient's, then relatives', then clinicians', each by day. What was said at a
    point bears its day: that of `known`, by the number of the point, else as it is known now."""
    found = list(ratings)
    days = {one.id: _day_told(one, known) for one in found}
    return tuple(
        GoalRating(
            days[one.id],
            names[one.role, one.by_id],
            None if one.value is None else Decimal(one.value),
            ROLE_ORDER[one.role],
        )
        for one in sorted(found, key=lambda one: (ROLE_ORDER[one.role], days[one.id]))
    )


def _day_told(rating: RatingRow, known: Mapping[int, date] | None) -> date:
    if known is None or rating.point is None:
        return rating.said_on
    return known.get(rating.point.number, rating.rated_on)
