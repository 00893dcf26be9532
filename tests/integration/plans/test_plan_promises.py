"""What holds for every course under a plan, whatever happens in it: tried on random histories."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import suppress
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from asking import acting
from clinic import Clinic
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from planning import Course, step
from sqlalchemy import select

from feedback.domain.plan.placing import week_of
from feedback.domain.plan.template import Change, Step
from feedback.persistence.tables import Appointment, EvaluationPoint, Invitation, Response
from feedback.services.answers.invite import get_occasion, invite
from feedback.services.courses.plan_evaluation import open_pathway, points_of
from feedback.services.patients.consents import renew_consent, withdraw_consent
from feedback.services.patients.schedule_appointment import move_appointment, set_appointment_state
from feedback.services.plans.adapt_plan import adapt_plan
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.plans.pause_asking import end_pause, is_open, pause_asking, pauses_of
from feedback.services.plans.plan_rules import asking_of
from feedback.services.plans.plan_templates import ImpossiblePlanError
from feedback.services.points.evaluation.hold_evaluation import hold_point
from feedback.services.refusals import Refused

STEPS = (
    step("how-i-am", "start", days_open=14),
    step("my-goals", "start", days_open=14),
    step("after-session", "session"),
    step("how-i-am", "every", weeks=3),
    step("before-evaluation", "before-point", days_before=7),
    step("my-goals", "before-point"),
    step("relative-view", "before-point", of="relative"),
    step("relative-self", "every", of="relative", weeks=3),
)
MORE = (
    step("service-experience", "every", weeks=4),
    step("my-goals", "every", weeks=2),
    step("before-evaluation", "session"),
    step("how-i-am", "session"),
)
SMALL, DAYS = st.integers(0, 9), st.integers(-3, 25)
EVENTS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 12)),
    st.tuples(st.just("book"), DAYS),
    st.tuples(st.just("move"), SMALL, DAYS),
    st.tuples(st.just("state"), SMALL, st.sampled_from(("cancelled", "attended", "no-show", "booked"))),
    st.tuples(st.just("answer"), SMALL),
    st.tuples(st.just("answer"), SMALL),
    st.tuples(st.just("begin"), SMALL),
    st.tuples(st.just("pause"), st.integers(0, 9), st.integers(0, 20), st.booleans()),
    st.tuples(st.just("resume"), SMALL),
    st.tuples(st.just("more"), st.sampled_from(MORE)),
    st.tuples(st.just("less"), st.sampled_from(STEPS)),
    st.tuples(st.just("due"), st.integers(-5, 60)),
    st.tuples(st.just("hold")),
    st.tuples(st.just("by_hand"), st.sampled_from(("how-i-am", "my-goals", "service-experience"))),
    st.tuples(st.just("consent"), st.booleans()),
    st.tuples(st.just("plan"), st.integers(0, 5)),
)
SLOWLY = settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
Days = tuple[date, date | None, bool]


class Life:
    """A course in which things happen; after each of them what is due has been asked."""

    def __init__(self, course: Course) -> None:
        self.course, self.session, self.today, self.number = course, course.session, 0, 0
        self.fixed: dict[int, Days] = {}

    @property
    def now(self) -> Any:
        return self.course.at(self.today)

    def happen(self, event: tuple[Any, ...]) -> None:
        """One event, and the job right after it."""
        with suppress(Refused, ImpossiblePlanError):
            getattr(self, event[0])(*event[1:])
        self.session.flush()
        ask_what_is_due(self.session, self.course.siv, self.course.patient, self.now)

    def wait(self, days: int) -> None:
        self.today += days

    def book(self, ahead: int) -> None:
        self.number += 1
        self.course.book(self.today + ahead, 9, f"number {self.number}", now=self.today)

    def move(self, which: int, ahead: int) -> None:
        for row in self._appointments()[which : which + 1]:
            move_appointment(
                self.session, self.course.siv, row, self.course.at(self.today + ahead, 10), self.now
            )

    def state(self, which: int, state: str) -> None:
        for row in self._appointments()[which : which + 1]:
            set_appointment_state(self.session, self.course.siv, row, state, self.now)

    def answer(self, which: int) -> None:
        for row in self._open()[which : which + 1]:
            self.course.answer(row, self.today)
            self.fixed[row.id] = _days(row)

    def begin(self, which: int) -> None:
        for row in self._open()[which : which + 1]:
            self.course.begin(row, self.today)
            if row.occasion.appointment_id is None:  # a cancelled appointment asks nothing, begun or not
                self.fixed[row.id] = _days(row)

    def pause(self, ahead: int, length: int, is_relative: bool) -> None:
        person = self.course.clinic.per if is_relative else self.course.patient
        first = self.course.day(self.today + ahead)
        actor = acting(self.session, person)
        pause_asking(self.session, actor, person, first, first + timedelta(length), self.now)

    def resume(self, which: int) -> None:
        people = (self.course.patient, self.course.clinic.per)
        found = [row for row in pauses_of(self.session, people) if is_open(row, self.course.day(self.today))]
        for row in found[which : which + 1]:
            end_pause(self.session, self.course.siv, row, self.now)

    def more(self, one: Step) -> None:
        self._adapt(Change.ASK, one)

    def less(self, one: Step) -> None:
        self._adapt(Change.STOP, one)

    def due(self, ahead: int) -> None:
        for row in self._points()[-1:]:
            row.due_on = self.course.day(self.today + ahead)
            row.opens_on = min(row.opens_on, row.due_on)

    def hold(self) -> None:
        for row in self._points()[-1:]:
            day = self.course.day(self.today)
            hold_point(self.session, self.course.berg, row, day, "illness", self.now)

    def by_hand(self, key: str) -> None:
        own = get_occasion(self.session, self.course.patient, "own", self.course.day(self.today))
        invite(self.session, self.course.siv, self.course.patient, key, own, self.now)

    def consent(self, agrees: bool) -> None:
        patient, per = self.course.patient, self.course.clinic.per
        withdraw_consent(self.session, self.course.siv, patient, per, self.now)
        if agrees:
            renew_consent(self.session, self.course.siv, patient, per, True, None, self.now)

    def plan(self, ahead: int) -> None:
        if self.today == 0:
            self.course.switch_on(step("after-session", "session"), MORE[0], start=ahead)

    def _adapt(self, change: Change, one: Step) -> None:
        plan, day = self.course.plan, self.course.day(self.today)
        assert plan is not None
        adapt_plan(self.session, self.course.berg, plan, change, one, day, "fordi", self.now)

    def _appointments(self) -> list[Appointment]:
        mine = Appointment.patient_id == self.course.patient
        return list(self.session.scalars(select(Appointment).where(mine).order_by(Appointment.id)))

    def _points(self) -> list[EvaluationPoint]:
        pathway = open_pathway(self.session, self.course.patient)
        assert pathway is not None
        return points_of(self.session, pathway.id)

    def _open(self) -> list[Invitation]:
        """What a person could answer now."""
        begun = set(self.session.scalars(select(Response.invitation_id)))
        rows = (*self.course.rows(), *self.course.rows(self.course.clinic.per))
        return [row for row in rows if row.opens_on <= self.course.day(self.today) and row.id not in begun]

    def standing(self) -> list[Invitation]:
        """What plans have asked and not taken back."""
        self.session.expire_all()
        kept = (Invitation.plan_id.is_not(None), Invitation.withdrawn_at.is_(None))
        return list(self.session.scalars(select(Invitation).where(*kept).order_by(Invitation.id)))

    def answered(self) -> dict[int, date]:
        """The day on which each was begun or answered."""
        rows = self.session.execute(select(Response.invitation_id, Response.started_at))
        return {number: started_at.date() for number, started_at in rows}


def _days(row: Invitation) -> Days:
    return row.opens_on, row.asks_until, row.withdrawn_at is None


@ON_SQLITE
@SLOWLY
@given(st.lists(EVENTS, min_size=6, max_size=22))
def test_whatever_happens(clinic: Clinic, events: list[tuple[Any, ...]]) -> None:
    session = clinic.database.open(writing=True)
    try:
        life = Life(Course(session, clinic, *STEPS))
        for event in events:
            life.happen(event)
            _nothing_answered_moved(life)
            _budget_holds(life)
            _windows_hold(life)
            assert not ask_what_is_due(session, life.course.siv, clinic.kari, life.now)
    finally:
        clinic.database.close(session)


def _nothing_answered_moved(life: Life) -> None:
    life.session.expire_all()
    for number, days in life.fixed.items():
        assert _days(life.session.get_one(Invitation, number)) == days


def _budget_holds(life: Life) -> None:
    weeks: Counter[tuple[int, int]] = Counter()
    for row in life.standing():
        weeks[row.person_id, week_of(row.opens_on)] += asking_of(life.session, row.question_set_id).items
    assert not [items for items in weeks.values() if items > 25]


def _windows_hold(life: Life) -> None:
    """Two that are both answered or begun stay, however their days came about."""
    begun, people = life.answered(), defaultdict(list)
    for row in life.standing():
        asking = asking_of(life.session, row.question_set_id)
        people[row.person_id, asking.measure].append((row, asking.window_days))
    for rows in people.values():
        for (one, window), (other, _window) in combinations(rows, 2):
            if one.id not in begun or other.id not in begun:
                assert abs(one.opens_on - other.opens_on) >= timedelta(window)


FACTS = st.lists(
    st.one_of(
        st.tuples(st.just("book"), DAYS),
        st.tuples(st.just("pause"), st.integers(0, 9), st.integers(0, 20), st.booleans()),
        st.tuples(st.just("due"), st.just(9)),
    ),
    max_size=6,
)
CHANGES = st.lists(
    st.sampled_from([("more", one) for one in MORE] + [("less", one) for one in STEPS]),
    max_size=4,
    unique_by=repr,
)


@ON_SQLITE
@SLOWLY
@given(FACTS, CHANGES, st.data())
def test_the_order_of_what_happens_on_a_day_does_not_matter(
    clinic: Clinic, facts: list[Any], changes: list[Any], data: st.DataObject
) -> None:
    events = [*({**dict(enumerate(facts))}.values()), *changes]
    mixed = data.draw(st.permutations(events))
    assert _after(clinic, events) == _after(clinic, mixed)


def _after(clinic: Clinic, events: list[Any]) -> list[tuple[object, ...]]:
    """What is asked in the weeks that follow: of whom, what, on which occasion and which days."""
    session = clinic.database.open(writing=True)
    try:
        life = Life(Course(session, clinic, *STEPS))
        for event in events:
            life.happen(event)
        for days in (1, 6, 7, 10):
            life.happen(("wait", days))
        return sorted(_told(row) for row in life.standing())
    finally:
        clinic.database.close(session)


def _told(row: Invitation) -> tuple[object, ...]:
    """The day of the appointment stands for it: its number depends on the order of booking."""
    occasion = row.occasion
    starts_at = occasion.appointment.starts_at.isoformat() if occasion.appointment else ""
    where = (occasion.kind, starts_at, occasion.plan_key or "")
    return row.person_id, row.question_set.key, *where, row.opens_on, row.asks_until
