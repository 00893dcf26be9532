"""Answers from before goals had tables are taken over once."""

from __future__ import annotations

from datetime import datetime, timedelta

from asking import acting
from clinic import OPERATOR, Clinic
from goal_talk import said, sent, take_course_away, told
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import (
    Consent,
    Goal,
    GoalRating,
)
from feedback.services.goals.adopt_goals import adopt_goals
from feedback.services.goals.write_goal import write_goal


def forget_goals(session: Session) -> None:
    """As it was before."""
    session.execute(delete(GoalRating))
    session.execute(update(Goal).values(changed_from_id=None))
    session.execute(delete(Goal))


def at(clinic: Clinic, days: int) -> datetime:
    return clinic.now - timedelta(days=days)


def test_old_answers_are_taken_over_once(session: Session, clinic: Clinic) -> None:
    session.execute(update(Consent).values(starts_on=day_of(at(clinic, 40))))
    sent(session, clinic, said(("Sove", 1), ("Gå på jobb", 2), ("Lese", 0)), at=at(clinic, 40))
    sent(session, clinic, said(("sove", 3)), who="per", at=at(clinic, 30))
    sent(session, clinic, said(("Sove", 5), ("Gå mer på jobb", 4)), at=at(clinic, 20))
    sent(session, clinic, said(("Noe hemmelig", 4)), "private", at=at(clinic, 10))
    forget_goals(session)
    assert adopt_goals(session, OPERATOR, clinic.now) == 3
    assert told(session, clinic) == [
        ("Sove", [("patient", 1), ("relative", 3), ("patient", 5)]),
        ("Gå mer på jobb", [("patient", 4)]),
    ]
    states = {row.words: (row.state, row.ended_on) for row in session.scalars(select(Goal))}
    assert states["Lese"] == ("stopped", day_of(at(clinic, 20)))  # the newest answer was the whole list
    assert states["Gå på jobb"] == ("changed", day_of(at(clinic, 20)))
    [first, *_rest] = session.scalars(select(GoalRating).order_by(GoalRating.id))
    assert (first.rated_at, first.rated_on) == (at(clinic, 40), day_of(at(clinic, 40)))
    assert adopt_goals(session, OPERATOR, clinic.now) == 0
    write_goal(session, acting(session, clinic.nora), clinic.nora, "Tur med klassen", clinic.now)
    assert adopt_goals(session, OPERATOR, clinic.now) == 0


def test_answers_of_somebody_without_a_course_are_left(session: Session, clinic: Clinic) -> None:
    sent(session, clinic, said(("Sove", 1)))
    forget_goals(session)
    take_course_away(session, clinic)
    assert adopt_goals(session, OPERATOR, clinic.now) == 0
