"""Dr Berg tries a plan, switches it on and adapts it; Siv reads it; Kari and Per see what comes and pause."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from clinic import Clinic
from clinician_pages import answer, sign_in
from fhir.resources.R4B.bundle import Bundle
from page_client import PageClient
from planning import step, template
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.persistence.tables import (
    AskingPause,
    CarePathway,
    CollectionPlan,
    Invitation,
    Person,
    PlanAdaptation,
    Unit,
)
from feedback.services.access.sign_in import actor_for
from feedback.services.plans.plan_templates import make_template

Browser = Callable[[], PageClient]
ADULTS = "phv-adult-outpatient"


def pages_of(clinic: Clinic, patient: int = 0) -> str:
    return f"/staff/patients/{patient or clinic.kari}/plan"


@pytest.fixture
def today(clinic: Clinic) -> date:
    return day_of(clinic.now)


@pytest.fixture
def berg(clinic: Clinic, browser: Browser) -> PageClient:
    return sign_in(browser)


@pytest.fixture
def siv(clinic: Clinic, browser: Browser) -> PageClient:
    page = sign_in(browser, "dahl")
    page.get("/staff/unit?language=en")
    return page


def me(browser: Browser, person: int) -> PageClient:
    page = browser()
    page.get("/?language=en")
    page.post(f"/me/demo-entry/{person}")
    return page


def switch_on(berg: PageClient, clinic: Clinic) -> int:
    """Berg looks at the plan that is offered, and switches it on; returns its number."""
    berg.get(f"/staff/patients/{clinic.kari}")
    [offer] = [link for link in berg.all("a") if "/plan/try" in (link.get("href") or "")]
    berg.get(offer.get("href", ""))
    berg.submit()
    assert berg.path == pages_of(clinic)
    with clinic.database.transaction() as session:
        return session.scalars(select(CollectionPlan.id)).one()


def stored(clinic: Clinic, table: type) -> int:
    with clinic.database.transaction() as session:
        return len(list(session.scalars(select(table))))


def test_berg_tries_a_plan_before_he_switches_it_on(berg: PageClient, clinic: Clinic, today: date) -> None:
    berg.get(pages_of(clinic))
    assert "Nothing is asked by itself" in berg.words()
    berg.get(f"{pages_of(clinic)}/try?template={ADULTS}&starts_on={today.isoformat()}&every_days=7")
    words = berg.words()
    for told in (
        "Week by week",
        "Prepares evaluation point 1",
        "Kari Nordvik: ",
        " of 25 questions",
        "imagined",
    ):
        assert told in words
    assert stored(clinic, CollectionPlan) == stored(clinic, Invitation) == 0
    berg.submit()
    words = berg.words()
    for told in ("Asked now", "What comes", "Adults, mental health, outpatient", "Switched on by Anna Berg"):
        assert told in words
    assert "For you to do Say how near the goals are" in words
    assert stored(clinic, Invitation) > 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_on": ""}, "Write the first day"),
        ({"starts_on": "31.02.2027"}, "Write a date like"),
        ({"starts_on": "2019-01-01"}, "before the course"),
        ({"starts_on": "2999-01-01"}, "more than a year ahead"),
        ({"template": "no-such-plan"}, "Choose one from the list"),
        ({"every_days": "8"}, "Choose one from the list"),
    ],
)
def test_what_cannot_be_gets_a_sentence(
    berg: PageClient, clinic: Clinic, today: date, fields: dict[str, str], words: str
) -> None:
    berg.get(pages_of(clinic))
    filled = {"template": ADULTS, "starts_on": today.isoformat(), "every_days": "7", **fields}
    query = "&".join(f"{name}={value}" for name, value in filled.items())
    berg.get(f"{pages_of(clinic)}/try?{query}", status=422)
    assert words in berg.words()
    berg.post(f"{pages_of(clinic)}/on", filled, status=422)
    assert words in berg.words()
    assert stored(clinic, CollectionPlan) == 0


def test_the_plan_of_a_patient_is_in_force_once(berg: PageClient, clinic: Clinic, today: date) -> None:
    switch_on(berg, clinic)
    filled = {"template": ADULTS, "starts_on": today.isoformat(), "every_days": "7"}
    berg.post(f"{pages_of(clinic)}/on", filled, status=422)
    assert "in force already on that day" in berg.words()
    assert stored(clinic, CollectionPlan) == 1


def test_a_template_that_cannot_be_used_says_what_to_correct(
    berg: PageClient, clinic: Clinic, today: date
) -> None:
    with clinic.database.transaction() as session:
        nina, unit = actor_for(session.get_one(Person, clinic.nina)), session.get_one(Unit, 1)
        long = template(today, step("how-i-am", "start"))
        made = make_template(session, nina, unit, long, clinic.now, None)
        made.definition = {**made.definition, "steps": [{"ask": "gone", "of": "patient", "when": "start"}]}
    berg.get(pages_of(clinic))
    berg.get(f"{pages_of(clinic)}/try?template=own-1&starts_on={today.isoformat()}&every_days=7", status=422)
    assert "There is no question set 'gone'" in berg.words()


def test_without_a_template_in_the_address_there_is_nothing_to_try(berg: PageClient, clinic: Clinic) -> None:
    berg.get(f"{pages_of(clinic)}/try")
    assert berg.path == pages_of(clinic)


def test_a_closed_course_offers_no_plan(berg: PageClient, clinic: Clinic, today: date) -> None:
    with clinic.database.transaction() as session:
        course = session.scalars(select(CarePathway).where(CarePathway.patient_id == clinic.kari)).one()
        course.closed_on = today
    berg.get(pages_of(clinic))
    assert "The course is closed" in berg.words()
    filled = {"template": ADULTS, "starts_on": today.isoformat(), "every_days": "7"}
    berg.post(f"{pages_of(clinic)}/on", filled, status=422)
    berg.get(f"/staff/patients/{clinic.kari}")
    assert "so nothing is asked by itself" in berg.words()


def test_berg_asks_something_more_and_stops_something(berg: PageClient, clinic: Clinic, today: date) -> None:
    plan = switch_on(berg, clinic)
    berg.get(f"{pages_of(clinic)}/{plan}/adapt")
    filled = {"ask": "service-experience", "of": "patient", "when": "every", "from_on": today.isoformat()}
    berg.submit({**filled, "weeks": "4", "reason": ""}, status=422)
    assert "Write why" in berg.words()
    berg.submit({"weeks": "fire", "reason": "Kari ba om det"}, status=422)
    assert "Write a whole number" in berg.words()
    berg.submit({"weeks": "0"}, status=422)
    assert "«Experience of the help» has 0 weeks" in berg.words()
    assert stored(clinic, PlanAdaptation) == 0
    berg.submit({"weeks": "6"})
    assert "every 6 weeks, open for 7 days" in berg.words()
    assert "Kari ba om det" in berg.words()
    berg.get(f"{pages_of(clinic)}/{plan}/adapt?ask=my-goals&of=patient&when=before-point")
    assert "Now: the patient, before each point, from 14 days before" in berg.words()
    berg.submit({"reason": "For mye nå", "do": "stop"})
    assert "no longer: My goals" in berg.words()
    berg.get(f"{pages_of(clinic)}/{plan}/adapt?ask=before-evaluation&of=patient&when=before-point")
    berg.submit({"reason": "Hun vil ha bedre tid", "days_before": "21", "do": "ask"})
    assert "from 21 days before" in berg.words()
    assert stored(clinic, PlanAdaptation) == 3


def test_berg_ends_a_plan(berg: PageClient, clinic: Clinic, today: date) -> None:
    plan = switch_on(berg, clinic)
    berg.post(f"{pages_of(clinic)}/{plan}/end", {"ends_on": "2019-01-01"}, status=422)
    assert "today or later" in berg.words()
    berg.post(f"{pages_of(clinic)}/{plan}/end", {"ends_on": "hallo"}, status=422)
    later = today + timedelta(3)
    berg.post(f"{pages_of(clinic)}/{plan}/end", {"ends_on": later.isoformat()})
    assert "Last day" in berg.words()
    berg.post(f"{pages_of(clinic)}/{plan}/end", {"ends_on": today.isoformat()})
    berg.get(f"{pages_of(clinic)}/999/adapt", status=404)


def test_a_plan_that_begins_later_says_so(berg: PageClient, clinic: Clinic, today: date) -> None:
    filled = {"template": ADULTS, "starts_on": (today + timedelta(9)).isoformat(), "every_days": "7"}
    berg.get(pages_of(clinic))
    berg.post(f"{pages_of(clinic)}/on", filled)
    assert "Begins " in berg.words()


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
        assert "Nothing now" not in page.words()


def test_what_was_asked_earlier_can_still_be_answered(
    berg: PageClient, clinic: Clinic, browser: Browser
) -> None:
    switch_on(berg, clinic)
    with clinic.database.transaction() as session:
        for row in session.scalars(select(Invitation)):
            row.asks_until, row.plan_id = day_of(clinic.now) - timedelta(1), None
    kari = me(browser, clinic.kari)
    kari.get("/me/?language=en")
    assert "From earlier, if you still want to answer" in kari.words()


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
