"""Nina makes a plan of the unit's own from one that ships, changes it version by version, and withdraws it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from clinic import Clinic
from clinician_pages import sign_in
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.persistence.tables import PlanTemplate, UnitChoice

Browser = Callable[[], PageClient]
PLANS = "/staff/administration/units/1/plans"


@pytest.fixture
def today(clinic: Clinic) -> date:
    return day_of(clinic.now)


@pytest.fixture
def nina(clinic: Clinic, browser: Browser) -> PageClient:
    page = sign_in(browser, "ås")
    page.get("/staff/administration/units/1?language=en")
    return page


def stored(clinic: Clinic) -> list[PlanTemplate]:
    with clinic.database.transaction() as session:
        return list(session.scalars(select(PlanTemplate).order_by(PlanTemplate.id)))


def test_nina_makes_our_own_from_one_that_ships(nina: PageClient, clinic: Clinic, today: date) -> None:
    nina.get(PLANS)
    assert "None yet." in nina.words()
    nina.get(f"{PLANS}/shipped/phv-adult-outpatient")
    assert "every 6 weeks, open for 7 days" in nina.words()
    nina.get(f"{PLANS}/new?from=phv-adult-outpatient")
    assert "It begins as a copy of Adults, mental health, outpatient" in nina.words()
    nina.submit(
        {"title_nb": "Vår plan", "title_nn": "Vår plan", "title_en": "Our plan", "steps-3-weeks": "8"}
    )
    assert "every 8 weeks" in nina.words()
    [row] = stored(clinic)
    assert (row.key, row.version, len(row.definition["steps"])) == ("own-1", "1", 13)
    assert row.definition["source"] == "Fjellheim DPS"
    nina.get(f"{PLANS}/{row.id}/change")
    later = (today + timedelta(7)).isoformat()
    fields = {"steps-1-ask": "", "steps-13-ask": "my-goals", "steps-13-when": "every", "steps-13-weeks": "12"}
    nina.submit({**fields, "effective_from": later})
    first, second = stored(clinic)
    assert first.definition == row.definition
    assert (second.version, len(second.definition["steps"])) == ("2", 13)
    nina.get(PLANS)
    assert "Our plan version 1" in nina.words()
    assert "version 2 from" in nina.words()
    nina.get(f"{PLANS}/{second.id}")
    nina.submit()
    assert "None yet." in nina.words()
    nina.get(f"{PLANS}/{first.id}", status=404)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title_nn": ""}, "Write the title, in each language."),
        ({"youngest": "40", "oldest": "30"}, "The ages do not fit"),
        ({"youngest": "atten"}, "Write a whole number."),
        ({"effective_from": "2019-01-01"}, "today or later"),
        ({"effective_from": "2999-01-01"}, "more than a year ahead"),
        ({"steps-3-weeks": "1"}, "is too often"),
        ({"steps-3-weeks": "99999999999999999999999"}, "write 1 to 52 weeks"),
        ({"steps-0-days_open": "0"}, "open at least one"),
        ({"steps-0-of": "relative"}, "is not meant for relatives"),
        ({"steps-0-ask": "no-such-set"}, "There is no question set 'no-such-set'"),
        ({"steps-0-of": "nobody"}, "Choose one from the list"),
        ({"steps-13-ask": "how-i-am"}, "twice"),
        ({"steps-13-ask": "how-i-am", "steps-13-of": "clinician"}, "is not meant for the clinician"),
        ({f"steps-{row}-ask": "" for row in range(16)}, "The plan asks nothing"),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_nothing_typed_is_lost(
    nina: PageClient, clinic: Clinic, fields: dict[str, str], words: str
) -> None:
    nina.get(f"{PLANS}/new?from=phv-adult-outpatient")
    nina.submit({"title_en": "Typed with care", **fields}, status=422)
    assert words in nina.words()
    assert 'value="Typed with care"' in nina.text
    assert not stored(clinic)


def test_how_much_in_a_week_is_chosen(nina: PageClient, clinic: Clinic) -> None:
    nina.get(PLANS)
    for wrong, words in (("4", "from 5 to 100"), ("mange", "whole number"), ("", "from 5 to 100")):
        nina.submit({"items": wrong}, status=422)
        assert words in nina.words()
    nina.submit({"items": "20"})
    with clinic.database.transaction() as session:
        assert [row.value for row in session.scalars(select(UnitChoice))] == ["20"]
    nina.get("/staff/administration/units/1")
    assert "Questions for one person in a week, at most" in nina.words()


def test_plans_that_a_week_no_longer_holds_are_told(
    nina: PageClient, clinic: Clinic, browser: Browser
) -> None:
    nina.get(PLANS)
    assert "cannot be switched on" not in nina.words()
    nina.submit({"items": "10"})
    assert "Plans that cannot be switched on as things are" in nina.words()
    assert "Adults, mental health, outpatient: «" in nina.words()
    assert "and a week holds 10" in nina.words()
    berg = sign_in(browser, "berg")
    today = day_of(clinic.now).isoformat()
    query = f"template=phv-adult-outpatient&starts_on={today}&every_days=7&language=en"
    berg.get(f"/staff/patients/{clinic.kari}/plan/try?{query}", status=422)
    assert "ask an administrator to put this right" in berg.words()
    nina.submit({"items": "25"})
    assert "cannot be switched on" not in nina.words()


def test_what_is_not_there_is_not_found(nina: PageClient) -> None:
    for path in ("shipped/no-such-plan", "new?from=no-such-plan", "999", "999/change"):
        nina.get(f"{PLANS}/{path}", status=404)
    nina.get("/staff/administration/units/999/plans", status=404)
