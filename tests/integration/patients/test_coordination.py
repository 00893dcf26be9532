"""A coordinator registers, books, adds relatives, and makes links; nothing of the answers is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
from clinic import PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import func, select

from feedback.domain.calendar import local
from feedback.persistence.tables import Appointment, AuditEvent, Consent, Invitation, Link, Occasion, Patient

Browser = Callable[[], PageClient]
NEW = {
    "reference": "F-77",
    "name": "Ola Haug",
    "born_on": "1980-02-29",
    "language": "nn",
    "email": "",
    "phone": "900 11 222",
    "area": "PHV",
    "setting": "outpatient",
    "started_on": "2026-06-01",
    "decided_on": "2026-07-01",
}


@pytest.fixture
def siv(clinic: Clinic, browser: Browser) -> PageClient:
    return sign_in(browser(), "dahl")


def sign_in(client: PageClient, name: str) -> PageClient:
    client.get("/staff/sign-in")
    client.submit({"name": name, "password": PASSWORD})
    client.client.get("/staff/?language=en")
    return client


def count(clinic: Clinic, table: type) -> int:
    with clinic.database.transaction() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def page_of(clinic: Clinic) -> str:
    return f"/staff/unit/patients/{clinic.kari}"


def error_targets(client: PageClient) -> list[str]:
    summary = next(box for box in client.all("div") if box.get("id") == "error-summary")
    return [link.get("href", "") for link in summary.iter("a")]


def field(client: PageClient, name: str) -> Element:
    return next(box for box in client.all("input") if box.get("name") == name)


def test_a_patient_is_registered_and_found(clinic: Clinic, siv: PageClient) -> None:
    siv.get("/staff/unit/patients/new")
    siv.submit(NEW)
    assert "Ola Haug" in siv.words()
    assert "12 Aug 2026" in siv.words()
    for wanted, found in (("haug", True), ("f-77", True), ("f-7", False), ("nobody", False)):
        siv.get(f"/staff/unit?find={wanted}")
        assert ("Ola Haug" in siv.words()) is found
    siv.get("/staff/unit")
    assert "Kari Nordvik" in siv.words()
    assert "Nora Sund" not in siv.words()


def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(clinic: Clinic, siv: PageClient) -> None:
    siv.get("/staff/unit/patients/new")
    siv.submit({**NEW, "name": "", "born_on": "the day before", "area": "MOON"}, status=422)
    assert error_targets(siv) == ["#name", "#born_on", "#area"]
    assert field(siv, "reference").get("value") == "F-77"
    assert field(siv, "born_on").get("value") == "the day before"
    siv.submit({**NEW, "decided_on": "2026-05-01"}, status=422)
    assert error_targets(siv) == ["#decided_on"]
    siv.submit({**NEW, "reference": "F-1"}, status=422)
    assert error_targets(siv) == ["#reference"]
    assert count(clinic, Patient) == 2


def test_a_registration_is_changed(clinic: Clinic, siv: PageClient) -> None:
    siv.get(page_of(clinic) + "/edit")
    assert field(siv, "name").get("value") == "Kari Nordvik"
    siv.submit({"phone": "900 33 444", "name": "Kari Nordvik Moe"})
    assert "Kari Nordvik Moe" in siv.words()
    assert "900 33 444" in siv.words()
    assert count(clinic, Patient) == 2


def test_an_appointment_is_booked_moved_and_cancelled(clinic: Clinic, siv: PageClient) -> None:
    day = local(clinic.now).date() + timedelta(days=3)
    siv.get(page_of(clinic) + "/appointments/new")
    siv.submit({"day": day.isoformat(), "clock": "25:10", "reference": "B-1"}, status=422)
    assert error_targets(siv) == ["#clock"]
    siv.submit({"clock": "10:10"})
    with clinic.database.transaction() as session:
        booked = session.scalars(select(Appointment).where(Appointment.reference == "B-1")).one()
    assert f"{local(booked.starts_at):%H:%M}" == "10:10"
    siv.get(f"{page_of(clinic)}/appointments/{booked.id}")
    siv.submit({"clock": "11:40"})
    assert "11:40" in siv.words()
    siv.get(f"{page_of(clinic)}/appointments/{booked.id}")
    siv.submit({"state": "cancelled"}, form=0)
    assert "cancelled" in siv.words()
    siv.get(page_of(clinic) + "/appointments/new")
    siv.submit({"day": day.isoformat(), "clock": "12:00", "reference": "B-1"}, status=422)
    assert error_targets(siv) == ["#reference"]


def test_a_time_that_cannot_be_meant_is_refused(clinic: Clinic, siv: PageClient) -> None:
    siv.get(page_of(clinic) + "/appointments/new")
    siv.submit({"day": "2027-03-28", "clock": "02:30"}, status=422)
    assert error_targets(siv) == ["#clock"]
    siv.submit({"day": "2999-01-04", "clock": "10:30"}, status=422)
    assert error_targets(siv) == ["#day"]  # nobody books so far ahead


def test_a_cancelled_appointment_withdraws_what_it_asked(
    clinic: Clinic, siv: PageClient, browser: Browser
) -> None:
    link = clinic.link(clinic.kari, "after-session")
    with clinic.database.transaction() as session:
        asked = session.scalars(select(Appointment).where(Appointment.patient_id == clinic.kari)).one()
    siv.get(f"{page_of(clinic)}/appointments/{asked.id}")
    siv.submit({"state": "no-show"}, form=0)
    assert "withdrawn" in siv.words()
    browser().get(link, status=404)


def test_a_relative_needs_the_patients_yes(clinic: Clinic, siv: PageClient) -> None:
    siv.get(page_of(clinic) + "/relatives/new")
    siv.submit({"name": "Liv Nordvik", "kind": "friend"}, status=422)
    assert error_targets(siv) == ["#agreed"]
    assert field(siv, "name").get("value") == "Liv Nordvik"
    siv.submit({"agreed": "y"})
    assert "Liv Nordvik" in siv.words()


def test_a_withdrawn_consent_closes_the_link_and_can_be_given_again(
    clinic: Clinic, siv: PageClient, browser: Browser
) -> None:
    link = clinic.link(clinic.per, "relative-view")
    siv.get(page_of(clinic))
    siv.post(f"{page_of(clinic)}/relatives/{clinic.per}/withdraw")
    browser().get(link, status=404)
    siv.get(f"/staff/patients/{clinic.kari}/ask?person={clinic.per}", status=404)
    siv.get(f"{page_of(clinic)}/relatives/{clinic.per}/consent")
    siv.submit(status=422)
    assert error_targets(siv) == ["#agreed"]
    siv.submit({"agreed": "y", "until": (clinic.now + timedelta(days=30)).date().isoformat()})
    browser().get(link)
    assert count(clinic, Consent) == 3


def test_a_parent_of_a_child_takes_part_by_law(clinic: Clinic, browser: Browser) -> None:
    turid = sign_in(browser(), "moen")
    turid.get(f"/staff/unit/patients/{clinic.nora}/relatives/new")
    turid.submit({"name": "Geir Sund", "kind": "parent"})
    assert "Geir Sund" in turid.words()
    assert "by law" in turid.words()


def test_a_link_is_shown_once_and_opens(clinic: Clinic, siv: PageClient, browser: Browser) -> None:
    siv.get(f"/staff/patients/{clinic.kari}/ask")
    siv.submit({"questions": "how-i-am", "occasion": "point:1"})
    address = re.search(r"http://localhost(/l/[\w-]+)", siv.text)
    assert address
    assert any((image.get("src") or "").startswith("data:image/svg+xml") for image in siv.all("img"))
    assert "?" not in address.group(1)
    browser().get(address.group(1))
    siv.get(page_of(clinic))
    assert address.group(1) not in siv.text
    assert "How I am" in siv.words()


def test_the_slip_carries_the_token_in_the_form_only(clinic: Clinic, siv: PageClient) -> None:
    siv.get(f"/staff/patients/{clinic.kari}/ask")
    siv.submit({"questions": "after-session", "occasion": "fitting"})
    token = field(siv, "token").get("value", "")
    data = {"csrf_token": siv.token, "token": token}
    answer = siv.client.post(f"/staff/patients/{clinic.kari}/slip", data=data)
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "no-store"
    assert token not in answer.headers["Content-Disposition"]
    wrong = {"csrf_token": siv.token, "token": f"{token}x"}
    assert siv.client.post(f"/staff/patients/{clinic.kari}/slip", data=wrong).status_code == 404
    with clinic.database.transaction() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
        assert session.scalars(select(Link.token_hash).where(Link.token_hash == token)).all() == []
    assert "printed slip" in actions


def test_asking_again_on_the_same_occasion_makes_a_link_and_no_second_question(
    clinic: Clinic, siv: PageClient
) -> None:
    for _turn in range(2):
        siv.get(f"/staff/patients/{clinic.kari}/ask")
        siv.submit({"questions": "after-session", "occasion": "fitting"})
    assert (count(clinic, Invitation), count(clinic, Link)) == (1, 2)
    with clinic.database.transaction() as session:
        asked = session.scalars(select(Invitation)).one()
    siv.get(page_of(clinic))
    siv.post(f"/staff/patients/{clinic.kari}/asked/{asked.id}/link")
    assert count(clinic, Link) == 3


def test_only_what_fits_the_person_is_offered(clinic: Clinic, siv: PageClient) -> None:
    def offered() -> set[str | None]:
        return {option.get("value") for option in siv.all("option")}

    siv.get(f"/staff/patients/{clinic.kari}/ask")
    assert {"after-session", "how-i-am", "own"} <= offered()
    assert not {"relative-view", "after-session-young"} & offered()
    siv.get(f"/staff/patients/{clinic.kari}/ask?person={clinic.per}")
    assert {"relative-view", "relative-self"} <= offered()
    assert not {"after-session", "after-session-parent"} & offered()
    siv.submit({"questions": "how-i-am"}, status=422)
    assert error_targets(siv) == ["#questions"]
    siv.submit({"questions": "relative-view", "occasion": "appointment:9999"}, status=422)
    assert count(clinic, Occasion) == 0


def test_nothing_of_an_answer_is_shown(clinic: Clinic, siv: PageClient, browser: Browser) -> None:
    kari = browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    kari.get(kari.path + "1")
    kari.submit({"q1": "7", "q5": "Ganske hemmelig."})
    siv.get(page_of(clinic))
    assert "answered" in siv.words()
    assert "hemmelig" not in siv.text


def test_outsiders_find_nothing(clinic: Clinic, siv: PageClient, browser: Browser) -> None:
    berg, lie, turid = (sign_in(browser(), name) for name in ("berg", "lie", "moen"))
    berg.get(f"/staff/patients/{clinic.kari}/ask")
    for client in (lie, turid):
        client.get(f"/staff/patients/{clinic.kari}/ask", status=404)
        client.get(page_of(clinic), status=404)
    berg.get(page_of(clinic), status=404)
    berg.get("/staff/unit", status=404)
    siv.get(f"/staff/unit/patients/{clinic.nora}", status=404)
