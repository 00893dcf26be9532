"""The goals on the sheet of an evaluation point, as they were known when it was recorded as held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from feedback.domain.goals.rules import ENDINGS, GoalDecision
from feedback.domain.measures.thresholds import values_in_force
from feedback.domain.people.person_rights import may_be_told
from feedback.domain.points.evaluation_record import Record
from feedback.domain.points.held_days import HeldDays
from feedback.domain.points.sheet import Goal, Heading
from feedback.persistence.tables import EvaluationPoint
from feedback.persistence.tables import Goal as Row
from feedback.services.courses.plan_evaluation import points_of
from feedback.services.goals.held_decisions import KEEP, decision_at
from feedback.services.goals.read_goals import ReadGoal, goals_of
from feedback.services.goals.tell_goals import (
    days_at_points,
    outcome,
    outcome_of,
    rater_names,
    told_ratings,
)
from feedback.services.points.evaluation.point_days import FirstHeld, first_held
from feedback.services.questionnaires.score_words import Translate
from feedback.services.refusals import _
from feedback.services.units.administer_units import own_thresholds

APART = _("Seen differently: talk about it")
DECIDED = {
    "keep": _("Kept: “%(words)s”"),
    "changed": _("Put another way: “%(words)s” is from now on “%(anew)s”"),
    "reached": _("Reached: “%(words)s”"),
    "stopped": _("No longer a goal: “%(words)s”"),
}


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a point looks back on: all until now, or until it was recorded as held; and since when it is news that a
    goal has ended. `reader` is a relative who gets a copy."""

    point: int
    first: FirstHeld | None
    since: FirstHeld | None
    reader: int | None = None

    def holds(self, at: datetime, on: date) -> bool:
        """Whether something had happened by then."""
        return self.first is None or (at <= self.first.at and on <= self.first.on)


def sheet_goals(
    session: Session,
    point: EvaluationPoint,
    translate: Translate,
    language: str,
    record: Record,
    days: HeldDays | None = None,
    for_relative: int | None = None,
) -> tuple[tuple[Goal, ...], tuple[str, ...]]:
    """The goals that were worked on, and what became of those that ended at the point or since the one before; then
    what was decided about each at the point, in words. What people see differently is said where the unit
    has signals on (rule A8).

    A goal that was worded anew at the point is told with the new words, which do not stand by themselves there.
    What ended at the point ended on the day that the version of the sheet gives it.
    """
    sight, limit = _sight(session, point, for_relative), _apart_from(session, point)
    found = [goal for goal in goals_of(session, point.pathway_id) if _was_made(goal.row, sight)]
    ended_here = {goal.row.id for goal in found if goal.row.ended_at_point_id == point.id}
    names = rater_names(session, point.pathway.patient_id, found, translate)
    known = days_at_points(session, found, sight.first.at if sight.first else None)
    known |= {point.number: days.held_on} if days else {}
    told = []
    for goal in found:
        ended = _had_ended(goal.row, sight)
        if goal.row.changed_from_id in ended_here or (ended and not _is_news(goal.row, sight)):
            continue
        seen, done = _seen(goal, sight), _decision(found, goal.row, record, sight)
        note = outcome(session, goal.row, translate, language) if ended else ""
        if sight.first and done and done.do != "keep":
            note = outcome_of(done, days.held_on if days else sight.first.on, translate, language)
        note = note or (translate(APART) if _is_apart(seen, limit) else "")
        told.append(Goal(goal.row.words, told_ratings(seen.ratings, names, known), note))
    return tuple(told), tuple(_decided(found, record, sight, translate))


def _decided(found: Sequence[ReadGoal], record: Record, sight: _Sight, translate: Translate) -> Iterator[str]:
    """Of a point at which nobody came to the decisions nothing is said: no goal was kept by being passed."""
    gone_through = Heading.PLAN in record.visited or record.has_written(Heading.PLAN)
    for row in (goal.row for goal in found):
        done = _decision(found, row, record, sight)
        if done and (gone_through or done.do != "keep"):
            yield translate(DECIDED[done.do]) % {"words": row.words, "anew": done.words}


def _decision(found: Sequence[ReadGoal], row: Row, record: Record, sight: _Sight) -> GoalDecision | None:
    """What was decided about a goal; of a held point what this version says, of a draft what is chosen so far."""
    if sight.first is not None:
        return decision_at(found, row, sight.point, sight.first, record)
    return None if _had_ended(row, sight) else record.goal_decisions.get(row.id, KEEP)


def _sight(session: Session, point: EvaluationPoint, reader: int | None) -> _Sight:
    earlier = [
        one for one in points_of(session, point.pathway_id) if one.number < point.number and one.held_on
    ]
    before = first_held(session, earlier[-1]) if earlier else None
    return _Sight(point.id, first_held(session, point), before, reader)


def _apart_from(session: Session, point: EvaluationPoint) -> int | None:
    """How far apart ratings are that are seen differently; None where signals are off."""
    unit = point.pathway.patient.person.unit
    return values_in_force(own_thresholds(session, unit.id))["goal-difference"] if unit.interprets else None


def _is_apart(goal: ReadGoal, limit: int | None) -> bool:
    return limit is not None and goal.difference is not None and goal.difference >= limit


def _was_made(row: Row, sight: _Sight) -> bool:
    return row.ended_at_point_id == sight.point or sight.holds(row.made_at, row.made_on)


def _seen(goal: ReadGoal, sight: _Sight) -> ReadGoal:
    known = (
        one for one in goal.ratings if one.point_id == sight.point or sight.holds(one.rated_at, one.rated_on)
    )
    told = (one for one in known if may_be_told(one.role, one.by_id, sight.reader))
    return replace(goal, ratings=tuple(told))


def _had_ended(row: Row, sight: _Sight) -> bool:
    """Before the point, or beside it."""
    if row.ended_at is None or row.ended_on is None or row.ended_at_point_id == sight.point:
        return False
    return sight.holds(row.ended_at, row.ended_on)


def _is_news(row: Row, sight: _Sight) -> bool:
    """A wording that was replaced between two points is none."""
    if row.ended_at_point_id is not None or row.state not in ENDINGS or row.ended_at is None:
        return False
    return sight.since is None or row.ended_at > sight.since.at
