"""One small chart: a line over dates in a unit square and what is written on it. Two painters draw it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from feedback.charts.formats import shown_date, shown_number
from feedback.charts.wording import Translate, describe
from feedback.domain.measures.trend import Mark, Measurement, Series, SeriesFacts, Trend


@dataclass(frozen=True, slots=True)
class Spot:
    """A value's place: x is time, y is the scale, both 0-1 with y upwards; `text` is the value as written."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Upright:
    """A marked day, for example an evaluation point."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What both painters need. `runs` are unbroken pieces of the line: a gap stays a gap.

    `rows` are the same numbers as a table: date, value or why there is none, band.
    """

    label: str
    description: str
    runs: tuple[tuple[Spot, ...], ...]
    uprights: tuple[Upright, ...]
    minimum: str
    maximum: str
    start: str
    end: str
    cutoffs: tuple[Spot, ...]
    rows: tuple[tuple[str, str, str], ...]

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Every value on the line, by date."""
        return tuple(spot for run in self.runs for spot in run)


@dataclass(frozen=True, slots=True)
class _Span:
    start: date
    end: date

    def x(self, day: date) -> float:
        days = (self.end - self.start).days
        return (day - self.start).days / days if days else 0.5

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


def charts_of(trend: Trend, translate: Translate, language: str) -> tuple[Chart, ...]:
    """A chart for every series, all over the same stretch of time so that they can be compared."""
    days = [point.on for series in trend.series for point in series.points]
    if not days:
        return ()
    span = _Span(min(days), max(days))
    return tuple(_chart(series, trend.marks, span, translate, language) for series in trend.series)


def chart_of(series: Series, marks: tuple[Mark, ...], translate: Translate, language: str) -> Chart:
    """A chart over the series' own stretch of time. Raises ValueError on a series without points."""
    days = [point.on for point in series.points]
    return _chart(series, marks, _Span(min(days), max(days)), translate, language)


def table_rows(chart: Chart) -> tuple[tuple[str, str, str], ...]:
    """The chart's numbers for the table beside it: date, value or why there is none, band."""
    return chart.rows


def _chart(
    series: Series, marks: tuple[Mark, ...], span: _Span, translate: Translate, language: str
) -> Chart:
    facts = series.facts
    return Chart(
        label=facts.label,
        description=describe(series, translate, language),
        runs=tuple(_runs(series, span, language)),
        uprights=tuple(Upright(span.x(mark.on), mark.label) for mark in marks if span.holds(mark.on)),
        minimum=shown_number(facts.minimum, language),
        maximum=shown_number(facts.maximum, language),
        start=shown_date(span.start, language),
        end=shown_date(span.end, language) if span.end != span.start else "",
        cutoffs=tuple(
            Spot(1.0, _y(facts, line.value), shown_number(line.value, language)) for line in facts.cutoffs
        ),
        rows=tuple(_row(point, language) for point in series.points),
    )


def _runs(series: Series, span: _Span, language: str) -> Iterator[tuple[Spot, ...]]:
    run: list[Spot] = []
    for point in series.points:
        if point.value is not None:
            text = shown_number(point.value, language)
            run.append(Spot(span.x(point.on), _y(series.facts, point.value), text))
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _row(point: Measurement, language: str) -> tuple[str, str, str]:
    value = point.why if point.value is None else shown_number(point.value, language)
    return shown_date(point.on, language), value, point.band


def _y(facts: SeriesFacts, value: Decimal) -> float:
    height = facts.maximum - facts.minimum
    return float((value - facts.minimum) / height) if height else 0.5
