"""What a patient began before a point was held: it is not asked any more, and nothing that was written is lost."""

from __future__ import annotations

from asking import acting
from clinic import Clinic
from clinician_pages import Browser, begin, point_path, sign_in
from goal_pages import ratings, write
from goal_talk import hold
from page_client import PageClient
from patient_pages import me, point
from sqlalchemy import select

from feedback.persistence.tables import Goal, Response
from feedback.services.goals.write_goal import end_goal, said_by

__all__ = ["point"]
STEPS = "/me/points/1/step"


def begun(clinic: Clinic, browser: Browser, key: str, answers: dict[str, str]) -> tuple[PageClient, str]:
    """Kari begins a step and keeps it for later; the address of its first page."""
    kari = me(browser, clinic.kari)
    kari.get("/me/points/1")
    kari.post(STEPS, {"ask": key})
    page = f"{kari.path}1"
    kari.get(page)
    if answers:
        kari.submit({**answers, "action": "later"})
    return kari, page


def send(kari: PageClient) -> None:
    """Go on to the last page, and send it."""
    while "receipt" not in kari.path:
        kari.submit({"action": "next"})


def held(clinic: Clinic, browser: Browser, **decided: str) -> None:
    berg = begin(clinic, browser)
    berg.get(f"{point_path(clinic)}/together/plan")
    berg.submit({name.replace("_", "-"): do for name, do in decided.items()} | {"do": "next"})
    hold(clinic, berg)


def test_what_was_begun_is_not_asked_and_can_be_finished(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    kari, page = begun(clinic, browser, "before-evaluation", {"q1": "Turene"})
    kari.get("/me/?language=en")
    assert "You have begun on" in kari.words()
    held(clinic, browser)
    kari.get("/me/")
    assert "You have begun on" not in kari.words()
    assert "Nothing new to answer now" in kari.words()
    assert "What you had begun before the meeting (1)" in kari.words()
    kari.get(page)
    assert "Turene" in kari.text
    kari.submit({"action": "next"})
    kari.get("/me/points/1/sheet")
    assert "Turene" not in kari.words()


def test_the_clinician_sees_that_it_came_after_the_point_was_held(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    kari, page = begun(clinic, browser, "before-evaluation", {"q1": "Turene"})
    held(clinic, browser)
    berg = sign_in(browser)
    berg.get(f"/staff/patients/{clinic.kari}")
    assert "Sent after the point was held" not in berg.words()
    kari.get(page)
    send(kari)
    berg.get(f"/staff/patients/{clinic.kari}")
    assert berg.words().count("Sent after the point was held") == 1
    with clinic.database.transaction() as session:
        sent = session.scalars(select(Response.id)).one()
    berg.get(f"/staff/patients/{clinic.kari}/responses/{sent}")
    assert "Sent after the point was held" in berg.words()


def test_a_change_that_was_begun_and_not_sent_is_not_lost(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    kari, page = begun(clinic, browser, "before-evaluation", {})
    kari.get(page)
    kari.submit({"q1": "Turene", "action": "next"})
    send(kari)
    with clinic.database.transaction() as session:
        sent = session.scalars(select(Response.id)).one()
    kari.get(f"/me/answers/{sent}")
    kari.post(f"/me/answers/{sent}/change")
    kari.submit({"q1": "Turene og kaffen", "action": "later"})
    kari.get("/me/")
    assert "You have begun to change what you sent" not in kari.words()  # it stands at the point
    held(clinic, browser)
    kari.get("/me/?language=en")
    assert "What you had begun before the meeting (1)" in kari.words()
    assert "You have begun to change what you sent" in kari.words()
    kari.get(page)
    assert "Turene og kaffen" in kari.text


def test_what_nobody_began_is_not_asked_either(clinic: Clinic, browser: Browser, point: None) -> None:
    kari, _page = begun(clinic, browser, "before-evaluation", {})
    held(clinic, browser)
    kari.get("/me/?language=en")
    assert "Something for you to answer" not in kari.words()
    assert "You have begun" not in kari.words()
    assert "before the meeting" not in kari.words()


def test_numbers_of_a_goal_that_ended_stand_in_nobodys_way(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    sleep, work = write(clinic, "Sove om natta", "Gå på jobb")
    kari, page = begun(clinic, browser, "my-goals", {"q2": "4", "q4": "8"})
    kari.get(page)
    held(clinic, browser, **{f"goal_{sleep}_do": "reached"})
    kari.submit({"q2": "4", "q4": "8"})  # the page was open all the time
    assert "You have chosen a number" not in kari.words()
    assert [(goal, value) for goal, *_by, value in ratings(clinic)] == [(work, 8)]


def test_the_same_where_it_is_opened_anew(clinic: Clinic, browser: Browser, point: None) -> None:
    sleep, work = write(clinic, "Sove om natta", "Gå på jobb")
    kari, page = begun(clinic, browser, "my-goals", {"q2": "4", "q4": "8"})
    with clinic.database.transaction() as session:
        berg = acting(session, clinic.berg)
        end_goal(session, berg, session.get_one(Goal, sleep), "reached", said_by(berg, clinic.now))
    kari.get(page)
    kari.submit({})
    assert [(goal, value) for goal, *_by, value in ratings(clinic)] == [(work, 8)]
