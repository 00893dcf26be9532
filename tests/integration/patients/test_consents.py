"""What patients agree to about relatives, and what the law says instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from asking import acting, ask
from clinic import Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import AuditEvent, Consent, Patient, Person
from feedback.services.patients.consents import (
    NewRelative,
    add_relative,
    give_consent,
    renew_consent,
    takes_part,
    withdraw_consent,
)
from feedback.services.refusals import NotFound, Refused

SISTER = NewRelative(" Liv Nordvik ", "sibling", "nb", " liv@example.org ", " 900 ")


def _add(session: Session, clinic: Clinic, facts: NewRelative, agreed: bool = True) -> Person:
    return add_relative(session, acting(session, clinic.siv), clinic.kari, facts, agreed, clinic.now)


def _consents(session: Session, relative: int) -> list[Consent]:
    return list(session.scalars(select(Consent).where(Consent.relative_id == relative).order_by(Consent.id)))


def test_a_relative_is_connected_with_the_patients_yes(session: Session, clinic: Clinic) -> None:
    liv = _add(session, clinic, SISTER)
    assert (liv.name, liv.email, liv.phone, liv.role) == ("Liv Nordvik", "liv@example.org", "900", "relative")
    [consent] = _consents(session, liv.id)
    assert (consent.basis, consent.starts_on, consent.ends_on) == ("patient", day_of(clinic.now), None)
    assert consent.recorded_by_id == clinic.siv
    assert takes_part(session, clinic.kari, liv.id, day_of(clinic.now))
    assert not takes_part(session, clinic.nora, liv.id, day_of(clinic.now))
    assert not takes_part(session, clinic.kari, liv.id, day_of(clinic.now) - timedelta(days=1))


@pytest.mark.parametrize(
    ("changed", "agreed", "field"),
    [
        ({}, False, "agreed"),
        ({"kind": "parent"}, False, "agreed"),  # Kari is grown up
        ({"name": "  "}, True, "name"),
        ({"kind": "neighbour"}, True, "kind"),
        ({"language": "se"}, True, "kind"),
        ({"until": date(2001, 1, 1)}, True, "until"),
    ],
)
def test_what_stands_in_the_way_is_said_at_its_field(
    session: Session, clinic: Clinic, changed: dict[str, str], agreed: bool, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        _add(session, clinic, replace(SISTER, **changed), agreed)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_relative_of_nobody_is_not_found(session: Session, clinic: Clinic) -> None:
    with pytest.raises(NotFound):
        add_relative(session, acting(session, clinic.siv), clinic.per, SISTER, True, clinic.now)


@pytest.mark.parametrize(("age", "by_law"), [(0, True), (12, True), (15, True), (16, False), (17, False)])
def test_a_parent_takes_part_by_law_until_sixteen(
    session: Session, clinic: Clinic, age: int, by_law: bool
) -> None:
    nora, turid = session.get_one(Patient, clinic.nora), acting(session, clinic.turid)
    nora.born_on = day_of(clinic.now).replace(day=1) - timedelta(days=round(age * 365.25 + 20))
    mother = NewRelative("Tove Sund", "parent", "nb")
    if not by_law:
        with pytest.raises(Refused, match="agreed"):
            add_relative(session, turid, clinic.nora, mother, False, clinic.now)
        return
    added = add_relative(session, turid, clinic.nora, mother, False, clinic.now)
    assert [row.basis for row in _consents(session, added.id)] == ["law"]


def test_what_the_law_gives_a_parent_ends_on_the_sixteenth_birthday(session: Session, clinic: Clinic) -> None:
    born_on = session.get_one(Patient, clinic.nora).born_on
    birthday = born_on.replace(year=born_on.year + 16)
    assert takes_part(session, clinic.nora, clinic.tove, birthday - timedelta(days=1))
    assert not takes_part(session, clinic.nora, clinic.tove, birthday)


def test_an_earlier_end_of_what_the_law_gives_is_kept(session: Session, clinic: Clinic) -> None:
    until = day_of(clinic.now) + timedelta(days=3)
    father = NewRelative("Geir Sund", "parent", "nb", until=until)
    added = add_relative(session, acting(session, clinic.turid), clinic.nora, father, False, clinic.now)
    assert [row.ends_on for row in _consents(session, added.id)] == [until]


def test_a_sister_needs_a_yes_even_for_a_child(session: Session, clinic: Clinic) -> None:
    with pytest.raises(Refused, match="agreed"):
        add_relative(session, acting(session, clinic.turid), clinic.nora, SISTER, False, clinic.now)


def test_a_yes_is_withdrawn_at_once_and_given_again(session: Session, clinic: Clinic) -> None:
    siv, today = acting(session, clinic.siv), day_of(clinic.now)
    withdraw_consent(session, siv, clinic.kari, clinic.per, clinic.now)
    assert not takes_part(session, clinic.kari, clinic.per, today)
    with pytest.raises(Refused, match="no yes from the patient now"):
        ask(session, clinic, clinic.per, "relative-view")
    with pytest.raises(Refused, match="tick the box"):
        renew_consent(session, siv, clinic.kari, clinic.per, False, None, clinic.now)
    until = today + timedelta(days=30)
    renew_consent(session, siv, clinic.kari, clinic.per, True, until, clinic.now)
    assert takes_part(session, clinic.kari, clinic.per, until)
    assert not takes_part(session, clinic.kari, clinic.per, until + timedelta(days=1))
    first, second = _consents(session, clinic.per)
    assert first.withdrawn_at == clinic.now
    assert (second.withdrawn_at, second.ends_on) == (None, until)


def test_a_new_yes_takes_the_place_of_the_old_one(session: Session, clinic: Clinic) -> None:
    siv, today = acting(session, clinic.siv), day_of(clinic.now)
    with pytest.raises(Refused, match="before today"):
        renew_consent(session, siv, clinic.kari, clinic.per, True, today - timedelta(days=1), clinic.now)
    assert takes_part(session, clinic.kari, clinic.per, today)
    renew_consent(session, siv, clinic.kari, clinic.per, True, today, clinic.now)
    assert [row.withdrawn_at is None for row in _consents(session, clinic.per)] == [False, True]


def test_the_patient_can_record_their_own_yes_and_all_is_in_the_log(session: Session, clinic: Clinic) -> None:
    liv = _add(session, clinic, SISTER)
    withdraw_consent(session, acting(session, clinic.kari), clinic.kari, liv.id, clinic.now)
    session.flush()
    give_consent(session, acting(session, clinic.kari), clinic.kari, liv.id, None, clinic.now)
    assert _consents(session, liv.id)[-1].recorded_by_id == clinic.kari
    said = session.scalars(select(AuditEvent.action).where(AuditEvent.target == f"person {liv.id}"))
    assert list(said) == ["consent given", "consent withdrawn", "consent given"]
