"""What is easily lost: the words of a goal in the form, a number without a goal, and a goal that ended by mistake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser
from patient_pages import hold, me, point
from sqlalchemy.orm import Session
from test_goal_pages import goals, ratings, write

from feedback.domain.calendar import day_of
from feedback.persistence.tables import CarePathway, Goal
from feedback.services.goals.take_up_again import can_take_up_again, take_up_again
from feedback.services.goals.write_goal import end_goal, said_by, write_goal
from feedback.services.refusals import Refused

__all__ = ["point"]


def test_a_form_of_goals_keeps_their_words(clinic: Clinic, browser: Browser, point: None) -> None:
    write(clinic, "Sove om nata")
    kari = me(browser, clinic.kari)
    kari.get("/me/points/1")
    kari.post("/me/points/1/step", {"ask": "my-goals"})
    kari.get(kari.path + "1")
    assert "Sove om nata" in kari.words()
    assert "Your goals stand here as you wrote them" in kari.words()
    assert 'value="Sove om nata"' not in kari.text
    kari.submit({"q1": "Sove om natta", "q2": "6"})
    assert goals(clinic) == [("Sove om nata", "active")]
    assert len(ratings(clinic)) == 1
    kari.get("/me/points/1")
    assert kari.words().count("Done") == 1


def test_a_number_without_a_goal_is_asked_about(clinic: Clinic, browser: Browser, point: None) -> None:
    kari = me(browser, clinic.kari)
    kari.get("/me/points/1")
    kari.post("/me/points/1/step", {"ask": "my-goals"})
    kari.get(kari.path + "1")
    kari.submit({"q2": "8"}, status=422)
    assert "You have chosen a number for this" in kari.words()
    kari.submit({"q1": "Sove"})
    assert goals(clinic) == [("Sove", "active")]
    assert len(ratings(clinic)) == 1


def test_what_ended_by_mistake_goes_on(clinic: Clinic, browser: Browser, point: None) -> None:
    [sleep] = write(clinic, "Sove")
    kari = me(browser, clinic.kari)
    kari.get(f"/me/goals/{sleep}")
    kari.post(f"/me/goals/{sleep}", {"do": "reached", "sure": "1"})
    assert goals(clinic) == [("Sove", "reached")]
    kari.get(f"/me/goals/{sleep}")
    kari.submit({"do": "again"})
    assert goals(clinic) == [("Sove", "active")]
    kari.post(f"/me/goals/{sleep}", {"do": "again"}, status=422)
    assert "cannot be taken up again" in kari.words()


def test_what_a_sheet_has_told_stays_and_the_goal_goes_on(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    [sleep] = write(clinic, "Sove")
    kari = me(browser, clinic.kari)
    kari.get("/me/goals?language=en")
    kari.submit({f"goal-{sleep}": "7"}, form=0)
    kari.get(f"/me/goals/{sleep}")
    kari.post(f"/me/goals/{sleep}", {"do": "reached", "sure": "1"})
    hold(clinic, datetime.now(UTC) - clinic.now + timedelta(minutes=5))
    kari.get(f"/me/goals/{sleep}")
    kari.submit({"do": "again"})
    assert goals(clinic) == [("Sove", "reached"), ("Sove", "active")]
    assert "Earlier goals" not in kari.words()
    assert "Last time: 7" in kari.words()
    kari.get(f"/me/goals/{sleep + 1}")
    assert "Taken up again since." in kari.words()
    assert "7" in kari.words()
    kari.get(f"/me/goals/{sleep}")
    assert "Taken up again since." in kari.words()
    kari.get("/me/")
    kari.post(f"/me/goals/{sleep}", {"do": "again"}, status=422)


def test_there_must_be_room_for_it(session: Session, clinic: Clinic) -> None:
    kari = acting(session, clinic.kari)
    when = said_by(kari, clinic.now)
    goal = write_goal(session, kari, clinic.kari, "Sove", clinic.now)
    end_goal(session, kari, goal, "stopped", when)
    again = write_goal(session, kari, clinic.kari, "sove.", clinic.now)
    with pytest.raises(Refused, match="no room"):
        take_up_again(session, kari, goal, when)
    end_goal(session, kari, again, "stopped", when)
    take_up_again(session, kari, goal, when)
    assert session.get_one(Goal, goal.id).ended_at is None
    end_goal(session, kari, goal, "stopped", when)
    session.get_one(CarePathway, goal.pathway_id).closed_on = day_of(clinic.now)
    assert not can_take_up_again(session, goal)


def test_a_number_kept_for_later_stays_with_its_goal(clinic: Clinic, browser: Browser, point: None) -> None:
    first, second = write(clinic, "Fullføre et semester", "Sove om nata")
    kari = me(browser, clinic.kari)
    kari.get("/me/points/1")
    kari.post("/me/points/1/step", {"ask": "my-goals"})
    page = f"{kari.path}1"
    kari.get(page)
    kari.submit({"q2": "4", "q4": "8", "action": "later"})
    kari.get(page)
    assert "Fullføre et semester" in kari.words()
    with clinic.database.transaction() as session:
        berg = acting(session, clinic.berg)
        end_goal(session, berg, session.get_one(Goal, first), "stopped", said_by(berg, clinic.now))
    kari.get(page)
    assert "Sove om nata" in kari.words()
    kari.submit({"q1": "Et nytt mål"})
    assert (second, 8) in (found := [(goal, value) for goal, *_by, value in ratings(clinic)])
    assert 4 not in [value for _goal, value in found]


def test_a_number_is_never_taken_for_another_goal(clinic: Clinic, browser: Browser, point: None) -> None:
    first, second = write(clinic, "Fullføre et semester", "Sove om nata")
    kari = me(browser, clinic.kari)
    kari.get("/me/points/1")
    kari.post("/me/points/1/step", {"ask": "my-goals"})
    kari.get(f"{kari.path}1")
    with clinic.database.transaction() as session:
        berg = acting(session, clinic.berg)
        end_goal(session, berg, session.get_one(Goal, first), "stopped", said_by(berg, clinic.now))
    kari.submit({"q2": "4", "q4": "8"})
    assert "Your goals have changed" in kari.words()
    assert ratings(clinic) == []
    kari.submit({"q2": "8"})
    assert [(goal, value) for goal, *_by, value in ratings(clinic)] == [(second, 8)]


def test_each_wrong_number_names_its_goal(clinic: Clinic, browser: Browser, point: None) -> None:
    write(clinic, "Fullføre et semester", "Sove om nata")
    kari = me(browser, clinic.kari)
    kari.get("/me/points/1")
    kari.post("/me/points/1/step", {"ask": "my-goals"})
    kari.get(kari.path + "1")
    kari.submit({"q2": "44", "q4": "45", "q6": "3"}, status=422)
    told = ["".join(link.itertext()) for link in kari.all("a") if (link.get("href") or "").startswith("#q")]
    assert len(told) == len(set(told)) == 3
    assert "1. How close to this goal are you now? (Fullføre et semester): " in kari.words()
    assert "2. How close to this goal are you now? (Sove om nata): " in kari.words()
    assert "3. What would you like to be different?: " in kari.words()
