"""The charts of a trend: the same model that the sheet's PDF is drawn from (rule A12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from feedback.charts.formats import shown_change, shown_date, shown_number
from feedback.charts.model import Chart, charts_of
from feedback.charts.svg import svg
from feedback.domain.measures.trend import Series, Trend
from feedback.domain.points.sheet import Heading


@dataclass(frozen=True, slots=True)
class ChartView:
    """One chart with its table. `said` is what was judged of the change and `place` on which side of the
    cut-off it was and is: two facts, empty where nothing is judged."""

    id: str
    title: str
    svg: Markup
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text: str
    note: str
    said: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class ChartGroup:
    """The charts of one question set."""

    title: str
    area: str
    validated: bool
    charts: tuple[ChartView, ...]
    source: str = ""


def chart_groups(
    trend: Trend, language: str, prefix: str = "chart", *, by_area: bool = False
) -> tuple[ChartGroup, ...]:
    """Every series of the trend, question set by question set; with `by_area` no group spans two headings.

    `prefix` keeps ids apart on one page.
    """
    together: dict[tuple[str, str], list[tuple[Series, Chart, str]]] = defaultdict(list)
    drawn = zip(trend.series, charts_of(trend, _, language), strict=True)
    for at, (series, chart) in enumerate(drawn, start=1):
        facts = series.facts
        together[facts.group, facts.area if by_area else ""].append((series, chart, f"{prefix}-{at}"))
    return tuple(_group(*key, entries, language) for key, entries in together.items())


def in_area(groups: Iterable[ChartGroup], area: Heading) -> tuple[ChartGroup, ...]:
    """The groups that belong under one heading of the sheet."""
    return tuple(group for group in groups if group.area == area)


def _group(title: str, area: str, entries: Sequence[tuple[Series, Chart, str]], language: str) -> ChartGroup:
    first = entries[0][0].facts
    charts = tuple(_view(series, chart, name, language) for series, chart, name in entries)
    sources = dict.fromkeys(series.facts.reference for series, _chart, _name in entries)
    return ChartGroup(title, area, first.validated, charts, " · ".join(filter(None, sources)))


def _view(series: Series, chart: Chart, name: str, language: str) -> ChartView:
    banded = any(band for _day, _value, band in chart.rows)
    headings = (_("Date"), _("Value"), _("Band")) if banded else (_("Date"), _("Value"))
    return ChartView(
        id=name,
        title=chart.label,
        svg=_picture(series, chart, name),
        headings=headings,
        rows=tuple(row[: len(headings)] for row in chart.rows),
        text=_course(series, language),
        note=". ".join((_scale(series, language), *_limits(series, language))),
        said=series.direction,
        place=_sentence(series.cutoff_status),
    )


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


def _picture(series: Series, chart: Chart, name: str) -> Markup:
    """The drawing; none where there is no value to draw."""
    drawn = svg(chart, f"{name}-picture") if series.latest else ""
    return Markup(drawn)  # noqa: S704 the painter escapes every text


def _course(series: Series, language: str) -> str:
    latest, first = series.latest, series.first
    if latest is None or latest.value is None or first is None or first.value is None:
        return _("No value: %(why)s.", why=series.points[-1].why)
    now = {"value": shown_number(latest.value, language), "day": shown_date(latest.on, language)}
    if series.change is None:
        return _("%(value)s on %(day)s.", **now)
    change = shown_change(series.change, language)
    was = shown_number(first.value, language)
    return _("From %(was)s to %(value)s (%(change)s).", was=was, value=now["value"], change=change)


def _limits(series: Series, language: str) -> Iterator[str]:
    """Cut-off and reliable change with value and confidence (rule A6); nothing where the unit has them off."""
    facts = series.facts
    if facts.cutoffs and not series.cutoff_status:
        yield _("Cut-off %(value)s", value=", ".join(line.label for line in facts.cutoffs))
    if facts.reliable_change is not None:
        sure = f" ({facts.change_confidence})" if facts.change_confidence else ""
        value = shown_number(facts.reliable_change, language)
        yield _("A change is reliable from %(value)s points", value=value) + sure


def _scale(series: Series, language: str) -> str:
    facts = series.facts
    low, high = shown_number(facts.minimum, language), shown_number(facts.maximum, language)
    if facts.low_label and facts.high_label:
        return f"{low} {facts.low_label} – {high} {facts.high_label}"
    if facts.higher_is == "better":
        return _("%(low)s–%(high)s, higher is better", low=low, high=high)
    return _("%(low)s–%(high)s, lower is better", low=low, high=high)
