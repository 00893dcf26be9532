"""Somebody who pauses is asked nothing new, and may answer whenever they like (need N21)."""

from __future__ import annotations

import pytest
from asking import acting
from clinic import Clinic
from planning import Course, step
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.persistence.tables import AskingPause, AuditEvent
from feedback.services.answers.answering import drafts_of
from feedback.services.plans.pause_asking import (
    end_pause,
    get_pause,
    is_open,
    patients_around,
    pause_asking,
    pauses_of,
    people_around,
)
from feedback.services.refusals import NotFound, Refused


@pytest.fixture
def course(session: Session, clinic: Clinic) -> Course:
    return Course(
        session,
        clinic,
        step("after-session", "session"),
        step("relative-view", "every", of="relative", weeks=2),
    )


def pause(course: Course, first: int, last: int, person: int = 0, who: int = 0, now: int = 0) -> AskingPause:
    person = person or course.patient
    actor = acting(course.session, who or person)
    return pause_asking(course.session, actor, person, course.day(first), course.day(last), course.at(now))


def test_a_paused_person_is_asked_after_the_pause_if_it_still_can_be(course: Course, clinic: Clinic) -> None:
    pause(course, 0, 5)
    course.book(0)
    course.ask(3)
    assert course.asked() == []
    course.ask(6)
    assert course.asked() == [("after-session", 6)]
    course.ask(14)
    assert course.asked(clinic.per) == [("relative-view", 14)]


def test_a_long_pause_leaves_it_out(course: Course) -> None:
    pause(course, 0, 40)
    course.book(0)
    course.ask(20)
    course.ask(41)
    assert course.asked() == []


def test_what_was_there_before_the_pause_can_still_be_answered(course: Course) -> None:
    course.book(0)
    course.ask(0)
    pause(course, 1, 9, now=1)
    [row] = drafts_of(course.session, course.patient, course.at(3))
    assert course.answer(row, 3).status == "completed"


def test_a_pause_that_is_ended_holds_until_the_day_before(course: Course, clinic: Clinic) -> None:
    row = pause(course, 0, 9)
    course.book(1)
    end_pause(course.session, acting(course.session, clinic.kari), row, course.at(3))
    assert (row.ended_on, is_open(row, course.day(3))) == (course.day(3), False)
    assert course.asked() == [("after-session", 3)]
    end_pause(course.session, acting(course.session, clinic.kari), row, course.at(5))
    assert row.ended_on == course.day(3)


def test_a_pause_that_is_ended_before_it_begins_holds_on_no_day(course: Course, clinic: Clinic) -> None:
    row = pause(course, 5, 9)
    course.book(6)
    end_pause(course.session, acting(course.session, clinic.kari), row, course.at(2))
    course.ask(6)
    assert course.asked() == [("after-session", 6)]


@pytest.mark.parametrize(
    ("first", "last", "field"), [(-1, 4, "starts_on"), (3, 2, "ends_on"), (0, 400, "ends_on")]
)
def test_days_that_cannot_be_are_refused(course: Course, first: int, last: int, field: str) -> None:
    with pytest.raises(Refused) as found:
        pause(course, first, last)
    assert found.value.field == field
    assert not list(course.session.scalars(select(AskingPause)))


def test_each_pauses_alone(course: Course, clinic: Clinic) -> None:
    pause(course, 13, 20, clinic.per)
    course.book(14)
    course.ask(14)
    assert course.asked() == [("after-session", 14)]
    assert course.asked(clinic.per) == []
    course.ask(21)
    assert course.asked(clinic.per) == [("relative-view", 21)]


def test_the_log_of_the_patient_does_not_tell_of_a_relatives_own_pause(
    course: Course, clinic: Clinic
) -> None:
    pause(course, 0, 3, clinic.per)
    pause(course, 0, 3, clinic.per, who=clinic.siv)
    pause(course, 0, 3)
    events = course.session.scalars(select(AuditEvent).where(AuditEvent.action == "paused asking"))
    assert [event.patient_id for event in events] == [None, clinic.kari, clinic.kari]


def test_pauses_are_found_by_their_person(course: Course, clinic: Clinic) -> None:
    row = pause(course, 0, 3)
    assert get_pause(course.session, clinic.kari, row.id) is row
    for person, number in ((clinic.per, row.id), (clinic.kari, 999)):
        with pytest.raises(NotFound):
            get_pause(course.session, person, number)
    assert pauses_of(course.session, [clinic.kari, clinic.per]) == [row]
    assert [one.id for one in people_around(course.session, clinic.kari)] == [clinic.kari, clinic.per]
    assert patients_around(course.session, clinic.per, "relative") == [clinic.kari]
    assert patients_around(course.session, clinic.kari, "patient") == [clinic.kari]
