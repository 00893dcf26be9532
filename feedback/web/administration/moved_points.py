"""What a unit's own rule would do to the points that wait: from which day to which, and nobody's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.services.units.choose_intervals import WaitingDays
from feedback.web.languages import short_day

MOST_SHOWN = 20
Days = WaitingDays | None
Move = tuple[Days, Days]


@dataclass(frozen=True, slots=True)
class Tried:
    """What would happen, in one sentence; then each move by day, points that move alike together, and how many moves
    are left out."""

    sentence: str
    moves: Sequence[str]
    more: int


def tried(before: Mapping[int, WaitingDays], after: Mapping[int, WaitingDays], today: date) -> Tried:
    """What is different afterwards, by the number of the point."""
    pairs = [(before.get(point), after.get(point)) for point in sorted(before.keys() | after.keys())]
    moved = [pair for pair in pairs if pair[0] != pair[1]]
    late = sum(_is_late(new, today) and not _is_late(old, today) for old, new in moved)
    found = sorted(Counter(moved).items(), key=lambda entry: _order(entry[0]))
    lines = [_line(move, count) for move, count in found[:MOST_SHOWN]]
    return Tried(_sentence(len(moved), late), lines, len(found) - len(lines))


def _is_late(days: Days, today: date) -> bool:
    return days is not None and days.due_on < today


def _order(move: Move) -> list[WaitingDays]:
    return [days or WaitingDays(date.max, date.max) for days in move]


def _sentence(count: int, late: int) -> str:
    return " ".join(_sentences(count, late))


def _sentences(count: int, late: int) -> Iterator[str]:
    if not count:
        yield _("Every point that waits keeps its day.")
        return
    yield ngettext(
        "%(num)s point that waits gets another day.", "%(num)s points that wait get another day.", count
    )
    if late:
        yield ngettext(
            "The new day of %(num)s of them has passed already.",
            "The new days of %(num)s of them have passed already.",
            late,
        )


def _line(move: Move, count: int) -> str:
    old, new = move
    if old is not None and new is not None and old.due_on == new.due_on:
        told = {
            "before": short_day(old.opens_on),
            "after": short_day(new.opens_on),
            "day": short_day(old.due_on),
        }
        return ngettext(
            "%(num)s point keeps its day, %(day)s, and opens %(after)s instead of %(before)s",
            "%(num)s points keep their day, %(day)s, and open %(after)s instead of %(before)s",
            count,
            **told,
        )
    days = {"before": _due(old), "after": _due(new)}
    return ngettext(
        "%(num)s point from %(before)s to %(after)s",
        "%(num)s points from %(before)s to %(after)s",
        count,
        **days,
    )


def _due(days: Days) -> str:
    return short_day(days.due_on) if days is not None else _("no day")
