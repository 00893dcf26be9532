"""From a sent answer about goals to goals and ratings, in the transaction that stores it.

Of what the patient keeps to themself nothing becomes a goal; where they share the numbers alone, known goals are rated
and no more. A relative writes for themself what they would like to be different, and that stays an answer of theirs;
where they say the same as a goal of the patient they have rated it (docs/decisions/0024).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.goals.goal_answers import KnownGoal, Named, Written, understood
from feedback.domain.goals.rules import LONGEST_GOAL, MOST_GOALS, is_rating
from feedback.domain.questionnaires.answers import Answer, answered
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.domain.questionnaires.visibility import is_answered
from feedback.persistence.tables import CarePathway, Goal, GoalRating, Occasion, Response
from feedback.services import audit
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.goals.goal_rows import Occurred, add_goal, finish_goal
from feedback.services.goals.read_goals import active_goals, goals_of

GOAL_SET = "my-goals"
NOT_COLLECTED = ("private", "talk-first")
PLACES = range(1, MOST_GOALS + 1)


def goals_to_rate(session: Session, patient: int, questionnaire: Questionnaire) -> dict[str, Answer]:
    """What the form begins with: the patient's active goals, each in its place, to be rated."""
    pathway = open_pathway(session, patient)
    active = active_goals(session, pathway.id) if pathway else []
    placed = zip(PLACES, active, strict=False)
    begun = {f"goal-{place}": answered(goal.row.words) for place, goal in placed}
    return {name: words for name, words in begun.items() if name in questionnaire.by_link_id}


def collect_goals(
    session: Session, response: Response, answers: Mapping[str, Answer], when: Occurred
) -> list[Goal]:
    """The goals that an answer names, each rated by who answered; goals that it does not name stay as they are."""
    pathway = course_of(session, response.invitation.occasion, when.on)
    if pathway is None or response.sharing in NOT_COLLECTED:
        return []
    audit.take_turn(session)
    known = [goal.row for goal in goals_of(session, pathway)]
    found = _named(known, response, answers)
    makes_goals = response.invitation.person.role == "patient" and response.sharing == "all"
    goals = []
    for named in found:
        goal = named.goal.key if named.goal else None
        row = next((one for one in known if one.id == goal), None)
        if row is None and makes_goals:
            row = _new(session, pathway, known, named, when)
        if row is not None:
            session.add(_rating(row, named, response, when))
            goals.append(row)
    session.flush()
    return goals


def _new(session: Session, pathway: int, known: Sequence[Goal], named: Named, when: Occurred) -> Goal:
    old = next((one for one in known if named.instead_of and one.id == named.instead_of.key), None)
    if old is not None:
        finish_goal(session, old, "changed", when)
    return add_goal(session, pathway, named.words, when, changed_from=old)


def _named(known: Sequence[Goal], response: Response, answers: Mapping[str, Answer]) -> tuple[Named, ...]:
    goals = [KnownGoal(row.id, row.words, row.ended_on) for row in known]
    return understood(goals, list(_written(answers)), day_of(response.started_at))


def _written(answers: Mapping[str, Answer]) -> Iterator[Written]:
    for place in PLACES:
        words, rating = answers.get(f"goal-{place}"), answers.get(f"goal-{place}-rating")
        if words is not None and is_answered(words):
            yield Written(place - 1, str(words.value)[:LONGEST_GOAL], _number(rating))


def _number(answer: Answer | None) -> int | None:
    value = answer.value if answer is not None else None
    return value if isinstance(value, int) and is_rating(value) else None


def _rating(goal: Goal, named: Named, response: Response, when: Occurred) -> GoalRating:
    return GoalRating(
        goal_id=goal.id,
        by_id=response.source_id,
        author_id=response.author_id,
        role=response.invitation.person.role,
        value=named.rating,
        rated_on=when.on,
        rated_at=when.at,
        response_id=response.id,
    )


def course_of(session: Session, occasion: Occasion, on: date) -> int | None:
    """The course that the occasion belongs to; where it belongs to none, the newest that had begun by the day."""
    if occasion.pathway_id is not None:
        return occasion.pathway_id
    if occasion.point is not None:
        return occasion.point.pathway_id
    mine = select(CarePathway).where(CarePathway.patient_id == occasion.patient_id)
    courses = list(session.scalars(mine.order_by(CarePathway.id)))
    begun = [course.id for course in courses if course.started_on <= on]
    return next(reversed(begun or [course.id for course in courses]), None)
