"""The published intervals that ship (`intervals.csv`), and a unit's own in the same shape.

`condition` is `applies_when` for the program; `not_confirmed_after` is the day that `standing` speaks of.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from feedback.domain.pathway.intervals import Condition, IntervalRule, IntervalRules
from feedback.domain.pathway.vocabulary import CarePathwayArea, Event, Phase, Setting

_LONGEST = 3660


@cache
def shipped_rules() -> IntervalRules:
    """The rules of `intervals.csv`, read once."""
    text = files("feedback.catalogue").joinpath("intervals.csv").read_text(encoding="utf-8")
    return IntervalRules(read_rules(csv.DictReader(text.splitlines())))


def read_rules(rows: Iterable[Mapping[str, str]], own: bool = False) -> tuple[IntervalRule, ...]:
    """Rules from rows with the columns of `intervals.csv`; `own` marks them as a unit's own.

    Raises ValueError with the number of the row (the first is 1) and what is wrong.
    """
    return tuple(_numbered(number, row, own) for number, row in enumerate(rows, start=1))


def _numbered(number: int, row: Mapping[str, str], own: bool) -> IntervalRule:
    try:
        return _rule(row, own)
    except KeyError as error:
        raise ValueError(f"Row {number} has no column {error.args[0]}. Add it.") from error
    except ValueError as error:
        raise ValueError(f"Row {number} cannot be read: {error}.") from error


def _rule(row: Mapping[str, str], own: bool) -> IntervalRule:
    return IntervalRule(
        ruleset=row["ruleset"],
        effective_from=date.fromisoformat(row["effective_from"]),
        area=CarePathwayArea(row["pathway"]),
        setting=None if row["setting"] == "any" else Setting(row["setting"]),
        phase=Phase(row["phase"]),
        from_event=Event(row["from_event"]),
        to_event=Event(row["to_event"]),
        max_days=_days(row["max_days"]),
        source=row["source"],
        standing=row["standing"],
        condition=Condition(row.get("condition", "")),
        note=row.get("applies_when", ""),
        not_confirmed_after=_optional_date(row.get("not_confirmed_after", "")),
        own=own,
    )


def _days(text: str) -> int:
    days = int(text)
    if not 0 <= days <= _LONGEST:
        raise ValueError(f"max_days must be from 0 to {_LONGEST}, not {days}")
    return days


def _optional_date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
