"""What a unit asks, and what a clinician has changed in it for one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting
from feedback.domain.plan.vocabulary import OfWhom, When
from feedback.domain.questionnaires.questionnaire import Texts

DAYS_BEFORE = 14
DAYS_OPEN = 7


class Place(NamedTuple):
    """What makes a step the same step: a plan has at most one for each."""

    ask: str
    of: OfWhom
    when: When


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a plan asks: the question set `ask`, of whom, on which occasions.

    `days_before` counts for points and the closing: asked from so many days before until the day itself, about
    the closing until two weeks after it.
    `days_open` counts for the rest: how many days it stays open, the first included. `weeks` is the
    rhythm of `every`. `long_allowed` lets this set exceed the weekly budget alone (allowed by name).
    """

    ask: str
    of: OfWhom
    when: When
    weeks: int = 0
    days_before: int = DAYS_BEFORE
    days_open: int = DAYS_OPEN
    long_allowed: bool = False

    @property
    def place(self) -> Place:
        return Place(self.ask, self.of, self.when)


@dataclass(frozen=True, slots=True)
class Template:
    """A version of a unit's plan; ages are whole years, both included."""

    key: str
    version: str
    effective_from: date
    title: Texts
    area: CarePathwayArea
    setting: Setting
    steps: tuple[Step, ...]
    youngest: int = 0
    oldest: int = 120
    source: str = ""


class Change(StrEnum):
    """What an adaptation does with the step at its place."""

    ASK = "ask"  # from now on so, whether the plan asked it before or not
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Adaptation:
    """A change of the plan for one person: who made it, when and why; it holds from `from_on` on."""

    change: Change
    step: Step
    from_on: date
    by: str
    made_at: datetime
    reason: str


class StepInForce(NamedTuple):
    """A step and the days on which it holds, `last` included; `adaptation` where it comes from one."""

    step: Step
    first: date
    last: date
    adaptation: Adaptation | None


@dataclass(frozen=True)
class Plan:
    """A template with the adaptations to one person, in any order."""

    template: Template
    adaptations: tuple[Adaptation, ...] = field(default=())

    @cached_property
    def steps(self) -> tuple[StepInForce, ...]:
        """Every step with its days; an adaptation never reaches back before its own first day."""
        return tuple(self._steps())

    def steps_on(self, day: date) -> tuple[StepInForce, ...]:
        """What holds on a day."""
        return tuple(one for one in self.steps if one.first <= day <= one.last)

    def _steps(self) -> Iterator[StepInForce]:
        if not self.adaptations:
            yield from (StepInForce(step, date.min, date.max, None) for step in self.template.steps)
            return
        kept = {step.place: step for step in self.template.steps}
        for place in sorted({*kept, *(one.step.place for one in self.adaptations)}):
            yield from _at(kept.get(place), [one for one in self.adaptations if one.step.place == place])


def _at(step: Step | None, changes: list[Adaptation]) -> Iterator[StepInForce]:
    ordered = sorted(changes, key=_by_time)
    until = _day_before(ordered[0]) if ordered else date.max
    if step:
        yield StepInForce(step, date.min, until, None)
    for one, following in pairwise((*ordered, None)):
        if one and one.change is Change.ASK:
            last = _day_before(following) if following else date.max
            yield StepInForce(one.step, one.from_on, last, one)


def _day_before(one: Adaptation) -> date:
    return date.fromordinal(max(1, one.from_on.toordinal() - 1))


def _by_time(one: Adaptation) -> tuple[date, datetime, str, str]:
    return one.from_on, one.made_at, one.change, repr(one)
