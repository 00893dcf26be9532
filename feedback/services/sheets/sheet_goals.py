"""The goals on the sheet of an evaluation point, as they were known when it was recorded as held."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from feedback.domain.goals import ENDINGS
from feedback.domain.sheet import Goal
from feedback.persistence.tables import EvaluationPoint
from feedback.persistence.tables import Goal as Row
from feedback.services.courses.plan_evaluation import points_of
from feedback.services.goals.read_goals import ReadGoal, goals_of
from feedback.services.goals.tell_goals import outcome, rater_names, told_ratings
from feedback.services.points.point_days import FirstHeld, first_held
from feedback.services.questionnaires.score_words import Translate


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a point looks back on: all until now, or until it was recorded as held; and since when it is news that a
    goal has ended."""

    point: int
    first: FirstHeld | None
    since: FirstHeld | None

    def holds(self, at: datetime, on: date) -> bool:
        """Whether something had happened by then."""
        return self.first is None or (at <= self.first.at and on <= self.first.on)


def sheet_goals(
    session: Session,
    point: EvaluationPoint,
    translate: Translate,
    language: str,
    held_on: date | None = None,
) -> tuple[Goal, ...]:
    """The goals that were worked on, and what became of those that ended at the point or since the one before.

    A goal that was worded anew at the point is told with the new words, which do not stand by themselves there.
    What ended at the point ended on the day that the version of the sheet gives it.
    """
    sight = _sight(session, point)
    found = [goal for goal in goals_of(session, point.pathway_id) if _was_made(goal.row, sight)]
    ended_here = {goal.row.id for goal in found if goal.row.ended_at_point_id == point.id}
    names = rater_names(session, point.pathway.patient_id, found, translate)
    told = []
    for goal in found:
        ended = _had_ended(goal.row, sight)
        if goal.row.changed_from_id in ended_here or (ended and not _is_news(goal.row, sight)):
            continue
        on = held_on if goal.row.id in ended_here else None
        note = outcome(session, goal.row, translate, language, on) if ended else ""
        told.append(Goal(goal.row.words, told_ratings(_seen(goal, sight).ratings, names), note))
    return tuple(told)


def _sight(session: Session, point: EvaluationPoint) -> _Sight:
    earlier = [
        one for one in points_of(session, point.pathway_id) if one.number < point.number and one.held_on
    ]
    before = first_held(session, earlier[-1]) if earlier else None
    return _Sight(point.id, first_held(session, point), before)


def _was_made(row: Row, sight: _Sight) -> bool:
    return row.ended_at_point_id == sight.point or sight.holds(row.made_at, row.made_on)


def _seen(goal: ReadGoal, sight: _Sight) -> ReadGoal:
    return replace(
        goal, ratings=tuple(one for one in goal.ratings if sight.holds(one.rated_at, one.rated_on))
    )


def _had_ended(row: Row, sight: _Sight) -> bool:
    if row.ended_at is None or row.ended_on is None:
        return False
    return row.ended_at_point_id == sight.point or sight.holds(row.ended_at, row.ended_on)


def _is_news(row: Row, sight: _Sight) -> bool:
    """A wording that was replaced between two points is none."""
    if row.ended_at_point_id is not None or row.state not in ENDINGS or row.ended_at is None:
        return row.ended_at_point_id == sight.point
    return sight.since is None or row.ended_at > sight.since.at
