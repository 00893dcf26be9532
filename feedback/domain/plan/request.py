"""What comes out: requests with their days and reasons, and what is not asked and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from feedback.domain.plan.questions import Asking
from feedback.domain.plan.template import Adaptation, Step
from feedback.domain.plan.vocabulary import PRIORITIES, Deferred, NotAsked, OccasionKind, Priority


class Occasion(NamedTuple):
    """What the answer will belong to, by key (rule A2). `on` is its day: of the appointment, the due date ...

    `number` is that of the point, or of the turn of something periodic. The key stays when the day moves.
    """

    key: str
    kind: OccasionKind
    on: date
    number: int = 0


class RequestKey(NamedTuple):
    """What makes a request the same request, whatever its dates."""

    occasion: str
    ask: str
    of: str


class Request(NamedTuple):
    """Something to be asked of one person on the days `asked_on` to `until`, both included.

    `until` ends asking and reminding; a later answer is still received (A3). `instead_of` are the occasions
    that need no request of their own, because this one measures the same within the window. `plan` is the
    `plan_key` of the course that asks.
    """

    asked_on: date
    until: date
    occasion: Occasion
    asking: Asking
    of: str
    role: str
    step: Step
    adaptation: Adaptation | None = None
    deferred_from: date | None = None
    deferred_because: Deferred | None = None
    answered_on: date | None = None
    instead_of: tuple[Occasion, ...] = ()
    plan: str = ""

    @property
    def key(self) -> RequestKey:
        return RequestKey(self.occasion.key, self.asking.ask, self.of)

    @property
    def items(self) -> int:
        return self.asking.items

    @property
    def priority(self) -> Priority:
        return PRIORITIES[self.step.when]


class LeftOut(NamedTuple):
    """Something that the plan holds and that is not asked. `on` is the first day it would have been."""

    on: date
    occasion: Occasion
    ask: str
    of: str
    role: str
    step: Step
    reason: NotAsked
    adaptation: Adaptation | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """All requests by day, answered ones among them, and what was left out."""

    requests: tuple[Request, ...]
    left_out: tuple[LeftOut, ...] = ()
