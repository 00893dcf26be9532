"""How near people find a goal: side by side, on the scale, and only of those who are in the room."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting
from clinic import Clinic
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import Consent, Goal, GoalRating
from feedback.services.goals.rate_goal import note_rating, people_to_hear, rate_goal
from feedback.services.goals.read_goals import active_goals
from feedback.services.goals.write_goal import write_goal
from feedback.services.patients.consents import withdraw_consent
from feedback.services.refusals import NotFound, Refused


def written(session: Session, clinic: Clinic, words: str, who: str = "kari") -> Goal:
    return write_goal(session, acting(session, getattr(clinic, who)), clinic.kari, words, clinic.now)


def ratings_of(session: Session, goal: Goal) -> list[GoalRating]:
    return list(
        session.scalars(select(GoalRating).where(GoalRating.goal_id == goal.id).order_by(GoalRating.id))
    )


def test_ratings_stand_beside_each_other(session: Session, clinic: Clinic) -> None:
    goal = written(session, clinic, "Sove")
    kari, berg = acting(session, clinic.kari), acting(session, clinic.berg)
    later = clinic.now + timedelta(days=2)
    note_rating(session, berg, goal, clinic.per, 1, clinic.now)
    rate_goal(session, berg, goal, 4, clinic.now)
    rate_goal(session, kari, goal, 2, clinic.now)
    rate_goal(session, kari, goal, 7, later)
    [read] = active_goals(session, goal.pathway_id)
    found = {rater: [one.value for one in ratings] for rater, ratings in read.by_rater.items()}
    assert list(found.items()) == [
        (("patient", clinic.kari), [2, 7]),
        (("relative", clinic.per), [1]),
        (("clinician", clinic.berg), [4]),
    ]
    assert read.difference == 6
    note_rating(session, berg, goal, clinic.kari, None, later + timedelta(days=1))
    [read] = active_goals(session, goal.pathway_id)
    assert read.difference == 3  # who would rather not say is not guessed at
    spoken = ratings_of(session, goal)[-1]
    assert (spoken.by_id, spoken.author_id, spoken.role) == (clinic.kari, clinic.berg, "patient")


def test_pressing_twice_rates_once(session: Session, clinic: Clinic) -> None:
    goal, kari = written(session, clinic, "Sove"), acting(session, clinic.kari)
    for value in (5, 5, 6, 5):
        rate_goal(session, kari, goal, value, clinic.now)
    rate_goal(session, kari, goal, 5, clinic.now + timedelta(days=1))
    assert [one.value for one in ratings_of(session, goal)] == [5, 6, 5, 5]


@pytest.mark.parametrize("value", [11, -1, 10**9])
def test_no_rating_beside_the_scale(session: Session, clinic: Clinic, value: int) -> None:
    goal = written(session, clinic, "Sove")
    with pytest.raises(Refused) as refused:
        rate_goal(session, acting(session, clinic.kari), goal, value, clinic.now)
    assert refused.value.field == f"goal-{goal.id}"
    assert ratings_of(session, goal) == []
    with pytest.raises(IntegrityError):
        _force(session, clinic, goal, 11)


def _force(session: Session, clinic: Clinic, goal: Goal, value: int) -> None:
    """Past the services; the database keeps the promise too."""
    who = {"by_id": clinic.kari, "author_id": clinic.kari, "role": "patient"}
    when = {"rated_on": day_of(clinic.now), "rated_at": clinic.now}
    with session.begin_nested():
        session.add(GoalRating(goal_id=goal.id, value=value, **who, **when))


def test_only_who_is_in_the_room_is_written_down(session: Session, clinic: Clinic) -> None:
    goal, berg, today = written(session, clinic, "Sove"), acting(session, clinic.berg), day_of(clinic.now)
    assert [one.id for one in people_to_hear(session, clinic.kari, today)] == [clinic.kari, clinic.per]
    for stranger in (clinic.nora, clinic.tove, clinic.berg, clinic.siv, 99_999):
        with pytest.raises(NotFound):
            note_rating(session, berg, goal, stranger, 5, clinic.now)
    withdraw_consent(session, acting(session, clinic.siv), clinic.kari, clinic.per, clinic.now)
    session.flush()
    assert [one.id for one in people_to_hear(session, clinic.kari, today)] == [clinic.kari]
    with pytest.raises(NotFound):
        note_rating(session, berg, goal, clinic.per, 5, clinic.now)
    assert session.scalars(select(Consent)).first() is not None
