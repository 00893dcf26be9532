"""Registering patients and appointments: what is refused, what is brought up to date (rule A15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from asking import acting, ask, give_work, invitation_of, send
from clinic import Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import (
    Appointment,
    CarePathway,
    CareRelation,
    CourseChange,
    EvaluationPoint,
    Milestone,
    Occasion,
    Patient,
)
from feedback.services.answers.invite import get_occasion
from feedback.services.courses.close_course import close_course, reopen_course
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.patients.read_registration import (
    asked_of,
    get_relative,
    read_registration,
    registration_of,
)
from feedback.services.patients.register_patient import Registration, find_by_reference, register_patient
from feedback.services.patients.schedule_appointment import (
    get_appointment,
    move_appointment,
    schedule_appointment,
    set_appointment_state,
)
from feedback.services.refusals import NotFound, Refused


@pytest.fixture
def facts(session: Session, clinic: Clinic) -> Registration:
    return registration_of(session, session.get_one(Patient, clinic.kari))


@pytest.fixture
def booked(session: Session, clinic: Clinic) -> Appointment:
    return session.scalars(select(Appointment).where(Appointment.patient_id == clinic.kari)).one()


def _register(session: Session, clinic: Clinic, facts: Registration, who: str = "siv") -> Patient:
    return register_patient(session, acting(session, getattr(clinic, who)), facts, clinic.now)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reference": " "}, "reference"),
        ({"reference": "L-1"}, "reference"),  # of another unit
        ({"name": " "}, "name"),
        ({"language": "se"}, "language"),
        ({"born_on": date(2999, 1, 1)}, "born_on"),
        ({"born_on": date(1890, 1, 1)}, "born_on"),
        ({"email": "kari"}, "email"),
        ({"email": "kari@"}, "email"),
        ({"area": "MOON"}, "area"),
        ({"setting": "moon"}, "setting"),
        ({"started_on": date(1980, 1, 1)}, "started_on"),  # before she was born
        ({"started_on": date(2999, 1, 1)}, "started_on"),
        ({"decided_on": date(2020, 1, 1)}, "decided_on"),
        ({"decided_on": date(2999, 1, 1)}, "decided_on"),
        ({"clinician": 0}, "clinician"),
        ({"clinician": 2}, "clinician"),  # of another unit
        ({"clinician": 3}, "clinician"),  # a coordinator
    ],
)
def test_what_cannot_be_true_is_refused_at_its_field(
    session: Session, clinic: Clinic, facts: Registration, changed: dict[str, str], field: str
) -> None:
    assert (clinic.lie, clinic.siv) == (2, 3)
    with pytest.raises(Refused) as refused:
        _register(session, clinic, replace(facts, **changed))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_registering_again_changes_nothing(session: Session, clinic: Clinic, facts: Registration) -> None:
    tables = (Patient, CarePathway, CareRelation, Milestone, EvaluationPoint)
    before = [len(list(session.scalars(select(table)))) for table in tables]
    assert _register(session, clinic, facts).person_id == clinic.kari
    assert [len(list(session.scalars(select(table)))) for table in tables] == before
    assert registration_of(session, session.get_one(Patient, clinic.kari)) == facts


def test_what_is_registered_is_brought_up_to_date(
    session: Session, clinic: Clinic, facts: Registration
) -> None:
    decided_on = day_of(clinic.now) - timedelta(days=1)
    changed = replace(
        facts,
        name="Kari Nord",
        language="nn",
        email="",
        phone="900",
        decided_on=decided_on,
        reference=" F-1 ",
    )
    kari = _register(session, clinic, changed)
    assert registration_of(session, kari) == replace(changed, reference="F-1")
    [point] = session.scalars(select(EvaluationPoint).join(CarePathway))
    assert point.due_on > decided_on
    assert find_by_reference(session, " F-1 ") is kari


def test_a_patient_without_a_decision_has_no_point_yet(
    session: Session, clinic: Clinic, facts: Registration
) -> None:
    ola = _register(session, clinic, replace(facts, reference="F-9", name="Ola Haug", decided_on=None))
    assert registration_of(session, ola).decided_on is None
    points = select(EvaluationPoint).join(CarePathway).where(CarePathway.patient_id == ola.person_id)
    assert list(session.scalars(points)) == []


def test_a_patient_without_a_course_has_no_registration(session: Session, clinic: Clinic) -> None:
    for table in (EvaluationPoint, Milestone, CourseChange, CarePathway):
        for row in session.scalars(select(table)):
            session.delete(row)
        session.flush()
    kari = session.get_one(Patient, clinic.kari)
    with pytest.raises(NotFound):
        registration_of(session, kari)
    with pytest.raises(NotFound):
        read_registration(session, acting(session, clinic.siv), kari, clinic.now)


def test_the_reference_is_the_appointments_own(session: Session, clinic: Clinic, booked: Appointment) -> None:
    siv, later = acting(session, clinic.siv), clinic.now + timedelta(days=7)
    again = schedule_appointment(session, siv, clinic.kari, booked.reference, booked.starts_at, clinic.now)
    assert again is booked
    assert schedule_appointment(session, siv, clinic.kari, booked.reference, later, clinic.now) is booked
    assert booked.starts_at == later
    assert schedule_appointment(session, siv, clinic.kari, "", later, clinic.now) is booked
    own = schedule_appointment(session, siv, clinic.kari, "", later + timedelta(hours=2), clinic.now)
    assert own is not booked
    assert own.reference.startswith("own-")
    assert own.clinician_id == clinic.berg
    assert get_appointment(session, clinic.kari, own.id) is own
    for patient, number in ((clinic.nora, own.id), (clinic.kari, 99_999)):
        with pytest.raises(NotFound):
            get_appointment(session, patient, number)


def test_an_appointment_needs_a_clinician_on_its_day(session: Session, clinic: Clinic) -> None:
    before = clinic.now - timedelta(days=400)
    with pytest.raises(Refused, match="no clinician on that day"):
        schedule_appointment(session, acting(session, clinic.siv), clinic.kari, "B", before, clinic.now)


def test_moving_takes_the_unanswered_along_and_leaves_the_answered(
    session: Session, clinic: Clinic, booked: Appointment
) -> None:
    siv, asked = acting(session, clinic.siv), ask(session, clinic, clinic.kari, "after-session")
    occasion, first = invitation_of(session, asked).occasion, booked.starts_at
    move_appointment(session, siv, booked, first - timedelta(days=2), clinic.now)
    assert occasion.happened_on == day_of(first) - timedelta(days=2)
    send(session, clinic, asked, {"since-last": answered(5)})
    move_appointment(session, siv, booked, first, clinic.now)
    assert booked.starts_at == first
    assert occasion.happened_on == day_of(first) - timedelta(days=2)


@pytest.mark.parametrize("state", ["cancelled", "no-show"])
def test_a_called_off_appointment_withdraws_what_is_not_answered(
    session: Session, clinic: Clinic, booked: Appointment, state: str
) -> None:
    siv = acting(session, clinic.siv)
    answer = ask(session, clinic, clinic.kari, "after-session")
    other = invitation_of(
        session, ask(session, clinic, clinic.kari, "how-i-am", invitation_of(session, answer).occasion)
    )
    send(session, clinic, answer, {})
    set_appointment_state(session, siv, booked, state, clinic.now)
    assert (invitation_of(session, answer).withdrawn_at, other.withdrawn_at) == (None, clinic.now)
    states = {row.invitation.id: row.state for row in asked_of(session, clinic.kari, day_of(clinic.now))}
    assert states == {invitation_of(session, answer).id: "answered", other.id: "withdrawn"}
    set_appointment_state(session, siv, booked, state, clinic.now + timedelta(days=1))
    assert booked.state_at == clinic.now
    set_appointment_state(session, siv, booked, "attended", clinic.now)
    assert other.withdrawn_at is None


def test_a_called_off_appointment_asks_nothing(session: Session, clinic: Clinic, booked: Appointment) -> None:
    name, today = f"appointment:{booked.id}", day_of(clinic.now)
    assert get_occasion(session, clinic.kari, name, today).appointment_id == booked.id
    set_appointment_state(session, acting(session, clinic.siv), booked, "cancelled", clinic.now)
    with pytest.raises(NotFound):
        get_occasion(session, clinic.kari, name, today)
    asked = invitation_of(session, ask(session, clinic, clinic.kari, "after-session"))
    assert asked.occasion.kind == "own-initiative"


def test_an_unknown_state_is_refused(session: Session, clinic: Clinic, booked: Appointment) -> None:
    with pytest.raises(Refused) as refused:
        set_appointment_state(session, acting(session, clinic.siv), booked, "late", clinic.now)
    assert refused.value.field == "state"


def test_an_appointment_that_asked_nothing_is_moved(
    session: Session, clinic: Clinic, booked: Appointment
) -> None:
    move_appointment(session, acting(session, clinic.siv), booked, clinic.now, clinic.now)
    assert list(session.scalars(select(Occasion))) == []


def test_another_clinician_takes_over_the_bookings(
    session: Session, clinic: Clinic, facts: Registration
) -> None:
    give_work(session, clinic, clinic.lie, clinic.siv)
    _register(session, clinic, replace(facts, clinician=clinic.lie))
    _register(session, clinic, replace(facts, clinician=clinic.lie))
    today = day_of(clinic.now)
    held = session.scalars(select(CareRelation).where(CareRelation.patient_id == clinic.kari)).all()
    assert {(row.staff_id, row.starts_on, row.ends_on) for row in held} == {
        (clinic.berg, facts.started_on, today - timedelta(days=1)),
        (clinic.lie, today, None),
    }
    assert registration_of(session, session.get_one(Patient, clinic.kari)).clinician == clinic.lie
    siv = acting(session, clinic.siv)
    later = clinic.now + timedelta(days=1)
    booked = schedule_appointment(session, siv, clinic.kari, "N", later, clinic.now)
    assert booked.clinician_id == clinic.lie


def test_a_relative_is_found_with_the_patient_alone(session: Session, clinic: Clinic) -> None:
    today = day_of(clinic.now)
    found = get_relative(session, clinic.kari, clinic.per, today)
    assert (found.person.id, found.kind, found.takes_part) == (clinic.per, "sibling", True)
    with pytest.raises(NotFound):
        get_relative(session, clinic.nora, clinic.per, today)


def test_what_was_asked_and_how_far_it_has_come(session: Session, clinic: Clinic) -> None:
    waiting = invitation_of(session, ask(session, clinic, clinic.kari, "after-session"))
    upcoming = invitation_of(session, ask(session, clinic, clinic.kari, "how-i-am"))
    upcoming.opens_on = day_of(clinic.now) + timedelta(days=1)
    session.flush()
    states = {row.invitation.id: row.state for row in asked_of(session, clinic.kari, day_of(clinic.now))}
    assert states == {waiting.id: "waiting", upcoming.id: "upcoming"}


@pytest.mark.parametrize("state", ["attended", "no-show"])
def test_what_lies_ahead_has_not_taken_place(
    session: Session, clinic: Clinic, booked: Appointment, state: str
) -> None:
    """Whoever comes early is there; tomorrow nobody has come yet, and nothing that took place is moved there."""
    siv, later = acting(session, clinic.siv), clinic.now + timedelta(days=5)
    move_appointment(session, siv, booked, later, clinic.now)
    with pytest.raises(Refused, match="has not come yet") as refused:
        set_appointment_state(session, siv, booked, state, clinic.now)
    assert (refused.value.field, booked.state) == ("state", "booked")
    move_appointment(session, siv, booked, clinic.now, clinic.now)
    set_appointment_state(session, siv, booked, state, clinic.now)
    with pytest.raises(Refused, match="Book a new one"):
        move_appointment(session, siv, booked, later, clinic.now)


def test_after_the_closing_nothing_is_booked(session: Session, clinic: Clinic, booked: Appointment) -> None:
    siv, later = acting(session, clinic.siv), clinic.now + timedelta(days=5)
    ahead = schedule_appointment(session, siv, clinic.kari, "A-2", later, clinic.now)
    pathway = open_pathway(session, clinic.kari)
    assert pathway is not None
    closed_on = day_of(clinic.now) - timedelta(days=1)
    close_course(session, siv, pathway, closed_on, clinic.now)
    assert ahead.state == "cancelled"
    for do in (
        lambda: schedule_appointment(session, siv, clinic.kari, "A-3", later, clinic.now),
        lambda: move_appointment(session, siv, booked, later, clinic.now),
        lambda: set_appointment_state(session, siv, ahead, "booked", clinic.now),
    ):
        with pytest.raises(Refused, match="Begin a new course first, or open this") as refused:
            do()
        assert refused.value.field == "day"
    assert schedule_appointment(session, siv, clinic.kari, "A-2", later, clinic.now) is ahead
    before = clinic.now - timedelta(days=1)
    assert schedule_appointment(session, siv, clinic.kari, "A-4", before, clinic.now).state == "booked"
    reopen_course(session, siv, pathway, clinic.now)
    assert schedule_appointment(session, siv, clinic.kari, "A-3", later, clinic.now).state == "booked"
