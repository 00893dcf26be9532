"""Appointments after the closing day are cancelled with the course, shown before, and come back with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import sign_in
from courses import course_of
from page_client import PageClient
from planning import Course, step
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import Appointment, AuditEvent
from feedback.services.answers.invite import get_occasion, invite
from feedback.services.courses.close_course import close_course, reopen_course
from feedback.services.courses.later_appointments import booked_after
from feedback.services.patients.schedule_appointment import schedule_appointment, set_appointment_state

Browser = Callable[[], PageClient]


def _states(life: Course) -> list[tuple[int, str]]:
    """The appointments from Monday on, by day."""
    life.session.expire_all()
    rows = life.session.scalars(select(Appointment).where(Appointment.patient_id == life.patient))
    found = (((day_of(row.starts_at) - life.monday).days, row.state) for row in rows)
    return sorted(pair for pair in found if pair[0] >= 0)


def _close(life: Course, number: int, now: int) -> None:
    close_course(
        life.session, life.berg, course_of(life.session, life.clinic), life.day(number), life.at(now)
    )


def _reopen(life: Course, now: int, hour: int = 12) -> None:
    reopen_course(life.session, life.berg, course_of(life.session, life.clinic), life.at(now, hour))


@pytest.fixture
def life(session: Session, clinic: Clinic) -> Course:
    """Kari has an appointment on four days, and one that she has cancelled herself."""
    life = Course(session, clinic, step("after-session", "session"))
    for number in (1, 2, 3, 8, 9):
        life.book(number)
    set_appointment_state(session, life.siv, life.book(8), "cancelled", life.at(0, 13))
    return life


def test_those_after_the_last_day_that_lie_ahead_are_cancelled(life: Course) -> None:
    pathway = course_of(life.session, life.clinic)
    assert [
        day_of(row.starts_at) for row in booked_after(life.session, pathway, life.day(1), life.at(2))
    ] == [
        life.day(3),
        life.day(9),
    ]
    _close(life, 1, 2)
    assert _states(life) == [(1, "booked"), (2, "booked"), *((number, "cancelled") for number in (3, 8, 9))]
    told = life.session.scalars(select(AuditEvent.target).where(AuditEvent.action == "appointment cancelled"))
    assert len(set(told)) == 3
    assert not life.ask(4).made


def test_opened_again_those_that_lie_ahead_come_back(life: Course) -> None:
    _close(life, 1, 2)
    _reopen(life, 5)
    assert _states(life)[2:] == [(3, "cancelled"), (8, "cancelled"), (9, "booked")]
    life.ask(9)
    assert ("after-session", 9) in life.asked()


def test_what_somebody_changed_since_stays_as_it_is(life: Course) -> None:
    _close(life, 1, 2)
    set_appointment_state(life.session, life.siv, life.book(9, now=3), "no-show", life.at(9, 7))
    _reopen(life, 9, hour=8)
    assert _states(life)[-1] == (9, "no-show")


def test_what_was_asked_by_hand_about_them_goes_and_comes_with_them(life: Course) -> None:
    appointment = life.book(9)
    about = get_occasion(life.session, life.patient, f"appointment:{appointment.id}", life.day(0))
    asked = invite(life.session, life.siv, life.patient, "how-i-am", about, life.at(0))
    asked.opens_on = life.day(0)
    _close(life, 1, 2)
    life.session.refresh(asked)
    assert asked.withdrawn_at == life.at(2)
    _reopen(life, 3)
    life.session.refresh(asked)
    assert asked.withdrawn_at is None


def test_the_page_shows_them_before_they_are_cancelled(clinic: Clinic, browser: Browser) -> None:
    """The list of the day that stands in the form; one that is booked meanwhile is shown first."""
    berg, address = sign_in(browser), f"/staff/patients/{clinic.kari}/course"
    berg.get(f"{address}/close")
    assert "cancelled with the course" not in berg.words()
    with clinic.database.transaction() as session:
        siv, later = acting(session, clinic.siv), clinic.now + timedelta(days=3)
        schedule_appointment(session, siv, clinic.kari, "A-2", later, clinic.now)
    berg.submit(status=422)
    assert "press the button again" in berg.words()
    assert "Booked after this day, and cancelled with the course" in berg.words()
    assert _state(clinic) == "booked"
    berg.submit({"do": "preview"})
    assert "Nothing has been stored yet." in berg.words()
    assert _state(clinic) == "booked"
    berg.submit()
    assert "Closed" in berg.words()
    assert _state(clinic) == "cancelled"


def _state(clinic: Clinic) -> str:
    with clinic.database.transaction() as session:
        mine = (Appointment.patient_id == clinic.kari, Appointment.reference == "A-2")
        return session.scalars(select(Appointment.state).where(*mine)).one()
