"""An administrator reads the published intervals with their standing, and sets the unit's own, from a day on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from clinic import PASSWORD, Clinic
from courses import ago
from page_client import PageClient

from feedback.catalogue.intervals import shipped_rules
from feedback.charts.formats import shown_date
from feedback.domain.pathway.vocabulary import Phase

Browser = Callable[[], PageClient]
PAGE = "/staff/administration/units/1/dates"


@pytest.fixture
def nina(clinic: Clinic, browser: Browser) -> PageClient:
    client = browser()
    client.get("/staff/sign-in")
    client.submit({"name": "ås", "password": PASSWORD})
    client.client.get("/staff/?language=en")
    return client


def _errors(client: PageClient) -> list[str]:
    summary = next(box for box in client.all("div") if box.get("id") == "error-summary")
    return [str(link.get("href")) for link in summary.iter("a")]


def test_every_published_interval_stands_there_with_source_and_standing(nina: PageClient) -> None:
    nina.get(PAGE)
    tables = [table for table in nina.all("table") if table.get("class") == "data-table cards"]
    rows = [
        " ".join(" ".join(row.itertext()).split()) for table in tables for row in list(table.iter("tr"))[1:]
    ]
    assert len(rows) == len(shipped_rules().rules)
    for rule in shipped_rules().rules:
        begins = shown_date(rule.effective_from, "en")
        told = f"{rule.max_days} {rule.ruleset}, from {begins} {rule.source}: for its time"
        assert any(told in row for row in rows), told
    assert any("the table says 14 days, the running text one week" in row for row in rows)


OWN = {
    "area": "PHV",
    "setting": "outpatient",
    "phase": "first_evaluation",
    "max_days": "30",
    "source": "Rutine 7",
}


def test_an_own_interval_and_what_it_moves(clinic: Clinic, nina: PageClient, browser: Browser) -> None:
    nina.get(f"{PAGE}/intervals")
    own = {**OWN, "effective_from": ago(clinic, 60).isoformat()}
    for wrong, fields in (
        ({"max_days": "many"}, ["#max_days"]),
        ({"max_days": "99999999999"}, ["#max_days"]),
        ({"max_days": ""}, ["#max_days"]),
        ({"max_days": "0"}, ["#max_days"]),
        ({"max_days": "6"}, ["#max_days"]),
        ({"phase": "start_after_detox"}, ["#phase"]),
        ({"source": ""}, ["#source"]),
        ({"year": "first_treatment_year"}, ["#year"]),
        ({"effective_from": "1990-01-01"}, ["#effective_from"]),
        ({"area": "MOON", "phase": "moon"}, ["#area", "#phase"]),
    ):
        nina.get(f"{PAGE}/intervals")
        nina.submit({**own, **wrong}, status=422)
        assert _errors(nina) == fields
    nina.get(f"{PAGE}/intervals")
    nina.submit(own)
    assert "1 point that waits has got another day." in nina.words()
    assert (
        "At most 30 days Mental health care, adults (PHV), outpatient, first evaluation point" in nina.words()
    )
    berg = browser()
    berg.get("/staff/sign-in")
    berg.submit({"name": "berg", "password": PASSWORD})
    berg.get(f"/staff/patients/{clinic.kari}/course?language=en")
    assert "this unit has chosen at most 30 days for outpatient PHV" in berg.words()
    assert "Source: Rutine 7 (the unit’s own)" in berg.words()
    nina.get("/staff/administration/units/1")
    assert (
        f"from {shown_date(ago(clinic, 60), 'en')}: Mental health care, adults (PHV), outpatient"
        in nina.words()
    )
    nina.get(PAGE)
    nina.post(f"{PAGE}/intervals/1/remove")
    assert "None of its own." in nina.words()
    nina.post(f"{PAGE}/intervals/1/remove", status=404)


def test_what_an_interval_moves_is_seen_before_it_is_saved(clinic: Clinic, nina: PageClient) -> None:
    own = {
        "area": "PHV", "setting": "outpatient", "phase": "first_evaluation", "max_days": "30",
        "effective_from": ago(clinic, 60).isoformat(), "source": "Rutine 7",
    }  # fmt: skip
    nina.get(f"{PAGE}/intervals")
    nina.submit({**own, "max_days": "x"}, status=422)
    assert "Write a whole number, for example 12." in nina.words()
    nina.get(f"{PAGE}/intervals")
    nina.submit({**own, "effective_from": ago(clinic, 0).isoformat(), "do": "preview"})
    assert "Every point that waits keeps its day." in nina.words()
    nina.get(f"{PAGE}/intervals")
    nina.submit({**own, "do": "preview"})
    told = "1 point that waits gets another day. The new day of 1 of them has passed already."
    days = f"from {shown_date(ago(clinic, -2), 'en')} to {shown_date(ago(clinic, 10), 'en')}"
    assert f"{told} 1 point {days} Nothing has been stored yet." in nina.words()
    assert "Kari" not in nina.words()
    nina.submit()
    assert "1 point that waits has got another day." in nina.words()


def test_a_choice_holds_from_its_day(clinic: Clinic, nina: PageClient) -> None:
    day = ago(clinic, 100)
    nina.get(f"{PAGE}/choices/opens_before")
    nina.submit({"value": "many", "effective_from": day.isoformat()}, status=422)
    nina.submit({"value": "61"}, status=422)
    assert _errors(nina) == ["#value"]
    nina.submit({"value": " 7 ", "do": "preview"})
    assert "1 point that waits gets another day. 1 point keeps its day" in nina.words()
    nina.submit()
    assert f"from {shown_date(day, 'en')}: 7 days before" in nina.words()
    assert "Courses that began before: 14 days before" in nina.words()
    nina.get(f"{PAGE}/choices/transfer")
    nina.submit({"value": "moon"}, status=422)
    nina.submit({"value": "keep", "effective_from": day.isoformat()})
    assert "the day that runs stays" in nina.words()
    nina.get("/staff/administration/units/1")
    assert "A point opens for preparation" in nina.words()
    nina.get(PAGE)
    for key, when, status in (
        ("transfer", day.isoformat(), 200),
        ("transfer", day.isoformat(), 404),
        ("transfer", "soon", 404),
    ):
        nina.get(PAGE)
        nina.post(f"{PAGE}/choices/{key}/remove", {"effective_from": when}, status=status)
    nina.get(f"{PAGE}/choices/moon", status=404)


def test_every_page_in_every_language(clinic: Clinic, nina: PageClient) -> None:
    for key in ("transfer", "pauses", "early_point", "treatment_year", "opens_before"):
        nina.get(f"{PAGE}/choices/{key}")
        nina.submit()
    for phase, year in (("between_evaluations", "from_second_treatment_year"), ("total_assessment", "")):
        nina.get(f"{PAGE}/intervals")
        nina.submit({"area": "TSB", "phase": phase, "year": year, "max_days": "7", "source": "Rutine"})
    for language in ("nb", "nn", "en"):
        for rest in ("", "/intervals", "/choices/transfer", "/choices/opens_before"):
            nina.get(f"{PAGE}{rest}?language={language}")
        nina.get(f"/staff/administration/units/1?language={language}")
        nina.get(f"/staff/administration/changes?language={language}")


def test_phases_stand_as_the_pathway_runs(nina: PageClient) -> None:
    nina.get(f"{PAGE}/intervals")
    [phases] = [box for box in nina.all("select") if box.get("name") == "phase"]
    options = list(phases.iter("option"))
    assert [one.get("value") for one in options] == [phase.value for phase in Phase]
    assert [one.get("value") for one in options if one.get("selected") is not None] == ["between_evaluations"]


def test_when_only_the_opening_moves_it_is_said_as_that(clinic: Clinic, nina: PageClient) -> None:
    nina.get(f"{PAGE}/choices/opens_before")
    day = ago(clinic, 100).isoformat()
    nina.submit({"value": "5", "effective_from": day, "do": "preview"})
    due, old, new = (shown_date(ago(clinic, -days), "en") for days in (2, -12, -3))
    assert f"1 point keeps its day, {due}, and opens" in nina.words()
    assert f"{new} instead of {old}" in nina.words()
