"""Answers to read, and a way in for those who read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clinic import PASSWORD, Clinic
from page_client import PageClient

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.questionnaires.answers import Answer
from feedback.persistence.tables import Person
from feedback.services.access.admission import get_asked
from feedback.services.access.sign_in import actor_for
from feedback.services.answers.answering import find_answering
from feedback.services.answers.invite import invite
from feedback.services.answers.submit_response import submit_response
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.services.questionnaires.question_sets import add_question_set

Browser = Callable[[], PageClient]


def answer(clinic: Clinic, person: int, key: str, answers: Mapping[str, Answer], sharing: str = "all") -> int:
    """A response that a person has sent."""
    with clinic.database.transaction() as session:
        actor = actor_for(session.get_one(Person, person))
        invitation = invite(session, actor, person, key, None, clinic.now)
        answering = find_answering(session, get_asked(session, invitation.id))
        return submit_response(
            session, actor, answering, answers, sharing=sharing, language="nb", now=clinic.now
        )


def add_phq9(clinic: Clinic) -> None:
    with clinic.database.transaction() as session:
        add_question_set(session, neutral_questionnaire(profiles()["PHQ-9"]), "demo", clinic.now)


def sign_in(browser: Browser, name: str = "berg") -> PageClient:
    staff = browser()
    staff.get("/staff/sign-in")
    staff.submit({"name": name, "password": PASSWORD})
    staff.get("/staff/today?language=en", status=200 if name in ("berg", "lie") else 404)
    return staff


def point_path(clinic: Clinic, number: int = 1) -> str:
    """The page of a point of Kari's newest course."""
    with clinic.database.transaction() as session:
        point = get_point(session, clinic.kari, number).id
    return f"/staff/patients/{clinic.kari}/points/{point}"


def begin(clinic: Clinic, browser: Browser, name: str = "berg", number: int = 1) -> PageClient:
    """Somebody who has begun to go through the point, at its first heading."""
    staff = sign_in(browser, name)
    staff.get(point_path(clinic, number))
    staff.post(point_path(clinic, number) + "/open")
    return staff


def hold(staff: PageClient, data: Mapping[str, str] | None = None) -> None:
    """Say that the point has been held, look at the whole once more, and say yes."""
    staff.submit({**(data or {}), "do": "hold"})
    assert staff.path.endswith("/together/hold")
    staff.submit()


def whole(clinic: Clinic, staff: PageClient, number: int = 1) -> PageClient:
    """The same person at the page with all headings."""
    staff.get(f"{point_path(clinic, number)}/together/all")
    return staff


def siv(browser: Browser) -> PageClient:
    client = browser()
    client.get("/staff/sign-in")
    client.submit({"name": "dahl", "password": PASSWORD})
    client.client.get("/staff/?language=en")
    return client
