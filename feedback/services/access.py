"""Who may see which patient: the one place where it is decided (rule A9)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload

from feedback.domain.people import Actor
from feedback.persistence.tables import CareRelation, Invitation, Patient, Person
from feedback.services.refusals import NotFound

# An answer that is sent needs no more than who is asked; a page reads the rest when it shows it.
ONLY_WHO = (
    joinedload(Invitation.person).lazyload(Person.unit),
    lazyload(Invitation.patient),
    lazyload(Invitation.occasion),
    lazyload(Invitation.question_set),
)


def require_patient(session: Session, actor: Actor, patient: int, today: date) -> Patient:
    """The patient, if the actor has a care relation or registers for the unit. Raises NotFound."""
    found = session.get(Patient, patient)
    if found is None or not _may_see(session, actor, found, today):
        raise NotFound
    return found


def get_invitation(session: Session, invitation: int) -> Invitation:
    """The invitation, whoever asks; see `require_invitation`. Raises NotFound."""
    found = session.get(Invitation, invitation, options=ONLY_WHO)
    if found is None or found.withdrawn_at is not None:
        raise NotFound
    return found


def require_invitation(session: Session, actor: Actor, invitation: int) -> Invitation:
    """The invitation, if it is the actor's own or the one that the actor's link opens. Raises NotFound."""
    found = get_invitation(session, invitation)
    if actor.person != found.person_id:
        raise NotFound
    if actor.invitation is not None and actor.invitation != invitation:
        raise NotFound
    return found


def has_care_relation(session: Session, staff: int, patient: int, today: date) -> bool:
    """Whether this member of staff cares for the patient today."""
    relation = select(CareRelation.id).where(
        CareRelation.staff_id == staff, CareRelation.patient_id == patient, *in_force(today)
    )
    return session.scalar(relation.limit(1)) is not None


def in_force(today: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a care relation holds today."""
    ended = or_(CareRelation.ends_on.is_(None), CareRelation.ends_on >= today)
    return CareRelation.starts_on <= today, ended


def _may_see(session: Session, actor: Actor, patient: Patient, today: date) -> bool:
    if actor.person is None:
        return actor.role == "operator"
    match actor.role:
        case "clinician":
            return has_care_relation(session, actor.person, patient.person_id, today)
        case "coordinator":
            return patient.person.unit_id == actor.unit
        case "patient":
            return actor.person == patient.person_id and actor.invitation is None
    return False
