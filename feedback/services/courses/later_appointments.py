"""Appointments booked after a course has ended, and ahead: they are cancelled with it, and come back with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import instant_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import Appointment, CarePathway
from feedback.services import audit
from feedback.services.courses.course_changes import purpose_of

BOOKED, CANCELLED = "booked", "cancelled"


def booked_after(session: Session, pathway: CarePathway, day: date, now: datetime) -> list[Appointment]:
    """What closing the course on this day cancels, by time. What lies behind stays as it is: it may have taken
    place."""
    begins = instant_of(datetime.combine(day + timedelta(days=1), time()))
    mine = (Appointment.patient_id == pathway.patient_id, Appointment.state == BOOKED)
    return _found(session, *mine, Appointment.starts_at >= max(begins, now))


def cancel_later(session: Session, actor: Actor, pathway: CarePathway, day: date, now: datetime) -> list[int]:
    """Cancel them, each told in the log; returns their numbers."""
    return _set(session, actor, booked_after(session, pathway, day, now), CANCELLED, now)


def book_again(
    session: Session, actor: Actor, pathway: CarePathway, cancelled_at: datetime, now: datetime
) -> list[int]:
    """Those that the closing at this moment has cancelled and that lie ahead are booked as before."""
    same = (Appointment.state == CANCELLED, Appointment.state_at == cancelled_at)
    mine = (Appointment.patient_id == pathway.patient_id, Appointment.starts_at > now)
    return _set(session, actor, _found(session, *same, *mine), BOOKED, now)


def _found(session: Session, *which: ColumnElement[bool]) -> list[Appointment]:
    """As they are stored now, whatever the session has seen before."""
    rows = select(Appointment).where(*which).order_by(Appointment.starts_at, Appointment.id)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def _set(session: Session, actor: Actor, rows: Sequence[Appointment], state: str, now: datetime) -> list[int]:
    for row in rows:
        row.state, row.state_at = state, now
        action, target = f"appointment {state}", f"appointment {row.id}"
        purpose = purpose_of(actor)
        audit.record(session, actor, action, now, patient=row.patient_id, target=target, purpose=purpose)
    session.flush()
    return [row.id for row in rows]
