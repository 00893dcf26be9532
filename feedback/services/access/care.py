"""Who works where, who cares for whom, and who stands in, on a day: what access is decided from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from feedback.domain.people.actors import STAFF_ROLES, Actor
from feedback.persistence.tables import Absence, Assignment, CareRelation, Consent, EmergencyAccess, Person


def assignments_of(session: Session, staff: int, today: date) -> list[Assignment]:
    """Where and as what a member of staff works today. Clinicians see their patients of all their units at
    once, so that is one; an administrator's unit makes no difference either."""
    rows = session.scalars(
        select(Assignment)
        .where(Assignment.staff_id == staff, *in_force(today, Assignment))
        .order_by(Assignment.id)
    )
    first: dict[object, Assignment] = {}
    for row in rows:
        whole = row.role in ("clinician", "administrator")
        first.setdefault(row.role if whole else (row.role, row.unit_id), row)
    return sorted(first.values(), key=lambda row: STAFF_ROLES.index(row.role))


def acting_as(found: Sequence[Assignment], wanted: object) -> Assignment | None:
    """The one of somebody's assignments that they have chosen to work in, else the first; None without any."""
    return next((row for row in found if row.id == wanted), found[0] if found else None)


def works_as(session: Session, staff: int, role: str, unit: int | None, today: date) -> bool:
    """Whether somebody works in this unit in this role today."""
    mine = (Assignment.staff_id == staff, Assignment.role == role, Assignment.unit_id == unit)
    found = select(Assignment.id).where(*mine, *in_force(today, Assignment))
    return session.scalar(found.limit(1)) is not None


def care(today: date) -> Select[int, int, int]:
    """Patient, clinician and unit of every care relation that gives access today: the clinician also works in
    the patient's unit."""
    works = (
        Assignment.staff_id == CareRelation.staff_id,
        Assignment.unit_id == Person.unit_id,
        Assignment.role == "clinician",
        *in_force(today, Assignment),
    )
    return (
        select(CareRelation.patient_id, CareRelation.staff_id, Person.unit_id)
        .join(Person, Person.id == CareRelation.patient_id)
        .join(Assignment, and_(*works))
        .where(*in_force(today))
    )


def care_as_deputy(today: date) -> Select[int, int, int]:
    """Patient, deputy and absent clinician, while the absence lasts. The deputy works in the patient's unit,
    and a deputy's deputy gets nothing."""
    held, works = care(today).subquery(), aliased(Assignment)
    same_unit = (
        works.staff_id == Absence.deputy_id,
        works.unit_id == held.c.unit_id,
        works.role == "clinician",
        *in_force(today, works),
    )
    return (
        select(held.c.patient_id, Absence.deputy_id, Absence.staff_id)
        .join(Absence, Absence.staff_id == held.c.staff_id)
        .join(works, and_(*same_unit))
        .where(Absence.starts_on <= today, Absence.ends_on >= today, Absence.ended_at.is_(None))
    )


def absent_for(session: Session, staff: int, today: date) -> dict[int, list[int]]:
    """For whom this member of staff stands in today, by patient."""
    held = care_as_deputy(today).subquery()
    rows = select(held.c.patient_id, held.c.staff_id).where(held.c.deputy_id == staff)
    found: dict[int, list[int]] = {}
    for patient, away in session.execute(rows.order_by(held.c.staff_id).distinct()):
        found.setdefault(patient, []).append(away)
    return found


def has_care_relation(session: Session, staff: int, patient: int, today: date) -> bool:
    """Whether this member of staff cares for the patient today."""
    mine = (CareRelation.staff_id == staff, CareRelation.patient_id == patient)
    return session.execute(care(today).where(*mine).limit(1)).first() is not None


def deputy_for(session: Session, staff: int, patient: int, today: date) -> int | None:
    """The absent clinician for whom this member of staff sees the patient today."""
    held = care_as_deputy(today).subquery()
    mine = (held.c.deputy_id == staff, held.c.patient_id == patient)
    return session.scalar(select(held.c.staff_id).where(*mine).order_by(held.c.staff_id).limit(1))


def find_emergency(session: Session, actor: Actor, patient: int, now: datetime) -> EmergencyAccess | None:
    """The access that this clinician has opened in an emergency, while it lasts."""
    if actor.role != "clinician":
        return None
    mine = (EmergencyAccess.staff_id == actor.person, EmergencyAccess.patient_id == patient)
    newest = select(EmergencyAccess).where(*mine, EmergencyAccess.ends_at > now)
    return session.scalar(newest.order_by(EmergencyAccess.id.desc()).limit(1))


def in_force(
    today: date, table: type[CareRelation | Assignment | Consent] = CareRelation
) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which today lies in the period of a care relation, an assignment or a consent."""
    return table.starts_on <= today, or_(table.ends_on.is_(None), table.ends_on >= today)
