"""Goals from answers that were sent before goals had tables: taken over once, when a database is brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.questionnaires.answers import answers_from_plain
from feedback.persistence.tables import Goal, Invitation, QuestionSet, Response
from feedback.services import audit
from feedback.services.goals.collect_goals import GOAL_SET, collect_goals, course_of
from feedback.services.goals.goal_rows import Occurred, finish_goal
from feedback.services.goals.read_goals import active_goals


def adopt_goals(session: Session, actor: Actor, now: datetime) -> int:
    """Take over every answer about goals of courses that have no goal yet, oldest first; returns how many.

    Until then a patient's newest answer was the whole list of their goals, on the page and on every sheet: a goal that
    it left out ends as *stopped*, so that no sheet of a held point changes.
    """
    taken = set(session.scalars(select(Goal.pathway_id).distinct()))
    adopted = 0
    for response in _sent(session):
        sent_at = response.authored_at or response.started_at
        course = course_of(session, response.invitation.occasion, day_of(sent_at))
        if course is None or course in taken:
            continue
        when = Occurred.now(sent_at, response.author_id)
        goals = collect_goals(session, response, answers_from_plain(response.answers), when)
        if goals:
            adopted += 1
            _end_the_rest(session, response, course, goals, when)
            target = f"response {response.id}"
            audit.record(session, actor, "took over goals", now, patient=response.subject_id, target=target)
    return adopted


def _end_the_rest(
    session: Session, response: Response, course: int, named: Sequence[Goal], when: Occurred
) -> None:
    if response.invitation.person.role != "patient":
        return
    for goal in active_goals(session, course):
        if goal.row not in named:
            finish_goal(session, goal.row, "stopped", when)


def _sent(session: Session) -> list[Response]:
    query = (
        select(Response)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(QuestionSet, QuestionSet.id == Invitation.question_set_id)
        .where(QuestionSet.key == GOAL_SET, Response.status.in_(("completed", "amended")))
        .order_by(Response.authored_at, Response.id)
    )
    return list(session.scalars(query))
