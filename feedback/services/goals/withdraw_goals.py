"""What happens to goals when an answer about them is erased or marked as entered in error (services.rights.deletion).

A goal stands on its sources: every answer of the patient that names it, their own ratings, a decision at an evaluation
point, or being written on a page or in a meeting. When the last one is withdrawn the goal goes with it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback.persistence.tables import Goal, GoalRating, Response
from feedback.services import audit
from feedback.services.goals.goal_rows import Occurred, finish_goal
from feedback.services.goals.read_goals import WITHDRAWN, has_a_source


def withdraw_goals(session: Session, response: Response, *, erase: bool, when: Occurred) -> None:
    """Nothing of this answer, which is withdrawn already, counts any more; erased is its ratings' number too."""
    audit.take_turn(session)
    mine = GoalRating.response_id == response.id
    rows = list(session.scalars(select(Goal).where(Goal.id.in_(select(GoalRating.goal_id).where(mine)))))
    if erase:
        session.execute(update(GoalRating).where(mine).values(value=None))
    for goal in rows:
        ratings = _ratings(session, goal)
        withdrawn = [one for one, status, _answers in ratings if status == WITHDRAWN]
        kept = [one for one, status, _answers in ratings if status != WITHDRAWN]
        if has_a_source(goal, kept, withdrawn):
            continue
        if any(status == WITHDRAWN and answers for _one, status, answers in ratings):
            _hide(session, goal, when)
        else:
            _remove(session, goal)


def _hide(session: Session, goal: Goal, when: Occurred) -> None:
    """The words are kept sealed with the answer; care is not shown them, and the goal takes no place."""
    if goal.state == "active":
        finish_goal(session, goal, "stopped", when)


def _remove(session: Session, goal: Goal) -> None:
    following = update(Goal).where(Goal.changed_from_id == goal.id)
    session.execute(following.values(changed_from_id=goal.changed_from_id))
    session.execute(delete(GoalRating).where(GoalRating.goal_id == goal.id))
    session.delete(goal)
    session.flush()


def _ratings(session: Session, goal: Goal) -> list[tuple[GoalRating, str | None, Any]]:
    """Each with the state and the content of the answer that it comes from."""
    query = (
        select(GoalRating, Response.status, Response.answers)
        .outerjoin(Response, Response.id == GoalRating.response_id)
        .where(GoalRating.goal_id == goal.id)
    )
    return [(rating, status, answers) for rating, status, answers in session.execute(query)]
