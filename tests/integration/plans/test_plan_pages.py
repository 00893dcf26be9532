"""Dr Berg tries a plan, switches it on, adapts it and ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from clinic import Clinic
from page_client import PageClient
from plan_pages import ADULTS, berg, pages_of, siv, stored, switch_on, today
from planning import step, template
from sqlalchemy import select

from feedback.persistence.tables import (
    CarePathway,
    CollectionPlan,
    Invitation,
    Person,
    PlanAdaptation,
    Unit,
)
from feedback.services.access.sign_in import actor_for
from feedback.services.plans.plan_templates import make_template

__all__ = ["berg", "siv", "today"]


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
    assert "«Experience of the help»: write 1 to 52 weeks" in berg.words()
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
