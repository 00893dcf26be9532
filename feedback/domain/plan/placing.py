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


class Turn(NamedTuple):
    """A turn of a rhythm: what another turn of it keeps away is asked a little later, until the day `until`, from which
    the next turn is nearer."""

    key: RequestKey
    until: date

    def follows(self, other: RequestKey | None) -> bool:
        """Whether the other is a turn of the same rhythm."""
        return other is not None and _rhythm(other) == _rhythm(self.key)


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
        self, asking: Asking, first: date, last: date, long_allowed: bool, turn: Turn | None = None
    ) -> Placed | Covered | NotAsked:
        """The first of these days on which it can be asked, or why there is none."""
        if asking.items > self.budget and not long_allowed:
            return NotAsked.TOO_LONG
        refused = NotAsked.PAUSED
        for day in days_to_try(first, last, self.breaks):
            if near := self._near(asking, day):
                return self._spaced(asking, near, turn)
            if self._has_room(asking.items, day):
                return Placed(day, _why(day, first, refused))
            refused = NotAsked.NO_ROOM
        return refused

    def _spaced(
        self, asking: Asking, near: tuple[date, RequestKey | None], turn: Turn | None
    ) -> Placed | Covered:
        """The first day that is far enough from the turn before, where this one is a turn too and can still wait."""
        other, key = near
        if turn is None or not turn.follows(key):
            return Covered(key)
        for day in days_to_try(other + timedelta(asking.window_days), turn.until, self.breaks):
            if again := self._near(asking, day):
                return self._spaced(asking, again, turn) if again[0] > other else Covered(key)
            if self._has_room(asking.items, day):
                return Placed(day, Deferred.SPACED)
        return Covered(key)

    def _has_room(self, items: int, day: date) -> bool:
        """Within the budget; what is longer than the budget gets a week of its own."""
        used = self.items.get(week_of(day), 0)
        return used + items <= self.budget or used == 0

    def _near(self, asking: Asking, day: date) -> tuple[date, RequestKey | None] | None:
        """When and by what the same is measured within the window around a day."""
        for other, key in self.measured.get(asking.measure, ()):
            if abs((other - day).days) < asking.window_days:
                return other, key
        return None


def _rhythm(key: RequestKey) -> tuple[str, str]:
    return key.occasion.rpartition(":")[0], key.ask


def _why(day: date, first: date, refused: NotAsked) -> Deferred | None:
    if day == first:
        return None
    return Deferred.BUDGET if refused is NotAsked.NO_ROOM else Deferred.PAUSE


def week_of(day: date) -> int:
    """The number of the day's week; a week is Monday to Sunday."""
    return (day.toordinal() - 1) // 7


def days_to_try(first: date, last: date, breaks: Sequence[Stretch]) -> Iterator[date]:
    """Of each week from `first` to `last` the first day that is no day of a break."""
    day = after_breaks(first, breaks)
    while day <= last:
        yield day
        day = after_breaks(day + timedelta(7 - day.weekday()), breaks)


def after_breaks(day: date, breaks: Sequence[Stretch]) -> date:
    """The day, or the first after the break in which it lies."""
    for pause in breaks:
        if pause.first <= day <= pause.last:
            day = pause.last + timedelta(1)
    return day
