"""A patient or relative answers by link: welcome, questions, what to share, receipt."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from clinic import Clinic
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.questionnaires.answers import AnswerState, answers_from_plain
from feedback.persistence.tables import AuditEvent, Response

Browser = Callable[[], PageClient]


def stored(clinic: Clinic) -> list[Response]:
    with clinic.database.transaction() as session:
        return list(session.scalars(select(Response).order_by(Response.id)))


def test_kari_answers_after_her_appointment(clinic: Clinic, browser: Browser) -> None:
    kari = browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    assert "Anna Berg" in kari.words()
    assert "116 117" in kari.text
    kari.get(kari.path + "1")
    kari.submit({"q1": "7", "q2": "~in-person", "q3": "~skip", "q5": "Litt for fort.", "sharing": "all"})
    assert kari.path.endswith("/receipt")
    [response] = stored(clinic)
    answers = answers_from_plain(response.answers)
    assert answers["since-last"].values == (7,)
    assert answers["could-say"].state is AnswerState.IN_PERSON
    assert answers["useful"].state is AnswerState.SKIPPED
    assert "know-next" not in answers
    assert answers["different"].values == ("Litt for fort.",)
    assert (response.subject_id, response.source_id, response.author_id) == (clinic.kari,) * 3
    assert response.invitation.occasion.kind == "session"


def test_opening_a_link_never_uses_it_up(clinic: Clinic, browser: Browser) -> None:
    link = clinic.link(clinic.kari, "after-session")
    browser().get(link)
    browser().get(link)
    kari = browser()
    kari.get(link)
    kari.get(kari.path + "1")
    kari.submit({"q1": "5"})
    kari.get(link)
    assert kari.path.endswith("/receipt")
    browser().get(link, status=404)


def test_sending_twice_from_two_tabs_gives_one_response(clinic: Clinic, browser: Browser) -> None:
    kari = browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    page = kari.path + "1"
    kari.get(page)
    token = kari.token
    for value in ("3", "9"):
        kari.client.post(page, data={"csrf_token": token, "q1": value, "action": "next"})
    [response] = stored(clinic)
    assert answers_from_plain(response.answers)["since-last"].values == (3,)
    kari.get(page)
    assert kari.path.endswith("/receipt")


def test_an_invalid_value_is_said_and_everything_else_kept(clinic: Clinic, browser: Browser) -> None:
    kari = browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    kari.get(kari.path + "1")
    kari.submit({"q1": "77", "q2": "4", "q5": "Behold dette"}, status=422)
    assert 'id="error-summary"' in kari.text
    assert 'href="#q1"' in kari.text
    assert "Behold dette" in kari.text
    kari.submit({"q1": "7"})
    assert kari.path.endswith("/receipt")
    [response] = stored(clinic)
    assert answers_from_plain(response.answers)["could-say"].values == (4,)


def test_a_draft_is_found_again_on_another_device(clinic: Clinic, browser: Browser) -> None:
    link = clinic.link(clinic.kari, "how-i-am")
    phone = browser()
    phone.get(link)
    phone.get(phone.path + "1")
    phone.submit({"q1": "6", "action": "later"})
    tablet = browser()
    tablet.get(link)
    tablet.get(tablet.path + "1")
    checked = [box.get("value") for box in tablet.all("input") if box.get("checked") is not None]
    assert "6" in checked


def test_the_language_changes_in_the_middle_without_losing_an_answer(
    clinic: Clinic, browser: Browser
) -> None:
    kari = browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    kari.get(kari.path + "1")
    kari.submit({"q1": "6", "q5": "Mine ord", "language": "nn"})
    assert "Korleis har du hatt det sidan sist?" in kari.text
    assert "Mine ord" in kari.text
    checked = [box.get("value") for box in kari.all("input") if box.get("checked") is not None]
    assert "6" in checked


@pytest.mark.parametrize("token", ["x", "a" * 43, "../../etc/passwd"])
def test_an_unknown_link_is_not_found(clinic: Clinic, browser: Browser, token: str) -> None:
    visitor = browser()
    visitor.get(f"/l/{token}", status=404)


def test_a_link_opens_its_own_invitation_and_no_other(clinic: Clinic, browser: Browser) -> None:
    kari, nora = browser(), browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    nora.get(clinic.link(clinic.nora, "after-session-young"))
    assert kari.path != nora.path
    kari.get(nora.path, status=404)
    kari.get("/me/")
    assert kari.path == "/me/sign-in"


def test_no_answer_stands_in_the_audit_log(clinic: Clinic, browser: Browser) -> None:
    kari = browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    kari.get(kari.path + "1")
    kari.submit({"q1": "2", "q5": "HEMMELIG"})
    with clinic.database.transaction() as session:
        rows = list(session.scalars(select(AuditEvent)))
    assert any(row.action == "answered" for row in rows)
    assert not any("HEMMELIG" in str(vars(row)) for row in rows)


def test_per_answers_while_karis_consent_holds(clinic: Clinic, browser: Browser) -> None:
    per = browser()
    per.get(clinic.link(clinic.per, "relative-view"))
    assert "rett til å lese" in per.words()
    per.get(per.path + "1")
    per.submit({"q1": "4", "sharing": "talk-first"})
    [response] = stored(clinic)
    assert response.sharing == "talk-first"
    assert (response.subject_id, response.source_id) == (clinic.kari, clinic.per)
