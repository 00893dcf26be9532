"""Recommended longest intervals as dated data, and which of them applies on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from feedback.domain.pathway.vocabulary import CarePathwayArea, Event, Phase, Setting

Areas = Sequence[CarePathwayArea]


class Condition(StrEnum):
    """What a row of the interval table depends on, beyond pathway, setting and phase."""

    NONE = ""
    CARRIES_OVER = "carries_over"  # unused days of the basic assessment are added
    CAP = "cap"  # on basic plus extended
    EXTENDED_TAKES_REST = "extended_takes_rest"  # a cap whose rest is the limit of the extended assessment
    FIRST_YEAR = "first_treatment_year"
    LATER_YEAR = "from_second_treatment_year"


@dataclass(frozen=True, slots=True)
class IntervalRule:
    """One row: from `effective_from` on, at most `max_days` from one event to another.

    `setting` None means any. `standing` says how far the row can be trusted, as recorded;
    `not_confirmed_after` is the day of a revision after which it could not be confirmed, if there is one.
    `own` marks a rule that the unit has made for itself.
    """

    ruleset: str
    effective_from: date
    area: CarePathwayArea
    setting: Setting | None
    phase: Phase
    from_event: Event
    to_event: Event
    max_days: int
    source: str
    standing: str
    condition: Condition = Condition.NONE
    note: str = ""
    not_confirmed_after: date | None = None
    own: bool = False


class Cell(NamedTuple):
    """What a rule is looked up by; a tuple, because that is the quickest key."""

    area: CarePathwayArea
    phase: Phase
    setting: Setting
    later_year: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The rule that applies; `before_first` when it is used for a day before any rule was in force."""

    rule: IntervalRule
    before_first: bool = False


class IntervalRules:
    """Interval rules, ready to be asked. Build it once for each unit and keep it."""

    def __init__(self, rules: Iterable[IntervalRule]) -> None:
        self.rules = tuple(rules)
        self._published = _by_cell(rule for rule in self.rules if not rule.own)
        self._own = _by_cell(rule for rule in self.rules if rule.own)

    def with_own(self, own: Iterable[IntervalRule]) -> IntervalRules:
        """These rules and a unit's own, each of which wins from its date on over any published one."""
        return IntervalRules((*self.rules, *own))

    def find(
        self, areas: Areas, phase: Phase, setting: Setting, on: date, later_year: bool = False
    ) -> Found | None:
        """The rule of the first of `areas` that has one for the phase; None where none has.

        The rule in force on the day `on` applies. Before the first, the first is used, and said so; a unit's
        own rule is never used before its date.
        """
        for area in areas:
            cell = Cell(area, phase, setting, later_year)
            if own := _in_force(self._own.get(cell, ()), on):
                return Found(own)
            if published := self._published.get(cell):
                rule = _in_force(published, on)
                return Found(rule) if rule else Found(published[0], before_first=True)
        return None


def _in_force(rules: Sequence[IntervalRule], on: date) -> IntervalRule | None:
    return next((rule for rule in reversed(rules) if rule.effective_from <= on), None)


def _by_cell(rules: Iterable[IntervalRule]) -> dict[Cell, list[IntervalRule]]:
    cells: dict[Cell, list[IntervalRule]] = defaultdict(list)
    for rule in sorted(rules, key=_least_specific_first):
        for cell in _cells(rule):
            cells[cell].append(rule)
    return dict(cells)


def _least_specific_first(rule: IntervalRule) -> tuple[date, bool, bool, int]:
    by_year = rule.condition in (Condition.FIRST_YEAR, Condition.LATER_YEAR)
    return rule.effective_from, rule.setting is not None, by_year, -rule.max_days


def _cells(rule: IntervalRule) -> Iterator[Cell]:
    years = {Condition.FIRST_YEAR: (False,), Condition.LATER_YEAR: (True,)}.get(rule.condition, (False, True))
    for setting in (rule.setting,) if rule.setting else tuple(Setting):
        for later_year in years:
            yield Cell(rule.area, rule.phase, setting, later_year)
