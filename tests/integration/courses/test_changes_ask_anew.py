"""A changed fact of a course moves what a plan has asked and nobody has begun to answer, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from asking import acting
from clinic import Clinic
from courses import ago, course_of, record, waiting
from planning import Course, step
from sqlalchemy.orm import Session

from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.persistence.tables import Invitation
from feedback.services.courses.change_area import correct_beginning
from feedback.services.courses.close_course import close_course, reopen_course
from feedback.services.courses.pause_treatment import Break, correct_pause, record_pause, remove_pause
from feedback.services.courses.plan_evaluation import newest_pathway
from feedback.services.courses.record_milestone import record_milestone
from feedback.services.courses.transfer_patient import (
    Move,
    correct_transfer,
    record_transfer,
    remove_transfer,
)
from feedback.services.points.evaluation.agree_meeting import agree_meeting
from feedback.services.units.administer_units import get_unit
from feedback.services.units.choose_intervals import (
    OwnInterval,
    add_interval,
    choose,
    own_intervals,
    remove_interval,
    take_back_choice,
)

DECISION = MilestoneKind.BASIC_DECISION
PREPARE = step("before-evaluation", "before-point", days_before=35)
SESSION = step("after-session", "session")
EXPERIENCE = step("service-experience", "closing", days_before=7)


class Life(Course):
    """Kari was decided ten days ago, so that her first point is due in 32 days, and is asked to prepare it."""

    def __init__(self, session: Session, clinic: Clinic) -> None:
        record(session, clinic, DECISION, ago(clinic, 10))
        super().__init__(session, clinic, PREPARE, SESSION, EXPERIENCE)
        self.now = self.at(1)
        self.prepare = self.row("before-evaluation")

    @property
    def start(self) -> tuple[object, ...]:
        """What every change of the course takes first."""
        return self.session, self.berg, newest_pathway(self.session, self.patient)

    @property
    def unit(self) -> tuple[object, ...]:
        """What every change of the unit's rules takes first."""
        return self.session, acting(self.session, self.clinic.nina), get_unit(self.session, 1)

    def decide(self, day: date | None) -> None:
        record_milestone(*self.start, DECISION, day, self.now)

    def transfer(self) -> None:
        record_transfer(*self.start, Move("inpatient", self.day(0)), self.now)

    def pause(self) -> None:
        record_pause(*self.start, Break(self.day(1), self.day(5), "ferie"), self.now)

    def area(self) -> None:
        correct_beginning(*self.start, "EATING_DISORDER_CHILD", "outpatient", self.now)

    def own_interval(self) -> None:
        own = OwnInterval("PHV", "any", "first_evaluation", 30, ago(self.clinic, 15), "Rutine")
        add_interval(*self.unit, own, self.now)

    def keep_at_pauses(self, value: str = "keep") -> None:
        choose(*self.unit, "pauses", value, ago(self.clinic, 80), self.now)

    def close(self, number: int = 0) -> None:
        close_course(*self.start, self.day(number), self.now)

    def reopen(self) -> None:
        reopen_course(*self.start, self.now)

    def follows(self) -> date:
        """The preparation is asked until the point is due, as the same request; returns that day."""
        self.session.expire_all()
        point = waiting(self.session, self.clinic)
        row = self.session.get_one(Invitation, self.prepare.id)
        assert point is not None
        assert row.withdrawn_at is None
        assert row.asks_until == row.occasion.happened_on == point.due_on
        return point.due_on


@pytest.fixture
def life(session: Session, clinic: Clinic) -> Life:
    return Life(session, clinic)


def _corrects_transfer(life: Life) -> None:
    correct_transfer(*life.start, 1, Move("inpatient", life.day(1)), life.now)


def _corrects_pause(life: Life) -> None:
    correct_pause(*life.start, 1, Break(life.day(1), life.day(9), "ferie"), life.now)


@pytest.mark.parametrize(
    "changes",
    [
        [lambda life: life.decide(ago(life.clinic, 20))],
        [Life.transfer, _corrects_transfer, lambda life: remove_transfer(*life.start, 1, life.now)],
        [Life.pause, _corrects_pause, lambda life: remove_pause(*life.start, 1, life.now)],
        [Life.area],
        [Life.own_interval, lambda life: remove_interval(*life.unit, _own(life), life.now)],
        [Life.pause, Life.keep_at_pauses, lambda life: _take_back(life)],
    ],
    ids=["milestone", "transfer", "pause", "area", "interval", "choice"],
)
def test_what_was_asked_before_the_point_moves_with_it(
    life: Life, changes: list[Callable[[Life], None]]
) -> None:
    known = [life.follows()]
    for change in changes:
        change(life)
        assert life.follows() != known[-1]
        known.append(life.follows())


def _own(life: Life) -> int:
    [row] = own_intervals(life.session, 1)
    return row.id


def _take_back(life: Life) -> None:
    take_back_choice(*life.unit, "pauses", ago(life.clinic, 80), life.now)


def test_without_a_decision_nothing_is_prepared_until_there_is_one(life: Life) -> None:
    before = life.follows()
    life.decide(None)
    assert life.rows() == []
    life.decide(ago(life.clinic, 10))
    assert life.follows() == before


def test_an_agreed_meeting_is_prepared_until_it_takes_place(life: Life) -> None:
    point = waiting(life.session, life.clinic)
    assert point is not None
    agree_meeting(life.session, life.berg, point, life.at(40), life.now)
    assert life.row("before-evaluation").asks_until == life.day(40)


def test_an_early_meeting_opens_the_point_and_its_preparation_and_leaves_the_recommended_day(
    session: Session, clinic: Clinic
) -> None:
    record(session, clinic, DECISION, ago(clinic, 10))
    course, point = (
        Course(session, clinic, step("before-evaluation", "before-point")),
        waiting(session, clinic),
    )
    assert point is not None
    due, opens = point.due_on, point.opens_on
    agree_meeting(session, course.berg, point, course.at(20), course.at(1))
    assert (point.due_on, point.opens_on) == (due, course.day(6))
    agree_meeting(session, course.berg, point, course.at(40), course.at(1))
    assert (point.due_on, point.opens_on, course.asked()) == (due, opens, [])
    agree_meeting(session, course.berg, point, course.at(8), course.at(2))
    assert course.asked() == [
        ("before-evaluation", 2)
    ]  # nothing is asked before the day on which it could be
    agree_meeting(session, course.berg, point, None, course.at(2))
    assert (point.due_on, point.opens_on) == (due, opens)


def test_what_somebody_has_begun_stays_as_it_is(life: Life) -> None:
    before = life.follows()
    life.begin(life.prepare, 0)
    life.transfer()
    life.close(1)
    row = life.session.get_one(Invitation, life.prepare.id, populate_existing=True)
    assert (row.withdrawn_at, row.asks_until) == (None, before)


@pytest.mark.parametrize("late", [0, 1, 9])
def test_closing_asks_about_the_treatment_and_nothing_else(life: Life, late: int) -> None:
    """Also where it is recorded some days later; the sessions that took place are still asked about."""
    life.book(0, 9)
    life.book(2, 9)
    life.now = life.at(late + 1)
    life.close(1)
    assert [key for key, _day in life.asked()] == ["after-session", "service-experience"]
    assert life.row("service-experience").asks_until == life.day(1 + 14)
    life.ask(90)
    assert [key for key, _day in life.asked()] == ["after-session", "service-experience"]


def test_recorded_long_after_it_asks_nothing(life: Life) -> None:
    life.now = life.at(17)
    life.close(1)
    assert life.asked() == []


def test_opened_again_it_asks_as_before(life: Life) -> None:
    before, asked = life.follows(), life.asked()
    life.close()
    assert life.asked() == [("service-experience", 1)]
    life.reopen()
    assert (life.follows(), life.asked()) == (before, asked)
    life.close()
    assert life.asked() == [("service-experience", 1)]


def test_a_plan_that_began_after_the_closing_takes_back_what_it_asked(
    session: Session, clinic: Clinic
) -> None:
    life = Life(session, clinic)
    close_course(session, life.berg, course_of(session, clinic), ago(clinic, 0), life.now)
    assert life.asked() == []
    life.reopen()
    assert life.asked() == [("before-evaluation", 0)]
