"""Proving once more who one is before what reaches far (`recent`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from access_rows import come_in
from arranged import Numbers, numbers
from clinic import APP_SECRET, PASSWORD, Clinic
from flask import Flask, request
from markupsafe import escape
from page_client import PageClient
from sqlalchemy import select, update

from feedback.persistence.tables import AuditEvent, Credential, Person, SecondFactor, SignIn
from feedback.services.access.prove_again import prove_again
from feedback.services.access.sign_in import PROOF_LASTS, begin_sign_in, is_proved
from feedback.services.refusals import Refused
from feedback.web.guard import for_respondents, for_staff, recent

__all__ = ["numbers"]
Browser = Callable[[], PageClient]
PAGE = "<!DOCTYPE html><html lang='en'><title>Far</title><h1>Far</h1><main>{}</main></html>"


@pytest.fixture
def app(make_app: Callable[[], Flask]) -> Flask:
    """With a page and a form of each audience that ask for a fresh proof."""
    app = make_app()

    @recent
    @for_staff("clinician")
    def far() -> str:
        return PAGE.format(escape(" ".join(request.form.getlist("reason"))))

    @recent
    @for_respondents()
    def mine() -> str:
        return PAGE.format("all of mine")

    app.add_url_rule("/staff/far", "far", far, methods=["GET", "POST"])
    app.add_url_rule("/me/far", "mine", mine, methods=["GET"])
    return app


def enter(browser: Browser, path: str) -> PageClient:
    page = browser()
    page.get("/staff/sign-in" if path.startswith("/staff") else "/me/sign-in")
    page.post(path)
    return page


def grow_old(clinic: Clinic) -> None:
    """The last proof was given six minutes ago."""
    with clinic.database.transaction() as session:
        session.execute(update(SignIn).values(proved_at=clinic.now - PROOF_LASTS - timedelta(minutes=1)))


def fresh_code(clinic: Clinic) -> str:
    """A code of the app; the test's clock does not wait for the next one."""
    with clinic.database.transaction() as session:
        session.execute(update(SecondFactor).values(last_counter=0))
    return pyotp.TOTP(APP_SECRET).now()


def sign_in(page: PageClient) -> None:
    page.get("/staff/sign-in")
    page.submit({"name": "berg", "password": PASSWORD})


def test_a_fresh_proof_opens_and_an_old_one_asks_and_leads_back(clinic: Clinic, browser: Browser) -> None:
    page = enter(browser, f"/staff/demo-entry/{clinic.berg}")
    page.get("/staff/far")
    assert page.path == "/staff/far"
    grow_old(clinic)
    page.get("/staff/far?language=en")
    assert page.path == "/staff/prove"
    page.submit()
    assert page.path == "/staff/far"


def test_a_form_loses_nothing_on_its_way_through_the_proof(clinic: Clinic, browser: Browser) -> None:
    page = browser()
    sign_in(page)
    grow_old(clinic)
    page.get("/staff/prove")
    page.post("/staff/far", {"reason": ["first <b>", "second\nline"]}, status=422)
    right = {"proof_password": PASSWORD, "proof_code": fresh_code(clinic)}
    page.submit({**right, "proof_password": "feil passord her"}, status=422)
    assert "Det stemmer ikke" in page.words()
    page.submit(right)
    assert page.path == "/staff/far"
    assert page.words() == "first <b> second line"


@pytest.mark.parametrize("code", ["", "000000", "spent"])
def test_the_password_alone_is_no_proof(clinic: Clinic, browser: Browser, code: str) -> None:
    page = browser()
    sign_in(page)
    grow_old(clinic)
    page.get("/staff/far")
    wrong = pyotp.TOTP(APP_SECRET).at(datetime.now(UTC) - timedelta(seconds=30)) if code == "spent" else code
    page.submit({"proof_password": PASSWORD, "proof_code": wrong}, status=422)
    page.get("/staff/far")
    assert page.path == "/staff/prove"


def test_the_old_cookie_is_worth_nothing_after_a_proof(clinic: Clinic, browser: Browser) -> None:
    page = enter(browser, f"/staff/demo-entry/{clinic.berg}")
    before = page.client.get_cookie("samsyn_staff", path="/staff")
    assert before is not None
    grow_old(clinic)
    page.get("/staff/far")
    page.submit()
    thief = browser()
    thief.client.set_cookie("samsyn_staff", before.value, path="/staff")
    thief.get("/staff/")
    assert thief.path == "/staff/sign-in"


def test_patients_prove_it_too(clinic: Clinic, browser: Browser) -> None:
    page = enter(browser, f"/me/demo-entry/{clinic.kari}")
    grow_old(clinic)
    page.get("/me/far")
    assert page.path == "/me/prove"
    page.submit()
    assert page.path == "/me/far"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/staff/../me/", "/staff/\\x", "/me/"]
)
def test_the_way_back_is_one_of_our_pages(clinic: Clinic, browser: Browser, wanted: str) -> None:
    page = enter(browser, f"/staff/demo-entry/{clinic.lie}")
    page.get(f"/staff/prove?next={wanted}")
    answer = page.client.post(f"/staff/prove?next={wanted}", data={"csrf_token": page.token})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/")


def test_a_proof_is_noted_and_another_way_in_must_come_in_anew(clinic: Clinic) -> None:
    with clinic.database.transaction() as session:
        person = session.get_one(Person, clinic.berg)
        begin_sign_in(session, person, clinic.now - timedelta(hours=1), "openid")
        row = session.scalars(select(SignIn)).one()
        assert not is_proved(row, clinic.now)
        session.delete(session.get_one(Credential, clinic.berg))
        session.flush()
        with pytest.raises(Refused):
            prove_again(session, row, "", "", "192.0.2.1", clinic.now)
        row.way = "demo"
        prove_again(session, row, "", "", "192.0.2.1", clinic.now)
        assert is_proved(row, clinic.now)
        assert "proved again" in session.scalars(select(AuditEvent.action)).all()


def test_what_leaves_the_house_asks_first(clinic: Clinic, numbers: Numbers, browser: Browser) -> None:
    """An export of a patient's answer, by staff (docs/decisions/0009)."""
    page = browser()
    sign_in(page)
    export = f"/staff/patients/{clinic.kari}/responses/{numbers.response}.fhir.json"
    assert page.client.get(export).mimetype == "application/fhir+json"
    grow_old(clinic)
    page.get(export)
    assert page.path == "/staff/prove"
    answer = page.client.post(
        f"/staff/prove?next={export}",
        data={"csrf_token": page.token, "proof_password": PASSWORD, "proof_code": fresh_code(clinic)},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, export)
    assert page.client.get(export).mimetype == "application/fhir+json"


# A sheet is made while both sit there and holds what the page shows; the tables hold nobody.
WITHOUT_A_PROOF = {
    "sheet.pdf",
    "sheet.paper",
    "arrange.paper",
    "treatment_plan.pdf",
    "registration.csv_template",
    "making.table_template",
}


def test_no_other_file_leaves_the_house_without_it(app: Flask, clinic: Clinic, numbers: Numbers) -> None:
    """Every page of staff in the address map that gives a file; a new one has to ask, or to be named here."""
    found = set()
    for who in ("berg", "siv", "geir", "nina"):
        app.config["WTF_CSRF_ENABLED"] = False
        client = come_in(app, numbers.person(who), who)
        grow_old(clinic)
        for rule in app.url_map.iter_rules():
            if rule.rule.startswith("/staff/") and "GET" in (rule.methods or ()) and rule.endpoint != "far":
                answer = client.get(numbers.fill(rule))
                if answer.status_code == 200 and answer.mimetype != "text/html":
                    found.add(rule.endpoint)
    assert found == WITHOUT_A_PROOF
