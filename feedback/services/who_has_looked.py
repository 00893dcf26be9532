"""Who has looked at a patient's information, for the patient to see (rule A10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import AuditEvent, Person

READS = (
    "read patient page",
    "read response",
    "exported response",
    "read sheet",
    "read evaluation point",
)
NEWEST = 200


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked on a day."""

    name: str
    role: str
    on: date


def who_has_looked(session: Session, patient: int) -> list[Look]:
    """Everybody but the patient who has read, a line per person and day, newest first."""
    mine = (AuditEvent.patient_id == patient, AuditEvent.action.in_(READS), AuditEvent.actor_id != patient)
    rows = session.execute(
        select(AuditEvent.at, Person)
        .join(Person, Person.id == AuditEvent.actor_id)
        .where(*mine)
        .order_by(AuditEvent.id.desc())
        .limit(NEWEST)
    )
    return list(dict.fromkeys(Look(person.name, person.role, day_of(at)) for at, person in rows))
