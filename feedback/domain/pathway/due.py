"""A due date and everything that explains it, as data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from feedback.domain.pathway.days import Stretch, day_after
from feedback.domain.pathway.history import History
from feedback.domain.pathway.intervals import Found, IntervalRule
from feedback.domain.pathway.vocabulary import CarePathwayArea, Event, Phase, Setting


class PartCode(StrEnum):
    """One reason why a date is what it is; the fields of `Part` that it fills stand beside it."""

    COUNTED_FROM = "counted_from"  # event, on, setting (of a transfer), area (of a change of care pathway)
    LIMIT = "limit"  # days, area, setting
    REST_OF_CAP = "rest_of_cap"  # days: what is left; of: the cap; area, setting
    OWN_LIMIT = "own_limit"  # days, area, setting
    CARRIED_OVER = "carried_over"  # days
    CAPPED = "capped"  # days: the cap; on: first attendance
    CAP_USED = "cap_used"  # the same, where it had passed before the phase began
    LATER_YEAR = "later_year"  # on: first day of the second treatment year
    PAUSED = "paused"  # on, until, days
    TRANSFER_SET_DATE = "transfer_set_date"  # on: the date without the transfer
    TRANSFER_CHANGED_NOTHING = "transfer_changed_nothing"  # on, setting
    AREA_SET_DATE = "area_set_date"  # on: the date without the change of care pathway
    AREA_CHANGED_NOTHING = "area_changed_nothing"  # on, area
    ONLY_IF_EXTENDED = "only_if_extended"
    BASE_PATHWAY = "base_pathway"  # area: whose rule is used; followed: the care pathway that has none
    BEFORE_FIRST_RULESET = "before_first_ruleset"  # ruleset, on: its first day
    RULESET = "ruleset"  # ruleset, on: not confirmed after, or None
    OWN_RULE = "own_rule"  # ruleset, on: its first day


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an explanation, in no language."""

    code: PartCode
    event: Event | None = None
    on: date | None = None
    until: date | None = None
    days: int | None = None
    of: int | None = None
    setting: Setting | None = None
    area: CarePathwayArea | None = None
    followed: CarePathwayArea | None = None
    ruleset: str = ""


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last recommended day of a phase, both ends included.

    `starts_on`, `max_days`, `setting` and `rule` belong together: the rule that decided, and the day it was
    counted from (after a transfer that may be the day of the transfer). `reached_on` is the day on which
    the phase ended, None while it has not. `parts` are the reasons beyond the rule itself. `area` is the care
    pathway that was followed on the day it was counted from.
    """

    phase: Phase
    setting: Setting
    from_event: Event
    starts_on: date
    due_on: date
    max_days: int
    rule: IntervalRule
    reached_on: date | None = None
    parts: tuple[Part, ...] = ()
    area: CarePathwayArea | None = None

    @property
    def ruleset(self) -> str:
        return self.rule.ruleset

    @property
    def source(self) -> str:
        return self.rule.source

    @property
    def standing(self) -> str:
        return self.rule.standing

    def because(self, *parts: Part) -> DueDate:
        """The same date with more reasons."""
        return replace(self, parts=(*self.parts, *parts))


class Start(NamedTuple):
    """Where a phase is counted from, up to which day facts may move it (None: all), and when it ended.

    A tuple, because copying one is five times quicker than copying a dataclass.
    """

    phase: Phase
    event: Event
    on: date
    setting: Setting
    known_by: date | None = None
    reached_on: date | None = None


def count(history: History, found: Found, start: Start, days: int) -> DueDate:
    """The date `days` treatment days after the start, with what rule and pauses add to the reasons."""
    breaks = history.breaks_begun_by(start.known_by) if start.known_by else history.breaks
    due_on, skipped = day_after(start.on, days, breaks)
    area = history.area_on(start.on)
    return DueDate(
        start.phase,
        start.setting,
        start.event,
        start.on,
        due_on,
        found.rule.max_days,
        found.rule,
        start.reached_on,
        (*_about_rule(found, area), *map(_paused, skipped)),
        area,
    )


def _about_rule(found: Found, area: CarePathwayArea) -> list[Part]:
    parts = []
    if found.rule.area is not area:
        parts.append(Part(PartCode.BASE_PATHWAY, area=found.rule.area, followed=area))
    if found.before_first:
        first_day = found.rule.effective_from
        parts.append(Part(PartCode.BEFORE_FIRST_RULESET, on=first_day, ruleset=found.rule.ruleset))
    return parts


def _paused(stretch: Stretch) -> Part:
    return Part(PartCode.PAUSED, on=stretch.first, until=stretch.last, days=stretch.days)
