"""Lists of patients: a clinician's own with what needs them, and a unit's for those who register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.persistence.tables import (
    Assignment,
    CarePathway,
    CareRelation,
    CriticalAnswer,
    EvaluationPoint,
    Invitation,
    Patient,
    Person,
    Reading,
    Response,
)
from feedback.services.access.absences import clinicians_of_units
from feedback.services.access.admission import seen_by
from feedback.services.access.care import care, care_as_deputy, in_force
from feedback.services.patients.patient_names import find_by_text, staff_names

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ListedPatient:
    """A patient in a list: what is new, what is open, the next evaluation point, the absent clinician whose patient
    it is, and when the last course was closed where none is open."""

    patient: Patient
    new: int = 0
    critical: int = 0
    point: EvaluationPoint | None = None
    deputy_for: str = ""
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class PatientPage:
    """A page of a list, how many there are in all, the number of the page and of the last."""

    rows: Sequence[ListedPatient]
    count: int
    number: int
    last: int


def own_patients(session: Session, actor: Actor, today: date) -> list[ListedPatient]:
    """The patients whom a clinician cares for today, their own and those of somebody who is away: open critical
    answers first, then by name (never by score, rule A8)."""
    absent = _absent_clinicians(session, actor, today)
    own = set(
        session.scalars(
            care(today)
            .with_only_columns(CareRelation.patient_id)
            .where(CareRelation.staff_id == actor.person)
        )
    )
    ids = own | absent.keys()
    patients = list(
        session.scalars(select(Patient).where(Patient.person_id.in_(ids)).order_by(Patient.person_id))
    )
    points = _next_points(session, ids)
    closed = _closed(session, ids - points.keys())
    new, critical = _unread(session, actor.person, ids), _open_critical(session, ids)
    listed = [
        ListedPatient(
            row,
            new[row.person_id],
            critical[row.person_id],
            points.get(row.person_id),
            "" if row.person_id in own else absent[row.person_id],
            closed.get(row.person_id),
        )
        for row in patients
    ]
    return sorted(listed, key=lambda row: (row.critical == 0, row.patient.person.name))


def unit_patients(session: Session, actor: Actor, wanted: str, number: int, today: date) -> PatientPage:
    """A page of the unit's patients by name; `wanted` narrows by part of a name or the clinic's own number. A page
    after the last is the last.

    Names are encrypted, so each is opened to be sorted and compared; all else is opened for the page alone.
    """
    names = find_by_text(session, seen_by(actor, today), wanted)
    ordered = sorted(names, key=lambda patient: (names[patient], patient))
    last = max(1, -(-len(ordered) // PAGE_SIZE))
    number = min(max(number, 1), last)
    ids = ordered[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    patients = {
        row.person_id: row for row in session.scalars(select(Patient).where(Patient.person_id.in_(ids)))
    }
    points = _next_points(session, ids)
    rows = [ListedPatient(patients[patient], point=points.get(patient)) for patient in ids]
    return PatientPage(rows, len(ordered), number, last)


def open_critical_answers(session: Session, patients: Iterable[int]) -> list[CriticalAnswer]:
    """The critical answers of these patients that nobody has acknowledged yet, oldest first."""
    waiting = (CriticalAnswer.patient_id.in_(patients), CriticalAnswer.acknowledged_at.is_(None))
    rows = select(CriticalAnswer).where(*waiting).order_by(CriticalAnswer.raised_at, CriticalAnswer.id)
    return list(session.scalars(rows))


def clinicians_of(session: Session, unit: int | None, today: date) -> Sequence[Person]:
    """Who works as a clinician in a unit today."""
    return clinicians_of_units(session, [] if unit is None else [unit], today)


def clinicians_at_work(session: Session, unit: int | None, today: date) -> dict[int, str]:
    """The names of those who work as clinicians in a unit today, by number and in the order of the names."""
    works = (Assignment.unit_id == unit, Assignment.role == "clinician", *in_force(today, Assignment))
    names = staff_names(session, set(session.scalars(select(Assignment.staff_id).where(*works))))
    return dict(sorted(names.items(), key=lambda entry: entry[1]))


def clinicians_caring_for(session: Session, patient: int, today: date) -> list[str]:
    """The names of those who read what the patient sends today; of somebody who is away, the deputy."""
    own = care(today).where(CareRelation.patient_id == patient).order_by(CareRelation.starts_on)
    held = care_as_deputy(today).subquery()
    rows = select(held.c.staff_id, held.c.deputy_id).where(held.c.patient_id == patient)
    deputies = dict(session.execute(rows).all())
    ids = dict.fromkeys(deputies.get(staff, staff) for _patient, staff, _unit in session.execute(own))
    return [session.get_one(Person, number).name for number in ids]


def _absent_clinicians(session: Session, actor: Actor, today: date) -> dict[int, str]:
    """Whose patients the actor has as a deputy today: the absent clinician's name by patient."""
    held = care_as_deputy(today).subquery()
    rows = session.execute(
        select(held.c.patient_id, Person.name)
        .join(Person, Person.id == held.c.staff_id)
        .where(held.c.deputy_id == actor.person)
    )
    return dict(rows.all())


def _next_points(session: Session, patients: Iterable[int]) -> dict[int, EvaluationPoint]:
    rows = session.scalars(
        select(EvaluationPoint)
        .join(CarePathway, CarePathway.id == EvaluationPoint.pathway_id)
        .where(
            CarePathway.patient_id.in_(patients),
            CarePathway.closed_on.is_(None),
            EvaluationPoint.held_on.is_(None),
            EvaluationPoint.cancelled_on.is_(None),
        )
        .order_by(EvaluationPoint.number.desc())
    )
    return {row.pathway.patient_id: row for row in rows}


def _closed(session: Session, patients: Collection[int]) -> dict[int, date]:
    """When the last course of each was closed, where none is open."""
    if not patients:
        return {}
    rows = session.execute(
        select(CarePathway.patient_id, func.max(CarePathway.closed_on))
        .where(CarePathway.patient_id.in_(patients))
        .group_by(CarePathway.patient_id)
        .having(func.count() == func.count(CarePathway.closed_on))
    )
    return {patient: closed_on for patient, closed_on in rows if closed_on is not None}


def _unread(session: Session, reader: int | None, patients: Iterable[int]) -> Counter[int]:
    read = select(Reading.response_id).where(Reading.reader_id == reader)
    shown = (Response.status == "completed", Response.sharing != "private", Response.id.not_in(read))
    sent = (Response.subject_id.in_(patients), *shown)
    rows = session.execute(
        select(Response.subject_id, func.count())
        .join(Invitation, Invitation.id == Response.invitation_id)
        .where(*sent)
        .group_by(Response.subject_id)
    )
    return Counter(dict(rows.all()))


def _open_critical(session: Session, patients: Iterable[int]) -> Counter[int]:
    open_ones = (CriticalAnswer.patient_id.in_(patients), CriticalAnswer.acknowledged_at.is_(None))
    rows = session.execute(
        select(CriticalAnswer.patient_id, func.count()).where(*open_ones).group_by(CriticalAnswer.patient_id)
    )
    return Counter(dict(rows.all()))
