"""Links through real requests: whose browser sees what, for how long, and what is asked after opening one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import time_machine
from clinic import OPERATOR, Clinic
from flask import Flask
from page_client import PageClient
from sqlalchemy import func, select, update

from feedback.domain.people.throttling import UNKNOWN_LINK
from feedback.persistence.tables import (
    Invitation,
    LinkSession,
    Person,
    Response,
    Unit,
)
from feedback.services.access.link_second import make_link_code
from feedback.services.access.link_sessions import KEPT, begin_link_session, find_opened

Browser = Callable[[], PageClient]


def ask_for(clinic: Clinic, second: str) -> None:
    with clinic.database.transaction() as session:
        session.execute(update(Unit).values(link_second=second))


def code_for(clinic: Clinic, person: int) -> str:
    with clinic.database.transaction() as session:
        return make_link_code(session, OPERATOR, session.get_one(Person, person), clinic.kari, clinic.now)


def cookie_of(page: PageClient) -> str:
    found = page.client.get_cookie("samsyn")
    assert found is not None
    return found.value


def with_cookie(browser: Browser, value: str) -> PageClient:
    thief = browser()
    thief.client.set_cookie("samsyn", value)
    return thief


def test_a_link_opens_its_form_and_nothing_else(clinic: Clinic, browser: Browser) -> None:
    mine, other = clinic.link(clinic.kari, "after-session"), clinic.link(clinic.kari, "how-i-am")
    stranger = browser()
    stranger.get(other)
    theirs = stranger.path
    page = browser()
    page.get(mine)
    for closed in (theirs, theirs + "1", theirs + "receipt", theirs + "code"):
        page.get(closed, status=404)
    for closed in ("/me/", "/me/prove"):
        page.get(closed)
        assert page.path == "/me/sign-in"


def test_the_mail_scanner_uses_nothing_up(app: Flask, clinic: Clinic, browser: Browser) -> None:
    link = clinic.link(clinic.kari, "after-session")
    for _time in range(30):
        assert app.test_client().head(link).status_code == 303
        assert app.test_client().get(link).status_code == 303
    with clinic.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(LinkSession)) == 30
        assert session.scalar(select(func.count()).select_from(Response)) == 0
    page = browser()
    page.get(link)
    page.get(page.path + "1")
    page.submit({"q1": "4"})
    assert page.path.endswith("/receipt")
    assert app.test_client().get(link).status_code == 404


def test_used_twice_at_once_it_is_one_draft_and_one_response(clinic: Clinic, browser: Browser) -> None:
    link = clinic.link(clinic.kari, "after-session")
    phone, laptop = browser(), browser()
    for page in (phone, laptop):
        page.get(link)
        page.get(page.path + "1")
    phone.submit({"q1": "3", "action": "later"})
    laptop.get(laptop.path)
    assert re.search(r'name="q1" value="3"[^>]*checked', laptop.text)
    laptop.submit({"q1": "8"})
    phone.get(laptop.path.replace("receipt", "1"))
    assert phone.path == laptop.path
    with clinic.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1


def test_a_planted_cookie_sees_nothing(clinic: Clinic, browser: Browser) -> None:
    """Session fixation: the attacker's own opened link, put into the victim's browser."""
    link = clinic.link(clinic.kari, "after-session")
    attacker = browser()
    attacker.get(clinic.link(clinic.kari, "how-i-am"))
    victim = with_cookie(browser, cookie_of(attacker))
    victim.get(link)
    path = victim.path
    with_cookie(browser, cookie_of(attacker)).get(path, status=404)


def test_a_planted_half_open_link_is_worth_nothing_after_the_code(clinic: Clinic, browser: Browser) -> None:
    ask_for(clinic, "code")
    code, link = code_for(clinic, clinic.kari), clinic.link(clinic.kari, "after-session")
    attacker = browser()
    attacker.get(link)
    path = attacker.path
    assert path.endswith("/code")
    planted = cookie_of(attacker)
    victim = with_cookie(browser, planted)
    victim.get(path)
    victim.submit({"second": code})
    assert not victim.path.endswith("/code")
    with_cookie(browser, planted).get(victim.path, status=404)


def test_leaving_ends_it_on_the_server(clinic: Clinic, browser: Browser) -> None:
    page = browser()
    page.get(clinic.link(clinic.kari, "after-session"))
    path, kept = page.path, cookie_of(page)
    answer = page.client.get("/leave")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("https://www.yr.no")
    assert '"cookies"' in answer.headers["Clear-Site-Data"]
    page.get(path, status=404)
    with_cookie(browser, kept).get(path, status=404)


def test_leaving_ends_the_sign_in_too(app: Flask, clinic: Clinic, browser: Browser) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    page = browser()
    page.post(f"/me/demo-entry/{clinic.kari}")
    kept = cookie_of(page)
    page.client.get("/leave")
    again = with_cookie(browser, kept)
    again.get("/me/")
    assert again.path == "/me/sign-in"


def test_signing_out_ends_the_opened_links_of_the_browser_too(clinic: Clinic, browser: Browser) -> None:
    page = browser()
    page.get("/")
    page.post(f"/me/demo-entry/{clinic.per}")
    page.get(clinic.link(clinic.kari, "after-session"))
    path, kept = page.path, cookie_of(page)
    page.get("/me/")
    page.submit(form=-2)
    assert page.path == "/"
    thief = with_cookie(browser, kept)
    thief.get(path + "1")
    assert thief.path == "/me/sign-in"


def test_every_page_of_a_respondent_has_the_way_out_first(
    app: Flask, clinic: Clinic, browser: Browser
) -> None:
    page = browser()
    page.get(clinic.link(clinic.kari, "after-session"))
    paths = {
        page.path: 200,
        page.path + "1": 200,
        "/": 200,
        "/away": 200,
        "/me/sign-in": 200,
        "/l/no": 404,
        "/no": 404,
    }
    for path, status in paths.items():
        page.get(path, status=status)
        assert 'class="ds-button leave"' in page.text, path
        first = next(link for link in page.all("body")[0].iter("a"))
        assert first.get("href") == "/leave", path


def test_reading_ends_after_two_hours_and_what_was_typed_is_kept(clinic: Clinic, browser: Browser) -> None:
    link = clinic.link(clinic.kari, "after-session")
    page = browser()
    page.get(link)
    start = page.path
    page.get(start + "1")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=3), tick=True):
        other = with_cookie(browser, cookie_of(page))
        other.get(start + "1")
        assert other.path == "/away"
        page.submit({"q1": "5", "q5": "Skrevet lenge", "action": "later"})
        assert page.path == "/away"
        page.get(link)
        page.get(start + "1")
        assert "Skrevet lenge" in page.text
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=40), tick=True):
        page.submit({"q1": "5", "q5": "Skrevet lenge", "action": "later"}, status=400)
        assert 'value="Skrevet lenge"' in page.text


def test_use_keeps_it_open(clinic: Clinic, browser: Browser) -> None:
    page = browser()
    page.get(clinic.link(clinic.kari, "after-session"))
    start = page.path
    for hours in (1.5, 3, 4.5):
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=True):
            page.get(start + "1")
            page.submit({"q1": "5", "action": "later"})
            assert page.path == start


def test_a_signed_in_patient_loses_nothing_either(app: Flask, clinic: Clinic, browser: Browser) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    link = clinic.link(clinic.kari, "after-session")
    page = browser()
    page.get(link)
    path = page.path
    page = browser()
    page.post(f"/me/demo-entry/{clinic.kari}")
    page.get(path + "1")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2), tick=True):
        page.submit({"q5": "Skrevet lenge", "action": "later"})
        assert page.path == "/me/sign-in"
        page.get("/me/")
        assert page.path == "/me/sign-in", "typing does not wake a session that has fallen asleep"
    with clinic.database.transaction() as session:
        assert "Skrevet lenge" in str(session.scalars(select(Response.answers)).one())


def test_unknown_links_are_slowed_and_known_ones_never(app: Flask, clinic: Clinic) -> None:
    client, link = app.test_client(), clinic.link(clinic.kari, "after-session")
    said = [client.get(f"/l/unknown{number}").status_code for number in range(UNKNOWN_LINK.free + 5)]
    assert said == [404] * UNKNOWN_LINK.free + [429] * 5
    assert client.get("/l/unknown").headers["Retry-After"].isdigit()
    assert client.get(link).status_code == 303


def test_what_nobody_used_for_a_week_is_thrown_away(clinic: Clinic) -> None:
    clinic.link(clinic.kari, "after-session")
    with clinic.database.transaction() as session:
        asked = session.scalars(select(Invitation.id)).one()
        begin_link_session(session, asked, clinic.now - KEPT - timedelta(hours=1), confirmed=True)
        token = begin_link_session(session, asked, clinic.now, confirmed=True)
        session.flush()
        assert session.scalar(select(func.count()).select_from(LinkSession)) == 1
        assert find_opened(session, token, asked + 1) is None
        assert find_opened(session, None, asked) is None
        assert find_opened(session, token, asked) is not None
