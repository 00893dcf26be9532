"""Goals, ratings and the treatment plan in the file of everything that is held on a person."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser, answer
from fhir.resources.R4B.bundle import Bundle
from page_client import PageClient
from pypdf import PdfReader
from sqlalchemy import select, update

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.goals.treatment_plan import PlanContent
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import AccessDecision, Goal, GoalRating, Response
from feedback.services.goals.rate_goal import note_rating, rate_goal
from feedback.services.goals.treatment_plan import write_plan
from feedback.services.goals.write_goal import end_goal, said_by, word_anew, write_goal


@pytest.fixture
def course(clinic: Clinic) -> int:
    """Goals of every kind, ratings of everybody, two versions of the plan; returns Per's answer about goals."""
    answer(
        clinic, clinic.kari, "my-goals", {"goal-1": answered("Sove om natta"), "goal-1-rating": answered(3)}
    )
    told = answer(
        clinic, clinic.per, "my-goals", {"goal-1": answered("sove om natta"), "goal-1-rating": answered(1)}
    )
    with clinic.database.transaction() as session:
        kari, berg, now = acting(session, clinic.kari), acting(session, clinic.berg), clinic.now
        sleep = session.scalars(select(Goal)).one()
        rate_goal(session, berg, sleep, None, now)
        note_rating(session, berg, sleep, clinic.per, 2, now)
        tour = write_goal(session, berg, clinic.kari, "Gå tur", now)
        end_goal(session, kari, tour, "reached", said_by(kari, now))
        work = write_goal(session, kari, clinic.kari, "Jobbe", now)
        word_anew(session, kari, work, "Jobbe to dager", said_by(kari, now))
        steps = (AgreedStep("Ringe", "Kari", date(2026, 12, 15)), AgreedStep("Hvile"))
        plan = PlanContent({"do": "Samtale hver uke."}, steps)
        write_plan(session, berg, clinic.kari, plan, False, now)
        write_plan(session, berg, clinic.kari, PlanContent({"do": "Annenhver uke."}), True, now)
    return told


def me(browser: Browser, person: int, language: str = "en") -> PageClient:
    page = browser()
    page.get("/")
    page.post(f"/me/demo-entry/{person}")
    page.get(f"/me/rights?language={language}")
    return page


def bundle(browser: Browser, person: int) -> dict[str, list[dict[str, Any]]]:
    """The file, checked by an independent model of FHIR R4B, by resource type."""
    data = me(browser, person).client.get("/me/file.json").data
    Bundle.model_validate_json(data)
    kinds: dict[str, list[dict[str, Any]]] = {}
    for entry in json.loads(data)["entry"]:
        kinds.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return kinds


def on_paper(browser: Browser, person: int, language: str = "en") -> str:
    data = me(browser, person, language).client.get("/me/file.pdf").data
    return " ".join(" ".join(leaf.extract_text() for leaf in PdfReader(BytesIO(data)).pages).split())


def test_a_patients_goals_and_ratings_as_fhir(clinic: Clinic, browser: Browser, course: int) -> None:
    kinds = bundle(browser, clinic.kari)
    goals = {one["description"]["text"]: one for one in kinds["Goal"]}
    assert {words: one["lifecycleStatus"] for words, one in goals.items()} == {
        "Sove om natta": "active", "Gå tur": "completed", "Jobbe": "cancelled", "Jobbe to dager": "active",
    }  # fmt: skip
    assert goals["Gå tur"]["achievementStatus"]["coding"][0]["code"] == "achieved"
    assert goals["Gå tur"]["note"] == [{"text": "written down by Anna Berg as spoken"}]
    assert goals["Jobbe to dager"]["note"] == [{"text": f"follows {goals['Jobbe']['id']}"}]
    rated = [
        (one["performer"][0]["display"], one.get("valueInteger"), "dataAbsentReason" in one, "note" in one)
        for one in kinds["Observation"]
    ]
    assert rated == [
        ("Kari Nordvik", 3, False, False),
        ("Per Nordvik", 1, False, False),
        ("Anna Berg", None, True, False),
        ("Per Nordvik", 2, False, True),
    ]
    assert {one["focus"][0]["reference"] for one in kinds["Observation"]} == {
        f"Goal/{goals['Sove om natta']['id']}"
    }


def test_a_patients_plan_as_fhir(clinic: Clinic, browser: Browser, course: int) -> None:
    first, second = (one for one in bundle(browser, clinic.kari)["CarePlan"] if one["id"].startswith("plan-"))
    assert (first["status"], second["status"]) == ("revoked", "active")
    assert second["replaces"] == [{"reference": f"CarePlan/{first['id']}"}]
    assert second["title"] == "Treatment plan, version 2, made together"
    assert [one["detail"] for one in first["activity"]] == [
        {"status": "unknown", "description": "Ringe", "performer": [{"display": "Kari"}],
         "scheduledPeriod": {"end": "2026-12-15"}},
        {"status": "unknown", "description": "Hvile"},
    ]  # fmt: skip
    assert len(first["goal"]) == 2
    assert first["note"] == [{"text": "What we do: Samtale hver uke."}]


def test_what_was_withdrawn_and_what_is_held_back(clinic: Clinic, browser: Browser, course: int) -> None:
    with clinic.database.transaction() as session:
        session.add(
            AccessDecision(
                response_id=course, decision="withheld", grounds="Fare", decided_by_id=clinic.berg,
                decided_at=clinic.now,
            )
        )  # fmt: skip
        session.execute(
            update(Response).where(Response.source_id == clinic.kari).values(status="entered-in-error")
        )
    told = bundle(browser, clinic.kari)["Observation"]
    assert [(one["status"], one.get("valueInteger")) for one in told] == [
        ("entered-in-error", 3), ("final", None), ("final", 2),
    ]  # fmt: skip


def test_a_relative_gets_their_own_numbers_and_no_words_of_the_patient(
    clinic: Clinic, browser: Browser, course: int
) -> None:
    kinds = bundle(browser, clinic.per)
    assert "Goal" not in kinds
    assert [(one["focus"], one["valueInteger"]) for one in kinds["Observation"]] == [
        ([{"display": "a goal of the patient"}], number) for number in (1, 2)
    ]
    text = on_paper(browser, clinic.per)
    assert "How near you found the goals" in text
    assert "Gå tur" not in text
    assert "How near you found the goals" not in on_paper(browser, clinic.tove)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_same_on_paper(clinic: Clinic, browser: Browser, course: int, language: str) -> None:
    text = on_paper(browser, clinic.kari, language)
    for words in (
        "Sove om natta",
        "Gå tur",
        "Jobbe to dager",
        "Samtale hver uke.",
        "Annenhver uke.",
        "Ringe, Kari",
    ):
        assert words in text
    if language == "en":
        assert "would rather not say" in text
        assert "Made together" in text


def test_a_number_that_nobody_holds_is_in_no_file(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        assert session.scalars(select(GoalRating)).all() == []
    assert "Observation" not in bundle(browser, clinic.kari)
