"""A goal that was said to be reached, or no goal any more, by mistake: it goes on as it was."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.goals.rules import ENDINGS, MOST_GOALS, same_words
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CarePathway, EvaluationPoint, EvaluationRecord, Goal
from feedback.services import audit
from feedback.services.goals.goal_rows import Occurred
from feedback.services.goals.read_goals import active_goals
from feedback.services.refusals import Refused, _


def can_take_up_again(session: Session, goal: Goal) -> bool:
    """Whether it ended beside the points, in a course that is open, and no point was held since: what a sheet has told
    stays (rule A4)."""
    if goal.state not in ENDINGS or goal.ended_at_point_id is not None:
        return False
    told = (EvaluationPoint.pathway_id == goal.pathway_id, EvaluationRecord.finished_at >= goal.ended_at)
    rows = select(EvaluationRecord.id).join(EvaluationPoint, EvaluationPoint.id == EvaluationRecord.point_id)
    is_open = session.get_one(CarePathway, goal.pathway_id).closed_on is None
    return is_open and session.scalar(rows.where(*told).limit(1)) is None


def take_up_again(session: Session, actor: Actor, goal: Goal, when: Occurred) -> None:
    """It is worked on again, with all that was said of it; the log keeps that it had ended. `when` comes from
    `said_by`. Raises Refused."""
    audit.take_turn(session)
    session.refresh(goal)
    if not can_take_up_again(session, goal):
        raise Refused(_("This goal cannot be taken up again. Write it as a new goal."))
    active = [one.row for one in active_goals(session, goal.pathway_id)]
    if len(active) >= MOST_GOALS or any(same_words(goal.words, one.words) for one in active):
        raise Refused(_("There is no room for it among your goals now, or it stands there already."))
    target = f"goal {goal.id}, {goal.state} on {goal.ended_on}"
    goal.state, goal.ended_on, goal.ended_at = "active", None, None
    goal.ended_by_id = None
    session.flush()
    patient = session.get_one(CarePathway, goal.pathway_id).patient_id
    audit.record(session, actor, "took goal up again", when.at, patient=patient, target=target)
