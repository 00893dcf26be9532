"""Who may see which patient: the one place where it is decided (rule A9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple, cast

from sqlalchemy import SelectBase, Table, bindparam, false, select, union
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CareRelation, Invitation, Patient, Person, Response
from feedback.services.access.care import care, care_as_deputy, deputy_for, find_emergency, has_care_relation
from feedback.services.refusals import NotFound

# An answer that is sent needs to know no more than this; plain columns cost half of mapped rows (docs/performance).
INVITATIONS, PEOPLE, RESPONSES = (cast(Table, kind.__table__) for kind in (Invitation, Person, Response))
ASKED = (
    select(
        INVITATIONS.c.id,
        INVITATIONS.c.person_id,
        INVITATIONS.c.patient_id,
        INVITATIONS.c.question_set_id,
        PEOPLE.c.role,
        PEOPLE.c.unit_id,
        PEOPLE.c.language,
        RESPONSES.c.id,
    )
    .select_from(INVITATIONS)
    .join(PEOPLE, PEOPLE.c.id == INVITATIONS.c.person_id)
    .outerjoin(RESPONSES, RESPONSES.c.invitation_id == INVITATIONS.c.id)
    .where(INVITATIONS.c.id == bindparam("invitation"), INVITATIONS.c.withdrawn_at.is_(None))
    .order_by(RESPONSES.c.version.desc())
    .limit(1)
)


class Asked(NamedTuple):
    """Who is asked which version of what about whom: an invitation that stands, as far as answering needs it.

    `newest` is the newest version of the response, where there is one.
    """

    id: int
    person_id: int
    patient_id: int
    question_set_id: int
    role: str
    unit_id: int
    language: str
    newest: int | None

    def actor(self, *, by_link: bool) -> Actor:
        """The person who is asked; by a link they may do nothing but answer."""
        invitation = self.id if by_link else None
        return Actor(self.person_id, self.role, self.unit_id, self.language, invitation=invitation)


def require_patient(session: Session, actor: Actor, patient: int, today: date) -> Patient:
    """The patient, if the actor has a care relation or registers for the unit. Raises NotFound."""
    return _admit(session, actor, patient, today)[1]


def admit(
    session: Session, actor: Actor, patient: int, now: datetime, *, in_emergency: bool = False
) -> tuple[Actor, Patient]:
    """The patient, and the actor with the ground on which they may be here: their own, as somebody's deputy,
    or, where the page allows it, an emergency. Raises NotFound."""
    try:
        return _admit(session, actor, patient, day_of(now))
    except NotFound:
        opened = find_emergency(session, actor, patient, now) if in_emergency else None
        if opened is None:
            raise
        return replace(actor, emergency=opened.id), opened.patient


def seen_by(actor: Actor, today: date) -> SelectBase:
    """The numbers of all patients whom a clinician or coordinator may see, by the same rules as one by one; those
    opened in an emergency are on no list."""
    patients = select(Patient.person_id).join(Person, Person.id == Patient.person_id)
    if actor.role == "coordinator":
        return patients.where(Person.unit_id == actor.unit)
    if actor.role != "clinician":
        return patients.where(false())
    held = care_as_deputy(today).subquery()
    own = care(today).with_only_columns(CareRelation.patient_id).where(CareRelation.staff_id == actor.person)
    return union(own, select(held.c.patient_id).where(held.c.deputy_id == actor.person))


def get_asked(session: Session, invitation: int) -> Asked:
    """The invitation, whoever asks; see `require_asked`. Raises NotFound."""
    found = session.connection().execute(ASKED, {"invitation": invitation}).first()
    if found is None:
        raise NotFound
    return Asked(*found)


def require_asked(actor: Actor, asked: Asked) -> Asked:
    """The invitation, if it is the actor's own or the one that the actor's link opens. Raises NotFound."""
    if actor.person != asked.person_id or actor.invitation not in (None, asked.id):
        raise NotFound
    return asked


def _admit(session: Session, actor: Actor, patient: int, today: date) -> tuple[Actor, Patient]:
    found = session.get(Patient, patient)
    if found is None:
        raise NotFound
    if _may_see(session, actor, found, today):
        return actor, found
    if actor.role == "clinician" and actor.person is not None:
        absent = deputy_for(session, actor.person, patient, today)
        if absent is not None:
            return replace(actor, deputy_for=absent), found
    raise NotFound


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
