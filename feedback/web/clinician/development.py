"""The charts of a trend: the same model that the sheet's PDF is drawn from (rule A12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext as _
from markupsafe import Markup

from feedback.charts.formats import shown_change, shown_date, shown_number
from feedback.charts.model import Chart, charts_of
from feedback.charts.svg import svg
from feedback.domain.sheet import Heading
from feedback.domain.trend import Series, Trend


@dataclass(frozen=True, slots=True)
class ChartView:
    """One chart with its table. `said` is what was judged of the change, empty where nothing is."""

    id: str
    title: str
    svg: Markup
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text: str
    note: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class ChartGroup:
    """The charts of one question set."""

    title: str
    area: str
    validated: bool
    charts: tuple[ChartView, ...]
    source: str = ""


def chart_groups(trend: Trend, language: str, prefix: str = "chart") -> tuple[ChartGroup, ...]:
    """Every series of the trend, set by set and area by area; `prefix` keeps ids apart on one page."""
    drawn = zip(trend.series, charts_of(trend, _, language), strict=True)
    numbered = [(series, chart, f"{prefix}-{at}") for at, (series, chart) in enumerate(drawn, start=1)]
    together = groupby(numbered, key=lambda entry: (entry[0].facts.group, entry[0].facts.area))
    return tuple(_group(title, area, list(entries), language) for (title, area), entries in together)


def in_area(groups: Iterable[ChartGroup], area: Heading) -> tuple[ChartGroup, ...]:
    """The groups that belong under one heading of the sheet."""
    return tuple(group for group in groups if group.area == area)


def _group(title: str, area: str, entries: Sequence[tuple[Series, Chart, str]], language: str) -> ChartGroup:
    first = entries[0][0].facts
    charts = tuple(_view(series, chart, name, language) for series, chart, name in entries)
    return ChartGroup(title, area, first.validated, charts, first.reference)


def _view(series: Series, chart: Chart, name: str, language: str) -> ChartView:
    banded = any(band for _day, _value, band in chart.rows)
    headings = (_("Date"), _("Value"), _("Band")) if banded else (_("Date"), _("Value"))
    return ChartView(
        id=name,
        title=chart.label,
        svg=Markup(svg(chart, f"{name}-picture")),  # noqa: S704 the painter escapes every text
        headings=headings,
        rows=tuple(row[: len(headings)] for row in chart.rows),
        text=_course(series, language),
        note=_scale(series, language),
        said=series.direction,
    )


def _course(series: Series, language: str) -> str:
    latest, first = series.latest, series.first
    if latest is None or latest.value is None or first is None or first.value is None:
        return _("No value yet.")
    now = {"value": shown_number(latest.value, language), "day": shown_date(latest.on, language)}
    if series.change is None:
        return _("%(value)s on %(day)s.", **now)
    change = shown_change(series.change, language)
    was = shown_number(first.value, language)
    return _("From %(was)s to %(value)s (%(change)s).", was=was, value=now["value"], change=change)


def _scale(series: Series, language: str) -> str:
    facts = series.facts
    low, high = shown_number(facts.minimum, language), shown_number(facts.maximum, language)
    if facts.low_label and facts.high_label:
        return f"{low} {facts.low_label} – {high} {facts.high_label}"
    if facts.higher_is == "better":
        return _("%(low)s–%(high)s, higher is better", low=low, high=high)
    return _("%(low)s–%(high)s, lower is better", low=low, high=high)
