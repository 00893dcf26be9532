"""A goal that was said to be reached, or no goal any more, by mistake: it goes on as it was."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.goals.rules import ENDINGS, MOST_GOALS, same_words
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CarePathway, EvaluationPoint, EvaluationRecord, Goal
from feedback.services import audit
from feedback.services.goals.goal_rows import Occurred, add_goal
from feedback.services.goals.read_goals import active_goals
from feedback.services.refusals import Refused, _


def can_take_up_again(session: Session, goal: Goal) -> bool:
    """Whether it ended in a course that is open, and no other has come in its place."""
    if goal.state not in ENDINGS or session.get_one(CarePathway, goal.pathway_id).closed_on is not None:
        return False
    followed = select(Goal.id).where(Goal.changed_from_id == goal.id).limit(1)
    return session.scalar(followed) is None


def take_up_again(session: Session, actor: Actor, goal: Goal, when: Occurred) -> None:
    """It is worked on again, with all that was said of it. What a sheet has told of its end stays (rule A4): then
    another goal with the same words follows it. Else it is as if it had not ended, and the log keeps that it had.

    `when` comes from `said_by`. Raises Refused.
    """
    audit.take_turn(session)
    session.refresh(goal)
    if not can_take_up_again(session, goal):
        raise Refused(_("This goal cannot be taken up again. Write it as a new goal."))
    if _is_told(session, goal):
        go_on_with(session, actor, goal, goal.words, when)
        return
    _check_room(goal.words, [one.row for one in active_goals(session, goal.pathway_id)])
    target = f"goal {goal.id}, {goal.state} on {goal.ended_on}"
    goal.state, goal.ended_on, goal.ended_at = "active", None, None
    goal.ended_by_id = None
    session.flush()
    _note(session, actor, goal, target, when)


def go_on_with(session: Session, actor: Actor, goal: Goal, words: str, when: Occurred) -> Goal:
    """An ended goal is followed by one with these words. Raises Refused without room."""
    audit.take_turn(session)
    _check_room(words, [one.row for one in active_goals(session, goal.pathway_id)])
    following = add_goal(session, goal.pathway_id, words, when, changed_from=goal)
    _note(session, actor, goal, f"goal {goal.id}, as goal {following.id}", when)
    return following


def _is_told(session: Session, goal: Goal) -> bool:
    """Whether it ended at a point, or one was held since."""
    if goal.ended_at_point_id is not None:
        return True
    told = (EvaluationPoint.pathway_id == goal.pathway_id, EvaluationRecord.finished_at >= goal.ended_at)
    rows = select(EvaluationRecord.id).join(EvaluationPoint, EvaluationPoint.id == EvaluationRecord.point_id)
    return session.scalar(rows.where(*told).limit(1)) is not None


def _check_room(words: str, active: Sequence[Goal]) -> None:
    if len(active) >= MOST_GOALS or any(same_words(words, one.words) for one in active):
        raise Refused(_("There is no room for it among your goals now, or it stands there already."))


def _note(session: Session, actor: Actor, goal: Goal, target: str, when: Occurred) -> None:
    patient = session.get_one(CarePathway, goal.pathway_id).patient_id
    audit.record(session, actor, "took goal up again", when.at, patient=patient, target=target)
