"""Break-glass: a clinician without a care relation opens one patient for a few hours, and says why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import EMERGENCY_REASONS, Actor
from feedback.persistence.tables import AuditEvent, EmergencyAccess, Patient, Person
from feedback.services import audit
from feedback.services.access.admission import require_patient
from feedback.services.patients.register_patient import find_by_reference
from feedback.services.refusals import NotFound, Refused, _

MISSED = "emergency access not found"
OPENED = "opened in an emergency"
MISSES_ALLOWED = 5
MISSES_WITHIN = timedelta(hours=1)
SHORTEST_REASON = 10
SHOWN_BEFORE = timedelta(days=366)


def open_in_emergency(
    session: Session, actor: Actor, reference: str, reason: str, words: str, now: datetime, hours: int
) -> Patient:
    """The patient with exactly this number, open to the actor for some hours. Nothing is opened, and nobody is
    told, where the actor may see the patient anyway. Raises Refused, in the same words whether the number is
    known or not, as long as the actor may not open it."""
    if actor.person is None or actor.role != "clinician":
        raise NotFound
    _check(session, actor, reason, words, now)
    patient = find_by_reference(session, reference)
    if patient is None:
        audit.record(session, actor, MISSED, now, purpose="emergency")
        message = _("No patient has exactly this number. Check it. The attempt is recorded.")
        raise Refused(message, field="reference")
    if not _sees(session, actor, patient, now):
        _open(session, actor, patient, reason, words, now, hours)
    return patient


def open_now(session: Session, actor: Actor, now: datetime) -> list[EmergencyAccess]:
    """What the actor has opened and can still read."""
    mine = (EmergencyAccess.staff_id == actor.person, EmergencyAccess.ends_at > now)
    return list(session.scalars(select(EmergencyAccess).where(*mine).order_by(EmergencyAccess.id)))


def emergencies_to_see(session: Session, actor: Actor, patients: Iterable[int]) -> list[EmergencyAccess]:
    """What others have opened of these patients and nobody who cares for them has noted yet, oldest first."""
    waiting = (
        EmergencyAccess.patient_id.in_(patients),
        EmergencyAccess.staff_id != actor.person,
        EmergencyAccess.seen_at.is_(None),
    )
    return list(session.scalars(select(EmergencyAccess).where(*waiting).order_by(EmergencyAccess.id)))


def note_seen(session: Session, actor: Actor, patient: int, emergency: int, now: datetime) -> None:
    """A clinician of the patient has seen that somebody opened it."""
    row = session.get(EmergencyAccess, emergency)
    if row is None or row.patient_id != patient or row.staff_id == actor.person or actor.person is None:
        raise NotFound
    if row.seen_at is None:
        row.seen_at, row.seen_by_id = now, actor.person
        target = f"emergency access {row.id}"
        audit.record(session, actor, "saw emergency access", now, patient=patient, target=target)


def emergencies_of_unit(session: Session, actor: Actor, now: datetime) -> list[EmergencyAccess]:
    """What was opened of the unit's patients within a year: what waits to be followed up first, then by time."""
    rows = session.scalars(
        select(EmergencyAccess)
        .join(Person, Person.id == EmergencyAccess.patient_id)
        .where(Person.unit_id == actor.unit, EmergencyAccess.began_at > now - SHOWN_BEFORE)
        .order_by(EmergencyAccess.followed_up_at.is_not(None), EmergencyAccess.id.desc())
    )
    return list(rows)


def follow_up(session: Session, actor: Actor, emergency: int, outcome: str, now: datetime) -> None:
    """Somebody in the patient's unit has looked into it and says what came of it. Raises Refused."""
    row = session.get(EmergencyAccess, emergency)
    if row is None or row.patient.person.unit_id != actor.unit or actor.person is None:
        raise NotFound
    if row.staff_id == actor.person:
        raise Refused(_("Somebody else follows up what you have opened yourself."), field="outcome")
    if not outcome.strip():
        raise Refused(_("Write what you found out."), field="outcome")
    if row.followed_up_at is None:
        row.followed_up_at, row.followed_up_by_id, row.outcome = now, actor.person, outcome.strip()
        target = f"emergency access {row.id}"
        audit.record(
            session, actor, "followed up", now, patient=row.patient_id, target=target, purpose="follow-up"
        )


def _check(session: Session, actor: Actor, reason: str, words: str, now: datetime) -> None:
    if reason not in EMERGENCY_REASONS:
        raise Refused(_("Choose the reason."), field="reason")
    if len(words.strip()) < SHORTEST_REASON:
        message = _("Write in a few words why you need to see this patient now.")
        raise Refused(message, field="words")
    recent = (
        AuditEvent.actor_id == actor.person,
        AuditEvent.action == MISSED,
        AuditEvent.at > now - MISSES_WITHIN,
    )
    if (session.scalar(select(func.count()).where(*recent)) or 0) >= MISSES_ALLOWED:
        message = _("Too many numbers that no patient has. Wait an hour, or ask the patient's unit.")
        raise Refused(message, field="reference")


def _sees(session: Session, actor: Actor, patient: Patient, now: datetime) -> bool:
    try:
        require_patient(session, actor, patient.person_id, day_of(now))
    except NotFound:
        return False
    return True


def _open(
    session: Session, actor: Actor, patient: Patient, reason: str, words: str, now: datetime, hours: int
) -> None:
    row = EmergencyAccess(
        patient_id=patient.person_id,
        staff_id=actor.person,
        reason=reason,
        words=words.strip(),
        began_at=now,
        ends_at=now + timedelta(hours=hours),
    )
    session.add(row)
    session.flush()
    who, target = replace(actor, emergency=row.id), f"emergency access {row.id}"
    audit.record(session, who, OPENED, now, patient=patient.person_id, target=target)
