"""What a schedule is computed from: people, courses, pauses and answers, in any order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from feedback.domain.plan.request import Request, RequestKey
from feedback.domain.plan.template import Plan
from feedback.domain.plan.vocabulary import OfWhom

ASKING_STATES = ("booked", "attended")


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody who can be asked, from and until the days given (of a consent), both included.

    `key` tells them from others of the same role (`patient`, `relative`, `clinician`).
    """

    key: str
    role: str
    is_parent: bool = False
    from_on: date = date.min
    until_on: date = date.max

    def is_meant(self, of: OfWhom) -> bool:
        return self.role == of.role and (self.is_parent or of is not OfWhom.PARENT)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A session; only a booked or attended one asks anything (A15). `relatives` are those who take part."""

    key: str
    on: date
    state: str = "booked"
    relatives: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        return self.state in ASKING_STATES


@dataclass(frozen=True, slots=True)
class Point:
    """An evaluation point: its due date, the day from which its interval is counted, and when one has agreed to
    meet."""

    number: int
    due_on: date
    began_on: date
    held_on: date | None = None
    cancelled_on: date | None = None
    meets_on: date | None = None


@dataclass(frozen=True, slots=True)
class PersonPause:
    """Days, both included, on which a person is asked nothing; an empty `of` means everybody."""

    first_day: date
    last_day: date
    of: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that nobody asked for (own initiative)."""

    ask: str
    of: str
    on: date


@dataclass(frozen=True)
class Course:
    """One plan and the dates it hangs on. `key` tells overlapping courses of one patient apart.

    Two plans of one course have the same `key`, and a `plan_key` each: what both ask at the start, before a
    point or at the closing is then the same request. `ends_on` is the last day of the plan.
    """

    plan: Plan
    start_on: date
    appointments: tuple[Appointment, ...] = ()
    points: tuple[Point, ...] = ()
    closing_on: date | None = None
    key: str = ""
    plan_key: str = ""
    ends_on: date = date.max


@dataclass(frozen=True)
class Facts:
    """Everything about one patient. `answered` are the requests that nothing moves, as they stood: those that
    were answered or begun, and what was asked by hand.

    `shown` is the day on which a request that still can move was first made; it is never asked before that
    day. What has not been made is asked of a person no sooner than the day in `not_before`.
    """

    courses: tuple[Course, ...]
    respondents: tuple[Respondent, ...]
    pauses: tuple[PersonPause, ...] = ()
    answered: tuple[Request, ...] = ()
    given: tuple[Given, ...] = ()
    shown: Mapping[RequestKey, date] = field(default_factory=dict)
    not_before: Mapping[str, date] = field(default_factory=dict)

    def earliest(self, key: RequestKey) -> date:
        """The first day on which a request can be asked, whatever its plan says."""
        return self.shown.get(key, self.not_before.get(key.of, date.min))
