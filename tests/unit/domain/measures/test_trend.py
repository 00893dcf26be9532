"""Series sorted by date, gaps kept, nothing interpreted unless it is switched on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from feedback.domain.measures.trend import (
    BandLimit,
    CutoffLine,
    Judgement,
    Mark,
    Measurement,
    SeriesFacts,
    build_trend,
)

JUNE, AUGUST, NOVEMBER = date(2026, 6, 3), date(2026, 8, 1), date(2026, 11, 18)
PHQ = SeriesFacts(
    "phq-9",
    "PHQ-9",
    Decimal(0),
    Decimal(27),
    "worse",
    validated=True,
    cutoffs=(CutoffLine(Decimal(10), "10"),),
    bands=(BandLimit(Decimal(0), "none"),),
    reliable_change=Decimal(6),
    change_confidence="95 %",
    reference="Kroenke 2001",
)
SLEEP = SeriesFacts("sleep", "Sleep", Decimal(0), Decimal(10))


def measured(key: str, on: date, value: int | None, why: str = "", band: str = "") -> Measurement:
    return Measurement(key, on, None if value is None else Decimal(value), why, band)


def judged(facts: SeriesFacts, earlier: Measurement, later: Measurement) -> Judgement:
    return Judgement(f"{facts.key}: {earlier.value} to {later.value}", "crossed")


def test_points_are_sorted_and_change_is_latest_minus_first() -> None:
    trend = build_trend([SLEEP], [measured("sleep", NOVEMBER, 6), measured("sleep", JUNE, 2)])
    (series,) = trend.series
    assert [point.on for point in series.points] == [JUNE, NOVEMBER]
    assert series.change == Decimal(4)


def test_a_gap_stays_a_gap_and_is_neither_first_nor_latest() -> None:
    points = [measured("sleep", JUNE, None, "skipped"), measured("sleep", AUGUST, 4)]
    (series,) = build_trend([SLEEP], [*points, measured("sleep", NOVEMBER, None)]).series
    assert series.first == series.latest == points[1]
    assert series.change is None
    assert len(series.gaps) == 2
    assert series.gaps[0].why == "skipped"


def test_a_series_with_gaps_only_has_no_first() -> None:
    (series,) = build_trend([SLEEP], [measured("sleep", JUNE, None)]).series
    assert series.first is None
    assert series.values == ()


def test_a_series_without_measurements_is_left_out_and_facts_give_the_order() -> None:
    trend = build_trend([PHQ, SLEEP], [measured("sleep", JUNE, 1)])
    assert [series.facts.key for series in trend.series] == ["sleep"]


def test_nothing_is_interpreted_unless_switched_on() -> None:
    points = [measured("phq-9", JUNE, 18, band="moderate"), measured("phq-9", NOVEMBER, 9)]
    (series,) = build_trend([PHQ], points, judge=judged).series
    assert series.direction == ""
    assert series.facts.cutoffs == ()
    assert series.facts.bands == ()
    assert series.facts.reliable_change is None
    assert [point.band for point in series.points] == ["", ""]
    assert series.change == Decimal(-9)


def test_switched_on_the_judge_is_asked_about_first_and_latest() -> None:
    points = [measured("phq-9", JUNE, 18, band="moderate"), measured("phq-9", NOVEMBER, 9)]
    (series,) = build_trend([PHQ], points, interpreted=True, judge=judged).series
    assert (series.direction, series.cutoff_status) == ("phq-9: 18 to 9", "crossed")
    assert series.facts is PHQ
    assert series.points[0].band == "moderate"


def test_one_value_is_not_judged() -> None:
    (series,) = build_trend([PHQ], [measured("phq-9", JUNE, 18)], interpreted=True, judge=judged).series
    assert series.direction == ""


def test_marks_are_sorted() -> None:
    trend = build_trend([], [], [Mark(NOVEMBER, "2"), Mark(JUNE, "1")])
    assert [mark.label for mark in trend.marks] == ["1", "2"]


@pytest.mark.parametrize(
    ("measurement", "message"),
    [
        (measured("other", JUNE, 1), "unknown series: other"),
        (measured("sleep", JUNE, 11), "outside its range"),
    ],
)
def test_what_does_not_belong_is_refused(measurement: Measurement, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build_trend([SLEEP], [measurement])
