"""What is due is asked, once, on its day; what has moved moves, and what was answered never does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from clinic import OPERATOR, Clinic
from planning import Course, step
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.catalogue.codec import from_plain
from feedback.domain.plan.template import Change
from feedback.persistence.database import Database
from feedback.persistence.tables import (
    Appointment,
    AuditEvent,
    Invitation,
    Occasion,
    Response,
)
from feedback.services.patients.schedule_appointment import move_appointment, set_appointment_state
from feedback.services.plans.adapt_plan import adapt_plan
from feedback.services.plans.ask_what_is_due import WhatChanged, ask_what_is_due
from feedback.services.questionnaires.question_sets import add_question_set, get_current

SESSION = step("after-session", "session")
START = step("how-i-am", "start", days_open=14)


def test_without_a_plan_nothing_is_asked(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic)
    course.book(0)
    assert course.ask(1) == WhatChanged()
    assert course.asked() == []


def test_what_is_due_is_asked_with_its_occasion_plan_and_days(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, START, SESSION)
    appointment = course.book(1)
    course.ask(1)
    assert course.asked() == [("how-i-am", 0), ("after-session", 1)]
    start, feedback = course.row("how-i-am"), course.row("after-session")
    assert course.plan is not None
    assert {start.plan_id, feedback.plan_id} == {course.plan.id}
    assert (start.occasion.kind, start.occasion.pathway_id) == ("start", course.plan.pathway_id)
    assert feedback.occasion.appointment_id == appointment.id
    assert (start.asks_until, feedback.asks_until) == (course.day(13), course.day(7))
    assert start.made_by_id is None


def test_running_it_again_changes_nothing(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, START, SESSION)
    course.book(0, 14)
    assert course.ask(0, 15)
    events = session.scalar(select(func.count()).select_from(AuditEvent))
    assert not course.ask(0, 15)
    assert not course.ask(0, 23)
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == events


def test_what_was_done_is_in_the_log_without_names(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, START)
    [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "asked by plan"))
    assert event.target == f"made invitation {course.row('how-i-am').id}"
    assert (event.patient_id, event.actor_id) == (clinic.kari, clinic.berg)


def test_a_session_is_not_asked_about_before_it_begins(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, SESSION)
    course.book(2, 14)
    assert not course.ask(2, 13)
    assert course.ask(2, 14)
    assert course.asked() == [("after-session", 2)]


def test_what_could_not_be_asked_on_its_day_is_asked_late(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, SESSION)
    course.book(0, 15)
    course.ask(3)
    assert course.asked() == [("after-session", 3)]
    assert not course.ask(9)
    course.book(12, 9, now=11)
    course.ask(30)
    assert course.asked() == [("after-session", 3)]


def test_a_moved_appointment_takes_the_request_with_it(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, SESSION)
    appointment = course.book(0)
    course.ask(0)
    row = course.row("after-session")
    move_appointment(session, course.siv, appointment, course.at(9, 10), course.at(1))
    session.refresh(row)
    assert (row.opens_on, row.asks_until) == (course.day(9), course.day(15))
    assert row.occasion.happened_on == course.day(9)
    move_appointment(session, course.siv, appointment, course.at(4, 10), course.at(2))
    assert course.asked() == [("after-session", 4)]
    assert course.row("after-session").id == row.id


def test_an_answered_request_stays_where_it_was(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, SESSION)
    appointment = course.book(0)
    course.ask(0)
    course.answer(course.row("after-session"), 0)
    move_appointment(session, course.siv, appointment, course.at(9, 10), course.at(1))
    set_appointment_state(session, course.siv, appointment, "cancelled", course.at(2))
    set_appointment_state(session, course.siv, appointment, "booked", course.at(3))
    course.ask(9)
    assert course.asked() == [("after-session", 0)]
    assert course.row("after-session").occasion.happened_on == course.day(0)


def test_a_cancelled_appointment_asks_nothing_and_asks_again_when_it_is_booked(
    session: Session, clinic: Clinic
) -> None:
    course = Course(session, clinic, SESSION)
    appointment = course.book(0)
    course.ask(0)
    row = course.row("after-session")
    set_appointment_state(session, course.siv, appointment, "cancelled", course.at(0, 14))
    assert course.asked() == []
    set_appointment_state(session, course.siv, appointment, "attended", course.at(1))
    session.refresh(row)
    assert row.withdrawn_at is None
    assert course.asked() == [("after-session", 0)]


def test_a3_what_somebody_has_begun_stays_answerable(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, START)
    row = course.row("how-i-am")
    course.begin(row, 0)
    assert course.plan is not None
    stop = adapt_plan(
        session, course.berg, course.plan, Change.STOP, START, course.day(0), "for mye", course.at(0)
    )
    assert stop.id
    assert not course.ask(40)
    session.refresh(row)
    assert (row.withdrawn_at, row.opens_on) == (None, course.day(0))
    course.answer(row, 41)
    assert session.scalars(select(Response.status)).all() == ["completed"]


def test_what_vanishes_from_the_plan_is_withdrawn_unless_it_was_answered(
    session: Session, clinic: Clinic
) -> None:
    course = Course(session, clinic, START, SESSION)
    course.book(0)
    course.ask(0)
    course.answer(course.row("after-session"), 0)
    assert course.plan is not None
    for one in (START, SESSION):
        adapt_plan(
            session, course.berg, course.plan, Change.STOP, one, course.day(0), "for mye", course.at(0)
        )
    assert course.asked() == [("after-session", 0)]


def test_no_week_is_fuller_than_the_budget(session: Session, clinic: Clinic) -> None:
    """How I am and goals fill the week with preparation; session feedback waits for the next."""
    goals, view = step("my-goals", "start"), step("before-evaluation", "start", days_open=3)
    course = Course(session, clinic, START, goals, view, SESSION)
    course.book(2)
    course.ask(2)
    assert course.asked() == [("before-evaluation", 0), ("how-i-am", 0), ("my-goals", 0)]
    course.ask(7)
    assert course.asked()[-1] == ("after-session", 7)
    assert course.row("after-session").asks_until == course.day(13)


def test_the_same_is_not_asked_twice_by_two_plans(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, START, SESSION)
    other = course.switch_on(step("how-i-am", "every", weeks=3), SESSION, start=1)
    course.book(2, now=1)
    for number in (2, 10, 21, 22):
        course.ask(number)
    assert course.asked() == [("how-i-am", 0), ("after-session", 2), ("how-i-am", 22)]
    rows = {row.opens_on: row for row in course.rows()}
    assert rows[course.day(22)].plan_id == other.id
    assert rows[course.day(22)].occasion.plan_key == f"plan-{other.id}/every:3w:1"


def test_a_new_version_of_a_question_set_is_not_asked_again(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, START)
    row = course.row("how-i-am")
    known = from_plain(row.question_set.definition)
    newer = add_question_set(session, replace(known, version="99"), "made", course.at(1))
    assert get_current(session, "how-i-am").id == newer.id
    assert not course.ask(2)
    course.switch_on(step("my-goals", "start"), start=3)
    course.ask(3)
    assert course.row("how-i-am").question_set_id == row.question_set_id


def test_a_withdrawn_older_version_is_left_for_the_new_one(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, SESSION)
    appointment = course.book(0)
    course.ask(0)
    row = course.row("after-session")
    set_appointment_state(session, course.siv, appointment, "cancelled", course.at(1))
    newer = add_question_set(
        session, replace(from_plain(row.question_set.definition), version="99"), "made", course.at(1)
    )
    row.withdrawn_at = course.at(1)
    appointment.state = "booked"
    session.flush()
    course.ask(2)
    session.refresh(row)
    assert row.withdrawn_at is not None
    assert course.row("after-session").question_set_id == newer.id


def test_the_operator_can_ask(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, SESSION)
    course.book(0, 14)
    assert ask_what_is_due(session, OPERATOR, clinic.kari, course.at(0, 15)).made


@pytest.mark.parametrize(
    "database", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
def test_what_somebody_begins_at_this_moment_is_left_alone(clinic: Clinic, database: Database) -> None:
    """A first answer that is on its way in another transaction, when the appointment is cancelled."""
    with database.transaction() as session:
        course = Course(session, clinic, SESSION)
        appointment = course.book(0)
        course.ask(0)
        row, number = course.row("after-session").id, appointment.id
    answering, asking = database.open(writing=True), database.open(writing=True)
    try:
        answering.add(
            Response(
                invitation_id=row, subject_id=clinic.kari, source_id=clinic.kari, author_id=clinic.kari,
                way="own-device", status="in-progress", sharing="all", language="nb", started_at=course.at(0),
                answers={},
            )
        )  # fmt: skip
        answering.flush()
        asking.get_one(Appointment, number).state = "cancelled"
        asking.flush()
        changed = ask_what_is_due(asking, OPERATOR, clinic.kari, course.at(1))
        assert not changed
    finally:
        database.close(answering)
        database.close(asking)


def test_occasions_are_made_once(session: Session, clinic: Clinic) -> None:
    course = Course(
        session,
        clinic,
        START,
        step("my-goals", "start"),
        SESSION,
        step("service-experience", "every", weeks=4),
    )
    course.book(0)
    for number in (0, 1, 28):
        course.ask(number)
    rows = list(session.scalars(select(Occasion)))
    assert sorted(row.kind for row in rows) == ["periodic", "session", "start"]
    assert len(list(session.scalars(select(Invitation)))) == 4
