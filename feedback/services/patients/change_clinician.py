"""Who cares for a patient, from a day and until a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CareRelation, Patient
from feedback.services import audit
from feedback.services.access.care import works_as
from feedback.services.refusals import NotFound, Refused, _

FURTHEST = timedelta(days=366)


def add_clinician(
    session: Session, actor: Actor, patient: Patient, staff: int, starts_on: date, alone: bool, now: datetime
) -> CareRelation:
    """A clinician cares for the patient from this day on; `alone` ends the others the day before. Raises
    Refused."""
    if not works_as(session, staff, "clinician", patient.person.unit_id, max(starts_on, day_of(now))):
        raise Refused(_("Choose a clinician of your unit."), field="clinician")
    if abs(starts_on - day_of(now)) > FURTHEST:
        raise Refused(_("Choose a day within a year from today."), field="starts_on")
    known = _from(session, patient.person_id, starts_on)
    if any(row.staff_id == staff for row in known):
        raise Refused(_("This clinician cares for the patient in these days already."), field="clinician")
    if alone:
        for row in known:
            row.ends_on = max(row.starts_on, starts_on - timedelta(days=1))
    made = CareRelation(patient_id=patient.person_id, staff_id=staff, starts_on=starts_on)
    session.add(made)
    session.flush()
    _note(session, actor, "began care", made, now)
    return made


def end_care(
    session: Session, actor: Actor, patient: Patient, relation: int, ends_on: date, now: datetime
) -> None:
    """The last day of a care relation; a day that has passed ends it at once. Raises Refused."""
    row = session.get(CareRelation, relation)
    if row is None or row.patient_id != patient.person_id:
        raise NotFound
    if ends_on < row.starts_on:
        raise Refused(_("It cannot end before it began. Choose a later day."), field="ends_on")
    row.ends_on = ends_on
    _note(session, actor, "ended care", row, now)


def care_of(session: Session, patient: int) -> list[CareRelation]:
    """Everybody who cares, has cared or will care for a patient, the newest first."""
    mine = select(CareRelation).where(CareRelation.patient_id == patient)
    return list(session.scalars(mine.order_by(CareRelation.starts_on.desc(), CareRelation.id.desc())))


def _from(session: Session, patient: int, starts_on: date) -> list[CareRelation]:
    """The relations that hold on this day or later."""
    later = or_(CareRelation.ends_on.is_(None), CareRelation.ends_on >= starts_on)
    return list(session.scalars(select(CareRelation).where(CareRelation.patient_id == patient, later)))


def _note(session: Session, actor: Actor, action: str, row: CareRelation, now: datetime) -> None:
    target = f"care relation {row.id} of person {row.staff_id}"
    audit.record(session, actor, action, now, patient=row.patient_id, target=target, purpose="registration")
