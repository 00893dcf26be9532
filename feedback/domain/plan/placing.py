"""Giving a day to what is asked of one person: budget of the week, window of the measure, pauses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from feedback.domain.pathway.days import Stretch
from feedback.domain.plan.questions import Asking
from feedback.domain.plan.request import RequestKey
from feedback.domain.plan.vocabulary import Deferred, NotAsked


class Placed(NamedTuple):
    """The day on which it is asked, and what kept it from its first day."""

    on: date
    because: Deferred | None


class Covered(NamedTuple):
    """The same was, or will be, asked within the window; None where the person answered unasked."""

    by: RequestKey | None


@dataclass(slots=True)
class Diary:
    """What one person is asked, filled in the order of importance. `breaks` are in order and apart."""

    budget: int
    breaks: Sequence[Stretch]
    items: dict[int, int] = field(default_factory=dict)
    measured: dict[str, list[tuple[date, RequestKey | None]]] = field(default_factory=dict)

    def note(self, asking: Asking, day: date, key: RequestKey) -> None:
        """Something is asked that day."""
        week = week_of(day)
        self.items[week] = self.items.get(week, 0) + asking.items
        self.note_measured(asking.measure, day, key)

    def note_measured(self, measure: str, day: date, key: RequestKey | None) -> None:
        """The measure is asked or answered that day."""
        self.measured.setdefault(measure, []).append((day, key))

    def place(
        self, asking: Asking, first: date, last: date, long_allowed: bool
    ) -> Placed | Covered | NotAsked:
        """The first of these days on which it can be asked, or why there is none."""
        if asking.items > self.budget and not long_allowed:
            return NotAsked.TOO_LONG
        refused = NotAsked.PAUSED
        for day in days_to_try(first, last, self.breaks):
            if covered := self._covered(asking, day):
                return covered
            if self._has_room(asking.items, day):
                return Placed(day, _why(day, first, refused))
            refused = NotAsked.NO_ROOM
        return refused

    def _has_room(self, items: int, day: date) -> bool:
        """Within the budget; what is longer than the budget gets a week of its own."""
        used = self.items.get(week_of(day), 0)
        return used + items <= self.budget or used == 0

    def _covered(self, asking: Asking, day: date) -> Covered | None:
        for other, key in self.measured.get(asking.measure, ()):
            if abs((other - day).days) < asking.window_days:
                return Covered(key)
        return None


def _why(day: date, first: date, refused: NotAsked) -> Deferred | None:
    if day == first:
        return None
    return Deferred.BUDGET if refused is NotAsked.NO_ROOM else Deferred.PAUSE


def week_of(day: date) -> int:
    """The number of the day's week; a week is Monday to Sunday."""
    return (day.toordinal() - 1) // 7


def days_to_try(first: date, last: date, breaks: Sequence[Stretch]) -> Iterator[date]:
    """Of each week from `first` to `last` the first day that is no day of a break."""
    day = _after_breaks(first, breaks)
    while day <= last:
        yield day
        day = _after_breaks(day + timedelta(7 - day.weekday()), breaks)


def _after_breaks(day: date, breaks: Sequence[Stretch]) -> date:
    for pause in breaks:
        if pause.first <= day <= pause.last:
            day = pause.last + timedelta(1)
    return day
