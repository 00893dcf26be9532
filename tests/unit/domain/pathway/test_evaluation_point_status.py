"""A point's status follows from its facts and the day."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pathway_histories import course, day

from feedback.catalogue.intervals import shipped_rules
from feedback.domain.pathway.due_dates import next_point
from feedback.domain.points.evaluation_point import PointFacts, opens_on, status

POINT = PointFacts(opens_on=day(10), due_on=day(24))


@pytest.mark.parametrize(("number", "expected"), [(9, "upcoming"), (10, "due"), (24, "due"), (25, "overdue")])
def test_status_by_day(number: int, expected: str) -> None:
    assert status(POINT, day(number)) == expected


def test_held_and_cancelled_stay_so() -> None:
    assert status(replace(POINT, held_on=day(30)), day(400)) == "held"
    assert status(replace(POINT, cancelled_on=day(30)), day(400)) == "cancelled"


@pytest.mark.parametrize(("area", "setting", "number"), [("PHV", "outpatient", 48), ("TSB", "inpatient", 20)])
def test_opens_14_days_before_but_not_before_the_interval(area: str, setting: str, number: int) -> None:
    history = course(area, setting, first_attendance=day(0), basic_decision=day(20))
    point = next_point(history, shipped_rules())
    assert point is not None
    assert opens_on(point) == day(number)


def test_an_agreed_meeting_opens_a_point_sooner_and_never_later_nor_before_its_interval() -> None:
    point = next_point(
        course("PHV", "outpatient", first_attendance=day(0), basic_decision=day(20)), shipped_rules()
    )
    assert point is not None
    assert point.due_on == day(62)
    opened = [opens_on(point, 14, day(number)) for number in (50, 70, 25)]
    assert opened == [day(36), day(48), day(20)]
    assert opens_on(point, 7, day(50)) == day(43)
