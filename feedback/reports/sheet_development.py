"""Goals, and how it was when the patient came and is now: numbers and a small chart beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from feedback.charts.drawing import drawing
from feedback.charts.model import Chart, charts_of
from feedback.domain.sheet import Goal, GoalRating, Heading, SheetContent
from feedback.domain.trend import Measurement, Series
from feedback.reports.story import Cell, Picture, Story, Words
from feedback.reports.styles import FIGURES, GAP, LABEL, STRONG
from feedback.reports.voice import Voice

Charts = Mapping[str, Chart]
_CHART_WIDTH, _CHART_HEIGHT, _SCORED_HEIGHT = 160.0, 27.0, 44.0
_MIDDLE = (("VALIGN", (0, 0), (-1, -1), "MIDDLE"),)


def charts_by_key(content: SheetContent, voice: Voice) -> Charts:
    """Every series' chart, all over the same stretch of time."""
    charts = charts_of(content.trend, voice.translate, voice.language)
    return {series.facts.key: chart for series, chart in zip(content.trend.series, charts, strict=True)}


def write_goals(story: Story, goals: Sequence[Goal], voice: Voice, width: float) -> None:
    """A row for each goal and a column for each person: how near it was first and is now."""
    if not goals:
        return
    people = list(dict.fromkeys(rating.by for goal in goals for rating in goal.ratings))
    share = min(104.0, width * 0.6 / max(len(people), 1))
    rows = [
        (Words(goal.words, STRONG), *(_nearness(goal, person, voice) for person in people)) for goal in goals
    ]
    header = (voice.translate("Goal (0 not started, 10 reached)"), *people)
    story.table(header, rows, (width - share * len(people), *(share for _ in people)))
    story.space(GAP)


def _nearness(goal: Goal, person: str, voice: Voice) -> Cell:
    rated = sorted((rating for rating in goal.ratings if rating.by == person), key=lambda rating: rating.on)
    if not rated:
        return Words("–")
    first, latest = rated[0], rated[-1]
    if first is latest:
        return (Words(_near(latest, voice), FIGURES), Words(voice.day(latest.on), LABEL))
    days = f"{voice.day(first.on)} – {voice.day(latest.on)}"
    return (Words(f"{_near(first, voice)} → {_near(latest, voice)}", FIGURES), Words(days, LABEL))


def _near(rating: GoalRating, voice: Voice) -> str:
    return "–" if rating.value is None else voice.number(rating.value)


def write_development(
    story: Story, content: SheetContent, area: Heading, charts: Charts, voice: Voice, width: float
) -> None:
    """A table for each question set of the area."""
    translate = voice.translate
    for group, found in groupby(content.trend.in_area(area), key=lambda series: series.facts.group):
        header = (
            group or translate("Area"),
            translate("When I came"),
            translate("Now"),
            translate("Change"),
            translate("Development"),
        )
        rows = [_row(series, charts[series.facts.key], voice) for series in found]
        numbers = (66.0, 66.0, 78.0)
        story.table(header, rows, (width - sum(numbers) - _CHART_WIDTH, *numbers, _CHART_WIDTH), _MIDDLE)
        story.space(GAP)


def _row(series: Series, chart: Chart, voice: Voice) -> list[Cell]:
    height = _SCORED_HEIGHT if series.facts.validated else _CHART_HEIGHT
    picture = Picture(drawing(chart, _CHART_WIDTH - 8, height), chart.description)
    return [
        tuple(_named(series, voice)),
        _value(series.first, voice),
        _value(series.latest, voice) if series.latest is not series.first else Words("–"),
        _change(series, voice),
        picture,
    ]


def _named(series: Series, voice: Voice) -> Iterator[Words]:
    facts = series.facts
    yield Words(facts.label, STRONG)
    low, high = voice.number(facts.minimum), voice.number(facts.maximum)
    if facts.low_label and facts.high_label:
        yield Words(f"{low} {facts.low_label} – {high} {facts.high_label}", LABEL)
    elif facts.higher_is == "better":
        yield Words(f"{low}–{high}, " + voice.translate("higher is better"), LABEL)
    else:
        yield Words(f"{low}–{high}, " + voice.translate("lower is better"), LABEL)
    for gap in series.gaps[-2:]:
        yield Words(f"{voice.day(gap.on)}: {gap.why or voice.translate('no value')}", LABEL)


def _value(point: Measurement | None, voice: Voice) -> Cell:
    if point is None or point.value is None:
        return Words("–")
    shown = (Words(voice.number(point.value), FIGURES), Words(voice.day(point.on), LABEL))
    return (*shown, Words(point.band, LABEL)) if point.band else shown


def _change(series: Series, voice: Voice) -> Cell:
    if series.change is None:
        return Words("–")
    change = Words(voice.change(series.change), STRONG)
    return (change, Words(series.direction, LABEL)) if series.direction else change
