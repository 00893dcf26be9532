"""The second factor: set up at the first sign-in, asked at every other, each code once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from clinic import APP_SECRET, OPERATOR, PASSWORD, Clinic
from flask import Flask
from page_client import PageClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.people.throttling import SECOND_FACTOR
from feedback.persistence.tables import AuditEvent, Person, RecoveryCode, SecondFactor, SignIn
from feedback.services.access.create_staff import create_staff
from feedback.services.access.second_factor import (
    check_code,
    confirm,
    enrolment_secret,
    has_second_factor,
    new_recovery_codes,
    recovery_codes_left,
    remove_second_factor,
)
from feedback.services.refusals import Refused, TooOften

NEW = {"unit": "Lia BUP", "role": "leader", "name": "Eva Holm", "sign_in_name": "holm", "language": "nb"}
FIRST, OWN = "helt ny og kort tid", "fire blå ugler sover"
NOON = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)


def code_at(moment: datetime, secret: str = APP_SECRET) -> str:
    return pyotp.TOTP(secret).at(moment)


@pytest.fixture
def eva(clinic: Clinic) -> Person:
    """New, with a one-time password and no app."""
    with clinic.database.transaction() as session:
        return create_staff(session, OPERATOR, **NEW, password=FIRST, now=clinic.now, one_time=True)


@pytest.fixture
def page(app: Flask) -> PageClient:
    """A browser whose owner does the second step by hand."""
    return PageClient(app, phone=False)


def password(page: PageClient, name: str = "berg", word: str = PASSWORD) -> None:
    page.get("/staff/sign-in?next=/staff/patients/99")
    page.submit({"name": name, "password": word})


def test_a_new_account_chooses_a_password_sets_up_the_app_and_is_in(
    clinic: Clinic, eva: Person, page: PageClient
) -> None:
    page.get("/staff/sign-in")
    page.submit({"name": "holm", "password": FIRST})
    assert page.path == "/staff/own-password"
    for elsewhere in ("/staff/", "/staff/second-step", "/staff/enrol"):
        page.get(elsewhere)
        assert page.path in ("/staff/sign-in", "/staff/own-password")
    page.get("/staff/own-password")
    page.submit({"password": "for kort"}, status=422)
    page.submit({"password": OWN})
    assert page.path == "/staff/enrol"
    key = next(found for found in page.all("p") if found.get("class") == "link-slip").text or ""
    page.get("/staff/enrol")
    assert key in page.text, "the key changes between two looks"
    page.submit({"code": "000000"}, status=422)
    page.submit({"code": pyotp.TOTP(key.replace(" ", "")).now()})
    codes = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", page.text)
    assert len(set(codes)) == 10
    page.get("/staff/")
    assert page.path == "/staff/use"
    page.get("/staff/enrol")
    assert page.path == "/staff/sign-in", "the key is not shown again"
    with clinic.database.transaction() as session:
        stored = session.get_one(SecondFactor, eva.id)
        assert stored.confirmed_at is not None
        kept = session.scalars(select(RecoveryCode.code_hash)).all()
        assert not set(codes) & set(kept)


def test_between_password_and_code_nothing_is_open(app: Flask, clinic: Clinic, page: PageClient) -> None:
    password(page)
    assert page.path == "/staff/second-step"
    for rule in app.url_map.iter_rules():
        closed = rule.rule.startswith("/staff") and "GET" in (rule.methods or ()) and not rule.arguments
        if closed and not rule.endpoint.startswith(("second.", "openid", "staff.sign_in")):
            answer = page.client.get(rule.rule)
            assert answer.status_code == 302, rule.rule
            assert "/staff/sign-in" in answer.headers["Location"]


def test_the_code_lets_in_under_a_new_token_and_leads_back(clinic: Clinic, page: PageClient) -> None:
    page.get(f"/staff/sign-in?next=/staff/patients/{clinic.kari}")
    page.submit({"name": "berg", "password": PASSWORD})
    half = page.client.get_cookie("samsyn_staff", path="/staff")
    page.submit({"code": pyotp.TOTP(APP_SECRET).now()})
    assert page.path == f"/staff/patients/{clinic.kari}"
    thief = page.client.application.test_client()
    assert half is not None
    thief.set_cookie("samsyn_staff", half.value, path="/staff")
    assert "/staff/sign-in" in thief.get("/staff/today").headers["Location"]


@pytest.mark.parametrize("shift", [-60, 90])
def test_the_clock_of_a_phone_may_be_half_a_minute_off_and_no_more(
    clinic: Clinic, session: Session, shift: int
) -> None:
    berg = session.get_one(Person, clinic.berg)
    check_code(session, berg, code_at(NOON - timedelta(seconds=30)), NOON)
    check_code(session, berg, f" {code_at(NOON)[:3]} {code_at(NOON)[3:]} ", NOON)
    check_code(session, berg, code_at(NOON + timedelta(seconds=30)), NOON)
    with pytest.raises(Refused):
        check_code(session, berg, code_at(NOON + timedelta(seconds=shift)), NOON)


def test_no_code_is_taken_twice_nor_one_before_it(clinic: Clinic, session: Session) -> None:
    berg = session.get_one(Person, clinic.berg)
    check_code(session, berg, code_at(NOON), NOON)
    for seen in (code_at(NOON), code_at(NOON - timedelta(seconds=30))):
        with pytest.raises(Refused):
            check_code(session, berg, seen, NOON)


def test_a_recovery_code_lets_in_once(clinic: Clinic, session: Session) -> None:
    berg = session.get_one(Person, clinic.berg)
    codes = new_recovery_codes(session, berg, NOON)
    check_code(session, berg, codes[0].upper().replace("-", " "), NOON)
    assert recovery_codes_left(session, clinic.berg) == 9
    with pytest.raises(Refused):
        check_code(session, berg, codes[0], NOON)
    lie = session.get_one(Person, clinic.lie)
    with pytest.raises(Refused):
        check_code(session, lie, codes[1], NOON)
    assert len(set(new_recovery_codes(session, berg, NOON)) & set(codes)) == 0
    with pytest.raises(Refused):
        check_code(session, berg, codes[2], NOON)


def test_guessing_waits_for_longer_and_longer(clinic: Clinic, session: Session) -> None:
    berg = session.get_one(Person, clinic.berg)
    for _time in range(SECOND_FACTOR.free):
        with pytest.raises(Refused):
            check_code(session, berg, "000000", NOON)
    with pytest.raises(TooOften) as waits:
        check_code(session, berg, code_at(NOON), NOON)
    check_code(session, berg, code_at(waits.value.until), waits.value.until)
    failed = select(AuditEvent).where(AuditEvent.action == "second factor failed")
    assert len(session.scalars(failed).all()) == SECOND_FACTOR.free


def test_many_wrong_codes_get_a_clear_page(clinic: Clinic, page: PageClient) -> None:
    password(page)
    for _time in range(SECOND_FACTOR.free):
        page.submit({"code": "nonsense"}, status=422)
    page.submit({"code": pyotp.TOTP(APP_SECRET).now()}, status=429)
    assert "Vent til" in page.text


def test_enrolling_waits_too_after_many_wrong_codes(clinic: Clinic, page: PageClient, eva: Person) -> None:
    page.get("/staff/sign-in")
    page.submit({"name": "holm", "password": FIRST})
    page.submit({"password": OWN})
    for _time in range(SECOND_FACTOR.free):
        page.submit({"code": "000000"}, status=422)
    page.submit({"code": "000000"}, status=429)


def test_a_half_session_ends_after_twenty_minutes(clinic: Clinic, page: PageClient) -> None:
    password(page)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=21)):
        page.get("/staff/second-step")
        assert page.path == "/staff/sign-in"


def test_setting_up_belongs_to_those_who_have_not(clinic: Clinic, session: Session) -> None:
    berg = session.get_one(Person, clinic.berg)
    with pytest.raises(Refused):
        enrolment_secret(session, berg, NOON)
    with pytest.raises(Refused):
        confirm(session, berg, code_at(NOON), NOON)
    remove_second_factor(session, OPERATOR, berg, NOON)
    assert not has_second_factor(session, clinic.berg)
    with pytest.raises(Refused):
        check_code(session, berg, code_at(NOON), NOON)
    secret = enrolment_secret(session, berg, NOON)
    assert secret != APP_SECRET
    with pytest.raises(Refused):
        check_code(session, berg, code_at(NOON, secret), NOON)
    assert len(confirm(session, berg, code_at(NOON, secret), NOON)) == 10


def test_the_secret_is_encrypted(clinic: Clinic, session: Session) -> None:
    raw = session.connection().exec_driver_sql("SELECT secret FROM second_factor").scalars().all()
    assert raw
    assert not any(APP_SECRET.encode() in bytes(one) for one in raw)


def test_the_step_up_asks_for_password_and_code(clinic: Clinic, page: PageClient) -> None:
    password(page)
    page.submit({"code": pyotp.TOTP(APP_SECRET).now()}, status=404)  # another's patient: not found
    page.get("/staff/prove?next=/staff/today")
    with clinic.database.transaction() as session:
        session.get_one(SecondFactor, clinic.berg).last_counter = 0
    right = {"proof_password": PASSWORD, "proof_code": pyotp.TOTP(APP_SECRET).now()}
    page.submit({**right, "proof_code": "123"}, status=422)
    page.submit({**right, "proof_password": "feil passord her"}, status=422)
    page.submit(right)
    assert page.path == "/staff/today"
    for _time in range(5):
        page.get("/staff/prove")
        page.submit({**right, "proof_password": "feil passord her"}, status=422)
    page.submit(right, status=429)
    with clinic.database.transaction() as session:
        assert session.scalars(select(SignIn)).one().proved_at is not None
