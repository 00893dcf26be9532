"""The overview of points as the services give it: whose, in which order, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from asking import acting, as_it_stands, ask, give_work, send
from clinic import Clinic
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.points.overview import Missing
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import (
    CarePathway,
    CareRelation,
    Consent,
    EvaluationPoint,
    Invitation,
    Patient,
    Person,
    Response,
)
from feedback.services.access.absences import NewAbsence, record_absence
from feedback.services.access.admission import require_patient, seen_by
from feedback.services.answers.answering import save_draft
from feedback.services.answers.occasions import occasion_of_appointment, occasion_of_point, own_initiative
from feedback.services.patients.consents import NewRelative, add_relative, withdraw_consent
from feedback.services.patients.patient_lists import clinicians_at_work
from feedback.services.patients.register_patient import Registration, register_patient
from feedback.services.patients.schedule_appointment import schedule_appointment
from feedback.services.points.evaluation.hold_evaluation import (
    confirm_review,
    get_point,
    hold_point,
    save_notes,
)
from feedback.services.points.overview.find_points import Shown, Wanted
from feedback.services.points.overview.list_points import ListedPoint, every_point
from feedback.services.points.process.process_facts import facts_of, note_registered
from feedback.services.refusals import NotFound

ALL = Wanted(Shown.ALL)


def _rows(session: Session, actor: Actor, clinic: Clinic, wanted: Wanted | None = None) -> list[ListedPoint]:
    return every_point(session, actor, wanted or Wanted(), day_of(clinic.now))


def _lacks(session: Session, clinic: Clinic, patient: int, shown: Shown = Shown.WAITING) -> tuple[str, ...]:
    rows = _rows(session, acting(session, clinic.siv), clinic, Wanted(shown))
    [row] = [row for row in rows if row.row.patient == patient]
    return tuple(row.missing)


@pytest.fixture
def ola(session: Session, clinic: Clinic) -> int:
    """Another patient of Siv's unit with the same days as Kari and a sister, of whom nothing is heard."""
    started = day_of(clinic.now) - timedelta(days=70)
    siv = acting(session, clinic.siv)
    facts = Registration(
        "F-2", "Ola Hagen", started.replace(year=1970, day=3), "nb", clinic.berg, started,
        decided_on=started + timedelta(days=30),
    )  # fmt: skip
    patient = register_patient(session, siv, facts, clinic.now).person_id
    add_relative(session, siv, patient, NewRelative("Liv Hagen", "sibling", "nb"), True, clinic.now)
    return patient


def test_what_is_missing_follows_what_people_do(session: Session, clinic: Clinic, ola: int) -> None:
    unheard = ("not-prepared", "not-measured", "relatives-not-asked")
    assert _lacks(session, clinic, clinic.kari) == _lacks(session, clinic, ola) == unheard
    point = get_point(session, clinic.kari, 1)
    occasion = occasion_of_point(session, point)
    asked = ask(session, clinic, clinic.per, "relative-view", occasion)
    save_draft(session, acting(session, clinic.per), asked, {"comment": answered("Bra")}, "nb", clinic.now)
    assert _lacks(session, clinic, clinic.kari) == ("not-prepared", "not-measured", "relatives-silent")
    send(session, clinic, as_it_stands(session, asked), {})
    assert _lacks(session, clinic, clinic.kari) == ("not-prepared", "not-measured")
    prepared = ask(session, clinic, clinic.kari, "before-evaluation", occasion)
    begun = {"topics": answered("Søvn")}
    save_draft(session, acting(session, clinic.kari), prepared, begun, "nb", clinic.now)
    assert _lacks(session, clinic, clinic.kari) == ("not-prepared", "not-measured")
    send(session, clinic, as_it_stands(session, prepared), begun)
    assert _lacks(session, clinic, clinic.kari) == ("not-measured",)
    send(session, clinic, ask(session, clinic, clinic.kari, "how-i-am", occasion), {})
    assert _lacks(session, clinic, clinic.kari) == ()
    assert _lacks(session, clinic, ola) == unheard
    berg = acting(session, clinic.berg)
    following = hold_point(session, berg, point, day_of(clinic.now), "", clinic.now)
    assert following is not None
    assert _lacks(session, clinic, clinic.kari) == ()  # the next one has not opened yet
    assert _lacks(session, clinic, clinic.kari, Shown.HELD) == ("not-confirmed", "not-registered")
    confirm_review(session, berg, point, "not-confirmed", "Syk", clinic.now)
    note_registered(session, berg, point, [fact.id for fact in facts_of(session, point)], clinic.now)
    session.flush()
    assert _lacks(session, clinic, clinic.kari, Shown.HELD) == ()
    assert _lacks(session, clinic, ola) == unheard


def test_a_correction_is_not_noted_as_gone_through_until_somebody_says_so(
    session: Session, clinic: Clinic, ola: int
) -> None:
    """Each point has its own newest version: Ola's first is noted although Kari's second is not."""
    berg, today = acting(session, clinic.berg), day_of(clinic.now)
    for patient in (clinic.kari, ola):
        point = get_point(session, patient, 1)
        hold_point(session, berg, point, today, "", clinic.now)
        confirm_review(session, berg, point, "spoken", "", clinic.now)
        session.flush()
        assert "not-confirmed" not in _lacks(session, clinic, patient, Shown.HELD)
    point = get_point(session, clinic.kari, 1)
    save_notes(session, berg, point, {"works": "Turer"}, clinic.now)
    assert "not-confirmed" not in _lacks(session, clinic, clinic.kari, Shown.HELD)  # a draft is nobody's yet
    hold_point(session, berg, point, today, "", clinic.now)
    session.flush()
    assert "not-confirmed" in _lacks(session, clinic, clinic.kari, Shown.HELD)
    assert "not-confirmed" not in _lacks(session, clinic, ola, Shown.HELD)


def test_what_was_measured_before_the_last_point_does_not_count(session: Session, clinic: Clinic) -> None:
    today, berg = day_of(clinic.now), acting(session, clinic.berg)
    point = get_point(session, clinic.kari, 1)
    send(
        session, clinic, ask(session, clinic, clinic.kari, "how-i-am", occasion_of_point(session, point)), {}
    )
    assert "not-measured" not in _lacks(session, clinic, clinic.kari)
    session.execute(update(Response).values(status="entered-in-error"))
    assert "not-measured" in _lacks(session, clinic, clinic.kari)
    session.execute(update(Response).values(status="completed"))
    following = hold_point(session, berg, point, today, "", clinic.now)
    assert following is not None
    following.opens_on = today
    session.flush()
    assert "not-measured" in _lacks(session, clinic, clinic.kari)
    session.execute(update(Response).values(authored_at=clinic.now + timedelta(days=1)))
    assert "not-measured" not in _lacks(session, clinic, clinic.kari)
    point.held_on, following.cancelled_on = None, today
    session.execute(update(Response).values(authored_at=clinic.now - timedelta(days=72)))
    assert "not-measured" in _lacks(session, clinic, clinic.kari)  # of an earlier course


def test_session_feedback_neither_prepares_nor_measures(session: Session, clinic: Clinic) -> None:
    before = _lacks(session, clinic, clinic.kari)
    send(session, clinic, ask(session, clinic, clinic.kari, "after-session"), {})
    point = occasion_of_point(session, get_point(session, clinic.kari, 1))
    send(session, clinic, ask(session, clinic, clinic.kari, "service-experience", point), {})
    assert _lacks(session, clinic, clinic.kari) == before
    send(session, clinic, ask(session, clinic, clinic.kari, "my-goals", point), {})
    assert set(before) - set(_lacks(session, clinic, clinic.kari)) == {"not-prepared"}


def test_who_takes_part_is_asked_about(session: Session, clinic: Clinic) -> None:
    siv = acting(session, clinic.siv)
    assert "relatives-not-asked" in _lacks(session, clinic, clinic.kari)
    today = day_of(clinic.now)
    asked = ask(session, clinic, clinic.per, "relative-view", own_initiative(session, clinic.kari, today))
    assert "relatives-silent" in _lacks(session, clinic, clinic.kari)  # asked since it opened, whatever for
    row = session.scalars(select(Invitation).where(Invitation.id == asked.asked.id)).one()
    row.opens_on = today - timedelta(days=40)
    session.flush()
    assert "relatives-not-asked" in _lacks(session, clinic, clinic.kari)
    row.opens_on, row.withdrawn_at = today, clinic.now
    session.flush()
    assert "relatives-not-asked" in _lacks(session, clinic, clinic.kari)
    consent = session.scalars(select(Consent).where(Consent.relative_id == clinic.per)).one()
    consent.starts_on, consent.ends_on = today - timedelta(days=9), today - timedelta(days=1)
    session.flush()
    assert not [code for code in _lacks(session, clinic, clinic.kari) if code.startswith("relatives")]
    consent.ends_on = None
    withdraw_consent(session, siv, clinic.kari, clinic.per, clinic.now)
    session.flush()
    assert not [code for code in _lacks(session, clinic, clinic.kari) if code.startswith("relatives")]


def test_who_was_asked_for_the_point_before_is_not_asked_for_this_one(
    session: Session, clinic: Clinic
) -> None:
    today, point = day_of(clinic.now), get_point(session, clinic.kari, 1)
    send(
        session,
        clinic,
        ask(session, clinic, clinic.per, "relative-view", occasion_of_point(session, point)),
        {},
    )
    assert not [code for code in _lacks(session, clinic, clinic.kari) if code.startswith("relatives")]
    following = hold_point(session, acting(session, clinic.berg), point, today, "", clinic.now)
    assert following is not None
    session.execute(update(Invitation).values(opens_on=today - timedelta(days=9)))
    following.opens_on = today - timedelta(days=1)
    session.flush()
    assert "relatives-not-asked" in _lacks(session, clinic, clinic.kari)


def test_a_parent_asked_after_each_session_is_not_asked_about_the_point(
    session: Session, clinic: Clinic
) -> None:
    turid, lie = acting(session, clinic.turid), acting(session, clinic.lie)
    [row] = _rows(session, turid, clinic)
    assert (row.row.number, row.missing) == (None, (Missing.NO_DECISION,))
    pathway = session.scalars(select(CarePathway).where(CarePathway.patient_id == clinic.nora)).one()
    today = day_of(clinic.now)
    days = {"opens_on": today - timedelta(days=3), "due_on": today + timedelta(days=9)}
    session.add(EvaluationPoint(pathway=pathway, number=1, **days))
    booked = schedule_appointment(session, turid, clinic.nora, "A-9", clinic.now, clinic.now)
    session.flush()
    ask(session, clinic, clinic.tove, "after-session-parent", occasion_of_appointment(session, booked))
    [row] = _rows(session, lie, clinic)
    assert Missing.RELATIVES_NOT_ASKED in row.missing


def test_a_passed_one_lacks_its_reason(session: Session, clinic: Clinic) -> None:
    point, today = get_point(session, clinic.kari, 1), day_of(clinic.now)
    point.opens_on = point.due_on = today - timedelta(days=1)
    session.flush()
    assert _lacks(session, clinic, clinic.kari)[0] == "no-reason"
    point.late_reason = "illness"
    session.flush()
    assert "no-reason" not in _lacks(session, clinic, clinic.kari)


def test_a_list_holds_exactly_those_whom_one_may_open(session: Session, clinic: Clinic, ola: int) -> None:
    today = day_of(clinic.now)
    deputy = give_work(session, clinic, clinic.lie, clinic.berg).staff_id
    patients = set(session.scalars(select(Patient.person_id)))
    away = NewAbsence(clinic.berg, deputy, today, today)
    session.execute(update(CareRelation).where(CareRelation.patient_id == ola).values(ends_on=today))
    record_absence(session, acting(session, clinic.siv), away, clinic.now)
    for number in session.scalars(select(Person.id).where(Person.role.not_in(("patient", "relative")))):
        actor = acting(session, number)
        for day in (today, today + timedelta(days=1)):
            listed = set(session.scalars(seen_by(actor, day)))
            assert listed == {one for one in patients if _may_open(session, actor, one, day)}, (actor, day)
            assert {row.row.patient for row in every_point(session, actor, ALL, day)} <= listed


def _may_open(session: Session, actor: Actor, patient: int, day: object) -> bool:
    try:
        require_patient(session, actor, patient, day)  # type: ignore[arg-type]
    except NotFound:
        return False
    return True


def test_a_deputy_reads_for_whom_they_stand_in(session: Session, clinic: Clinic) -> None:
    today, lie = day_of(clinic.now), acting(session, clinic.lie)
    give_work(session, clinic, clinic.lie, clinic.berg)
    assert {row.name for row in _rows(session, lie, clinic)} == {"Nora Sund"}
    away = NewAbsence(clinic.berg, clinic.lie, today, today)
    record_absence(session, acting(session, clinic.siv), away, clinic.now)
    rows = {row.name: row for row in _rows(session, lie, clinic)}
    assert (rows["Kari Nordvik"].deputy_for, rows["Nora Sund"].deputy_for) == ("Anna Berg", "")
    assert rows["Kari Nordvik"].clinicians == ("Anna Berg",)
    [own] = _rows(session, acting(session, clinic.berg), clinic)
    assert (own.name, own.reference, own.deputy_for) == ("Kari Nordvik", "F-1", "")


def test_a_clinician_and_a_text_narrow_it(session: Session, clinic: Clinic, ola: int) -> None:
    siv, today = acting(session, clinic.siv), day_of(clinic.now)
    give_work(session, clinic, clinic.lie, clinic.berg)
    assert clinicians_at_work(session, siv.unit, today) == {
        clinic.berg: "Anna Berg",
        clinic.lie: "Morten Lie",
    }
    assert clinicians_at_work(session, None, today) == {}
    both = {clinic.kari, ola}
    for wanted, found in (
        (Wanted(clinician=clinic.berg), both),
        (Wanted(clinician=clinic.lie), set()),
        (Wanted(text="HAGEN"), {ola}),
        (Wanted(text=" f-1 "), {clinic.kari}),
        (Wanted(text="f-"), set()),
        (Wanted(text="sund"), set()),
        (Wanted(text="hagen", clinician=clinic.berg, missing=Missing.NOT_PREPARED), {ola}),
    ):
        assert {row.row.patient for row in _rows(session, siv, clinic, wanted)} == found, wanted
    assert _rows(session, siv, clinic, replace(ALL, text="nobody")) == []


def test_the_waiting_point_of_a_closed_course_does_not_wait(session: Session, clinic: Clinic) -> None:
    berg, today = acting(session, clinic.berg), day_of(clinic.now)
    hold_point(session, berg, get_point(session, clinic.kari, 1), today, "", clinic.now)
    pathway = session.scalars(select(CarePathway).where(CarePathway.patient_id == clinic.kari)).one()
    pathway.closed_on = today
    session.flush()
    assert _rows(session, berg, clinic) == []
    [held] = _rows(session, berg, clinic, Wanted(Shown.HELD))
    assert held.row.is_closed
