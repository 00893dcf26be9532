"""Lists of patients: a clinician's own with what needs them, and a unit's for those who register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.people import Actor
from feedback.persistence.tables import (
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
from feedback.services.absences import clinicians_of_units
from feedback.services.care import care, care_as_deputy


@dataclass(frozen=True, slots=True)
class ListedPatient:
    """A patient in a list: what is new, what is open, the next evaluation point, and the absent clinician whose
    patient it is."""

    patient: Patient
    new: int = 0
    critical: int = 0
    point: EvaluationPoint | None = None
    deputy_for: str = ""


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
    new, critical = _unread(session, actor.person, ids), _open_critical(session, ids)
    listed = [
        ListedPatient(
            row,
            new[row.person_id],
            critical[row.person_id],
            points.get(row.person_id),
            "" if row.person_id in own else absent[row.person_id],
        )
        for row in patients
    ]
    return sorted(listed, key=lambda row: (row.critical == 0, row.patient.person.name))


def unit_patients(session: Session, actor: Actor, wanted: str = "") -> list[ListedPatient]:
    """The patients of a unit, by name; `wanted` narrows by part of a name or the clinic's own number.

    Names are encrypted, so they are compared after reading.
    """
    mine = select(Patient).join(Person, Person.id == Patient.person_id).where(Person.unit_id == actor.unit)
    patients = [row for row in session.scalars(mine) if _matches(row, wanted.strip().casefold())]
    points = _next_points(session, [row.person_id for row in patients])
    listed = [ListedPatient(row, point=points.get(row.person_id)) for row in patients]
    return sorted(listed, key=lambda row: row.patient.person.name)


def open_critical_answers(session: Session, patients: Iterable[int]) -> list[CriticalAnswer]:
    """The critical answers of these patients that nobody has acknowledged yet, oldest first."""
    waiting = (CriticalAnswer.patient_id.in_(patients), CriticalAnswer.acknowledged_at.is_(None))
    rows = select(CriticalAnswer).where(*waiting).order_by(CriticalAnswer.raised_at, CriticalAnswer.id)
    return list(session.scalars(rows))


def clinicians_of(session: Session, unit: int | None, today: date) -> Sequence[Person]:
    """Who works as a clinician in a unit today."""
    return clinicians_of_units(session, [] if unit is None else [unit], today)


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


def _matches(patient: Patient, wanted: str) -> bool:
    return wanted in patient.person.name.casefold() or wanted == patient.reference.casefold()


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
