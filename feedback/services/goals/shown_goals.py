"""A patient's goals as a relative sees them: the words, and how near they find them themselves, nothing of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CarePathway, Goal, GoalRating, Person
from feedback.services import audit
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.goals.read_goals import active_goals
from feedback.services.patients.goal_consents import sees_goals
from feedback.services.plans.pause_asking import patients_around
from feedback.services.refusals import NotFound


@dataclass(frozen=True, slots=True)
class ShownGoal:
    """An active goal, and the relative's own last rating."""

    goal: Goal
    latest: GoalRating | None


@dataclass(frozen=True, slots=True)
class ShownGoals:
    """The goals that one patient shows to a relative."""

    patient: Person
    goals: Sequence[ShownGoal]


def shown_to(session: Session, relative: int, today: date) -> list[ShownGoals]:
    """Every patient who lets this relative see their goals and has some; read it through `read_shown`."""
    patients = [
        number
        for number in patients_around(session, relative, "relative")
        if sees_goals(session, number, relative, today)
    ]
    found = [
        ShownGoals(session.get_one(Person, number), _goals(session, number, relative)) for number in patients
    ]
    return [one for one in found if one.goals]


def read_shown(session: Session, actor: Actor, now: datetime) -> list[ShownGoals]:
    """The same for the relative who reads them: a row of the log for each patient, who can see it (rule A10)."""
    found = shown_to(session, actor.person or 0, day_of(now))
    for one in found:
        target = ", ".join(f"goal {shown.goal.id}" for shown in one.goals)
        audit.record(session, actor, "read goals", now, patient=one.patient.id, target=target)
    return found


def shown_by_number(session: Session, relative: int, today: date) -> dict[int, Goal]:
    """The goals that this relative may see today, by number. Raises NotFound when there are none."""
    found = {shown.goal.id: shown.goal for one in shown_to(session, relative, today) for shown in one.goals}
    if not found:
        raise NotFound
    return found


def was_shown(session: Session, relative: int, goal: int, today: date) -> bool:
    """Whether this is a goal of somebody who shows theirs to the relative, be it that it has ended."""
    mine = select(CarePathway.patient_id).join(Goal, Goal.pathway_id == CarePathway.id).where(Goal.id == goal)
    patient = session.scalar(mine)
    return patient is not None and sees_goals(session, patient, relative, today)


def _goals(session: Session, patient: int, relative: int) -> list[ShownGoal]:
    pathway = open_pathway(session, patient)
    return [
        ShownGoal(goal.row, next(reversed(goal.by_rater.get(("relative", relative), [])), None))
        for goal in (active_goals(session, pathway.id) if pathway else ())
    ]
