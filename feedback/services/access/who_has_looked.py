"""Who has looked at a patient's information, for the patient to see (rule A10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import ground_of
from feedback.persistence.tables import AuditEvent, Person
from feedback.services.access.emergency import OPENED

READS = (
    "read patient page",
    "read response",
    "exported response",
    "read sheet",
    "read evaluation point",
    "read course",
    "read goals",
    "read what is agreed",
    "read copy of sheet",
    "read treatment plan",
    OPENED,
)
NEWEST = 200


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked on a day; perhaps for a clinician who was away, or in an emergency."""

    name: str
    role: str
    on: date
    deputy_for: str = ""
    emergency: bool = False


def who_has_looked(session: Session, patient: int) -> list[Look]:
    """Everybody but the patient who has read, a line per person, day and ground, newest first. The reason of
    an emergency is not told here: it may speak of others."""
    mine = (AuditEvent.patient_id == patient, AuditEvent.action.in_(READS), AuditEvent.actor_id != patient)
    rows = session.execute(
        select(AuditEvent, Person)
        .join(Person, Person.id == AuditEvent.actor_id)
        .where(*mine)
        .order_by(AuditEvent.id.desc())
        .limit(NEWEST)
    )
    return list(dict.fromkeys(_look(session, event, person) for event, person in rows))


def _look(session: Session, event: AuditEvent, person: Person) -> Look:
    absent, emergency = ground_of(event.purpose)
    away = session.get(Person, absent) if absent is not None else None
    return Look(person.name, event.role, day_of(event.at), away.name if away else "", emergency)
