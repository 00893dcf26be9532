"""What cannot be right about a plan or the facts it hangs on, as data; `wording` has the sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from feedback.domain.plan.facts import Course, Facts
from feedback.domain.plan.questions import Rules
from feedback.domain.plan.template import Adaptation, Change, Plan, Step, Template
from feedback.domain.plan.vocabulary import OfWhom, When

MOST_WEEKS = 52
MOST_DAYS = 366


class FaultCode(StrEnum):
    """What is wrong; the fields of `Fault` that it fills stand beside it."""

    NOTHING_ASKED = "nothing-asked"
    NO_TITLE = "no-title"
    AGES = "ages"
    SAME_STEP = "same-step"  # ask, of, when
    UNKNOWN_SET = "unknown-set"  # ask
    NOT_FOR = "not-for"  # ask, of
    TOO_LONG = "too-long"  # ask, number: its items, other: the budget
    WEEKS = "weeks"  # ask, number: as given
    TOO_OFTEN = "too-often"  # ask, number: weeks, other: the window in days
    DAYS = "days"  # ask, number: as given
    NO_REASON = "no-reason"  # ask
    NO_NAME = "no-name"  # ask
    NOTHING_TO_STOP = "nothing-to-stop"  # ask, of, when
    CLOSED_BEFORE_START = "closed-before-start"  # on, until
    PAUSE_ENDS_BEFORE_IT_BEGINS = "pause-ends-before-it-begins"  # on, until
    SAME_APPOINTMENT = "same-appointment"  # on
    SAME_POINT = "same-point"  # number


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that cannot be right."""

    code: FaultCode
    ask: str = ""
    of: OfWhom | None = None
    when: When | None = None
    number: int = 0
    other: int = 0
    on: date | None = None
    until: date | None = None


def check_template(template: Template, rules: Rules) -> tuple[Fault, ...]:
    """Everything wrong with a template; the question sets it asks must be among those of the rules."""
    return tuple(_about_template(template, rules))


def check_plan(plan: Plan, rules: Rules) -> tuple[Fault, ...]:
    """Everything wrong with a plan's template and its adaptations."""
    adaptations = (fault for one in plan.adaptations for fault in _about_adaptation(one, plan, rules))
    return (*check_template(plan.template, rules), *adaptations)


def check_facts(facts: Facts) -> tuple[Fault, ...]:
    """Everything wrong with the dates that a schedule is computed from."""
    courses = (fault for course in facts.courses for fault in _about_course(course))
    pauses = (
        Fault(FaultCode.PAUSE_ENDS_BEFORE_IT_BEGINS, on=pause.first_day, until=pause.last_day)
        for pause in facts.pauses
        if pause.last_day < pause.first_day
    )
    return (*courses, *pauses)


def _about_template(template: Template, rules: Rules) -> Iterator[Fault]:
    if not any(text.strip() for text in template.title.values()):
        yield Fault(FaultCode.NO_TITLE)
    if not 0 <= template.youngest <= template.oldest:
        yield Fault(FaultCode.AGES)
    if not template.steps:
        yield Fault(FaultCode.NOTHING_ASKED)
    for place, times in Counter(step.place for step in template.steps).items():
        if times > 1:
            yield Fault(FaultCode.SAME_STEP, place.ask, place.of, place.when)
    for step in template.steps:
        yield from _about_step(step, rules)


def _about_step(step: Step, rules: Rules) -> Iterator[Fault]:
    yield from _about_rhythm(step)
    asking = rules.askings.get(step.ask)
    if asking is None:
        yield Fault(FaultCode.UNKNOWN_SET, step.ask)
        return
    if step.of.role not in asking.respondents:
        yield Fault(FaultCode.NOT_FOR, step.ask, step.of)
    if asking.items > rules.budget and not step.long_allowed:
        yield Fault(FaultCode.TOO_LONG, step.ask, number=asking.items, other=rules.budget)
    if step.when is When.EVERY and 0 < step.weeks * 7 < asking.window_days:
        yield Fault(FaultCode.TOO_OFTEN, step.ask, number=step.weeks, other=asking.window_days)


def _about_rhythm(step: Step) -> Iterator[Fault]:
    fewest = 1 if step.when is When.EVERY else 0
    most = MOST_WEEKS if step.when is When.EVERY else 0
    if not fewest <= step.weeks <= most:
        yield Fault(FaultCode.WEEKS, step.ask, when=step.when, number=step.weeks)
    for days, at_least in ((step.days_before, 0), (step.days_open, 1)):
        if not at_least <= days <= MOST_DAYS:
            yield Fault(FaultCode.DAYS, step.ask, number=days)


def _about_adaptation(one: Adaptation, plan: Plan, rules: Rules) -> Iterator[Fault]:
    step = one.step
    if not one.reason.strip():
        yield Fault(FaultCode.NO_REASON, step.ask)
    if not one.by.strip():
        yield Fault(FaultCode.NO_NAME, step.ask)
    if one.change is Change.ASK:
        yield from _about_step(step, rules)
    elif step.place not in _asked_before(plan, one):
        yield Fault(FaultCode.NOTHING_TO_STOP, step.ask, step.of, step.when)


def _asked_before(plan: Plan, one: Adaptation) -> set[tuple[str, OfWhom, When]]:
    added = (other for other in plan.adaptations if other.change is Change.ASK)
    return {
        *(step.place for step in plan.template.steps),
        *(other.step.place for other in added if other.from_on <= one.from_on),
    }


def _about_course(course: Course) -> Iterator[Fault]:
    if course.closing_on and course.closing_on < course.start_on:
        yield Fault(FaultCode.CLOSED_BEFORE_START, on=course.start_on, until=course.closing_on)
    for key in _twice(session.key for session in course.appointments):
        day = next(session.on for session in course.appointments if session.key == key)
        yield Fault(FaultCode.SAME_APPOINTMENT, on=day)
    for number in _twice(point.number for point in course.points):
        yield Fault(FaultCode.SAME_POINT, number=int(number))


def _twice(names: Iterable[str | int]) -> list[str | int]:
    return [name for name, times in Counter(names).items() if times > 1]
