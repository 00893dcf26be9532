"""What the page of a collection plan shows, week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from feedback.domain.plan.request import RequestKey
from feedback.domain.plan.template import Plan
from feedback.domain.plan.vocabulary import When
from feedback.services.plans.plan_overview import LeftOutLine, Line
from feedback.web.views.plan_words import (
    length_words,
    step_words,
    titled,
    whom_words,
    why_not_words,
    why_words,
)

ORDER = tuple(When)  # of a course: the start first, the closing last


@dataclass(frozen=True, slots=True)
class LineView:
    """One request in words; `anyway` where a plan is only tried and this is asked without it too."""

    title: str
    name: str
    asked_on: date
    until: date
    length: str
    why: str
    state: str
    by_hand: bool
    unasked: bool
    is_moved: bool
    answered_on: date | None
    also: int
    anyway: bool = False

    @classmethod
    def of(cls, line: Line, anyway: Collection[RequestKey] = ()) -> LineView:
        """Made from a line of the overview."""
        one = line.request
        return cls(
            titled(line.about.title),
            line.name,
            one.asked_on,
            one.until,
            length_words(one.items, line.about.minutes),
            "" if line.by_hand or line.unasked else why_words(one),
            line.state,
            line.by_hand,
            line.unasked,
            one.deferred_from is not None,
            line.answered_on,
            len(one.instead_of),
            one.key in anyway,
        )


@dataclass(frozen=True, slots=True)
class LeftOutView:
    """Something that is not asked, in words."""

    title: str
    name: str
    on: date
    why: str

    @classmethod
    def of(cls, line: LeftOutLine) -> LeftOutView:
        """Made from a line of the overview."""
        return cls(titled(line.title), line.name, line.left_out.on, why_not_words(line.left_out))


@dataclass(frozen=True, slots=True)
class WeekView:
    """A week, Monday to Sunday: who is asked how many questions, and each request."""

    first: date
    last: date
    totals: Sequence[tuple[str, int]]
    lines: Sequence[LineView]


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a plan in words, with what its link needs."""

    ask: str
    of: str
    when: str
    title: str
    whom: str
    words: str
    long_allowed: bool
    changed: bool


def weeks_of(lines: Iterable[Line], anyway: Collection[RequestKey] = ()) -> Iterator[WeekView]:
    """The weeks in which something is asked."""
    weeks: defaultdict[date, list[Line]] = defaultdict(list)
    for line in lines:
        day = line.request.asked_on
        weeks[day - timedelta(day.weekday())].append(line)
    for monday, found in sorted(weeks.items()):
        totals: defaultdict[str, int] = defaultdict(int)
        for line in found:
            totals[line.name] += line.request.items
        views = [LineView.of(line, anyway) for line in found]
        yield WeekView(monday, monday + timedelta(6), list(totals.items()), views)


def steps_of(plan: Plan, day: date, titles: dict[str, str]) -> list[StepView]:
    """What a plan asks on a day, in the order of a course: of the patient first, then of others."""
    steps = sorted(plan.steps_on(day), key=lambda one: (ORDER.index(one.step.when), one.step.of != "patient"))
    return [
        StepView(
            one.step.ask,
            one.step.of.value,
            one.step.when.value,
            titles.get(one.step.ask, one.step.ask),
            whom_words(one.step.of),
            step_words(one.step),
            one.step.long_allowed,
            one.adaptation is not None,
        )
        for one in steps
    ]
