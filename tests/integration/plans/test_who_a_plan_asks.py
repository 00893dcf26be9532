"""Whom a plan asks, when the time is over, and how it minds what was asked by hand."""

from __future__ import annotations

from asking import acting
from clinic import Clinic
from courses import ago, record
from planning import Course, step
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.persistence.tables import (
    CarePathway,
    Invitation,
)
from feedback.services.answers.invite import get_occasion, invite, new_link
from feedback.services.answers.occasions import own_initiative
from feedback.services.patients.consents import renew_consent, withdraw_consent
from feedback.services.patients.schedule_appointment import move_appointment
from feedback.services.plans.ask_what_is_due import WhatChanged
from feedback.services.plans.switch_plan import end_plan
from feedback.services.points.ask_relatives import leave_out_relative
from feedback.services.points.evaluation.agree_meeting import agree_meeting
from feedback.services.points.evaluation.hold_evaluation import get_point, hold_point

SESSION = step("after-session", "session")
START = step("how-i-am", "start", days_open=14)


def test_what_was_asked_by_hand_counts(session: Session, clinic: Clinic) -> None:
    """It keeps the same away, and it takes its room in the week."""
    course = Course(session, clinic)
    today = course.day(0)
    own = get_occasion(session, clinic.kari, "own", today)
    invite(session, course.siv, clinic.kari, "how-i-am", own, course.at(0))
    course.switch_on(
        START,
        step("my-goals", "start"),
        step("service-experience", "start"),
        step("before-evaluation", "start"),
    )
    course.ask(0)
    assert course.asked() == [("how-i-am", 0), ("before-evaluation", 0), ("my-goals", 0)]
    course.ask(7)
    assert course.asked()[-1] == ("service-experience", 7)


def test_what_somebody_says_by_themself_keeps_the_same_away(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic)
    kari = acting(session, clinic.kari)
    own = own_initiative(session, clinic.kari, course.day(0))
    row = invite(session, kari, clinic.kari, "how-i-am", own, course.at(0))
    course.switch_on(START)
    course.begin(row, 0)
    assert course.asked() == [("how-i-am", 0), ("how-i-am", 0)]
    course.answer(row, 0)
    course.ask(0)
    assert course.rows() == [row]


def test_asked_again_by_hand_no_plan_takes_it_back(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, SESSION)
    appointment = course.book(0)
    course.ask(0)
    row = course.row("after-session")
    assert course.plan is not None
    end_plan(session, course.berg, course.plan, course.day(0), course.at(0))
    adapted = move_appointment(session, course.siv, appointment, course.at(3), course.at(1))
    session.refresh(row)
    assert row.withdrawn_at is not None
    again = invite(session, course.siv, clinic.kari, "after-session", row.occasion, course.at(4))
    assert again.id == row.id
    assert not course.ask(5)
    session.refresh(row)
    assert (row.withdrawn_at, row.plan_id, row.asks_until) == (None, None, None)
    assert new_link(session, course.siv, row, course.at(5)).token
    assert adapted is appointment


def test_asked_by_hand_sooner_than_the_plan_would(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, SESSION)
    appointment = course.book(0)
    course.ask(0)
    move_appointment(session, course.siv, appointment, course.at(9, 10), course.at(1))
    row = course.row("after-session")
    invite(session, course.siv, clinic.kari, "after-session", row.occasion, course.at(2))
    assert not course.ask(3)
    session.refresh(row)
    assert (row.opens_on, row.plan_id) == (course.day(2), None)


def test_a_relative_is_asked_while_the_consent_holds(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, step("relative-view", "every", of="relative", weeks=2))
    course.ask(14)
    assert course.asked(clinic.per) == [("relative-view", 14)]
    withdraw_consent(session, course.siv, clinic.kari, clinic.per, course.at(15))
    course.ask(28)
    assert len(course.asked(clinic.per)) == 1
    renew_consent(session, course.siv, clinic.kari, clinic.per, True, None, course.at(30))
    course.ask(42)
    assert course.asked(clinic.per) == [("relative-view", 14), ("relative-view", 30)]


def test_a_consent_that_is_taken_back_on_its_first_day_asks_nothing(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, step("relative-view", "every", of="relative", weeks=2))
    withdraw_consent(session, course.siv, clinic.kari, clinic.per, course.at(-7))
    renew_consent(session, course.siv, clinic.kari, clinic.per, True, None, course.at(3))
    withdraw_consent(session, course.siv, clinic.kari, clinic.per, course.at(3))
    for number in (3, 7, 14):
        course.ask(number)
    assert course.asked(clinic.per) == []


def test_an_appointment_before_the_course_asks_nothing(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, SESSION)
    move_appointment(session, course.siv, course.book(3), course.at(-100), course.at(0))
    course.ask(4)
    assert course.asked() == []


def test_a_parent_of_a_child_is_asked_after_sessions_and_a_brother_is_not(
    session: Session, clinic: Clinic
) -> None:
    course = Course(session, clinic, step("after-session-parent", "session", of="parent"))
    course.book(0)
    course.ask(0)
    assert course.asked(clinic.per) == []
    nora = Course(session, clinic)
    nora.patient, nora.siv = clinic.nora, acting(session, clinic.turid)
    nora.berg = acting(session, clinic.lie)
    nora.switch_on(step("after-session-parent", "session", of="parent"))
    nora.book(0, 9)
    nora.ask(0)
    assert nora.asked(clinic.tove) == [("after-session-parent", 0)]


def test_a_point_is_prepared_until_it_is_held(session: Session, clinic: Clinic) -> None:
    course, point = Course(session, clinic), get_point(session, clinic.kari, 1)
    point.opens_on, point.due_on = course.day(6), course.day(20)
    course.switch_on(step("before-evaluation", "before-point", days_before=7))
    course.ask(12)
    assert course.asked() == []
    course.ask(13)
    assert course.asked() == [("before-evaluation", 13)]
    point.due_on = course.day(22)
    course.ask(14)
    assert course.asked() == [("before-evaluation", 15)]
    course.ask(15)
    hold_point(session, course.berg, point, course.day(16), "", course.at(16))
    row = course.row("before-evaluation")
    assert (row.asks_until, row.occasion.point_id) == (course.day(16), point.id)


def test_what_is_asked_before_a_point_waits_for_the_agreed_meeting(session: Session, clinic: Clinic) -> None:
    record(session, clinic, MilestoneKind.BASIC_DECISION, ago(clinic, 30))
    course, point = Course(session, clinic), get_point(session, clinic.kari, 1)
    due, late = point.due_on, (point.due_on - course.monday).days + 5
    course.switch_on(step("before-evaluation", "before-point", days_before=7))
    course.ask(late - 5)
    assert course.row("before-evaluation").asks_until == due
    agree_meeting(session, course.berg, point, course.at(late), course.at(1))
    assert course.row("before-evaluation").asks_until == course.day(late)
    agree_meeting(session, course.berg, point, None, course.at(1))
    assert course.row("before-evaluation").asks_until == due


def test_a_closed_course_asks_what_belongs_to_the_closing_and_no_more(
    session: Session, clinic: Clinic
) -> None:
    course = Course(session, clinic, SESSION, step("service-experience", "closing"))
    pathway = session.scalars(select(CarePathway).where(CarePathway.patient_id == clinic.kari)).one()
    course.book(3)
    pathway.closed_on = course.day(1)
    course.ask(1)
    assert course.asked() == [("service-experience", 1)]
    assert course.row("service-experience").occasion.kind == "closing"
    course.ask(3)
    assert len(course.asked()) == 1
    assert not course.ask(90)


def test_a_relative_whom_the_patient_leaves_out_is_not_asked_again(session: Session, clinic: Clinic) -> None:
    course, point = Course(session, clinic), get_point(session, clinic.kari, 1)
    point.opens_on, point.due_on = course.day(-10), course.day(10)
    course.switch_on(step("relative-view", "before-point", of="relative"))
    course.ask(0)
    [asked] = session.scalars(select(Invitation))
    assert (asked.person_id, asked.withdrawn_at) == (clinic.per, None)
    leave_out_relative(session, acting(session, clinic.kari), point, clinic.per, course.at(0))
    assert course.ask(1) == WhatChanged()
    assert asked.withdrawn_at is not None
