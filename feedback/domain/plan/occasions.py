"""Everything that a course's plan would ask, before budget, windows and pauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from feedback.domain.plan.facts import Course, Point, Respondent
from feedback.domain.plan.request import Occasion, RequestKey
from feedback.domain.plan.template import StepInForce
from feedback.domain.plan.vocabulary import RANKS, NotAsked, OccasionKind, When

DEFERRED_AT_MOST = 14


class Slot(NamedTuple):
    """The days `first` to `last` on which a step asks on one occasion; `over` says why where there are none.

    It may begin up to `latest` when the week is full, and then stays open for `days_open`, but not beyond
    `end` (the closing). `relatives` are those who are asked, None where all are.
    """

    occasion: Occasion
    first: date
    last: date
    latest: date
    days_open: int = 0
    end: date = date.max
    over: NotAsked = NotAsked.CLOSED
    relatives: tuple[str, ...] | None = None


class Candidate(NamedTuple):
    """Something that may become a request, in the order in which days are given out."""

    rank: int
    first: date
    key: RequestKey
    last: date
    latest: date
    slot: Slot
    of: Respondent
    step: StepInForce
    plan: str = ""

    def until(self, asked_on: date) -> date:
        """The last day of asking, when it is asked on that day."""
        stays = asked_on + timedelta(self.slot.days_open - 1)
        return max(self.last, min(stays, self.slot.end, self.of.until_on))


def candidates(course: Course, respondents: Iterable[Respondent], until: date) -> Iterator[Candidate]:
    """What the plan holds for these people; what is periodic is repeated up to the day `until`."""
    for step in course.plan.steps:
        meant = [person for person in respondents if person.is_meant(step.step.of)]
        for slot in _SLOTS[step.step.when](course, step, until) if meant else ():
            if step.first <= slot.occasion.on <= min(step.last, course.ends_on):
                yield from (
                    _candidate(course, step, slot, person) for person in meant if _is_asked(person, slot)
                )


def _is_asked(person: Respondent, slot: Slot) -> bool:
    """Whether the person takes part at all on these days, and in the session where it is about one."""
    if person.role == "relative" and slot.relatives is not None and person.key not in slot.relatives:
        return False
    return person.from_on <= max(slot.first, slot.last) and person.until_on >= slot.first


def _candidate(course: Course, step: StepInForce, slot: Slot, person: Respondent) -> Candidate:
    first, last = max(slot.first, person.from_on), min(slot.last, person.until_on)
    latest = min(slot.latest, person.until_on)
    key = RequestKey(slot.occasion.key, step.step.ask, person.key)
    return Candidate(RANKS[step.step.when], first, key, last, latest, slot, person, step, course.plan_key)


def _name(course: Course, name: str) -> str:
    return f"{course.key}/{name}" if course.key else name


def _turn(course: Course, name: str) -> str:
    """A rhythm belongs to its plan: another plan of the same course counts its own turns."""
    return f"{course.plan_key}/{name}" if course.plan_key else _name(course, name)


def _end(course: Course) -> date:
    return course.closing_on or date.max


def _open(
    occasion: Occasion, step: StepInForce, moved: int, end: date = date.max, first: date | None = None
) -> Slot:
    """What stays open from the day of its occasion, or the day `first`, and can begin so many days later."""
    days, first = step.step.days_open, first or occasion.on
    last, latest = first + timedelta(days - 1), first + timedelta(max(moved, days - 1))
    return Slot(occasion, first, min(last, end), min(latest, end), days, end)


def _at_start(course: Course, step: StepInForce, _until: date) -> Iterator[Slot]:
    occasion = Occasion(_name(course, "start"), OccasionKind.START, course.start_on)
    yield _open(occasion, step, DEFERRED_AT_MOST, _end(course))


def _at_sessions(course: Course, step: StepInForce, _until: date) -> Iterator[Slot]:
    """From the day of each session; feedback on the last one may still come after the closing."""
    for session in course.appointments:
        if not session.asks or session.on < course.start_on:
            continue
        occasion = Occasion(f"session:{session.key}", OccasionKind.SESSION, session.on)
        slot = _open(occasion, step, DEFERRED_AT_MOST)._replace(relatives=session.relatives)
        yield slot._replace(last=_end(course)) if session.on > _end(course) else slot


def _at_every(course: Course, step: StepInForce, until: date) -> Iterator[Slot]:
    """Every so many weeks: after the start, or from the first day of the adaptation that asks for it."""
    apart = timedelta(weeks=step.step.weeks)
    name, number, day = f"every:{step.step.weeks}w", 1, course.start_on + apart
    if step.adaptation:
        name, number, day = f"{name}@{step.first}", 0, max(step.first, course.start_on)
    end = min(_end(course), until, step.last, course.ends_on)
    while day <= end:
        occasion = Occasion(_turn(course, f"{name}:{number}"), OccasionKind.PERIODIC, day, number)
        yield _open(occasion, step, apart.days - 1, _end(course))
        number, day = number + 1, day + apart


def _at_points(course: Course, step: StepInForce, _until: date) -> Iterator[Slot]:
    for point in course.points:
        if point.cancelled_on is None or point.held_on is not None:
            yield _at_point(course, step, point)


def _at_point(course: Course, step: StepInForce, point: Point) -> Slot:
    """Until the day it was held, else the due date or, if that is later, the day on which one has agreed to meet;
    from so many days before whichever of the two comes first, but not before its interval.

    One that had been due before the plan began, and is still to be held, is asked when the plan begins.
    """
    key = _name(course, f"evaluation:{point.number}")
    occasion = Occasion(key, OccasionKind.EVALUATION, point.due_on, point.number)
    meets_or_due = min(point.due_on, point.meets_on or point.due_on)
    first = max(meets_or_due - timedelta(step.step.days_before), point.began_on, course.start_on)
    until = point.held_on or max(point.due_on, point.meets_on or point.due_on)
    if until < course.start_on and point.held_on is None:
        return _open(occasion, step, DEFERRED_AT_MOST, _end(course), first)
    last = min(until, _end(course))
    return Slot(occasion, first, last, last, over=_over(course, point, first))


def _over(course: Course, point: Point, first: date) -> NotAsked:
    if point.held_on and point.held_on < first:
        return NotAsked.POINT_HELD
    return NotAsked.CLOSED if _end(course) < first else NotAsked.PASSED


def _at_closing(course: Course, step: StepInForce, _until: date) -> Iterator[Slot]:
    """A closing is often recorded some days later: what is about the treatment as a whole is still asked then."""
    if course.closing_on:
        occasion = Occasion(_name(course, "closing"), OccasionKind.CLOSING, course.closing_on)
        first = max(course.closing_on - timedelta(step.step.days_before), course.start_on)
        last = course.closing_on + timedelta(DEFERRED_AT_MOST)
        yield Slot(occasion, first, last, last)


_SLOTS: dict[When, Callable[[Course, StepInForce, date], Iterator[Slot]]] = {
    When.START: _at_start,
    When.SESSION: _at_sessions,
    When.EVERY: _at_every,
    When.BEFORE_POINT: _at_points,
    When.CLOSING: _at_closing,
}
