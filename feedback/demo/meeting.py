"""What is said and written in a made-up meeting: how near goals are as each person sees it, and the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from feedback.demo.courses import Course
from feedback.demo.treatment_plans import first_plan, next_plan
from feedback.domain.calendar import day_of
from feedback.domain.goals.rules import GoalDecision
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import EvaluationPoint, Goal, Patient, Person
from feedback.services.goals.decide_goals import decide_goals
from feedback.services.goals.rate_goal import note_rating, rate_goal
from feedback.services.goals.read_goals import active_goals
from feedback.services.goals.treatment_plan import content_of, plans_about, write_plan


def say_how_near(
    session: Session,
    course: Course,
    clinician: Actor,
    relatives: Sequence[Person],
    point: EvaluationPoint,
    at: datetime,
) -> None:
    """The clinician rates, and the relatives in the room say how near they find each goal."""
    goals = [goal.row for goal in active_goals(session, point.pathway_id)]
    for goal, value in zip(goals, course.clinician_sees, strict=False):
        rate_goal(session, clinician, goal, value, at, point)
    for relative in relatives[:1]:
        for goal, value in zip(goals, course.relative_sees, strict=False):
            note_rating(session, clinician, goal, relative.id, value, at, point)


def decide(
    session: Session, course: Course, clinician: Actor, point: EvaluationPoint, at: datetime
) -> list[Goal]:
    """At the first point one goal may be put another way; returns the goals from then on."""
    goals = [goal.row for goal in active_goals(session, point.pathway_id)]
    if course.rewords and point.number == 1:
        place, words = course.rewords
        decisions = {goals[place].id: GoalDecision("changed", words)}
        decide_goals(session, clinician, point, decisions, at)
    return [goal.row for goal in active_goals(session, point.pathway_id)]


def write_the_plan(
    session: Session,
    course: Course,
    clinician: Actor,
    patient: Patient,
    at: datetime,
    point: EvaluationPoint | None = None,
) -> None:
    """The first version when there is none; the second comes out of a point."""
    known = plans_about(session, patient.person_id)
    if not known:
        content = first_plan(course.reference, day_of(at))
    elif len(known) == 1 and point is not None:
        content = next_plan(course.reference, content_of(known[0]), day_of(at))
    else:
        content = None
    if content is not None:
        write_plan(session, clinician, patient.person_id, content, point is not None, at, point)
