"""A patient's own way in: a code from the clinic, and what they see behind it."""

from __future__ import annotations

from collections.abc import Callable

from clinic import PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import select

from feedback.persistence.tables import Person, Response
from feedback.services.access.personal_code import PersonalCode, make_personal_code
from feedback.services.access.sign_in import actor_for
from feedback.services.answers.reply import reply

Browser = Callable[[], PageClient]


def make_code(clinic: Clinic) -> PersonalCode:
    siv = clinic.actor(clinic.siv)
    with clinic.database.transaction() as session:
        return make_personal_code(session, siv, clinic.kari, clinic.now)


def come_in(page: PageClient, made: PersonalCode, status: int = 200) -> None:
    page.get("/me/sign-in")
    page.submit({"name": made.sign_in_name, "password": made.code}, status=status)


def test_the_coordinator_makes_a_code_that_is_shown_once(clinic: Clinic, browser: Browser) -> None:
    siv = browser()
    siv.get("/staff/sign-in")
    siv.submit({"name": "dahl", "password": PASSWORD})
    siv.get(f"/staff/unit/patients/{clinic.kari}")
    siv.post(f"/staff/unit/patients/{clinic.kari}/code")
    code = next(word for word in siv.words().split() if word.count("-") == 3)
    siv.get(f"/staff/unit/patients/{clinic.kari}")
    assert code not in siv.text


def test_kari_sees_what_came_of_what_she_said(clinic: Clinic, browser: Browser) -> None:
    kari = browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    kari.get(kari.path + "1")
    kari.submit({"q1": "3"})
    with clinic.database.transaction() as session:
        [response] = session.scalars(select(Response))
        berg = actor_for(session.get_one(Person, clinic.berg))
        reply(session, berg, response, "partly", "Vi tar det roligere.", clinic.now)
    made = make_code(clinic)
    at_home = browser()
    come_in(at_home, made)
    assert at_home.path == "/me/"
    assert "Vi tar det roligere." in at_home.words()


def test_a_new_code_ends_the_old_one_and_its_session(clinic: Clinic, browser: Browser) -> None:
    first = make_code(clinic)
    kari = browser()
    come_in(kari, first)
    second = make_code(clinic)
    assert second.sign_in_name == first.sign_in_name
    kari.get("/me/")
    assert kari.path == "/me/sign-in"
    come_in(browser(), first, status=422)
    come_in(kari, second)
    assert kari.path == "/me/"


def test_a_patients_code_does_not_open_the_staff_pages(clinic: Clinic, browser: Browser) -> None:
    made = make_code(clinic)
    kari = browser()
    kari.get("/staff/sign-in")
    kari.submit({"name": made.sign_in_name, "password": made.code}, status=422)
