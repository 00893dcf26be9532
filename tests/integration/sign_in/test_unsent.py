"""A form whose session is gone when it is sent: what was written waits for the same person, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from access_rows import ALLOWED, come_in
from arranged import Numbers, numbers
from clinic import PASSWORD, Clinic
from flask import Flask
from page_client import PageClient
from sqlalchemy import select, update
from test_links import ask_for, code_for
from test_personal_code import come_in as use_own_code
from test_personal_code import make_code

from feedback.persistence.tables import Remark, Reply, Response, SignIn
from feedback.services.access.sign_in import TYPING

__all__ = ["numbers"]
Browser = Callable[[], PageClient]
WORDS = {"kind": "not", "text": "first <b>line\nsecond & last"}
ELSEWHERE = {"headers": {"Sec-Fetch-Site": "cross-site"}}


def sign_in(page: PageClient, name: str) -> None:
    page.get("/staff/sign-in")
    page.submit({"name": name, "password": PASSWORD})


def reply_page(clinic: Clinic, numbers: Numbers, page: PageClient) -> str:
    """Dr Berg has the page with Kari's answers open; returns where her reply goes."""
    sign_in(page, "berg")
    page.get(f"/staff/patients/{clinic.kari}")
    return f"/staff/patients/{clinic.kari}/responses/{numbers.response}/reply"


def close(page: PageClient) -> None:
    """Close the browser: the cookies are gone."""
    page.client.delete_cookie("samsyn")
    page.client.delete_cookie("samsyn_staff", path="/staff")


@contextmanager
def other_window(page: PageClient) -> Iterator[None]:
    """What is done there changes the cookies and leaves this page as it stands."""
    before = page.page, page.text, page.path
    yield
    page.page, page.text, page.path = before


def said(clinic: Clinic, column: object = Reply.text) -> list[str]:
    with clinic.database.transaction() as session:
        return list(session.scalars(select(column)))  # type: ignore[call-overload]


def test_staff_send_it_after_signing_in_in_another_window(
    clinic: Clinic, numbers: Numbers, browser: Browser
) -> None:
    berg = browser()
    path = reply_page(clinic, numbers, berg)
    close(berg)
    berg.post(path, WORDS, status=400)
    assert "second &amp; last" in berg.text
    assert "second" not in berg.words(), "nobody has shown who they are"
    berg.submit(status=400)
    assert "second &amp; last" in berg.text, "too soon, and still there"
    with other_window(berg):
        sign_in(berg, "berg")
    berg.submit(status=400)
    assert "first <b>line second & last" in berg.words()
    assert said(clinic) == [], "looked at before it is sent"
    berg.submit()
    assert said(clinic) == ["first <b>line\nsecond & last"]


def test_nobody_else_can_send_it(clinic: Clinic, numbers: Numbers, browser: Browser) -> None:
    berg = browser()
    path = reply_page(clinic, numbers, berg)
    close(berg)
    berg.post(path, WORDS, status=400)
    with other_window(berg):
        sign_in(berg, "lie")
    for _time in range(2):
        berg.submit(status=400)
        assert "Noen andre" in berg.words()
        assert "second" not in berg.words()
    assert said(clinic) == []


@pytest.mark.parametrize("later", [timedelta(0), TYPING + timedelta(hours=60)])
def test_a_session_that_was_ended_takes_it_after_a_new_sign_in(
    clinic: Clinic, numbers: Numbers, browser: Browser, later: timedelta
) -> None:
    """Signed out on another device, or a weekend later: the cookie is still there and opens nothing."""
    berg = browser()
    path = reply_page(clinic, numbers, berg)
    with clinic.database.transaction() as session:
        session.execute(update(SignIn).values(ended_at=None if later else clinic.now))
    with time_machine.travel(datetime.now(UTC) + later, tick=False):
        berg.post(path, WORDS, status=400)
        with other_window(berg):
            sign_in(berg, "berg")
        berg.submit(status=400)
        berg.submit()
    assert said(clinic) == ["first <b>line\nsecond & last"]


def test_another_page_plants_nothing(clinic: Clinic, numbers: Numbers, browser: Browser) -> None:
    """Neither without a token, nor with one that was made for whoever plants it, nor with a true one that another
    page sends."""
    berg, lie = browser(), browser()
    path = reply_page(clinic, numbers, berg)
    sign_in(lie, "lie")
    lie.get("/staff/absences")
    true, close_to = berg.token, berg.token.partition("~")
    joined = close_to[0] + "~" + lie.token.partition("~")[2]
    forged = close_to[0] + "~" + close_to[2][:-1]
    for token in ("", close_to[0], forged):
        assert "second" not in browser().post(path, {**WORDS, "csrf_token": token}, status=400)
    assert "second" not in browser().post(path, {**WORDS, "csrf_token": true}, status=400, **ELSEWHERE)
    for token in (lie.token, joined):
        close(berg)
        sign_in(berg, "berg")
        berg.post(path, {**WORDS, "csrf_token": token}, status=400 if token == lie.token else None)
        assert "second" not in berg.words()
    assert said(clinic) == []


def test_a_signed_in_patient_loses_nothing(clinic: Clinic, numbers: Numbers, browser: Browser) -> None:
    code, kari = make_code(clinic), browser()
    use_own_code(kari, code)
    kari.get(f"/me/answers/{numbers.response}/remark")
    close(kari)
    kari.submit({"text": "It was the day before."}, status=400)
    with other_window(kari):
        use_own_code(kari, code)
    kari.submit(status=400)
    assert "It was the day before." in kari.words()
    kari.submit()
    assert said(clinic, Remark.text) == ["It was the day before."]


def test_whoever_came_by_a_link_opens_it_again(clinic: Clinic, browser: Browser) -> None:
    """The code is asked anew in a browser that has forgotten everything; the page of questions then shows what was
    written, and nothing is sent before the person sends it there."""
    ask_for(clinic, "code")
    code, link, kari = code_for(clinic, clinic.kari), clinic.link(clinic.kari, "how-i-am"), browser()
    kari.get(link)
    kari.submit({"second": code})
    kari.get(kari.path + "1")
    close(kari)
    kari.submit({"q1": "2", "action": "next"}, status=400)
    with other_window(kari):
        kari.get(link)
    kari.submit(status=400)
    with other_window(kari):
        kari.get(link)
        kari.submit({"second": code})
    kari.submit(status=400)
    assert said(clinic, Response.status) == []
    kari.submit()
    chosen = [box.get("value") for box in kari.all("input") if box.get("checked") is not None]
    assert "2" in chosen
    assert said(clinic, Response.status) == ["in-progress"]


def test_a_link_that_is_over_loses_nothing(clinic: Clinic, browser: Browser) -> None:
    """The form of the old window goes on by itself once the code was right: the token of forms is the same."""
    ask_for(clinic, "code")
    code, link, kari = code_for(clinic, clinic.kari), clinic.link(clinic.kari, "how-i-am"), browser()
    kari.get(link)
    kari.submit({"second": code})
    kari.get(kari.path + "1")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2), tick=False):
        kari.submit({"q1": "2"}, status=400)
        with other_window(kari):
            kari.get(link)
        kari.submit()
    assert said(clinic, Response.status) == ["completed"]


def test_passwords_are_not_carried_on(clinic: Clinic, browser: Browser) -> None:
    berg = browser()
    sign_in(berg, "berg")
    berg.get("/staff/account/password")
    close(berg)
    berg.submit({"password": "a brand new password"}, status=400)
    assert "a brand new password" not in berg.text


def test_every_form_of_somebody_keeps_what_was_written(app: Flask, clinic: Clinic, numbers: Numbers) -> None:
    """Every form of the URL map that needs a sign-in."""
    tokens = {}
    for who, page in (
        ("berg", "/staff/absences"),
        ("siv", "/staff/absences"),
        ("nina", "/staff/administration/units"),
        ("kari", "/me/"),
    ):
        app.config["WTF_CSRF_ENABLED"] = False
        answer = come_in(app, numbers.person(who), who).get(page)
        tokens[who] = answer.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    app.config["WTF_CSRF_ENABLED"] = True
    tried = 0
    for rule in app.url_map.iter_rules():
        who = min(ALLOWED.get(rule.endpoint, set()) & tokens.keys(), default="")
        if "POST" not in (rule.methods or ()) or not who or "nobody" in ALLOWED[rule.endpoint]:
            continue
        data = {"csrf_token": tokens[who], "some_words": ["a <b>", "c"]}
        answer = app.test_client().post(numbers.fill(rule), data=data)
        assert answer.status_code == 400, rule.rule
        assert answer.text.count('name="some_words" value="a &lt;b&gt;"') == 1, rule.rule
        assert answer.text.count('name="some_words" value="c"') == 1, rule.rule
        tried += 1
    assert tried > 50
