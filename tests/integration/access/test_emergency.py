"""Break-glass: by the whole number, with a reason, for some hours, told to everybody whom it concerns."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from asking import acting, ask, send
from clinic import PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.persistence.tables import AuditEvent, EmergencyAccess, SignIn
from feedback.services.access.admission import admit
from feedback.services.access.emergency import (
    MISSED,
    MISSES_ALLOWED,
    emergencies_of_unit,
    emergencies_to_see,
    follow_up,
    note_seen,
    open_in_emergency,
    open_now,
)
from feedback.services.access.who_has_looked import who_has_looked
from feedback.services.answers.reply import mark_read
from feedback.services.refusals import NotFound, Refused
from feedback.settings import SettingsError, read_settings

Browser = Callable[[], PageClient]
WHY = "she is in the emergency ward"


def _open(
    session: Session, clinic: Clinic, who: int, reference: str = " F-1 ", why: str = WHY
) -> EmergencyAccess:
    open_in_emergency(session, acting(session, who), reference, "danger", why, clinic.now, 4)
    return session.scalars(select(EmergencyAccess).order_by(EmergencyAccess.id.desc())).first()


def test_it_opens_for_its_hours_and_for_reading_only(session: Session, clinic: Clinic) -> None:
    lie = acting(session, clinic.lie)
    row = _open(session, clinic, clinic.lie)
    actor, patient = admit(session, lie, clinic.kari, clinic.now, in_emergency=True)
    assert (actor.emergency, patient.person_id) == (row.id, clinic.kari)
    assert [one.id for one in open_now(session, lie, clinic.now)] == [row.id]
    with pytest.raises(NotFound):
        admit(session, lie, clinic.kari, clinic.now)
    with pytest.raises(NotFound):
        admit(session, lie, clinic.kari, clinic.now + timedelta(hours=4), in_emergency=True)
    for who in (clinic.siv, clinic.turid, clinic.geir, clinic.nina, clinic.nora):
        if who != clinic.siv:
            with pytest.raises(NotFound):
                admit(session, acting(session, who), clinic.kari, clinic.now, in_emergency=True)


@pytest.mark.parametrize("who", ["siv", "geir", "nina", "kari"])
def test_only_clinicians_break_the_glass(session: Session, clinic: Clinic, who: str) -> None:
    with pytest.raises(NotFound):
        _open(session, clinic, getattr(clinic, who))


@pytest.mark.parametrize("reference", ["F-1", "F-99"])
def test_the_reason_comes_first_and_says_nothing_of_the_number(
    session: Session, clinic: Clinic, reference: str
) -> None:
    lie = acting(session, clinic.lie)
    for reason, why, field in (("", WHY, "reason"), ("because", WHY, "reason"), ("danger", "x", "words")):
        with pytest.raises(Refused) as refused:
            open_in_emergency(session, lie, reference, reason, why, clinic.now, 4)
        assert refused.value.field == field
    assert session.scalars(select(EmergencyAccess)).all() == []


def test_there_is_no_search_and_guessing_ends_soon(session: Session, clinic: Clinic) -> None:
    for reference in ("F-", "f-1", "Kari", "", "%")[:MISSES_ALLOWED]:
        with pytest.raises(Refused, match="exactly this number"):
            _open(session, clinic, clinic.lie, reference)
    said = set()
    for reference in ("F-1", "F-99"):
        with pytest.raises(Refused) as refused:
            _open(session, clinic, clinic.lie, reference)
        said.add(str(refused.value))
    assert len(said) == 1
    later = clinic.now + timedelta(hours=2)
    assert open_in_emergency(session, acting(session, clinic.lie), "F-1", "danger", WHY, later, 4)
    missed = session.scalars(select(AuditEvent).where(AuditEvent.action == MISSED)).all()
    assert len(missed) == MISSES_ALLOWED
    assert {row.target for row in missed} == {""}


def test_whoever_sees_the_patient_anyway_opens_nothing(session: Session, clinic: Clinic) -> None:
    open_in_emergency(session, acting(session, clinic.berg), "F-1", "danger", WHY, clinic.now, 4)
    assert session.scalars(select(EmergencyAccess)).all() == []


def test_everybody_concerned_is_told_and_the_patient_without_the_words(
    session: Session, clinic: Clinic
) -> None:
    row = _open(session, clinic, clinic.lie)
    berg, siv, lie = (acting(session, who) for who in (clinic.berg, clinic.siv, clinic.lie))
    actor, _patient = admit(session, lie, clinic.kari, clinic.now, in_emergency=True)
    mark_read(session, actor, clinic.kari, [], clinic.now)
    [look] = who_has_looked(session, clinic.kari)
    assert (look.name, look.emergency, look.deputy_for) == ("Morten Lie", True, "")
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.patient_id == clinic.kari, AuditEvent.actor_id == clinic.lie)
    )
    assert {event.purpose for event in events} == {f"emergency access {row.id}"}
    assert [one.id for one in emergencies_to_see(session, berg, [clinic.kari])] == [row.id]
    assert emergencies_to_see(session, lie, [clinic.kari]) == []
    for patient, who in ((clinic.kari, lie), (clinic.nora, berg)):
        with pytest.raises(NotFound):
            note_seen(session, who, patient, row.id, clinic.now)
    note_seen(session, berg, clinic.kari, row.id, clinic.now)
    note_seen(session, berg, clinic.kari, row.id, clinic.now)
    assert emergencies_to_see(session, berg, [clinic.kari]) == []
    assert [one.id for one in emergencies_of_unit(session, siv, clinic.now)] == [row.id]
    assert emergencies_of_unit(session, acting(session, clinic.turid), clinic.now) == []


def test_somebody_else_follows_it_up(session: Session, clinic: Clinic) -> None:
    row = _open(session, clinic, clinic.lie)
    siv = acting(session, clinic.siv)
    with pytest.raises(NotFound):
        follow_up(session, acting(session, clinic.turid), row.id, "asked", clinic.now)
    with pytest.raises(Refused, match="found out"):
        follow_up(session, siv, row.id, " ", clinic.now)
    row.staff_id = clinic.siv
    with pytest.raises(Refused, match="Somebody else"):
        follow_up(session, siv, row.id, "asked", clinic.now)
    row.staff_id = clinic.lie
    follow_up(session, siv, row.id, "asked him", clinic.now)
    follow_up(session, siv, row.id, "asked again", clinic.now)
    assert row.outcome == "asked him"


@pytest.fixture
def lie(clinic: Clinic, browser: Browser) -> PageClient:
    client = browser()
    client.get("/staff/sign-in")
    client.submit({"name": "lie", "password": PASSWORD})
    return client


def test_an_emergency_through_the_pages(clinic: Clinic, browser: Browser, lie: PageClient) -> None:
    with clinic.database.transaction() as session:
        send(session, clinic, ask(session, clinic, clinic.kari, "after-session"), {})
    page = f"/staff/patients/{clinic.kari}"
    lie.get(page, status=404)
    lie.get("/staff/emergency")
    lie.submit({"reference": "F-1"}, status=422)
    lie.submit({"reason": "danger", "words": WHY, "reference": "F-1"})
    assert lie.path == page
    assert "<form" not in "".join(re.findall(r"<main.*</main>", lie.text, re.S))
    response = next(link.get("href", "") for link in lie.all("a") if "/responses/" in link.get("href", ""))
    lie.get(response)
    assert "<form" not in "".join(re.findall(r"<main.*</main>", lie.text, re.S))
    lie.get(f"{page}/points/1/sheet")
    lie.get(f"{page}/points/1", status=404)
    lie.get(f"{page}/ask", status=404)
    lie.get("/staff/emergency")
    lie.post(f"{response}/reply", {"kind": "followed"}, status=404)
    with time_machine.travel(clinic.now + timedelta(hours=5), tick=False):
        _awake(clinic)
        lie.get(page, status=404)
    berg = browser()
    berg.get("/staff/sign-in")
    berg.submit({"name": "berg", "password": PASSWORD})
    assert WHY in berg.words()
    berg.submit(form=0)
    assert WHY not in berg.words()
    siv = browser()
    siv.get("/staff/sign-in")
    siv.submit({"name": "dahl", "password": PASSWORD})
    siv.get("/staff/unit/emergencies")
    siv.submit({"outcome": ""}, status=422)
    siv.submit({"outcome": "He was on call."})
    assert "He was on call." in siv.words()
    kari = browser()
    kari.client.post(f"/me/demo-entry/{clinic.kari}", data={"csrf_token": _token(kari)})
    kari.get("/me/?language=en")
    assert "Opened in an emergency" in kari.words()
    assert WHY not in kari.text


def _awake(clinic: Clinic) -> None:
    with clinic.database.transaction() as session:
        for row in session.scalars(select(SignIn)):
            row.seen_at = row.began_at = clinic.now + timedelta(hours=5)


def _token(client: PageClient) -> str:
    client.get("/")
    return client.token


def test_an_unknown_number_and_a_known_one_look_the_same_without_the_right(
    clinic: Clinic, browser: Browser, lie: PageClient
) -> None:
    for _try in range(MISSES_ALLOWED):
        lie.get("/staff/emergency")
        lie.submit({"reason": "danger", "words": WHY, "reference": "F-0"}, status=422)
    pages = []
    for reference in ("F-1", "F-2"):
        lie.get("/staff/emergency")
        lie.submit({"reason": "danger", "words": WHY, "reference": reference}, status=422)
        pages.append(re.sub(r'value="[^"]*"', "", lie.text))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("hours", ["0", "25", "long", "-1"])
def test_the_hours_of_an_emergency_are_few(hours: str) -> None:
    with pytest.raises(SettingsError, match="FEEDBACK_EMERGENCY_HOURS"):
        read_settings({"FEEDBACK_EMERGENCY_HOURS": hours})


def test_four_hours_unless_told() -> None:
    assert read_settings({}).emergency_hours == 4
    assert read_settings({"FEEDBACK_EMERGENCY_HOURS": "1"}).emergency_hours == 1
