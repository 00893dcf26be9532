"""A session that fell asleep under somebody who was writing: what was written waits until they have shown who they
are, and only they can send it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from access_rows import ALLOWED, STAFF, come_in
from arranged import Numbers, numbers
from clinic import APP_SECRET, PASSWORD, Clinic
from flask import Flask
from logging_in import leave, log_in
from openid_provider import Provider
from page_client import PageClient
from sqlalchemy import select, update
from test_personal_code import come_in as use_own_code
from test_personal_code import make_code

from feedback.persistence.tables import Person, ProviderSession, Remark, Reply, SecondFactor, SignIn
from feedback.services.access.sign_in import ABSOLUTE, IDLE, TYPING

__all__ = ["numbers"]
Browser = Callable[[], PageClient]
WORDS = {"kind": "not", "text": "first <b>line\nsecond & last"}
LATER = IDLE + timedelta(minutes=1)


def as_berg(browser: Browser) -> PageClient:
    page = browser()
    page.get("/staff/sign-in")
    page.submit({"name": "berg", "password": PASSWORD})
    return page


def proof(clinic: Clinic) -> dict[str, str]:
    """What Dr Berg shows; the test's clock does not wait for the next code."""
    with clinic.database.transaction() as session:
        session.execute(update(SecondFactor).values(last_counter=0))
    return {"proof_password": PASSWORD, "proof_code": pyotp.TOTP(APP_SECRET).at(datetime.now(UTC))}


def replies(clinic: Clinic) -> list[str]:
    with clinic.database.transaction() as session:
        return list(session.scalars(select(Reply.text)))


def kept(page: PageClient) -> dict[str, str]:
    """The fields that the page carries on."""
    fields = {box.get("name") or "": box.get("value") or "" for box in page.all("input")}
    return {name: value for name, value in fields.items() if name in WORDS}


@pytest.mark.parametrize("later", [LATER, ABSOLUTE + timedelta(minutes=1), TYPING - timedelta(minutes=1)])
def test_what_was_written_is_sent_after_a_proof(
    clinic: Clinic, numbers: Numbers, browser: Browser, later: timedelta
) -> None:
    berg = as_berg(browser)
    path = f"/staff/patients/{clinic.kari}/responses/{numbers.response}/reply"
    berg.get(f"/staff/patients/{clinic.kari}")
    before = berg.client.get_cookie("samsyn_staff", path="/staff")
    with time_machine.travel(datetime.now(UTC) + later, tick=False):
        berg.post(path, WORDS, status=422)
        assert kept(berg) == WORDS
        assert "Anna Berg" in berg.words()
        berg.submit({"proof_password": "wrong word here", "proof_code": "000000"}, status=422, form=-1)
        assert kept(berg) == WORDS
        assert replies(clinic) == []
        berg.submit(proof(clinic), form=-1)
        assert replies(clinic) == ["first <b>line\nsecond & last"]
        berg.get("/staff/today")
        assert berg.path == "/staff/today"
        thief = browser()
        assert before is not None
        thief.client.set_cookie("samsyn_staff", before.value, path="/staff")
        thief.get("/staff/today")
        assert thief.path == "/staff/sign-in"
        later_still = datetime.now(UTC) + LATER
    with time_machine.travel(later_still, tick=False):
        berg.get("/staff/today")
        assert berg.path == "/staff/sign-in"


def test_a_proof_that_went_right_makes_it_last_no_longer_than_a_sign_in(
    clinic: Clinic, numbers: Numbers, browser: Browser
) -> None:
    berg = as_berg(browser)
    path = f"/staff/patients/{clinic.kari}/responses/{numbers.response}/reply"
    berg.get(f"/staff/patients/{clinic.kari}")
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        berg.post(path, WORDS, status=422)
        berg.submit(proof(clinic), form=-1)
        with clinic.database.transaction() as session:
            row = session.scalars(select(SignIn)).one()
            assert (row.began_at, row.seen_at, row.proved_at) == (datetime.now(UTC),) * 3


def test_the_page_that_asks_can_fall_asleep_too(clinic: Clinic, browser: Browser) -> None:
    berg = as_berg(browser)
    berg.get("/staff/prove?next=/staff/today")
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        berg.submit(proof(clinic), form=-1)
        assert berg.path == "/staff/today"


def test_a_page_that_is_only_read_leads_to_the_sign_in(clinic: Clinic, browser: Browser) -> None:
    berg = as_berg(browser)
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        berg.get("/staff/today")
        assert berg.path == "/staff/sign-in"


def test_after_a_day_or_a_sign_out_a_proof_is_not_enough(
    clinic: Clinic, numbers: Numbers, browser: Browser
) -> None:
    """The session is over: what was written waits for a new sign-in (test_unsent)."""
    berg, path = as_berg(browser), f"/staff/patients/{clinic.kari}/responses/{numbers.response}/reply"
    berg.get(f"/staff/patients/{clinic.kari}")
    with time_machine.travel(datetime.now(UTC) + TYPING + timedelta(minutes=1), tick=False):
        berg.post(path, {**WORDS, **proof(clinic), "proof": "1"}, status=400)
        assert kept(berg) == WORDS
    with clinic.database.transaction() as session:
        session.execute(update(SignIn).values(ended_at=clinic.now))
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        berg.post(path, {**WORDS, **proof(clinic), "proof": "1"}, status=400)
        assert kept(berg) == WORDS
    assert replies(clinic) == []


def test_nobody_whose_account_was_closed_meanwhile_sends_it(
    clinic: Clinic, numbers: Numbers, browser: Browser
) -> None:
    berg, path = as_berg(browser), f"/staff/patients/{clinic.kari}/responses/{numbers.response}/reply"
    berg.get(f"/staff/patients/{clinic.kari}")
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        berg.post(path, WORDS, status=422)
        with clinic.database.transaction() as session:
            session.get_one(Person, clinic.berg).disabled_at = clinic.now
        berg.submit(proof(clinic), form=-1, status=400)
        berg.get("/staff/today")
        assert berg.path == "/staff/sign-in"
    assert replies(clinic) == []


def test_no_form_of_staff_loses_what_was_written(app: Flask, clinic: Clinic, numbers: Numbers) -> None:
    """Every form of the URL map, from whoever may send it."""
    app.config["WTF_CSRF_ENABLED"] = False
    tried = 0
    for rule in app.url_map.iter_rules():
        who = min(ALLOWED.get(rule.endpoint, set()) & STAFF, default="")
        if "POST" not in (rule.methods or ()) or not who or "nobody" in ALLOWED[rule.endpoint]:
            continue
        client = come_in(app, numbers.person(who), who)
        with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
            answer = client.post(numbers.fill(rule), data={"some_words": ["a <b>", "c"]})
        assert answer.status_code == 422, rule.rule
        assert answer.text.count('name="some_words" value="a &lt;b&gt;"') == 1, rule.rule
        assert answer.text.count('name="some_words" value="c"') == 1, rule.rule
        tried += 1
    assert tried > 50


def test_the_form_of_another_window_is_taken_after_signing_in_anew(
    clinic: Clinic, numbers: Numbers, browser: Browser
) -> None:
    """Two windows of one browser: in one the person signs in, in the other stands what was written."""
    berg, path = as_berg(browser), f"/staff/patients/{clinic.kari}/responses/{numbers.response}/reply"
    berg.get(f"/staff/patients/{clinic.kari}")
    token = berg.token
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        berg.get("/staff/today")
        berg.submit({"name": "berg", "password": PASSWORD})
        berg.get("/staff/today")
        assert berg.client.post(path, data={**WORDS, "csrf_token": token}).status_code == 303
    assert len(replies(clinic)) == 1


def test_the_form_of_somebody_else_is_not(clinic: Clinic, numbers: Numbers, browser: Browser) -> None:
    """A colleague signs in at the same screen."""
    berg, path = as_berg(browser), f"/staff/patients/{clinic.kari}/responses/{numbers.response}/reply"
    berg.get(f"/staff/patients/{clinic.kari}")
    token = berg.token
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        berg.get("/staff/today")
        berg.submit({"name": "lie", "password": PASSWORD})
        assert berg.client.post(path, data={**WORDS, "csrf_token": token}).status_code == 400
    assert replies(clinic) == []


def test_a_log_in_in_another_window_wakes_it(
    provider: Provider, clinic: Clinic, numbers: Numbers, berg: PageClient
) -> None:
    log_in(berg, provider, "staff")
    path = f"/staff/patients/{clinic.kari}/responses/{numbers.response}/reply"
    berg.get(f"/staff/patients/{clinic.kari}")
    later = datetime.now(UTC) + ABSOLUTE + timedelta(minutes=1)
    with time_machine.travel(later, tick=False):
        berg.post(path, WORDS, status=422)
        page, text = berg.page, berg.text
        provider.person = {**provider.person, "sid": "another-session"}
        berg.client.get(leave(berg, provider, "staff", "?fresh=1"))
        berg.page, berg.text = page, text
        berg.submit(form=-1)
        assert replies(clinic) == ["first <b>line\nsecond & last"]
    with clinic.database.transaction() as session:
        assert session.scalars(select(SignIn.began_at)).all() == [later]
        assert len(session.scalars(select(ProviderSession)).all()) == 1


def test_patients_lose_nothing_either(clinic: Clinic, numbers: Numbers, browser: Browser) -> None:
    code, kari = make_code(clinic), browser()
    use_own_code(kari, code)
    kari.get(f"/me/answers/{numbers.response}/remark")
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        kari.submit({"text": "It was the day before."}, status=422)
        assert 'value="It was the day before."' in kari.text
        kari.submit({"proof_password": code.code}, form=-1)
    with clinic.database.transaction() as session:
        assert session.scalars(select(Remark.text)).all() == ["It was the day before."]
