"""One chart model, a sentence, a table, two painters."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from lxml import etree
from reportlab.graphics.shapes import Circle, PolyLine

from feedback.charts.drawing import drawing
from feedback.charts.formats import shown_change, shown_date, shown_number, shown_span
from feedback.charts.model import Chart, chart_of, charts_of, table_rows
from feedback.charts.svg import svg
from feedback.domain.measures.trend import (
    CutoffLine,
    Judgement,
    Mark,
    Measurement,
    SeriesFacts,
    Trend,
    build_trend,
)

START = date(2026, 6, 3)
FACTS = SeriesFacts("sleep", "Søvn & <hvile>", Decimal(0), Decimal(10))
SVG = "{http://www.w3.org/2000/svg}"


def same(text: str) -> str:
    return text


def trend_of(*values: float | None, facts: SeriesFacts = FACTS, days: int = 7) -> Trend:
    points = [
        Measurement(
            "sleep",
            START + timedelta(days=days * index),
            None if value is None else Decimal(str(value)),
            "" if value is not None else "not calculated (2 missing)",
        )
        for index, value in enumerate(values)
    ]
    return build_trend([facts], points, [Mark(START + timedelta(days=7), "Point 1")], interpreted=True)


def chart(*values: float | None, facts: SeriesFacts = FACTS) -> Chart:
    (only,) = charts_of(trend_of(*values, facts=facts), same, "en")
    return only


def test_a_gap_breaks_the_line_in_both_pictures() -> None:
    broken = chart(1, 2, None, 4, 5)
    assert [len(run) for run in broken.runs] == [2, 2]
    assert len(etree.fromstring(svg(broken, "a")).findall(f"{SVG}polyline")) == 2
    lines = [shape for shape in drawing(broken, 150, 25).contents if isinstance(shape, PolyLine)]
    assert len(lines) == 2


def test_places_run_from_zero_to_one() -> None:
    spots = chart(0, 5, 10).spots
    assert [(spot.x, spot.y) for spot in spots] == [(0, 0), (0.5, 0.5), (1, 1)]


def test_a_single_point_stands_in_the_middle() -> None:
    single = chart(4.5)
    assert single.spots[0].x == 0.5
    assert (single.start, single.end) == ("3 Jun 2026", "")
    assert any(isinstance(shape, Circle) for shape in drawing(single, 150, 25).contents)


def test_nothing_but_gaps_can_be_drawn() -> None:
    nothing = chart(None, None)
    assert nothing.spots == ()
    assert "no value yet" in nothing.description
    etree.fromstring(svg(nothing, "a"))
    drawing(nothing, 150, 25)


@pytest.mark.parametrize("count", [1, 2, 13, 40])
def test_one_to_forty_points_are_all_drawn(count: int) -> None:
    drawn = etree.fromstring(svg(chart(*[index % 11 for index in range(count)]), "a"))
    assert len([dot for dot in drawn.iter(f"{SVG}circle") if dot.get("class") == "chart-dot"]) == count


def test_the_svg_is_accessible_and_has_no_inline_style() -> None:
    text = svg(chart(1, 2), 'id"<')
    root = etree.fromstring(text)
    assert root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert root.get("aria-labelledby") == title.get("id") == 'id"<'
    assert root.get("aria-describedby") == desc.get("id")
    assert title.text == "Søvn & <hvile>"
    assert "style" not in text


def test_the_sentence_names_first_latest_scale_and_gaps() -> None:
    assert chart(3, None, 6).description == (
        "Søvn & <hvile>: first 3 on 3 June 2026, latest 6 on 17 June 2026. "
        "Scale from 0 to 10; higher is better. Measurements: 2. Without a value: 1."
    )


def test_the_sentence_tells_cut_off_and_direction() -> None:
    facts = SeriesFacts(
        "sleep", "PHQ-9", Decimal(0), Decimal(27), "worse", cutoffs=(CutoffLine(Decimal(10), "10"),)
    )
    points = [
        Measurement("sleep", START, Decimal(18)),
        Measurement("sleep", START + timedelta(9), Decimal(9)),
    ]
    trend = build_trend(
        [facts], points, interpreted=True, judge=lambda *_: Judgement("better", "cut-off 10: crossed")
    )
    sentence = chart_of(trend.series[0], (), same, "en").description
    assert sentence.endswith("lower is better. Measurements: 2. Better. Cut-off 10: crossed.")


def test_the_table_has_the_same_numbers_and_the_reason_for_a_gap() -> None:
    assert table_rows(chart(3, None)) == (
        ("3 Jun 2026", "3", ""),
        ("10 Jun 2026", "not calculated (2 missing)", ""),
    )


def test_only_marks_inside_the_time_are_drawn() -> None:
    assert [mark.label for mark in chart(1, 2, 3).uprights] == ["Point 1"]
    assert chart(1).uprights == ()


def test_charts_share_one_stretch_of_time() -> None:
    other = SeriesFacts("other", "Other", Decimal(0), Decimal(10))
    points = [Measurement("sleep", START, Decimal(1)), Measurement("other", START + timedelta(9), Decimal(2))]
    first, second = charts_of(build_trend([FACTS, other], points), same, "en")
    assert (first.spots[0].x, second.spots[0].x) == (0, 1)
    assert charts_of(Trend(), same, "en") == ()


def test_numbers_and_dates_are_written_as_people_do() -> None:
    assert shown_number(Decimal("7.50"), "nb") == "7,5"
    assert shown_number(Decimal(100), "nn") == "100"
    assert [shown_change(Decimal(value), "nb") for value in (3, 0, -3)] == ["+3", "0", "\u22123"]
    assert shown_date(START, "nn", "long") == "3. juni 2026"
    assert shown_span(START, date(2026, 11, 18), "nb") == "3. juni – 18. nov. 2026"
    assert shown_span(START, date(2027, 1, 8), "en") == "3 Jun 2026 – 8 Jan 2027"
