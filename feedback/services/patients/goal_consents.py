"""The patient lets a relative see their goals and say how near they find them, for as long as the patient wants.

It is a yes of its own beside the one to take part, always the patient's: no law shows a goal to a parent (rule A9).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import SEE_GOALS, Actor
from feedback.services import audit
from feedback.services.patients.consents import (
    allows,
    check_end,
    check_speaks,
    end_consent,
    store_consent,
    takes_part,
)
from feedback.services.refusals import Refused, _


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
    check_speaks(session, actor, patient, relative)
    if not agreed:
        raise Refused(_("Ask the patient, then tick the box."), field="agreed")
    check_end(until, day_of(now))
    audit.take_turn(session)
    if not takes_part(session, patient, relative, day_of(now)):
        raise Refused(_("This relative does not take part now. The goals are shown to somebody who does."))
    end_consent(session, patient, relative, SEE_GOALS, now)
    store_consent(session, actor, (patient, relative), (SEE_GOALS, "patient"), until, now)
    _note(session, actor, "consent to show goals given", patient, relative, now)


def hide_goals(session: Session, actor: Actor, patient: int, relative: int, now: datetime) -> None:
    """The patient changes their mind; it holds at once, the relative is not told, and what they have said of the
    goals stays theirs. Raises NotFound."""
    check_speaks(session, actor, patient, relative)
    if end_consent(session, patient, relative, SEE_GOALS, now):
        _note(session, actor, "consent to show goals withdrawn", patient, relative, now)


def sees_goals(session: Session, patient: int, relative: int, today: date) -> bool:
    """Whether the relative takes part today and the patient lets them see the goals."""
    return allows(session, patient, relative, SEE_GOALS, today)


def _note(session: Session, actor: Actor, action: str, patient: int, relative: int, now: datetime) -> None:
    audit.record(session, actor, action, now, patient=patient, target=f"person {relative}")
