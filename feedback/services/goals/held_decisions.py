"""What each version of a held point says was decided about goals, and another decision by a correction.

Nothing that was stored changes: a version keeps its own decisions, a goal that ended stays as it is, and where it goes
on after all it is followed by another with the same words (services.goals.take_up_again).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.goals.rules import ENDINGS, GoalDecision, tidy
from feedback.domain.people.actors import Actor
from feedback.domain.points.evaluation_record import Record
from feedback.persistence.tables import EvaluationPoint, Goal
from feedback.services.goals.goal_rows import Occurred, add_goal, finish_goal
from feedback.services.goals.read_goals import ReadGoal, goals_of
from feedback.services.goals.take_up_again import go_on_with
from feedback.services.goals.write_goal import end_goal, said_by, word_anew
from feedback.services.points.evaluation.point_days import FirstHeld, first_held
from feedback.services.refusals import NotFound, Refused, _

KEEP = GoalDecision("keep")
MOVED = _("A goal that you decided about has changed since. Throw this correction away, and begin it anew.")


def decision_at(
    found: Sequence[ReadGoal], row: Goal, point: int, first: FirstHeld, record: Record
) -> GoalDecision | None:
    """What a version of a held point says of a goal; None for one that was not worked on there."""
    ended_here = {goal.row.id for goal in found if goal.row.ended_at_point_id == point}
    if row.changed_from_id in ended_here or not _was_worked_on(row, point, first):
        return None
    if row.id in record.goal_decisions:
        return _plain(record.goal_decisions[row.id])
    if row.ended_at_point_id != point or row.ended_at is None or row.ended_at > first.at:
        return KEEP
    words = next((goal.row.words for goal in found if goal.row.changed_from_id == row.id), "")
    return GoalDecision(row.state, words if row.state == "changed" else "")


def open_decisions(session: Session, point: EvaluationPoint, record: Record) -> dict[int, GoalDecision]:
    """What stands in a version about the goals of which a correction can decide something else.

    None in a closed course and where a later point was held, whose sheet has told of them; nor what has ended since.
    """
    first = first_held(session, point)
    if first is None or point.pathway.closed_on is not None or _is_followed(session, point):
        return {}
    found = goals_of(session, point.pathway_id)
    stand = {goal.row.id: decision_at(found, goal.row, point.id, first, record) for goal in found}
    last = {goal.row.id: _last(found, goal.row) for goal in found}
    return {
        key: decision
        for key, decision in stand.items()
        if decision is not None and (last[key].state == "active" or last[key].ended_at_point_id == point.id)
    }


def decided_anew(
    session: Session, point: EvaluationPoint, record: Record, sent: Mapping[int, GoalDecision]
) -> dict[int, GoalDecision]:
    """The decisions of a correction, with what was sent. Raises NotFound for a goal of another course."""
    goals = {goal.row.id: goal.row for goal in goals_of(session, point.pathway_id)}
    if not sent.keys() <= goals.keys():
        raise NotFound
    stand, chosen = open_decisions(session, point, record), dict(record.goal_decisions)
    for key, decision in sent.items():
        is_kept = decision.do == "keep" and tidy(decision.words) in ("", goals[key].words)
        told = KEEP if is_kept else decision
        if key in stand and _plain(told) != stand[key]:
            chosen[key] = told
    return chosen


def correct_goals(
    session: Session, actor: Actor, point: EvaluationPoint, before: Record, after: Record, now: datetime
) -> None:
    """What a correction decides otherwise becomes so on the day of the point. Raises Refused."""
    was, wanted = open_decisions(session, point, before), open_decisions(session, point, after)
    differ = {
        key: _plain(one)
        for key, one in after.goal_decisions.items()
        if _plain(one) != _plain(before.goal_decisions.get(key, was.get(key, KEEP)))
    }
    if not differ.keys() <= wanted.keys():
        raise Refused(MOVED)
    if not differ or point.held_on is None:
        return
    when = replace(said_by(actor, now), point=point.id, on=point.held_on)
    for key in sorted(differ, key=lambda one: differ[one].do not in ENDINGS):  # room is made first
        goals = goals_of(session, point.pathway_id)
        row = next(goal.row for goal in goals if goal.row.id == key)
        _decide(session, actor, row, _last(goals, row), differ[key], when)


def _decide(
    session: Session, actor: Actor, goal: Goal, last: Goal, decision: GoalDecision, when: Occurred
) -> None:
    words = tidy(decision.words) if decision.do == "changed" else goal.words
    try:
        if decision.do in ENDINGS:
            _end(session, actor, last, decision.do, when)
        elif last.state != "active":
            go_on_with(session, actor, last, words, when)
        elif last.words != words:
            word_anew(session, actor, last, words, when)
    except Refused as refused:
        field = f"goal-{goal.id}-{refused.field or 'do'}"
        raise Refused(refused.message, field=field, **refused.details) from refused


def _end(session: Session, actor: Actor, last: Goal, state: str, when: Occurred) -> None:
    """One that had ended another way stays so, followed by the same that ended this way."""
    if last.state == "active":
        end_goal(session, actor, last, state, when)
    elif last.state != state:
        finish_goal(session, add_goal(session, last.pathway_id, last.words, when, last), state, when)


def _plain(decision: GoalDecision) -> GoalDecision:
    """Words count where a goal is put another way, and nowhere else."""
    return replace(decision, words=tidy(decision.words) if decision.do == "changed" else "")


def _was_worked_on(row: Goal, point: int, first: FirstHeld) -> bool:
    if row.ended_at_point_id == point:
        return True
    if row.made_at > first.at or row.made_on > first.on:
        return False
    if row.ended_at is None or row.ended_on is None:
        return True
    return row.ended_at > first.at or row.ended_on > first.on


def _last(found: Sequence[ReadGoal], row: Goal) -> Goal:
    """The goal that it has become by now."""
    following = [goal.row for goal in found if goal.row.changed_from_id == row.id]
    return _last(found, following[-1]) if following else row


def _is_followed(session: Session, point: EvaluationPoint) -> bool:
    later = (
        EvaluationPoint.pathway_id == point.pathway_id,
        EvaluationPoint.number > point.number,
        EvaluationPoint.held_on.is_not(None),
    )
    return session.scalar(select(EvaluationPoint.id).where(*later).limit(1)) is not None
