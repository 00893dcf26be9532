"""A yes with a last day is told to clinician, coordinator and patient in time, and can be given again before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser, sign_in, siv
from patient_pages import me
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import OF_POINTS
from feedback.persistence.tables import Consent, Person
from feedback.services.patients.consents import renew_consent, withdraw_consent
from feedback.services.patients.ending_consents import EndingConsent, ending_soon
from feedback.services.patients.goal_consents import sees_goals, show_goals
from feedback.services.patients.point_consents import choose_of_points

EVERYBODY = select(Person.id)


def _ends(session: Session, clinic: Clinic, days: int, scope: str = "take-part") -> date:
    day = day_of(clinic.now) + timedelta(days)
    mine = (Consent.relative_id == clinic.per, Consent.scope == scope)
    session.execute(update(Consent).where(*mine).values(ends_on=day))
    session.expire_all()
    return day


def _told(session: Session, clinic: Clinic) -> list[EndingConsent]:
    found = ending_soon(session, EVERYBODY, day_of(clinic.now))
    return [one for one in found if one.relative == clinic.per]


@pytest.mark.parametrize(("days", "told"), [(0, True), (14, True), (15, False)])
def test_it_is_told_two_weeks_before(session: Session, clinic: Clinic, days: int, told: bool) -> None:
    day = _ends(session, clinic, days)
    found = _told(session, clinic)
    assert [(one.patient_name, one.name, one.scope, one.ends_on) for one in found] == [
        ("Kari Nordvik", "Per Nordvik", "take-part", day)
    ] * told
    withdraw_consent(session, acting(session, clinic.siv), clinic.kari, clinic.per, clinic.now)
    assert _told(session, clinic) == []


def test_goals_are_told_by_themselves_where_taking_part_goes_on(session: Session, clinic: Clinic) -> None:
    show_goals(session, acting(session, clinic.kari), clinic.kari, clinic.per, True, None, clinic.now)
    _ends(session, clinic, 5, "see-goals")
    assert [one.scope for one in _told(session, clinic)] == ["see-goals"]
    _ends(session, clinic, 5)
    assert [one.scope for one in _told(session, clinic)] == ["take-part"]


def test_what_is_seen_of_the_points_is_told_as_one(session: Session, clinic: Clinic) -> None:
    kari, until = acting(session, clinic.kari), day_of(clinic.now) + timedelta(days=5)
    choose_of_points(session, kari, clinic.kari, clinic.per, OF_POINTS, True, until, clinic.now)
    assert [(one.is_of_points, one.ends_on) for one in _told(session, clinic)] == [(True, until)]


def test_a_yes_given_again_in_time_keeps_what_is_seen(session: Session, clinic: Clinic) -> None:
    kari, coordinator, today = acting(session, clinic.kari), acting(session, clinic.siv), day_of(clinic.now)
    show_goals(session, kari, clinic.kari, clinic.per, True, None, clinic.now)
    _ends(session, clinic, 5)
    renew_consent(session, coordinator, clinic.kari, clinic.per, True, None, clinic.now)
    assert sees_goals(session, clinic.kari, clinic.per, today)
    assert _told(session, clinic) == []
    withdraw_consent(session, coordinator, clinic.kari, clinic.per, clinic.now)
    renew_consent(session, coordinator, clinic.kari, clinic.per, True, None, clinic.now)
    assert not sees_goals(session, clinic.kari, clinic.per, today)


def test_the_number_of_statements_does_not_grow(session: Session, clinic: Clinic) -> None:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    for days in (90, 5):
        session.execute(update(Consent).values(ends_on=day_of(clinic.now) + timedelta(days)))
        said.clear()
        ending_soon(session, EVERYBODY, day_of(clinic.now))
        assert len(said) <= 2
    event.remove(session.get_bind(), "before_cursor_execute", note)


def test_everybody_finds_it_where_they_begin(clinic: Clinic, browser: Browser) -> None:
    kari, berg, coordinator = me(browser, clinic.kari), sign_in(browser), siv(browser)
    with clinic.database.transaction() as session:
        _ends(session, clinic, 5)
    for client, path in ((berg, "/staff/today"), (coordinator, "/staff/unit")):
        client.get(path)
        assert "Per Nordvik takes part until and including" in client.words()
    coordinator.get(f"/staff/unit/patients/{clinic.kari}")
    assert "The patient agrees again" in coordinator.words()
    kari.get("/me/")
    assert "You have let Per Nordvik take part until and including" in kari.words()
    with clinic.database.transaction() as session:
        _ends(session, clinic, 90)
        show_goals(session, acting(session, clinic.kari), clinic.kari, clinic.per, True, None, clinic.now)
        _ends(session, clinic, 5, "see-goals")
    kari.get("/me/")
    assert "see your goals until and including" in kari.words()
    kari.get(f"/me/relatives/{clinic.per}/goals")
    kari.submit()
    kari.get("/me/")
    assert "Say yes again" not in kari.words()
    berg.get("/staff/today")
    assert "ends soon" not in berg.words()


def test_a_parent_by_law_is_told_as_that(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        mine = (Consent.patient_id == clinic.nora, Consent.basis == "law")
        soon = day_of(clinic.now) + timedelta(3)
        session.execute(update(Consent).where(*mine).values(ends_on=soon))
        assert [one.by_law for one in ending_soon(session, EVERYBODY, day_of(clinic.now))] == [True]
    nora = me(browser, clinic.nora)
    assert "Soon you decide yourself" in nora.words()
    lie = sign_in(browser, "lie")
    assert "After that the young person decides." in lie.words()
