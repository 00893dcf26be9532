"""What happens to goals when an answer about them is erased, or marked as entered in error."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting
from clinic import Clinic
from goal_talk import said, sent, told
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.goals.rules import MOST_GOALS
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import (
    Goal,
    GoalRating,
    Invitation,
    Response,
)
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.read_goals import get_goal, words_of_goals
from feedback.services.goals.write_goal import end_goal, said_by, write_goal
from feedback.services.refusals import NotFound
from feedback.services.rights.deletion import ask_deletion, decide_deletion


def withdraw(session: Session, clinic: Clinic, response: Response, decision: str) -> None:
    who = acting(session, response.source_id)
    row = ask_deletion(session, who, response.subject_id, response.id, "Feil", clinic.now)
    decide_deletion(session, acting(session, clinic.berg), row, decision, "Grunner", clinic.now)
    session.expire_all()


@pytest.mark.parametrize("decision", ["erased", "marked"])
def test_a_goal_goes_with_the_only_answer_that_names_it(
    session: Session, clinic: Clinic, decision: str
) -> None:
    response = sent(session, clinic, said(("Sove", 3), ("Gå på jobb", 1)))
    rate_goal(session, acting(session, clinic.berg), session.scalars(select(Goal)).all()[0], 5, clinic.now)
    withdraw(session, clinic, response, decision)
    assert told(session, clinic) == []
    kept = [row.words for row in session.scalars(select(Goal).order_by(Goal.id))]
    assert kept == ([] if decision == "erased" else ["Sove", "Gå på jobb"])
    for words in ("Sove", "Lese", "Male"):
        write_goal(session, acting(session, clinic.kari), clinic.kari, words, clinic.now)
    assert len(words_of_goals(session, clinic.kari)) == MOST_GOALS


def test_a_goal_that_is_sealed_with_its_answer_is_not_found(session: Session, clinic: Clinic) -> None:
    response = sent(session, clinic, said(("Sove", 3)))
    [goal] = session.scalars(select(Goal))
    assert get_goal(session, clinic.kari, goal.id) is goal
    withdraw(session, clinic, response, "marked")
    with pytest.raises(NotFound):
        get_goal(session, clinic.kari, goal.id)


def test_a_refused_request_changes_nothing(session: Session, clinic: Clinic) -> None:
    response = sent(session, clinic, said(("Sove", 3)))
    withdraw(session, clinic, response, "refused")
    assert told(session, clinic) == [("Sove", [("patient", 3)])]


@pytest.mark.parametrize("decision", ["erased", "marked"])
def test_a_goal_that_lives_on_loses_the_number_alone(session: Session, clinic: Clinic, decision: str) -> None:
    first = sent(session, clinic, said(("Sove", 3)))
    second = sent(session, clinic, said(("Sove", 6)), at=clinic.now + timedelta(days=1))
    withdraw(session, clinic, first, decision)
    assert told(session, clinic) == [("Sove", [("patient", 6)])]
    [stored, _kept] = session.scalars(select(GoalRating).order_by(GoalRating.id))
    assert stored.value == (None if decision == "erased" else 3)
    withdraw(session, clinic, second, decision)
    assert told(session, clinic) == []


def test_a_goal_stays_that_was_written_otherwise_or_rated_by_its_owner(
    session: Session, clinic: Clinic
) -> None:
    kari = acting(session, clinic.kari)
    write_goal(session, kari, clinic.kari, "Gå tur", clinic.now - timedelta(days=1))
    response = sent(session, clinic, {"goal-1": answered("Gå tur"), "goal-2": answered("Sove")})
    sleep = session.scalars(select(Goal).order_by(Goal.id.desc())).first()
    assert sleep is not None
    rate_goal(session, kari, sleep, 4, clinic.now)
    withdraw(session, clinic, response, "erased")
    assert told(session, clinic) == [("Gå tur", []), ("Sove", [("patient", 4)])]


def test_words_stay_with_an_answer_that_is_kept_sealed(session: Session, clinic: Clinic) -> None:
    first = sent(session, clinic, said(("Sove", 3)))
    second = sent(session, clinic, said(("Sove", 6)), at=clinic.now + timedelta(days=1))
    withdraw(session, clinic, second, "marked")
    withdraw(session, clinic, first, "erased")
    assert told(session, clinic) == []
    [goal] = session.scalars(select(Goal))
    assert (goal.words, goal.state) == ("Sove", "stopped")


def test_what_followed_an_erased_wording_stands_by_itself(session: Session, clinic: Clinic) -> None:
    first = sent(session, clinic, said(("Sove", 3)))
    sent(session, clinic, said(("Sove mer", 4)), at=clinic.now + timedelta(days=1))
    withdraw(session, clinic, first, "erased")
    [goal] = session.scalars(select(Goal))
    assert (goal.words, goal.changed_from_id) == ("Sove mer", None)


def test_a_relatives_withdrawn_number_is_gone(session: Session, clinic: Clinic) -> None:
    sent(session, clinic, said(("Sove", 6)))
    answer = sent(session, clinic, said(("Sove", 1)), who="per")
    withdraw(session, clinic, answer, "erased")
    assert told(session, clinic) == [("Sove", [("patient", 6)])]


def test_an_ended_goal_whose_answer_is_marked_stays_as_it_ended(session: Session, clinic: Clinic) -> None:
    kari, response = acting(session, clinic.kari), sent(session, clinic, said(("Sove", 3)))
    [goal] = session.scalars(select(Goal))
    end_goal(session, kari, goal, "reached", said_by(kari, clinic.now))
    withdraw(session, clinic, response, "marked")
    assert goal.state == "reached"
    assert session.scalars(select(Invitation)).first() is not None
