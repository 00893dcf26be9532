"""Goals in words, for pages and papers alike (rule A12): each with its ratings, kept apart by person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from feedback.charts.formats import shown_date
from feedback.domain.goals import ENDINGS
from feedback.domain.sheet import Goal, GoalRating
from feedback.persistence.tables import EvaluationPoint
from feedback.persistence.tables import Goal as Row
from feedback.persistence.tables import GoalRating as RatingRow
from feedback.services.hold_evaluation import finished_at
from feedback.services.people_words import RELATIONSHIPS, TAKING_PART
from feedback.services.plan_evaluation import points_of
from feedback.services.read_feedback import relationship_kinds
from feedback.services.read_goals import ROLE_ORDER, Rater, ReadGoal, goals_of
from feedback.services.refusals import _
from feedback.services.score_words import Translate

OUTCOMES = {
    "reached": _("Reached %(day)s"),
    "stopped": _("No longer a goal from %(day)s"),
    "changed": _("From now on: %(words)s"),
}


def told_goals(
    session: Session, patient: int, goals: Iterable[ReadGoal], translate: Translate
) -> tuple[Goal, ...]:
    """The goals with who rated them when; the patient is named by their role."""
    found = list(goals)
    names = rater_names(session, patient, found, translate)
    return tuple(Goal(goal.row.words, _told(goal.ratings, names)) for goal in found)


def rater_names(
    session: Session, patient: int, goals: Iterable[ReadGoal], translate: Translate
) -> dict[Rater, str]:
    """What everybody is called who has rated these goals, by role and person."""
    kinds = relationship_kinds(session, patient)
    raters = {(one.role, one.by_id): one.by.name for goal in goals for one in goal.ratings}
    names = {}
    for (role, person), name in raters.items():
        kind = RELATIONSHIPS.get(kinds.get(person, "other")) if role == "relative" else TAKING_PART[role]
        word = translate(kind or "")
        names[role, person] = word if role == "patient" else f"{name} ({word})"
    return names


def sheet_goals(
    session: Session, point: EvaluationPoint, translate: Translate, language: str
) -> tuple[Goal, ...]:
    """The goals on the sheet of a point: those that were worked on, and what has become of those that ended at it
    or since the point before. A held point keeps to what was known when it was recorded."""
    moment = finished_at(session, point) if point.held_on else None
    found = goals_of(session, point.pathway_id, for_patient=True)
    known = [_known(goal, point, moment) for goal in found if _was_made(goal, point, moment)]
    names = rater_names(session, point.pathway.patient_id, known, translate)
    following = {goal.row.changed_from_id: goal.row.words for goal in found}
    ended_here = {goal.row.id for goal in known if goal.row.ended_at_point_id == point.id}
    since = _held_before(session, point)
    told = []
    for goal in known:
        row, ended = goal.row, _had_ended(goal.row, point, moment)
        if row.changed_from_id in ended_here or (ended and not _is_told(row, point, since)):
            continue
        note = _outcome(row, following.get(row.id, ""), translate, language) if ended else ""
        told.append(Goal(row.words, _told(goal.ratings, names), note))
    return tuple(told)


def _was_made(goal: ReadGoal, point: EvaluationPoint, moment: datetime | None) -> bool:
    row, held_on = goal.row, point.held_on
    if moment is None or held_on is None or row.ended_at_point_id == point.id:
        return True
    return row.made_at <= moment and row.made_on <= held_on


def _known(goal: ReadGoal, point: EvaluationPoint, moment: datetime | None) -> ReadGoal:
    held_on = point.held_on
    if moment is None or held_on is None:
        return goal
    ratings = (one for one in goal.ratings if one.rated_at <= moment and one.rated_on <= held_on)
    return replace(goal, ratings=tuple(ratings))


def _had_ended(row: Row, point: EvaluationPoint, moment: datetime | None) -> bool:
    if row.ended_at is None or row.ended_on is None:
        return False
    if moment is None or point.held_on is None or row.ended_at_point_id == point.id:
        return True
    return row.ended_at <= moment and row.ended_on <= point.held_on


def _is_told(row: Row, point: EvaluationPoint, since: datetime | None) -> bool:
    """Whether what became of a goal is news at this point; a wording that was replaced between points is none."""
    if row.ended_at_point_id is not None:
        return row.ended_at_point_id == point.id
    return row.state in ENDINGS and (since is None or row.ended_at is None or row.ended_at > since)


def _held_before(session: Session, point: EvaluationPoint) -> datetime | None:
    """When the last held point before this one was recorded."""
    earlier = [
        one for one in points_of(session, point.pathway_id) if one.number < point.number and one.held_on
    ]
    return finished_at(session, earlier[-1]) if earlier else None


def _outcome(row: Row, following: str, translate: Translate, language: str) -> str:
    day = shown_date(row.ended_on or row.made_on, language)
    return translate(OUTCOMES[row.state]) % {"day": day, "words": following or "–"}


def _told(ratings: Iterable[RatingRow], names: Mapping[Rater, str]) -> tuple[GoalRating, ...]:
    return tuple(
        GoalRating(
            one.rated_on, names[one.role, one.by_id], None if one.value is None else Decimal(one.value)
        )
        for one in sorted(ratings, key=lambda one: ROLE_ORDER[one.role])
    )
