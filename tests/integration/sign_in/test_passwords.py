"""Passwords through the real sign-in: tried, throttled, rehashed; ten thousand wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from clinic import PASSWORD, Clinic
from flask import Flask
from page_client import PageClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.people.throttling import ACCOUNT, ADDRESS, FORGOTTEN_AFTER
from feedback.persistence.tables import AuditEvent, Credential, Person, Throttle
from feedback.services.access import passwords
from feedback.services.access.passwords import settle, try_password
from feedback.services.refusals import Refused, TooOften

Browser = Callable[[], PageClient]
HERE, THERE = "192.0.2.1", "192.0.2.2"


def enter(
    session: Session, name: str, password: str, now: datetime, address: str = HERE, audience: str = "staff"
) -> Person:
    """One attempt, counted."""
    return settle(session, try_password(session, name, password, audience, address, now), now)


def fail(session: Session, now: datetime, times: int, name: str = "berg", address: str = HERE) -> None:
    for _time in range(times):
        with pytest.raises(Refused):
            enter(session, name, "feil passord her", now, address)


def test_the_right_password_lets_in_and_forgets_what_failed(session: Session, clinic: Clinic) -> None:
    for _round in range(3):
        fail(session, clinic.now, ACCOUNT.free - 1)
        assert enter(session, " Berg ", PASSWORD, clinic.now).id == clinic.berg


@pytest.mark.parametrize("name", ["berg", "nobody-here"])
def test_a_lock_has_an_end_and_looks_the_same_for_an_unknown_name(
    session: Session, clinic: Clinic, name: str
) -> None:
    fail(session, clinic.now, ACCOUNT.free, name)
    with pytest.raises(TooOften) as waits:
        enter(session, name, PASSWORD, clinic.now, THERE)
    assert waits.value.until == clinic.now + ACCOUNT.first
    later = waits.value.until
    if name == "berg":
        assert enter(session, name, PASSWORD, later, THERE).id == clinic.berg
    else:
        fail(session, later, 1, name, THERE)


def test_waits_grow_and_those_who_wait_are_not_counted(session: Session, clinic: Clinic) -> None:
    now, waits = clinic.now, []
    fail(session, now, ACCOUNT.free - 1)
    for _time in range(8):
        fail(session, now, 1)
        for _again in range(20):
            with pytest.raises(TooOften) as refused:
                enter(session, "berg", PASSWORD, now)
        waits.append(refused.value.until - now)
        now = refused.value.until
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (ACCOUNT.first, ACCOUNT.longest)


def test_an_address_that_tries_many_names_waits_and_others_do_not(session: Session, clinic: Clinic) -> None:
    for number in range(ADDRESS.free):
        fail(session, clinic.now, 1, f"name{number}")
    with pytest.raises(TooOften):
        enter(session, "berg", PASSWORD, clinic.now)
    assert enter(session, "berg", PASSWORD, clinic.now, THERE).id == clinic.berg


def test_one_subscriber_is_one_address(session: Session, clinic: Clinic) -> None:
    for number in range(ADDRESS.free):
        fail(session, clinic.now, 1, f"name{number}", f"2001:db8:1:2::{number:x}")
    with pytest.raises(TooOften):
        enter(session, "berg", PASSWORD, clinic.now, "2001:db8:1:2:ffff::1%eth0")
    assert enter(session, "berg", PASSWORD, clinic.now, "2001:db8:1:3::1").id == clinic.berg
    assert enter(session, "berg", PASSWORD, clinic.now, "not an address").id == clinic.berg


def test_whoever_was_slower_than_the_lock_is_refused_even_when_right(
    session: Session, clinic: Clinic
) -> None:
    attempt = try_password(session, "berg", PASSWORD, "staff", HERE, clinic.now)
    assert attempt.right
    fail(session, clinic.now, ACCOUNT.free)
    with pytest.raises(TooOften):
        settle(session, attempt, clinic.now)


def test_an_unknown_name_the_other_audience_and_a_broken_hash_are_not_let_in(
    session: Session, clinic: Clinic
) -> None:
    fail(session, clinic.now, 1, "ingen")
    for audience in ("respondent",):
        with pytest.raises(Refused):
            enter(session, "berg", PASSWORD, clinic.now, audience=audience)
    session.get_one(Credential, clinic.berg).password_hash = "not a hash"
    fail(session, clinic.now, 1)


def test_who_is_disabled_and_a_one_time_password_that_is_too_old_are_not_let_in(
    session: Session, clinic: Clinic
) -> None:
    session.get_one(Credential, clinic.berg).one_time_until = clinic.now
    with pytest.raises(Refused):
        enter(session, "berg", PASSWORD, clinic.now)
    session.get_one(Credential, clinic.berg).one_time_until = clinic.now + timedelta(seconds=1)
    assert enter(session, "berg", PASSWORD, clinic.now)
    session.get_one(Person, clinic.berg).disabled_at = clinic.now
    with pytest.raises(Refused):
        enter(session, "berg", PASSWORD, clinic.now)


def test_a_password_is_hashed_anew_when_the_parameters_change(
    session: Session, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = session.get_one(Credential, clinic.berg).password_hash
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    enter(session, "berg", PASSWORD, clinic.now)
    after = session.get_one(Credential, clinic.berg).password_hash
    assert "t=2" in after
    assert after != before
    enter(session, "berg", PASSWORD, clinic.now)
    assert session.get_one(Credential, clinic.berg).password_hash == after


def test_the_parameters_are_the_stated_ones() -> None:
    """Not those of the tests, which hash fast."""
    code = passwords.__file__
    with open(code) as file:
        assert "time_cost=3, memory_cost=64 * 1024, parallelism=4" in file.read()


def test_old_rows_are_thrown_away(session: Session, clinic: Clinic) -> None:
    fail(session, clinic.now, 1, "old")
    fail(session, clinic.now + FORGOTTEN_AFTER + timedelta(seconds=1), 1, "new", THERE)
    assert session.scalar(select(func.count()).select_from(Throttle)) == 2


def test_no_name_and_no_address_stands_in_the_table(session: Session, clinic: Clinic) -> None:
    fail(session, clinic.now, 1)
    kept = " ".join(session.scalars(select(Throttle.key_hash)))
    assert "berg" not in kept
    assert HERE not in kept


def test_ten_thousand_wrong_passwords_in_a_day(session: Session, clinic: Clinic) -> None:
    """All refused, fewer than a hundred and fifty of them looked at, and nothing grows with them."""
    now, looked_at, longest = clinic.now, 0, timedelta()
    for number in range(10_000):
        now += timedelta(days=1) / 10_000
        try:
            enter(session, "berg", f"feil passord {number}", now)
        except Refused:
            looked_at += 1
        except TooOften as waits:
            longest = max(longest, waits.until - now)
    assert ACCOUNT.free < looked_at < 150
    assert ACCOUNT.first < longest <= ACCOUNT.longest
    assert session.scalar(select(func.count()).select_from(Throttle)) == 2
    failed = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "sign-in failed")
    assert session.scalar(failed) == looked_at


def test_a_flood_through_the_real_page(app: Flask, clinic: Clinic, browser: Browser) -> None:
    """All refused; the real user is told until when to wait, from elsewhere too; others do not wait."""
    app.config["WTF_CSRF_ENABLED"] = False
    attacker = app.test_client()
    data = {"name": "berg", "password": "feil passord her"}
    said = [
        attacker.post("/staff/sign-in", data=data, environ_base={"REMOTE_ADDR": HERE}).status_code
        for _time in range(60)
    ]
    assert said == [422] * ACCOUNT.free + [429] * (60 - ACCOUNT.free)
    berg, siv = browser(), browser()
    berg.get("/staff/sign-in")
    berg.submit({"name": "berg", "password": PASSWORD}, status=429)
    assert "Vent til" in berg.text
    siv.get("/staff/sign-in")
    siv.submit({"name": "dahl", "password": PASSWORD})
    assert siv.path == "/staff/unit"
