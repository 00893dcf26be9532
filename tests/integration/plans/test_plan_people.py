"""Siv reads a plan and records a pause; Kari and Per see what comes, and pause themselves."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from clinic import Clinic
from clinician_pages import answer
from fhir.resources.R4B.bundle import Bundle
from page_client import PageClient
from plan_pages import Browser, berg, me, pages_of, siv, stored, switch_on, today
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.persistence.tables import (
    AskingPause,
    Invitation,
)

__all__ = ["berg", "siv", "today"]


def test_siv_is_offered_the_plan_after_registering_and_reads_it(siv: PageClient, clinic: Clinic) -> None:
    """Nothing starts by itself (A15): she has to say so. She adapts and ends nothing."""
    siv.get(f"/staff/unit/patients/{clinic.kari}")
    assert "No plan is switched on, so nothing is asked by itself." in siv.words()
    [offer] = [link for link in siv.all("a") if "/plan/try" in (link.get("href") or "")]
    siv.get(offer.get("href", ""))
    siv.submit()
    assert "Switched on by Siv Dahl" in siv.words()
    assert "End this plan" not in siv.words()
    assert not [link for link in siv.all("a") if "/adapt" in (link.get("href") or "")]
    siv.get(f"/staff/unit/patients/{clinic.kari}")
    assert "wait for an answer" in siv.words()
    assert "asked until" in siv.words()


def test_siv_records_a_pause_for_per_and_ends_it(siv: PageClient, clinic: Clinic, today: date) -> None:
    page = f"/staff/patients/{clinic.kari}/pauses"
    siv.get(page)
    days = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(9)).isoformat()}
    siv.submit({"person": str(clinic.per), **days, "ends_on": "2019-01-01"}, status=422)
    assert "ends before it begins" in siv.words()
    siv.submit({"person": "1", **days}, status=422)
    assert stored(clinic, AskingPause) == 0
    siv.submit({"person": str(clinic.per), **days})
    assert "Per Nordvik" in siv.words()
    siv.get(pages_of(clinic))
    siv.get(page)
    siv.submit(form=0)
    assert "ended" in siv.words()
    siv.post(f"{page}/999/end", status=404)


def test_kari_sees_what_she_is_asked_and_what_comes_without_days(
    berg: PageClient, clinic: Clinic, browser: Browser
) -> None:
    switch_on(berg, clinic)
    kari = me(browser, clinic.kari)
    kari.get("/me/?language=en")
    words = kari.words()
    assert "How I am before the evaluation point · 11 questions, about 2 minutes" in words
    assert "All of it is voluntary." in words
    coming = words[words.index("What we ask next") : words.index("Our evaluation points")]
    assert not re.search(r"\d", re.sub(r"about \d+ minutes?", "", coming))
    assert "due" not in words


def test_opening_the_overview_asks_what_is_due(berg: PageClient, clinic: Clinic, browser: Browser) -> None:
    switch_on(berg, clinic)
    with clinic.database.transaction() as session:
        for row in session.scalars(select(Invitation)):
            row.withdrawn_at = clinic.now
    for person in (clinic.kari, clinic.per):
        page = me(browser, person)
        page.get("/me/?language=en")
        assert "Something for you to answer" in page.words()
        assert "Nothing new to answer now" not in page.words()


def test_what_was_asked_earlier_can_still_be_answered(
    berg: PageClient, clinic: Clinic, browser: Browser
) -> None:
    switch_on(berg, clinic)
    with clinic.database.transaction() as session:
        for row in session.scalars(select(Invitation)):
            row.asks_until, row.plan_id = day_of(clinic.now) - timedelta(1), None
    kari = me(browser, clinic.kari)
    kari.get("/me/?language=en")
    assert "Nothing new to answer now From earlier, if you still want to answer" in kari.words()
    assert "Something for you to answer" not in kari.words()


def test_a_relative_who_is_asked_nothing_is_told_so(clinic: Clinic, browser: Browser) -> None:
    per = me(browser, clinic.per)
    per.get("/me/?language=en")
    assert "Nothing new to answer now What you are asked stands here." in per.words()


@pytest.mark.parametrize("who", ["kari", "per"])
def test_kari_and_per_take_a_pause_and_end_it(
    clinic: Clinic, browser: Browser, today: date, who: str
) -> None:
    page = me(browser, getattr(clinic, who))
    page.get("/me/pause?language=en")
    page.submit({"starts_on": today.isoformat(), "ends_on": "2019-01-01"}, status=422)
    assert "ends before it begins" in page.words()
    page.submit({"ends_on": (today + timedelta(5)).isoformat()})
    assert "You have a pause" in page.words()
    page.get("/me/?language=en")
    assert "You can still answer whenever you like." in page.words()
    page.get("/me/pause")
    page.submit(form=0)
    assert "You have a pause" not in page.words()
    page.get("/me/")
    page.post("/me/pause/999/end", status=404)


def test_somebody_elses_pause_is_not_found(clinic: Clinic, browser: Browser, today: date) -> None:
    kari = me(browser, clinic.kari)
    kari.get("/me/pause?language=en")
    kari.submit({"ends_on": (today + timedelta(5)).isoformat()})
    per = me(browser, clinic.per)
    per.get("/me/")
    per.post("/me/pause/1/end", status=404)


def test_the_file_of_a_person_holds_plans_changes_and_pauses(
    berg: PageClient, clinic: Clinic, browser: Browser, today: date
) -> None:
    plan = switch_on(berg, clinic)
    answer(clinic, clinic.kari, "how-i-am", {})
    berg.get(f"{pages_of(clinic)}/{plan}/adapt?ask=my-goals&of=patient&when=before-point")
    berg.submit({"reason": "For mye nå", "do": "stop"})
    for person in (clinic.kari, clinic.per):
        page = me(browser, person)
        page.get("/me/pause")
        page.submit({"ends_on": (today + timedelta(5)).isoformat()})
        page.submit(form=0)
        taken = page.client.get("/me/file.json")
        Bundle.model_validate_json(taken.data)
        kinds = {entry["resource"]["id"]: entry["resource"] for entry in json.loads(taken.data)["entry"]}
        assert any("asked nothing from" in one.get("code", {}).get("text", "") for one in kinds.values())
        plans = [one for number, one in kinds.items() if number.startswith("asking-")]
        assert len(plans) == (person == clinic.kari)
        assert all("For mye nå" in one["note"][0]["text"] for one in plans)
        assert page.client.get("/me/file.pdf").data.startswith(b"%PDF-")
    berg.post(f"{pages_of(clinic)}/{plan}/end", {"ends_on": today.isoformat()})
    page = me(browser, clinic.kari)
    [ended] = [
        entry["resource"]
        for entry in json.loads(page.client.get("/me/file.json").data)["entry"]
        if entry["resource"]["id"].startswith("asking-")
    ]
    assert ended["status"] == "completed"
