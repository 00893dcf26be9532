"""The next meeting is agreed while one sits together, and stands where the next point is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from clinic import Clinic
from clinician_pages import Browser, begin, hold, point_path
from evaluation_pages import at, due_later

from feedback.domain.calendar import day_of, local
from feedback.services.points.evaluation.hold_evaluation import get_point


def test_the_next_meeting_is_noted_at_the_next_point(clinic: Clinic, browser: Browser) -> None:
    due_later(clinic, 3)
    day = day_of(clinic.now) + timedelta(days=60)
    berg = at(clinic, begin(clinic, browser), "next")
    hold(berg, {"meets_on": day.isoformat(), "meets_clock": "10:30"})
    with clinic.database.transaction() as session:
        meeting = get_point(session, clinic.kari, 2).meeting_at
    assert meeting is not None
    assert f"{local(meeting):%Y-%m-%d %H:%M}" == f"{day} 10:30"
    berg.get(point_path(clinic) + "/sheet")
    assert "Next meeting: " in berg.words()
    assert ", 10:30" in berg.words()
    berg.get(point_path(clinic))
    berg.post(point_path(clinic) + "/open")
    at(clinic, berg, "next").submit({"notes-next": "Husk", "do": "finish"})
    berg.get(point_path(clinic) + "/sheet")
    assert ", 10:30" in berg.words()


@pytest.mark.parametrize(
    ("days", "clock", "field", "said"),
    [
        (60, "", "meets_clock", "Write the time, too"),
        (None, "10:30", "meets_on", "Write the day, too"),
        (-1, "10:30", "meets_on", "This day has passed"),
        (400, "10:30", "meets_on", "more than a year ahead"),
    ],
)
def test_half_a_meeting_and_one_that_cannot_be_are_asked_about(
    clinic: Clinic, browser: Browser, days: int | None, clock: str, field: str, said: str
) -> None:
    day = "" if days is None else (day_of(clinic.now) + timedelta(days=days)).isoformat()
    berg = at(clinic, begin(clinic, browser), "next")
    berg.submit({"meets_on": day, "meets_clock": clock, "do": "hold"}, status=422)
    assert said in berg.words()
    assert f'href="#{field}"' in berg.text


def test_an_hour_that_summer_time_skips_is_no_meeting(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "next")
    berg.submit({"meets_on": "2027-03-28", "meets_clock": "02:30", "do": "hold"}, status=422)
    assert "The clock skips this time" in berg.words()
