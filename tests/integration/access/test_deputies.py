"""Work, absence and deputies: who sees whom on which day, and what the patient is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from asking import acting
from clinic import OPERATOR, PASSWORD, Clinic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from page_client import PageClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import ground_of
from feedback.persistence.tables import Absence, Assignment, AuditEvent, CareRelation, Patient, Person
from feedback.services.access.absences import (
    NewAbsence,
    end_absence,
    list_absences,
    possible_deputies,
    record_absence,
)
from feedback.services.access.admission import admit, require_patient
from feedback.services.access.assignments import all_assignments, end_assignment
from feedback.services.access.care import assignments_of
from feedback.services.access.create_staff import create_staff
from feedback.services.access.who_has_looked import who_has_looked
from feedback.services.answers.reply import mark_read
from feedback.services.patients.change_clinician import add_clinician, care_of, end_care
from feedback.services.patients.patient_lists import clinicians_caring_for, own_patients
from feedback.services.refusals import NotFound, Refused

Browser = Callable[[], PageClient]
DAY = timedelta(days=1)


@pytest.fixture
def vik(session: Session, clinic: Clinic) -> int:
    """Another clinician of Kari's unit."""
    return create_staff(
        session, OPERATOR, unit="Fjellheim DPS", role="clinician", name="Eva Vik", sign_in_name="vik",
        password=PASSWORD, language="nb", now=clinic.now,
    ).id  # fmt: skip


def away(clinic: Clinic, vik: int, first: int = 0, last: int = 0) -> NewAbsence:
    today = day_of(clinic.now)
    return NewAbsence(clinic.berg, vik, today + first * DAY, today + last * DAY)


def sees(session: Session, clinic: Clinic, who: int, day: int = 0, patient: int | None = None) -> bool:
    actor = replace(acting(session, who), role="clinician")
    try:
        require_patient(session, actor, patient or clinic.kari, day_of(clinic.now) + day * DAY)
    except NotFound:
        return False
    return True


def test_a_deputy_sees_on_exactly_these_days(session: Session, clinic: Clinic, vik: int) -> None:
    assert not sees(session, clinic, vik)
    record_absence(session, acting(session, clinic.berg), away(clinic, vik, 1, 3), clinic.now)
    assert [sees(session, clinic, vik, day) for day in range(5)] == [False, True, True, True, False]
    assert sees(session, clinic, clinic.berg, 2)


@given(first=st.integers(0, 20), length=st.integers(0, 20), day=st.integers(-5, 45), starts=st.integers(-30, 30),
       lasts=st.none() | st.integers(0, 30))  # fmt: skip
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_deputy_sees_when_the_absent_one_would_and_is_away(
    session: Session,
    clinic: Clinic,
    vik: int,
    first: int,
    length: int,
    day: int,
    starts: int,
    lasts: int | None,
) -> None:
    with session.begin_nested() as undone:
        today = day_of(clinic.now)
        relation = session.scalars(select(CareRelation).where(CareRelation.staff_id == clinic.berg)).one()
        relation.starts_on = today + starts * DAY
        relation.ends_on = None if lasts is None else today + (starts + lasts) * DAY
        work = session.scalars(select(Assignment).where(Assignment.staff_id.in_((clinic.berg, vik))))
        for row in work:
            row.starts_on = today - 100 * DAY
        session.flush()
        record_absence(
            session, acting(session, clinic.berg), away(clinic, vik, first, first + length), clinic.now
        )
        cares = starts <= day and (lasts is None or day <= starts + lasts)
        assert sees(session, clinic, clinic.berg, day) == cares
        assert sees(session, clinic, vik, day) == (cares and first <= day <= first + length)
        undone.rollback()


def test_coming_back_early_ends_it_at_once(session: Session, clinic: Clinic, vik: int) -> None:
    siv = acting(session, clinic.siv)
    row = record_absence(session, siv, away(clinic, vik), clinic.now)
    assert sees(session, clinic, vik)
    for who in (vik, clinic.lie, clinic.turid, clinic.nina):
        with pytest.raises(NotFound):
            end_absence(session, acting(session, who), row.id, clinic.now)
    end_absence(session, siv, row.id, clinic.now)
    end_absence(session, siv, row.id, clinic.now)
    assert not sees(session, clinic, vik)
    record_absence(session, siv, away(clinic, vik), clinic.now)
    assert len(list_absences(session, siv, day_of(clinic.now))) == 2


def test_a_deputy_of_a_deputy_gets_nothing(session: Session, clinic: Clinic, vik: int) -> None:
    third = create_staff(
        session, OPERATOR, unit="Fjellheim DPS", role="clinician", name="Tre Dje", sign_in_name="tre",
        password=PASSWORD, language="nb", now=clinic.now,
    ).id  # fmt: skip
    record_absence(session, acting(session, clinic.berg), away(clinic, vik), clinic.now)
    record_absence(session, acting(session, vik), replace(away(clinic, third), staff=vik), clinic.now)
    assert sees(session, clinic, vik)
    assert not sees(session, clinic, third)


def test_the_end_of_work_ends_the_access_and_that_of_the_deputy(
    session: Session, clinic: Clinic, vik: int
) -> None:
    record_absence(session, acting(session, clinic.berg), away(clinic, vik), clinic.now)
    berg, yesterday = session.get_one(Person, clinic.berg), day_of(clinic.now) - DAY
    [work] = all_assignments(session, clinic.berg)
    work.starts_on = yesterday
    end_assignment(session, acting(session, clinic.nina), berg, work.id, yesterday, clinic.now)
    session.flush()
    assert not sees(session, clinic, clinic.berg)
    assert not sees(session, clinic, vik)
    assert assignments_of(session, clinic.berg, day_of(clinic.now)) == []


@pytest.mark.parametrize(
    ("first", "last", "deputy", "field"),
    [(2, 1, "vik", "ends_on"), (-9, -1, "vik", "ends_on"), (0, 400, "vik", "ends_on"), (0, 1, "lie", "deputy"),
     (0, 1, "berg", "deputy"), (0, 1, "siv", "deputy"), (3, 9, "vik", "starts_on")],
)  # fmt: skip
def test_what_an_absence_cannot_be(
    session: Session, clinic: Clinic, vik: int, first: int, last: int, deputy: str, field: str
) -> None:
    berg = acting(session, clinic.berg)
    record_absence(session, berg, away(clinic, vik, 5, 6), clinic.now)
    facts = away(clinic, vik if deputy == "vik" else getattr(clinic, deputy), first, last)
    with pytest.raises(Refused) as refused:
        record_absence(session, berg, facts, clinic.now)
    assert refused.value.field == field


def test_nobody_records_the_absence_of_another_unit(session: Session, clinic: Clinic, vik: int) -> None:
    for who in (vik, clinic.lie, clinic.turid, clinic.geir, clinic.nina, clinic.kari):
        with pytest.raises(NotFound):
            record_absence(session, acting(session, who), away(clinic, vik), clinic.now)
    assert [
        person.id for person in possible_deputies(session, acting(session, clinic.berg), day_of(clinic.now))
    ] == [vik]


def test_the_patient_reads_who_stood_in_for_whom(session: Session, clinic: Clinic, vik: int) -> None:
    record_absence(session, acting(session, clinic.berg), away(clinic, vik), clinic.now)
    actor, _patient = admit(session, acting(session, vik), clinic.kari, clinic.now)
    assert actor.deputy_for == clinic.berg
    mark_read(session, actor, clinic.kari, [], clinic.now)
    [look] = who_has_looked(session, clinic.kari)
    assert (look.name, look.role, look.deputy_for, look.emergency) == (
        "Eva Vik",
        "clinician",
        "Anna Berg",
        False,
    )
    [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "read patient page"))
    assert ground_of(event.purpose) == (clinic.berg, False)
    [listed] = own_patients(session, acting(session, vik), day_of(clinic.now))
    assert (listed.patient.person_id, listed.deputy_for) == (clinic.kari, "Anna Berg")
    assert clinicians_caring_for(session, clinic.kari, day_of(clinic.now)) == ["Eva Vik"]


def test_another_clinician_from_a_day_on(session: Session, clinic: Clinic, vik: int) -> None:
    siv, kari, today = acting(session, clinic.siv), session.get_one(Patient, clinic.kari), day_of(clinic.now)
    add_clinician(session, siv, kari, vik, today + 2 * DAY, True, clinic.now)
    assert [sees(session, clinic, clinic.berg, day) for day in (0, 1, 2)] == [True, True, False]
    assert [sees(session, clinic, vik, day) for day in (0, 1, 2)] == [False, False, True]
    for staff, day, field in (
        (vik, 5, "clinician"),
        (clinic.lie, 0, "clinician"),
        (clinic.berg, 900, "starts_on"),
    ):
        with pytest.raises(Refused) as refused:
            add_clinician(session, siv, kari, staff, today + day * DAY, False, clinic.now)
        assert refused.value.field == field
    newest, _oldest = care_of(session, clinic.kari)
    with pytest.raises(Refused):
        end_care(session, siv, kari, newest.id, today, clinic.now)
    with pytest.raises(NotFound):
        end_care(session, siv, session.get_one(Patient, clinic.nora), newest.id, today, clinic.now)
    end_care(session, siv, kari, newest.id, today + 2 * DAY, clinic.now)
    assert not sees(session, clinic, vik, 3)


def test_absence_and_clinicians_through_the_pages(clinic: Clinic, browser: Browser) -> None:
    siv = browser()
    siv.get("/staff/sign-in")
    siv.submit({"name": "dahl", "password": PASSWORD})
    with clinic.database.transaction() as session:
        vik = create_staff(
            session, OPERATOR, unit="Fjellheim DPS", role="clinician", name="Eva Vik", sign_in_name="vik",
            password=PASSWORD, language="nn", now=clinic.now,
        ).id  # fmt: skip
    today = day_of(clinic.now).isoformat()
    siv.get("/staff/absences")
    siv.submit(
        {"staff": str(clinic.berg), "deputy": str(clinic.berg), "starts_on": today, "ends_on": today},
        status=422,
    )
    assert 'href="#deputy"' in siv.text
    siv.submit({"deputy": str(vik)})
    assert "Eva Vik" in siv.words()
    deputy = browser()
    deputy.get("/staff/sign-in")
    deputy.submit({"name": "vik", "password": PASSWORD})
    assert "Kari Nordvik" in deputy.words()
    deputy.get(f"/staff/patients/{clinic.kari}")
    siv.submit(form=0)
    deputy.get(f"/staff/patients/{clinic.kari}", status=404)
    siv.get(f"/staff/unit/patients/{clinic.kari}/clinicians")
    siv.submit({"clinician": str(vik), "starts_on": "sometime"}, status=422)
    siv.submit({"starts_on": today})
    deputy.get(f"/staff/patients/{clinic.kari}")
    siv.submit({"ends_on": "1990-01-01"}, form=0, status=422)
    assert "Eva Vik" in siv.words()


def test_a_clinician_records_nobody_else_as_away(clinic: Clinic, browser: Browser) -> None:
    berg = browser()
    berg.get("/staff/sign-in")
    berg.submit({"name": "berg", "password": PASSWORD})
    with clinic.database.transaction() as session:
        vik = create_staff(
            session, OPERATOR, unit="Fjellheim DPS", role="clinician", name="Eva Vik", sign_in_name="vik",
            password=PASSWORD, language="nn", now=clinic.now,
        ).id  # fmt: skip
    today = day_of(clinic.now).isoformat()
    berg.get("/staff/absences")
    berg.submit({"staff": str(vik), "deputy": str(vik), "starts_on": today, "ends_on": today})
    with clinic.database.transaction() as session:
        assert [row.staff_id for row in session.scalars(select(Absence))] == [clinic.berg]
