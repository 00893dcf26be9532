"""What the patient has of the course: who has read it, and everything in their own file; never a day that runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from clinic import OPERATOR, Clinic
from clinician_pages import sign_in
from courses import ago
from fhir.resources.R4B.bundle import Bundle
from page_client import PageClient

from feedback.charts.formats import shown_date
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.persistence.tables import AuditEvent
from feedback.services.courses.plan_evaluation import newest_pathway
from feedback.services.courses.record_milestone import record_milestone

Browser = Callable[[], PageClient]


@pytest.fixture
def berg(clinic: Clinic, browser: Browser) -> PageClient:
    return sign_in(browser)


def page(clinic: Clinic, rest: str = "") -> str:
    return f"/staff/patients/{clinic.kari}/course{rest}"


def _kari(clinic: Clinic, browser: Browser) -> PageClient:
    kari = browser()
    kari.get("/")
    kari.post(f"/me/demo-entry/{clinic.kari}")
    return kari


def test_reading_the_course_is_logged_and_told_to_the_patient(
    clinic: Clinic, berg: PageClient, browser: Browser
) -> None:
    berg.get(page(clinic))
    with clinic.database.transaction() as session:
        event = session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
        assert event is not None
        assert (event.action, event.patient_id, event.target) == ("read course", clinic.kari, "course 1")
    kari = _kari(clinic, browser)
    kari.get("/me/?language=en")
    assert "Anna Berg" in kari.words()


def test_a_patient_sees_no_day_that_runs(clinic: Clinic, browser: Browser, berg: PageClient) -> None:
    """No recommended day, no countdown and no end of the course on any page of Kari's own."""
    kari = _kari(clinic, browser)
    for address in ("/me/", "/me/rights"):
        text = kari.get(f"{address}?language=en")
        for day in (ago(clinic, -2), ago(clinic, 40)):
            assert shown_date(day, "en") not in text
            assert shown_date(day, "en", "long") not in text


def test_the_course_is_in_the_persons_own_file(clinic: Clinic, berg: PageClient, browser: Browser) -> None:
    berg.get(page(clinic, "/pauses"))
    berg.submit(
        {"starts_on": ago(clinic, 9).isoformat(), "ends_on": ago(clinic, 5).isoformat(), "reason": "fjelltur"}
    )
    for to, days in (("inpatient", 30), ("outpatient", 20)):
        berg.get(page(clinic, "/transfers"))
        berg.submit({"to_setting": to, "happened_on": ago(clinic, days).isoformat()})
    berg.get(page(clinic, "/areas"))
    berg.submit({"to_area": "OCD", "happened_on": ago(clinic, 10).isoformat()})
    berg.get(page(clinic, "/coordinators"))
    berg.submit({"staff": str(clinic.siv), "starts_on": ago(clinic, 60).isoformat()})
    with clinic.database.transaction() as session:
        course = newest_pathway(session, clinic.kari)
        assert course is not None
        record_milestone(session, OPERATOR, course, MilestoneKind.BASIC_DECISION, ago(clinic, 39), clinic.now)
    kari = _kari(clinic, browser)
    taken = kari.client.get("/me/file.json").data
    Bundle.model_validate_json(taken)
    kinds: dict[str, list[dict[str, object]]] = {}
    for entry in json.loads(taken)["entry"]:
        kinds.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    [episode] = kinds["EpisodeOfCare"]
    assert "fjelltur" in json.dumps(episode)
    assert [one["class"]["code"] for one in kinds["Encounter"]] == ["AMB", "IMP", "AMB", "AMB"]  # type: ignore[index]
    assert kinds["Encounter"][1]["period"] == {
        "start": ago(clinic, 30).isoformat(), "end": (ago(clinic, 20) - timedelta(1)).isoformat(),
    }  # fmt: skip
    assert [one["serviceType"]["text"] for one in kinds["Encounter"]] == ["PHV", "PHV", "PHV", "OCD"]  # type: ignore[index]
    assert kinds["CareTeam"][0]["participant"][0]["member"]["display"] == "Siv Dahl"  # type: ignore[index]
    assert {one["code"]["text"] for one in kinds["Basic"]} == {"first_attendance", "basic_decision"}  # type: ignore[index]
    assert any("fjelltur" in one["activity"]["text"] for one in kinds["Provenance"])  # type: ignore[index]
    assert {one["agent"][0]["who"]["display"] for one in kinds["Provenance"]} == {  # type: ignore[index]
        "Siv Dahl", "Anna Berg", "a command",
    }  # fmt: skip
    for language in ("nb", "nn", "en"):
        kari.get(f"/me/rights?language={language}")
        assert kari.client.get("/me/file.pdf").data.startswith(b"%PDF-")
