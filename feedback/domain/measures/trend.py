"""How something has developed: measurements of one person, series by series, ready to be drawn or told.

The page and the sheet are drawn from the same `Trend` (rule A12). Nothing here judges: whether a change is
reliable, and on which side of the cut-off it lies, is decided in `feedback.domain.measures.change` and comes in through
`judge`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

HigherIs = Literal["better", "worse"]


@dataclass(frozen=True, slots=True)
class Measurement:
    """One value of one series on one day in Europe/Oslo.

    `value` is None where nothing could be calculated or nothing was answered; `why` says so in the reader's
    language ("not calculated (2 missing)"). `band` is the severity band's name in the reader's language, and
    `version` that of the facts which it was scored with.
    """

    series: str
    on: date
    value: Decimal | None
    why: str = ""
    band: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class CutoffLine:
    """A cut-off to draw; `label` reads "8 (men, not confirmed)"."""

    value: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class BandLimit:
    """A severity band: it holds from `start` up to the next band's start."""

    start: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """What is known about a series beforehand; every text is in the reader's language.

    `group` is the question set's title. `area` is a heading of the sheet (`feedback.domain.points.sheet.Heading`).
    `reference` names the source of cut-off, bands and reliable change; `change_confidence` reads like "95 %" or
    "not confirmed".
    """

    key: str
    label: str
    minimum: Decimal
    maximum: Decimal
    higher_is: HigherIs = "better"
    validated: bool = False
    low_label: str = ""
    high_label: str = ""
    group: str = ""
    area: str = "change"
    cutoffs: tuple[CutoffLine, ...] = ()
    bands: tuple[BandLimit, ...] = ()
    reliable_change: Decimal | None = None
    change_confidence: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A day that is pointed out on every chart, for example an evaluation point."""

    on: date
    label: str


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its measurements by date, gaps included.

    `change` is latest minus first, None with fewer than two values. `direction` is what `judge` said of it,
    empty where interpretation is off (rule A8); then facts and measurements carry no bands or limits either.
    `cutoff_status` is the other fact, apart from the direction: on which side of the cut-off it was and is.
    """

    facts: SeriesFacts
    points: tuple[Measurement, ...]
    first: Measurement | None = None
    latest: Measurement | None = None
    change: Decimal | None = None
    direction: str = ""
    cutoff_status: str = ""

    @property
    def values(self) -> tuple[Measurement, ...]:
        """The points that have a value."""
        return tuple(point for point in self.points if point.value is not None)

    @property
    def gaps(self) -> tuple[Measurement, ...]:
        """The points without a value."""
        return tuple(point for point in self.points if point.value is None)


@dataclass(frozen=True, slots=True)
class Trend:
    """Every series of one person, in the order of the facts, and the days to point out."""

    series: tuple[Series, ...] = ()
    marks: tuple[Mark, ...] = ()
    interpreted: bool = False

    def in_area(self, area: str) -> tuple[Series, ...]:
        """The series that belong under one heading of the sheet."""
        return tuple(series for series in self.series if series.facts.area == area)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of a change, in the reader's language: beside measurement error, and beside the cut-off."""

    direction: str = ""
    cutoff_status: str = ""


Judge = Callable[[SeriesFacts, Measurement, Measurement], Judgement]


def no_judgement(facts: SeriesFacts, earlier: Measurement, later: Measurement) -> Judgement:
    """The judge of a series without published limits: it says nothing."""
    return Judgement()


def build_trend(
    facts: Iterable[SeriesFacts],
    measurements: Iterable[Measurement],
    marks: Iterable[Mark] = (),
    interpreted: bool = False,
    judge: Judge = no_judgement,
) -> Trend:
    """Sort measurements into their series; a series without any is left out.

    Raises ValueError on a measurement of an unknown series or outside the range of its series.
    """
    known = {entry.key: entry for entry in facts}
    by_series: dict[str, list[Measurement]] = defaultdict(list)
    for measurement in measurements:
        _check(known.get(measurement.series), measurement)
        by_series[measurement.series].append(measurement)
    said = judge if interpreted else no_judgement
    series = tuple(
        _series(entry if interpreted else _bare(entry), by_series[key], interpreted, said)
        for key, entry in known.items()
        if key in by_series
    )
    return Trend(series, tuple(sorted(marks, key=lambda mark: mark.on)), interpreted)


def _check(facts: SeriesFacts | None, measurement: Measurement) -> None:
    if facts is None:
        raise ValueError(f"unknown series: {measurement.series}")
    if measurement.value is not None and not facts.minimum <= measurement.value <= facts.maximum:
        place = f"{measurement.series} on {measurement.on}"
        raise ValueError(f"{place}: {measurement.value} is outside its range")


def _series(facts: SeriesFacts, found: list[Measurement], interpreted: bool, judge: Judge) -> Series:
    points = sorted(found, key=lambda point: point.on)
    if not interpreted:
        points = [replace(point, band="") for point in points]
    values = [point for point in points if point.value is not None]
    if not values:
        return Series(facts, tuple(points))
    first, latest = values[0], values[-1]
    if len(values) == 1 or first.value is None or latest.value is None:
        return Series(facts, tuple(points), first, latest)
    said = judge(facts, first, latest)
    change = latest.value - first.value
    return Series(facts, tuple(points), first, latest, change, said.direction, said.cutoff_status)


def _bare(facts: SeriesFacts) -> SeriesFacts:
    """The facts without anything that interprets a value."""
    return replace(facts, cutoffs=(), bands=(), reliable_change=None, change_confidence="", reference="")
