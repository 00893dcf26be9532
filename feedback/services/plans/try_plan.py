"""A plan tried out for a patient before it is switched on: every date and request, with what is imagined told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import cast

from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.due_dates import next_point
from feedback.domain.plan.facts import Appointment, Course, Point
from feedback.domain.plan.request import RequestKey
from feedback.domain.plan.schedule import schedule
from feedback.domain.plan.template import Plan, Template
from feedback.persistence.tables import CarePathway
from feedback.services.courses.course_facts import course_facts
from feedback.services.plans.plan_facts import PlanFacts, facts_of, taking_part, with_courses
from feedback.services.plans.plan_overview import LeftOutLine, Line, listing_of
from feedback.services.plans.plan_rows import PlanRow, closing_of
from feedback.services.plans.switch_plan import get_startable
from feedback.services.refusals import Refused, _

MOST_WEEKS = 52
LONGEST_APART = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is tried: the template from a day, over so many weeks, as if there were an appointment every so many
    days after the last one that is booked (0: only those that are)."""

    key: str
    starts_on: date
    weeks: int = 26
    every_days: int = 7


@dataclass(frozen=True, slots=True)
class Tried:
    """What the plan gives. `until` is the last day shown; the imagined days are told beside the lines. `anyway` is
    what is asked without this plan too: by hand, or by plans that run; `points` are those that wait or would come, by
    number and recommended day."""

    template: Template
    starts_on: date
    until: date
    budget: int
    lines: tuple[Line, ...]
    left_out: tuple[LeftOutLine, ...]
    imagined_appointments: int
    imagined_points: tuple[date, ...]
    anyway: frozenset[RequestKey] = frozenset()
    points: tuple[tuple[int, date], ...] = ()


def try_plan(session: Session, patient: int, wanted: Wanted, now: datetime) -> Tried:
    """Nothing is stored. Raises Refused and ImpossiblePlanError as switching it on would."""
    _check(wanted)
    today = day_of(now)
    pathway, template = get_startable(session, patient, wanted.key, wanted.starts_on, today)
    until = wanted.starts_on + timedelta(weeks=wanted.weeks) - timedelta(1)
    new = _row(session, pathway, template, wanted.starts_on)
    known = cast(PlanFacts, facts_of(session, patient, today, new))
    imagined = _Imagined(session, pathway, known, wanted, today, min(until, new.last_day))
    known = with_courses(known, imagined.courses())
    others = with_courses(known, [one for one in known.facts.courses if one.plan_key != new.key])
    found = schedule(known.facts, known.rules, until)
    listing = listing_of(session, known, today)
    return Tried(
        template,
        wanted.starts_on,
        until,
        known.rules.budget,
        tuple(listing.line(one) for one in found.requests if one.until >= wanted.starts_on),
        tuple(listing.left_out(one) for one in found.left_out if one.on >= wanted.starts_on),
        len(imagined.appointments),
        tuple(point.due_on for point in imagined.points),
        frozenset(one.key for one in schedule(others.facts, known.rules, until).requests),
        tuple(sorted(imagined.waiting(until))),
    )


def _check(wanted: Wanted) -> None:
    if not 1 <= wanted.weeks <= MOST_WEEKS:
        raise Refused(
            _("Write a whole number from %(lowest)s to %(highest)s."),
            field="weeks",
            lowest=1,
            highest=MOST_WEEKS,
        )
    if not 0 <= wanted.every_days <= LONGEST_APART:
        raise Refused(_("Choose one from the list."), field="every_days")


def _row(session: Session, pathway: CarePathway, template: Template, starts_on: date) -> PlanRow:
    """The plan as if it were switched on; the number 0 belongs to none that is."""
    closing = closing_of(session, pathway)
    course = (pathway.id, pathway.unit_id, pathway.started_on, closing)
    return PlanRow(0, *course, starts_on, None, Plan(template))


class _Imagined:
    """The days that nobody has registered yet, so that the picture is whole."""

    def __init__(
        self,
        session: Session,
        pathway: CarePathway,
        known: PlanFacts,
        wanted: Wanted,
        today: date,
        until: date,
    ) -> None:
        self.known, self.wanted, self.today, self.until = known, wanted, today, until
        self.pathway = str(pathway.id)
        self.appointments = tuple(self._appointments())
        self.points = tuple(self._points(session, pathway))

    def courses(self) -> Iterator[Course]:
        """The courses of this pathway with the imagined days, and any other as it is."""
        for course in self.known.facts.courses:
            yield self._whole(course) if course.key == self.pathway else course

    def waiting(self, until: date) -> set[tuple[int, date]]:
        """The points that are not held yet, of the course and imagined, up to the last day that is shown."""
        points = (*(point for course in self._own for point in course.points), *self.points)
        waits = (one for one in points if one.held_on is None and one.cancelled_on is None)
        return {(one.number, one.due_on) for one in waits if one.due_on <= until}

    def _whole(self, course: Course) -> Course:
        appointments, points = (*course.appointments, *self.appointments), (*course.points, *self.points)
        return replace(course, appointments=appointments, points=points)

    def _appointments(self) -> Iterator[Appointment]:
        apart = timedelta(days=self.wanted.every_days)
        booked = [one.on for course in self._own for one in course.appointments if one.asks]
        last = max(booked, default=date.min)
        day = max(last + apart, self.wanted.starts_on) if booked else self.wanted.starts_on
        relatives = [one for one in self.known.facts.respondents if one.role == "relative"]
        while apart and day <= self.until:
            yield Appointment(f"imagined-{day}", day, relatives=taking_part(relatives, day))
            day += apart

    def _points(self, session: Session, pathway: CarePathway) -> Iterator[Point]:
        """Each as if held on its recommended day, the next one following from it."""
        found = course_facts(session, pathway)
        history, waiting = found.history, found.waiting
        held = history.held
        if waiting is not None and waiting.cancelled_on is None:
            held = (*held, max(waiting.due_on, self.today))
        numbers = count(len(found.points) + 1)
        while (due := next_point(replace(history, held=held), found.rules)) and due.starts_on <= self.until:
            held = (*held, due.due_on)
            yield Point(next(numbers), due.due_on, due.starts_on)

    @property
    def _own(self) -> list[Course]:
        return [course for course in self.known.facts.courses if course.key == self.pathway]
