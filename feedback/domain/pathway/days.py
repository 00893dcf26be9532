"""Counting days of treatment: the days of a pause do not count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Some days in a row, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same days, in order and each once; a stretch that ends before it begins is left out."""
    result: list[Stretch] = []
    for stretch in sorted(stretch for stretch in stretches if stretch.first <= stretch.last):
        if result and stretch.first <= result[-1].last:
            result[-1] = Stretch(result[-1].first, max(result[-1].last, stretch.last))
        else:
            result.append(stretch)
    return tuple(result)


def day_after(start: date, days: int, breaks: Sequence[Stretch]) -> tuple[date, tuple[Stretch, ...]]:
    """The day `days` days after `start`, and the breaks that moved it, each cut at `start`.

    Days of a break from `start` on are not counted, and the day itself is never one of them. `breaks` are
    in order and apart (see `merged`).
    """
    day = start + timedelta(days)
    skipped: list[Stretch] = []
    for pause in breaks:
        if pause.first > day:
            break
        if pause.last >= start:
            skipped.append(Stretch(max(pause.first, start), pause.last))
            day += timedelta(skipped[-1].days)
    return day, tuple(skipped)


def days_counted(start: date, end: date, breaks: Sequence[Stretch]) -> int:
    """How many days from `start` up to, not including, `end` are not days of a break."""
    inside = (
        (min(pause.last, end - timedelta(1)) - max(pause.first, start)).days + 1
        for pause in breaks
        if pause.first < end and pause.last >= start
    )
    return (end - start).days - sum(inside)
