"""Goals, and how it was when the patient came and is now: numbers and a small chart beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from feedback.charts.drawing import drawing
from feedback.charts.formats import shown_span
from feedback.charts.model import Chart, charts_of
from feedback.domain.measures.trend import Mark, Measurement, Series
from feedback.domain.points.sheet import Goal, GoalRating, Heading, SheetContent, raters
from feedback.reports.story import Cell, Picture, Story, Words
from feedback.reports.styles import CLOSER, FIGURES, LABEL, STRONG
from feedback.reports.voice import Voice

Charts = Mapping[str, Chart]
_SHORT_LABEL = 34

_MIDDLE = (("VALIGN", (0, 0), (-1, -1), "MIDDLE"),)


@dataclass(frozen=True, slots=True)
class _Room:
    """The widths of the numbers and of the chart, and how high it is, of an own question and of a measure."""

    numbers: tuple[float, float, float]
    chart: float
    plain: float
    scored: float


_ROOM = _Room((64.0, 64.0, 76.0), 136.0, 20.0, 36.0)
_CLOSE_ROOM = _Room((60.0, 60.0, 70.0), 124.0, 18.0, 30.0)


def charts_by_key(content: SheetContent, voice: Voice) -> Charts:
    """Every series' chart, all over the same stretch of time."""
    charts = charts_of(content.trend, voice.translate, voice.language)
    return {series.facts.key: chart for series, chart in zip(content.trend.series, charts, strict=True)}


def write_goals(story: Story, goals: Sequence[Goal], voice: Voice, width: float) -> None:
    """A row for each goal and a column for each person: how near it was first and is now."""
    if not goals:
        return
    people = raters(goals)
    days = {person: _shared_span(goals, person, voice) for person in people}
    share = min(124.0, width * 0.6 / max(len(people), 1))
    rows = [
        (_goal(goal), *(_nearness(goal, person, voice, days[person]) for person in people)) for goal in goals
    ]
    columns = ("\n".join(filter(None, (person, days[person]))) for person in people)
    header = (voice.translate("Goal (0 not started, 10 reached)"), *columns)
    story.table(header, rows, (width - share * len(people), *(share for _ in people)))


def _goal(goal: Goal) -> Cell:
    return (Words(goal.words, STRONG), Words(goal.note, LABEL)) if goal.note else Words(goal.words, STRONG)


def _shared_span(goals: Sequence[Goal], person: str, voice: Voice) -> str:
    """The days of a person's ratings where they are the same for every goal; then the header tells them."""
    spans = {_span(rated, voice) for goal in goals if (rated := _rated(goal, person))}
    return spans.pop() if len(spans) == 1 else ""


def _rated(goal: Goal, person: str) -> list[GoalRating]:
    return sorted((rating for rating in goal.ratings if rating.by == person), key=lambda rating: rating.on)


def _span(rated: Sequence[GoalRating], voice: Voice) -> str:
    return shown_span(rated[0].on, rated[-1].on, voice.language)


def _nearness(goal: Goal, person: str, voice: Voice, told_above: str) -> Cell:
    rated = _rated(goal, person)
    if not rated:
        return Words("–")
    ends = rated if len(rated) == 1 else (rated[0], rated[-1])
    near = Words(" → ".join(_near(rating, voice) for rating in ends), FIGURES)
    return near if told_above else (near, Words(_span(rated, voice), LABEL))


def _near(rating: GoalRating, voice: Voice) -> str:
    return "–" if rating.value is None else voice.number(rating.value)


def write_development(
    story: Story, content: SheetContent, area: Heading, charts: Charts, voice: Voice, width: float
) -> None:
    """A table for each question set of the area, and what the lines in the charts mean."""
    found = content.trend.in_area(area)
    for group, together in groupby(found, key=lambda series: series.facts.group):
        _write_group(story, group, tuple(together), charts, voice, width)
    if area is Heading.CHANGE:
        story.paragraph(_legend(content.trend.marks, found, voice), LABEL)


def _write_group(
    story: Story, group: str, together: Sequence[Series], charts: Charts, voice: Voice, width: float
) -> None:
    translate = voice.translate
    first = _shared({series.first.on for series in together if series.first})
    latest = _shared({series.latest.on for series in together if series.latest})
    span = next(charts[series.facts.key] for series in together)
    scale = _scale(together[0], voice)
    shared = len({_scale(series, voice) for series in together}) == 1
    header = (
        "\n".join(filter(None, (_title(group, together, voice), scale if shared else ""))),
        _headed(translate("When I came"), first, voice),
        _headed(translate("Now"), latest, voice),
        translate("Change"),
        f"{span.start} – {span.end}" if span.end else span.start,
    )
    room = _CLOSE_ROOM if story.close >= CLOSER else _ROOM
    rows = [
        _row(series, charts[series.facts.key], voice, (first, latest), shared, room) for series in together
    ]
    rest = width - sum(room.numbers) - room.chart
    story.table(header, rows, (rest, *room.numbers, room.chart), _MIDDLE)


def _title(group: str, together: Sequence[Series], voice: Voice) -> str:
    """The question set's title, unless its only row says the same."""
    alone = len(together) == 1 and together[0].facts.label == group
    return "" if alone else group or voice.translate("Area")


def _shared(days: set[date]) -> date | None:
    """The one day of all; None where they differ, and then every cell tells its own."""
    return days.pop() if len(days) == 1 else None


def _headed(name: str, day: date | None, voice: Voice) -> str:
    return name if day is None else f"{name}\n{voice.day(day)}"


def _row(
    series: Series,
    chart: Chart,
    voice: Voice,
    days: tuple[date | None, date | None],
    scale_told: bool,
    room: _Room,
) -> list[Cell]:
    height = room.scored if series.facts.validated else room.plain
    picture = Picture(drawing(chart, room.chart - 8, height), chart.description)
    now = series.latest if series.latest is not series.first else None
    return [
        tuple(_named(series, voice, scale_told)),
        _value(series.first, voice, days[0]),
        _value(now, voice, days[1]),
        _change(series, voice),
        picture,
    ]


def _scale(series: Series, voice: Voice) -> str:
    facts, translate = series.facts, voice.translate
    ends = f"{voice.number(facts.minimum)}–{voice.number(facts.maximum)}"
    better = translate("higher is better") if facts.higher_is == "better" else translate("lower is better")
    return f"{ends}, {better}"


def _named(series: Series, voice: Voice, scale_told: bool) -> Iterator[Words]:
    """The label; below it what the ends mean (a whole question says so itself), and the latest gaps."""
    facts = series.facts
    yield Words(facts.label, STRONG)
    if facts.low_label and facts.high_label and len(facts.label) <= _SHORT_LABEL:
        low, high = voice.number(facts.minimum), voice.number(facts.maximum)
        yield Words(f"{low} {facts.low_label} – {high} {facts.high_label}", LABEL)
    elif not scale_told:
        yield Words(_scale(series, voice), LABEL)
    if series.cutoff_status:
        yield Words(f"{series.cutoff_status[:1].upper()}{series.cutoff_status[1:]}", LABEL)
    for why, gaps in groupby(series.gaps[-2:], key=lambda gap: gap.why):
        days = ", ".join(voice.day(gap.on) for gap in gaps)
        yield Words(f"{days}: {why or voice.translate('no value')}", LABEL)


def _value(point: Measurement | None, voice: Voice, told_above: date | None) -> Cell:
    if point is None or point.value is None:
        return Words("–")
    lines = [Words(voice.number(point.value), FIGURES)]
    if told_above is None:
        lines.append(Words(voice.day(point.on), LABEL))
    if point.band:
        lines.append(Words(point.band, LABEL))
    return lines if len(lines) > 1 else lines[0]


def _change(series: Series, voice: Voice) -> Cell:
    if series.change is None:
        return Words("–")
    change = Words(voice.change(series.change), STRONG)
    return (change, Words(series.direction, LABEL)) if series.direction else change


def _legend(marks: Sequence[Mark], found: Sequence[Series], voice: Voice) -> str:
    parts = [f"{mark.label} ({voice.day(mark.on)})" for mark in marks]
    legend = voice.translate("Dotted line: %(marks)s.") % {"marks": ", ".join(parts)} if parts else ""
    if any(series.facts.cutoffs for series in found):
        legend += " " + voice.translate("Dashed line: cut-off.")
    return legend.strip()
