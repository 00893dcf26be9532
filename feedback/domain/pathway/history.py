"""What is recorded about a course of treatment: facts only, in any order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from feedback.domain.pathway.days import Stretch, merged
from feedback.domain.pathway.intervals import IntervalRule
from feedback.domain.pathway.vocabulary import (
    CarePathwayArea,
    Event,
    MilestoneKind,
    Setting,
    TransferRule,
    areas_to_ask,
)


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happened on a day."""

    kind: MilestoneKind
    on: date


@dataclass(frozen=True, slots=True)
class Transfer:
    """A move to another setting; the new one holds from the day `on`, that day included."""

    to: Setting
    on: date


@dataclass(frozen=True, slots=True)
class AreaChange:
    """From the day `on`, that day included, the course follows another care pathway."""

    to: CarePathwayArea
    on: date


class Turn(NamedTuple):
    """From a day on another setting or another care pathway is followed, or both; `event` is the first of them
    that is new."""

    on: date
    setting: Setting
    area: CarePathwayArea
    event: Event


@dataclass(frozen=True, slots=True)
class Pause:
    """A break from the treatment; the first and the last day both belong to it."""

    first_day: date
    last_day: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UnitChoices:
    """What the sources leave open: the defaults are ours (docs/decisions/0004), a unit can choose others."""

    transfer: TransferRule = TransferRule.EARLIER
    pauses_move_dates: bool = True
    early_point_restarts: bool = True  # else the next interval runs from the day the early point was due
    treatment_year_from: MilestoneKind = MilestoneKind.FIRST_ATTENDANCE
    opens_before: int = 14  # days from the opening of a point to its due date


@dataclass(frozen=True)
class History:
    """One course: where it began and what has happened since. Equal facts give equal dates in any order.

    `area` and `setting` are those of the beginning. `held` are the days of the points held; a milestone *evaluation
    held* on such a day is the same point. `under_18` decides the base pathway of OCD: the age at the first
    attendance, so that no birthday moves a date (docs/decisions/0022). `own_rules` are the unit's own intervals. The
    dates may be impossible: ask `check` before they are trusted or stored.
    """

    area: CarePathwayArea
    setting: Setting
    milestones: tuple[Milestone, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    pauses: tuple[Pause, ...] = ()
    held: tuple[date, ...] = ()
    under_18: bool = False
    own_rules: tuple[IntervalRule, ...] = ()
    choices: UnitChoices = UnitChoices()
    area_changes: tuple[AreaChange, ...] = ()

    @cached_property
    def _followed(self) -> tuple[tuple[date, tuple[CarePathwayArea, ...]], ...]:
        """The care pathways with their bases and first days, the newest first."""
        changes = sorted(self.area_changes, key=lambda change: (change.on, change.to), reverse=True)
        since = (*((change.on, change.to) for change in changes), (date.min, self.area))
        return tuple((on, areas_to_ask(area, self.under_18)) for on, area in since)

    def areas_on(self, day: date) -> tuple[CarePathwayArea, ...]:
        """The care pathway on that day, and the base from which it takes what it lacks."""
        return next(areas for begins, areas in self._followed if begins <= day)

    def area_on(self, day: date) -> CarePathwayArea:
        """The care pathway on that day; on the day of a change it is the new one."""
        return self.areas_on(day)[0]

    @cached_property
    def held_milestones(self) -> tuple[date, ...]:
        """The days of the milestones *evaluation held*, oldest first."""
        return tuple(sorted(m.on for m in self.milestones if m.kind is MilestoneKind.EVALUATION_HELD))

    @cached_property
    def points_held(self) -> tuple[date, ...]:
        """The days on which points were held, oldest first, each once."""
        return tuple(sorted({*self.held, *self.held_milestones}))

    @cached_property
    def moves(self) -> tuple[Transfer, ...]:
        """The transfers that changed the setting, oldest first."""
        ordered = sorted(self.transfers, key=lambda transfer: (transfer.on, transfer.to))
        began = Transfer(self.setting, date.min)
        return tuple(new for old, new in pairwise((began, *ordered)) if new.to is not old.to)

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The days from which another setting or care pathway holds, oldest first."""
        if not self.area_changes:
            return tuple(Turn(move.on, move.to, self.area, Event.TRANSFER) for move in self.moves)
        days = sorted({one.on for one in self.transfers} | {one.on for one in self.area_changes})
        stretches = [(self.setting, self.area), *((self.setting_on(day), self.area_on(day)) for day in days)]
        return tuple(
            Turn(day, *new, Event.TRANSFER if new[0] is not old[0] else Event.AREA_CHANGE)
            for day, (old, new) in zip(days, pairwise(stretches), strict=True)
            if new != old
        )

    @cached_property
    def breaks(self) -> tuple[Stretch, ...]:
        """The days of all pauses, overlapping ones counted once; none where pauses move no dates."""
        return self.breaks_begun_by(date.max)

    def breaks_begun_by(self, day: date) -> tuple[Stretch, ...]:
        """The same, without the pauses that began after that day."""
        if not self.choices.pauses_move_dates:
            return ()
        return merged(Stretch(p.first_day, p.last_day) for p in self.pauses if p.first_day <= day)

    @cached_property
    def _first(self) -> Mapping[MilestoneKind, date]:
        return {m.kind: m.on for m in sorted(self.milestones, key=lambda m: m.on, reverse=True)}

    def on(self, kind: MilestoneKind) -> date | None:
        """The day of the milestone, the earliest if there are more; None if it has not happened."""
        return self._first.get(kind)

    def setting_on(self, day: date) -> Setting:
        """The setting on that day; on the day of a transfer it is the new one."""
        return next((move.to for move in reversed(self.moves) if move.on <= day), self.setting)

    def final_decision(self, known_by: date | None = None) -> date | None:
        """The extended decision, or without one (recorded up to the day `known_by`) the basic one."""
        extended = self.on(MilestoneKind.EXTENDED_DECISION)
        if extended and (known_by is None or extended <= known_by):
            return extended
        return self.on(MilestoneKind.BASIC_DECISION)

    @cached_property
    def second_year_from(self) -> date | None:
        """The first day of the second treatment year; a year begun on 29 February ends on 28 February."""
        began = self.on(self.choices.treatment_year_from)
        if began is None:
            return None
        if (began.month, began.day) == (2, 29):
            return date(began.year + 1, 3, 1)
        return began.replace(year=began.year + 1)

    def in_later_year(self, day: date) -> bool:
        return self.second_year_from is not None and day >= self.second_year_from
