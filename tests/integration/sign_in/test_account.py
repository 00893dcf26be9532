"""Members of staff look after their own sign-in; both audiences sign out everywhere; imports are counted."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from clinic import PASSWORD, Clinic
from flask import Flask
from page_client import PageClient

from feedback.domain.people.throttling import BRINGING_IN, TAKING_OUT
from feedback.persistence.tables import SecondFactor

Browser = Callable[[], PageClient]


def signed_in(browser: Browser, name: str = "berg") -> PageClient:
    page = browser()
    page.get("/staff/sign-in")
    page.submit({"name": name, "password": PASSWORD})
    return page


def demo(browser: Browser, path: str) -> PageClient:
    page = browser()
    page.get("/staff/sign-in" if path.startswith("/staff") else "/")
    page.post(path)
    return page


def test_signing_out_everywhere_ends_every_browser(clinic: Clinic, browser: Browser) -> None:
    here, there, other = signed_in(browser), signed_in(browser), signed_in(browser, "dahl")
    here.get("/staff/account")
    here.submit(form=0)
    assert here.path == "/staff/sign-in"
    there.get("/staff/today")
    assert there.path == "/staff/sign-in"
    other.get("/staff/unit")
    assert other.path == "/staff/unit"


@pytest.mark.parametrize("who", ["kari", "per"])
def test_respondents_sign_out_everywhere_too(clinic: Clinic, browser: Browser, who: str) -> None:
    entry = f"/me/demo-entry/{getattr(clinic, who)}"
    here, there = demo(browser, entry), demo(browser, entry)
    here.submit(form=-1)
    assert here.path == "/"
    there.get("/me/")
    assert there.path == "/me/sign-in"


def test_an_old_cookie_is_worth_nothing_after_signing_out(clinic: Clinic, browser: Browser) -> None:
    page = signed_in(browser)
    kept = page.client.get_cookie("samsyn_staff", path="/staff")
    page.post("/staff/sign-out")
    thief = browser()
    assert kept is not None
    thief.client.set_cookie("samsyn_staff", kept.value, path="/staff")
    thief.get("/staff/today")
    assert thief.path == "/staff/sign-in"


def test_changing_the_password(clinic: Clinic, browser: Browser) -> None:
    page = signed_in(browser)
    page.get("/staff/account/password")
    page.submit({"password": "kort"}, status=422)
    page.submit({"password": "Passord123456"}, status=422)
    page.submit({"password": "fire blå ugler sover"})
    assert page.path == "/staff/account"
    again = browser()
    again.get("/staff/sign-in")
    again.submit({"name": "berg", "password": PASSWORD}, status=422)
    again.submit({"name": "berg", "password": "fire blå ugler sover"})
    assert again.path == "/staff/today"


def test_new_recovery_codes_let_in(clinic: Clinic, browser: Browser) -> None:
    page = signed_in(browser)
    page.get("/staff/account")
    page.submit(form=1)
    codes = re.findall(r"<code>(\S+)</code>", page.text)
    other = browser()
    other.phone = False
    other.get("/staff/sign-in")
    other.submit({"name": "berg", "password": PASSWORD})
    other.submit({"code": codes[3]})
    assert other.path == "/staff/today"


def test_another_phone_is_set_up_at_the_next_sign_in(clinic: Clinic, browser: Browser) -> None:
    page = signed_in(browser)
    page.get("/staff/account")
    page.submit(form=2)
    assert page.path == "/staff/sign-in"
    page.phone = False
    page.submit({"name": "berg", "password": PASSWORD})
    assert page.path == "/staff/enrol"


def test_without_an_app_there_is_nothing_to_change(clinic: Clinic, browser: Browser) -> None:
    page = demo(browser, f"/staff/demo-entry/{clinic.berg}")
    with clinic.database.transaction() as session:
        session.delete(session.get_one(SecondFactor, clinic.berg))
    page.get("/staff/account")
    for path in ("recovery-codes", "new-app"):
        page.post(f"/staff/account/{path}")
        assert page.path == "/staff/account"


def test_imports_are_counted_even_when_they_are_refused(clinic: Clinic, browser: Browser) -> None:
    page = signed_in(browser, "dahl")
    for _time in range(BRINGING_IN.free):
        page.get("/staff/unit/import")
        page.submit(status=None)
    page.get("/staff/unit/import")
    page.submit(status=429)
    assert "Vent til" in page.words()
    other = signed_in(browser, "moen")
    other.get("/staff/unit/import")
    other.submit(status=422)


def test_downloads_are_counted_for_each_person(app: Flask, clinic: Clinic, browser: Browser) -> None:
    page = signed_in(browser)
    path = f"/staff/patients/{clinic.kari}/points/1/sheet.pdf"
    for _time in range(TAKING_OUT.free):
        assert page.client.get(path).status_code != 429
    assert page.client.get(path).status_code == 429
