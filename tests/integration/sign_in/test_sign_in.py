"""Accounts and sessions; and the made-up people of a demo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting
from clinic import OPERATOR, Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.persistence.tables import AuditEvent, Installation, Person, SignIn, Unit
from feedback.services.access.create_staff import create_staff
from feedback.services.access.passwords import settle, try_password
from feedback.services.access.sign_in import (
    ABSOLUTE,
    IDLE,
    begin_sign_in,
    end_sign_in,
    find_sign_in,
    keep_awake,
)
from feedback.services.patients.demo_people import demo_people, demo_person, is_demo
from feedback.services.refusals import NotFound, Refused

NEW = {
    "unit": "Lia BUP",
    "role": "leader",
    "name": "Eva Holm",
    "sign_in_name": " Holm ",
    "password": "tolv tegn det",
    "language": "nn",
}


def test_a_session_is_found_by_its_token_in_its_own_audience(session: Session, clinic: Clinic) -> None:
    token = begin_sign_in(session, session.get_one(Person, clinic.berg), clinic.now)
    found = find_sign_in(session, token, "staff", clinic.now)
    assert found is not None
    assert found.person_id == clinic.berg
    assert find_sign_in(session, token, "respondent", clinic.now) is None
    assert find_sign_in(session, token + "x", "staff", clinic.now) is None
    assert token not in str(vars(session.scalars(select(SignIn)).one()))
    end_sign_in(session, token, clinic.now)
    session.expire_all()
    assert find_sign_in(session, token, "staff", clinic.now) is None


def test_a_session_sleeps_in_after_half_an_hour_without_use(session: Session, clinic: Clinic) -> None:
    token = begin_sign_in(session, session.get_one(Person, clinic.berg), clinic.now)
    assert find_sign_in(session, token, "staff", clinic.now + IDLE) is not None
    assert find_sign_in(session, token, "staff", clinic.now + IDLE + timedelta(seconds=1)) is None


def test_use_keeps_it_awake_but_never_longer_than_twelve_hours(session: Session, clinic: Clinic) -> None:
    token, now = begin_sign_in(session, session.get_one(Person, clinic.berg), clinic.now), clinic.now
    keep_awake(session, token, now + timedelta(seconds=30))
    session.expire_all()
    assert session.scalars(select(SignIn)).one().seen_at == now  # at most once a minute
    while now + IDLE < clinic.now + ABSOLUTE + IDLE:
        now += IDLE
        session.expire_all()
        assert (find_sign_in(session, token, "staff", now) is not None) is (now <= clinic.now + ABSOLUTE)
        keep_awake(session, token, now)
    assert find_sign_in(session, token, "staff", clinic.now + ABSOLUTE + timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "patient"),
        ("language", "se"),
        ("password", "elleve tegn"),
        ("password", "Sommer2026!!!"),
        ("password", "x" * 201),
        ("sign_in_name", "  "),
        ("sign_in_name", "BERG "),
    ],
)
def test_an_account_that_cannot_be_is_refused_at_its_field(
    session: Session, clinic: Clinic, field: str, value: str
) -> None:
    with pytest.raises(Refused) as refused:
        create_staff(session, OPERATOR, **{**NEW, field: value}, now=clinic.now)
    assert refused.value.field == field


def test_a_new_account_is_in_its_unit_and_a_new_name_makes_a_new_unit(
    session: Session, clinic: Clinic
) -> None:
    eva = create_staff(session, OPERATOR, **NEW, now=clinic.now)
    assert eva.unit_id == session.get_one(Person, clinic.lie).unit_id
    attempt = try_password(session, "holm", NEW["password"], "staff", "192.0.2.1", clinic.now)
    assert settle(session, attempt, clinic.now) is eva
    other = {**NEW, "unit": "Nye Veier", "sign_in_name": "ny"}
    tor = create_staff(session, OPERATOR, **other, now=clinic.now)
    assert session.get_one(Unit, tor.unit_id).key == "nye-veier"
    said = session.scalars(select(AuditEvent.action).where(AuditEvent.target == f"person {eva.id}"))
    assert list(said) == ["created staff"]


def test_without_the_demo_mark_nobody_can_be_chosen(session: Session, clinic: Clinic) -> None:
    assert len(demo_people(session)) == 10
    assert demo_person(session, clinic.berg, "staff").id == clinic.berg
    assert demo_person(session, clinic.kari, "respondent").id == clinic.kari
    for person, audience in ((clinic.kari, "staff"), (clinic.berg, "respondent"), (99_999, "staff")):
        with pytest.raises(NotFound):
            demo_person(session, person, audience)
    session.get_one(Installation, 1).demo = False
    session.flush()
    assert not is_demo(session)
    assert demo_people(session) == []
    with pytest.raises(NotFound):
        demo_person(session, clinic.berg, "staff")
    session.delete(session.get_one(Installation, 1))
    session.flush()
    assert not is_demo(session)
    assert acting(session, clinic.berg).is_staff
