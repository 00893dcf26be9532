"""The patient lets a relative see their goals and say how near they find them, for as long as the patient wants.

It is a yes of its own beside the one to take part, always the patient's: no law shows a goal to a parent (rule A9).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import SEE_GOALS, Actor
from feedback.persistence.tables import Relationship
from feedback.services import audit
from feedback.services.patients.consents import (
    check_end,
    holding,
    open_consents,
    store_consent,
    takes_part,
)
from feedback.services.refusals import NotFound, Refused, _


def show_goals(
    session: Session,
    actor: Actor,
    patient: int,
    relative: int,
    agreed: bool,
    until: date | None,
    now: datetime,
) -> None:
    """The patient lets this relative see and rate the goals, from today; by their own hand, or as spoken to a
    coordinator. Raises NotFound, Refused."""
    _check_speaks(session, actor, patient, relative)
    if not agreed:
        raise Refused(_("Ask the patient, then tick the box."), field="agreed")
    check_end(until, day_of(now))
    audit.take_turn(session)
    if not takes_part(session, patient, relative, day_of(now)):
        raise Refused(_("This relative does not take part now. The goals are shown to somebody who does."))
    _end(session, patient, relative, now)
    store_consent(session, actor, (patient, relative), (SEE_GOALS, "patient"), until, now)
    _note(session, actor, "consent to show goals given", patient, relative, now)


def hide_goals(session: Session, actor: Actor, patient: int, relative: int, now: datetime) -> None:
    """The patient changes their mind; it holds at once, the relative is not told, and what they have said of the
    goals stays theirs. Raises NotFound."""
    _check_speaks(session, actor, patient, relative)
    if _end(session, patient, relative, now):
        _note(session, actor, "consent to show goals withdrawn", patient, relative, now)


def sees_goals(session: Session, patient: int, relative: int, today: date) -> bool:
    """Whether the relative takes part today and the patient lets them see the goals."""
    mine = open_consents(patient, relative, SEE_GOALS).where(*holding(today)).limit(1)
    return takes_part(session, patient, relative, today) and session.scalar(mine) is not None


def _check_speaks(session: Session, actor: Actor, patient: int, relative: int) -> None:
    mine = (Relationship.patient_id == patient, Relationship.relative_id == relative)
    speaks = actor.role == "coordinator" or (actor.role, actor.person) == ("patient", patient)
    if not speaks or session.scalar(select(Relationship.id).where(*mine)) is None:
        raise NotFound


def _end(session: Session, patient: int, relative: int, now: datetime) -> bool:
    """Whether there was something to end."""
    rows = list(session.scalars(open_consents(patient, relative, SEE_GOALS)))
    for row in rows:
        row.withdrawn_at = now
    session.flush()
    return bool(rows)


def _note(session: Session, actor: Actor, action: str, patient: int, relative: int, now: datetime) -> None:
    audit.record(session, actor, action, now, patient=patient, target=f"person {relative}")
