"""What a plan would ask, and when, for a course that is only imagined (`feedback plan dry-run`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from feedback.catalogue.intervals import shipped_rules
from feedback.catalogue.plans import find_template, rules_for, shipped_limits, shipped_templates
from feedback.catalogue.shipped import load_shipped
from feedback.domain.pathway.due_dates import due_dates, next_point
from feedback.domain.pathway.history import History, Milestone
from feedback.domain.pathway.problem_wording import problem_sentence
from feedback.domain.pathway.problems import check as check_history
from feedback.domain.pathway.vocabulary import MilestoneKind, Phase
from feedback.domain.people.actors import ADULT
from feedback.domain.plan.facts import Appointment, Course, Facts, PersonPause, Point, Respondent
from feedback.domain.plan.faults import check_facts
from feedback.domain.plan.questions import Rules
from feedback.domain.plan.request import LeftOut, Request, Schedule
from feedback.domain.plan.schedule import schedule
from feedback.domain.plan.template import Plan, Template
from feedback.domain.plan.vocabulary import PRIORITIES, OfWhom
from feedback.domain.plan.wording import fault_sentence, why, why_not
from feedback.services.typed import TypedWrongly, read_day, read_days, read_number

MOST_WEEKS = 260
EVERY_DAYS = "7"


@dataclass(frozen=True, slots=True)
class PlanTyped:
    """A plan and the course imagined for it, as typed: dates as YYYY-MM-DD, pauses as FROM:TO."""

    template: str
    start: str
    weeks: str
    appointments: Sequence[str] = ()
    every_days: str | None = None
    decision: str | None = None
    closing: str | None = None
    pauses: Sequence[str] = ()
    budget: str | None = None


@dataclass(frozen=True, slots=True)
class Imagined:
    """The days of the course: `end` is the last day shown."""

    template: Template
    start: date
    end: date
    decision: date
    closing: date | None


def dry_run(typed: PlanTyped, today: date) -> list[dict[str, object]]:
    """Every request of the plan by day, then what is left out; keys as the command promises.

    `today` only tells what is too far away. Raises TypedWrongly with a sentence for each thing wrong.
    """
    course = _imagined(typed, today)
    rules = _rules(typed)
    facts = _facts(typed, course)
    if faults := check_facts(facts):
        raise TypedWrongly(" ".join(map(fault_sentence, faults)))
    return as_plain(schedule(facts, rules, course.end))


def as_plain(found: Schedule) -> list[dict[str, object]]:
    """A schedule as JSON-ready data; what is left out has no days and says why under `left_out`."""
    return [*map(_request, found.requests), *map(_left_out, found.left_out)]


def _imagined(typed: PlanTyped, today: date) -> Imagined:
    start = read_day("--start", typed.start)
    weeks = read_number("--weeks", typed.weeks, 1, MOST_WEEKS)
    template = _template(typed.template, start)
    closing = read_day("--closing", typed.closing) if typed.closing else None
    decision = read_day("--decision", typed.decision) if typed.decision else None
    given = {
        MilestoneKind.FIRST_ATTENDANCE: start,
        MilestoneKind.BASIC_DECISION: decision,
        MilestoneKind.CLOSING: closing,
    }
    history = _history(template, {kind: day for kind, day in given.items() if day})
    if problems := check_history(history, today):
        raise TypedWrongly(" ".join(map(problem_sentence, problems)))
    decided = decision or _last_day_of_assessment(template, start)
    return Imagined(template, start, start + timedelta(7 * weeks - 1), decided, closing)


def _rules(typed: PlanTyped) -> Rules:
    limits = shipped_limits()
    budget = read_number("--budget", typed.budget, 1, 999) if typed.budget else limits.budget
    return rules_for(load_shipped(), limits, budget)


def _template(key: str, start: date) -> Template:
    templates = shipped_templates()
    template = find_template(templates, key, start)
    if template is None:
        known = ", ".join(dict.fromkeys(template.key for template in templates))
        raise TypedWrongly(f"There is no template '{key}'. Use one of {known}.")
    return template


def _history(template: Template, days: dict[MilestoneKind, date], held: tuple[date, ...] = ()) -> History:
    milestones = tuple(Milestone(kind, day) for kind, day in days.items())
    return History(template.area, template.setting, milestones, held=held, under_18=template.oldest < ADULT)


def _last_day_of_assessment(template: Template, start: date) -> date:
    history = _history(template, {MilestoneKind.FIRST_ATTENDANCE: start})
    found = (due for due in due_dates(history, shipped_rules()) if due.phase is Phase.BASIC_ASSESSMENT)
    return next((due.due_on for due in found), start)


def _facts(typed: PlanTyped, course: Imagined) -> Facts:
    people = tuple(_people(course.template))
    relatives = tuple(person.key for person in people if person.role == "relative")
    days = _appointment_days(typed, course)
    appointments = tuple(Appointment(day.isoformat(), day, relatives=relatives) for day in days)
    planned = Course(
        Plan(course.template), course.start, appointments, tuple(_points(course)), course.closing
    )
    pauses = tuple(PersonPause(*read_days("--pause", text)) for text in typed.pauses)
    return Facts((planned,), people, pauses)


def _people(template: Template) -> Iterator[Respondent]:
    """One person of each kind that the plan asks; a parent answers what relatives are asked, too."""
    asked = {step.of for step in template.steps}
    if OfWhom.PARENT in asked:
        asked.discard(OfWhom.RELATIVE)
    return (Respondent(of.value, of.role, of is OfWhom.PARENT) for of in OfWhom if of in asked)


def _appointment_days(typed: PlanTyped, course: Imagined) -> list[date]:
    """The days typed, or every so many days from the start; none after the closing."""
    last = min(course.end, course.closing or course.end)
    if not typed.appointments:
        apart = read_number("--every-days", typed.every_days or EVERY_DAYS, 1, 366)
        return [course.start + timedelta(days) for days in range(0, (last - course.start).days + 1, apart)]
    if typed.every_days:
        raise TypedWrongly("Use either --appointment or --every-days, not both.")
    days = [read_day("--appointment", text) for text in typed.appointments]
    for day in days:
        if not course.start <= day <= last:
            raise TypedWrongly(
                f"--appointment {day}: it must lie from {course.start} to {last}, the days that are shown."
                " Correct the date, --weeks or --closing."
            )
    return days


def _points(course: Imagined) -> Iterator[Point]:
    """The points of the pathway, each as if held on its due date, as far as they are prepared in these weeks."""
    held: tuple[date, ...] = ()
    last = min(course.end, course.closing or course.end)
    days = {MilestoneKind.FIRST_ATTENDANCE: course.start, MilestoneKind.BASIC_DECISION: course.decision}
    numbers = count(1)
    while (
        due := next_point(_history(course.template, days, held), shipped_rules())
    ) and due.starts_on <= last:
        if course.closing and due.due_on > course.closing:
            return
        held = (*held, due.due_on)
        yield Point(next(numbers), due.due_on, due.starts_on)


def _request(request: Request) -> dict[str, object]:
    return {
        "asked_on": request.asked_on.isoformat(),
        "from": request.asked_on.isoformat(),
        "until": request.until.isoformat(),
        "of": request.role,
        "person": request.of,
        "ask": request.asking.ask,
        "occasion": request.occasion.key,
        "occasion_kind": request.occasion.kind.value,
        "occasion_on": request.occasion.on.isoformat(),
        "items": request.items,
        "priority": request.priority.value,
        "why": request.step.when.value,
        "explanation": why(request),
        "deferred_from": request.deferred_from.isoformat() if request.deferred_from else None,
        "deferred_because": request.deferred_because.value if request.deferred_because else None,
        "instead_of": [occasion.key for occasion in request.instead_of],
        "left_out": None,
    }


def _left_out(one: LeftOut) -> dict[str, object]:
    return {
        "asked_on": None,
        "from": None,
        "until": None,
        "of": one.role,
        "person": one.of,
        "ask": one.ask,
        "occasion": one.occasion.key,
        "occasion_kind": one.occasion.kind.value,
        "occasion_on": one.occasion.on.isoformat(),
        "items": 0,
        "priority": PRIORITIES[one.step.when].value,
        "why": one.step.when.value,
        "explanation": why_not(one),
        "deferred_from": None,
        "deferred_because": None,
        "instead_of": [],
        "left_out": one.reason.value,
        "left_out_on": one.on.isoformat(),
    }
