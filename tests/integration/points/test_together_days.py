"""Days that cannot be meant are asked about at their field, and what was typed stays to be mended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from clinic import Clinic
from clinician_pages import Browser, begin, hold, point_path, whole
from evaluation_pages import at, written

from feedback.domain.calendar import day_of
from feedback.domain.goals.agreed_step import day_problem

NO_LEAP_DAY = "That year has no 29 February"


@pytest.mark.parametrize("typed", ["29.02.2027", "2027-02-29"])
def test_a_29_february_that_is_none_is_named_at_every_day(
    clinic: Clinic, browser: Browser, typed: str
) -> None:
    berg = at(clinic, begin(clinic, browser), "plan")
    berg.submit({"steps-0-what": "Ringe", "steps-0-due_on": typed, "do": "next"}, status=422)
    assert NO_LEAP_DAY in berg.words()
    assert f'type="text" value="{typed}"' in berg.text
    at(clinic, berg, "next").submit({"held_on": typed, "do": "hold"}, status=422)
    assert NO_LEAP_DAY in berg.words()
    assert f'value="{typed}"' in berg.text
    berg.get(f"/staff/patients/{clinic.kari}/treatment-plan/write")
    berg.submit({"step-0-what": "Ringe", "step-0-due": typed}, status=422)
    assert NO_LEAP_DAY in berg.words()
    assert f'value="{typed}"' in berg.text
    berg.get(f"/staff/points?from={typed}", status=422)
    assert NO_LEAP_DAY in berg.words()
    assert f'value="{typed}"' in berg.text


@pytest.mark.parametrize(
    ("year", "said"), [("2999", "more than two years ahead"), ("1026", "before the course began")]
)
def test_a_step_is_not_agreed_for_a_year_that_cannot_be(
    clinic: Clinic, browser: Browser, year: str, said: str
) -> None:
    berg = at(clinic, begin(clinic, browser), "plan")
    rows = {"steps-1-what": "Ringe", "steps-1-due_on": f"{year}-03-01", "works": "Turene"}
    berg.submit({**rows, "do": "next"}, status=422)
    assert said in berg.words()
    assert 'href="#steps-1-due_on"' in berg.text
    assert "Turene" in berg.text
    assert written(clinic).steps == ()
    berg.get(f"/staff/patients/{clinic.kari}/treatment-plan/write")
    berg.submit({"step-0-what": "Ringe", "step-0-due": f"{year}-03-01"}, status=422)
    assert said in berg.words()
    assert 'href="#step-0-due"' in berg.text


def test_two_steps_with_the_same_mistake_are_told_apart(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "plan")
    rows = {"steps-0-what": "Ringe", "steps-0-due_on": "2999-03-01", "steps-1-due_on": "29.02.2027"}
    berg.submit({**rows, "steps-2-what": "Sove", "steps-2-due_on": "2999-03-01", "do": "next"}, status=422)
    assert "“Ringe”: This day lies more than two years ahead" in berg.words()
    assert "Step 2: That year has no 29 February" in berg.words()
    assert "“Sove”: This day lies more than two years ahead" in berg.words()


def test_what_goes_on_gets_no_new_day_that_cannot_be(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "plan")
    berg.submit({"steps-0-what": "Ringe", "do": "next"})
    first = day_of(clinic.now) - timedelta(days=9)
    hold(at(clinic, berg, "next"), {"held_on": first.isoformat()})
    berg.get(point_path(clinic, 2))
    berg.submit(form=0)
    berg.submit({"looked-0-outcome": "not", "looked-0-until": "2020-01-01", "do": "next"}, status=422)
    assert 'href="#looked-0-until"' in berg.text
    assert "“Ringe”: This day lies before the course began" in berg.words()
    assert written(clinic).looked_at == ()


def test_a_step_that_is_to_be_done_before_the_point_was_held_is_asked_about(
    clinic: Clinic, browser: Browser
) -> None:
    held, due = (day_of(clinic.now) - timedelta(days=days) for days in (5, 8))
    berg = at(clinic, begin(clinic, browser), "plan")
    berg.submit({"steps-0-what": "Ringe", "steps-0-due_on": due.isoformat(), "do": "next"})
    at(clinic, berg, "next").submit({"held_on": held.isoformat(), "do": "hold"}, status=422)
    assert "“Ringe” is to be done by" in berg.words()
    assert 'href="#headings"' in berg.text
    whole(clinic, berg).submit({"held_on": held.isoformat(), "do": "hold"}, status=422)
    assert 'href="#steps-0-due_on"' in berg.text
    assert "This day lies before the day on which you agreed on it" in berg.words()
    hold(berg, {"held_on": held.isoformat(), "steps-0-due_on": held.isoformat()})
    berg.post(point_path(clinic) + "/open")
    whole(clinic, berg).submit({"steps-0-due_on": due.isoformat(), "do": "finish"}, status=422)
    assert 'href="#steps-0-due_on"' in berg.text


def test_the_bounds_are_days_that_can_be_meant(clinic: Clinic) -> None:
    today = day_of(clinic.now)
    began = today - timedelta(days=30)
    assert day_problem(began, began, today) == day_problem(today + timedelta(days=732), began, today) == ""
    assert day_problem(began - timedelta(days=1), began, today) == "before"
    assert day_problem(today + timedelta(days=733), began, today) == "ahead"
    assert day_problem(today, began, today, agreed_on=today) == ""
    assert day_problem(today - timedelta(days=1), began, today, agreed_on=today) == "past"
