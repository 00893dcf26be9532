"""Appointments: booked, moved, attended, cancelled, not shown up for. A cancelled one asks nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.occasions import APPOINTMENT_STATES
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import Appointment, CareRelation, Invitation, Occasion, Response
from feedback.services import audit
from feedback.services.access.care import in_force
from feedback.services.courses.plan_evaluation import newest_pathway
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.refusals import NotFound, Refused, _

TOOK_PLACE = ("attended", "no-show")  # or should have
ASKS = ("booked", "attended")
FURTHEST_AHEAD = timedelta(days=3 * 366)


def schedule_appointment(
    session: Session, actor: Actor, patient: int, reference: str, starts_at: datetime, now: datetime
) -> Appointment:
    """Book an appointment with the patient's clinician, or move the one with the same reference. Raises Refused."""
    _check_time(starts_at, now)
    found = find_by_reference(session, patient, reference) or _same_time(
        session, patient, reference, starts_at
    )
    if found is not None:
        return move_appointment(session, actor, found, starts_at, now)
    _refuse_after_closing(session, patient, starts_at)
    appointment = Appointment(
        patient_id=patient,
        clinician_id=_clinician(session, patient, starts_at),
        reference=reference or f"own-{now:%Y%m%d%H%M%S%f}",
        starts_at=starts_at,
        state="booked",
        state_at=now,
    )
    session.add(appointment)
    session.flush()
    _changed(session, actor, "booked appointment", appointment, now)
    return appointment


def move_appointment(
    session: Session, actor: Actor, appointment: Appointment, starts_at: datetime, now: datetime
) -> Appointment:
    """Give the appointment a new time; an unanswered invitation follows, an answered one stays as it is. Raises
    Refused."""
    if appointment.starts_at == starts_at:
        return appointment
    _check_time(starts_at, now)
    _refuse_after_closing(session, appointment.patient_id, starts_at)
    if appointment.state in TOOK_PLACE and day_of(starts_at) > day_of(now):
        message = _(
            "An appointment that is noted as attended or missed cannot be moved to a day ahead. Book a new one."
        )
        raise Refused(message, field="day")
    appointment.starts_at = starts_at
    occasion = session.scalar(select(Occasion).where(Occasion.appointment_id == appointment.id))
    if occasion is not None and not _answered(session, occasion.id):
        occasion.happened_on = day_of(starts_at)
    _changed(session, actor, "moved appointment", appointment, now)
    return appointment


def _check_time(starts_at: datetime, now: datetime) -> None:
    if starts_at > now + FURTHEST_AHEAD:
        raise Refused(_("The time lies more than three years ahead. Check the year."), field="day")


def _refuse_after_closing(session: Session, patient: int, starts_at: datetime) -> None:
    """Closing cancels what is booked after that day; nothing comes in its place without a course."""
    pathway = newest_pathway(session, patient)
    if pathway is not None and pathway.closed_on is not None and day_of(starts_at) > pathway.closed_on:
        message = _(
            "The course was closed %(day)s. Begin a new course first, or open this one again if it was closed by "
            "mistake; both are done on the page of the course."
        )
        raise Refused(message, field="day", day=pathway.closed_on)


def set_appointment_state(
    session: Session, actor: Actor, appointment: Appointment, state: str, now: datetime
) -> None:
    """Note what became of the appointment. Cancelled or no-show withdraws what has not been answered. Raises
    Refused."""
    if state not in APPOINTMENT_STATES:
        raise Refused(_("Choose booked, attended, cancelled or no-show."), field="state")
    if appointment.state == state:
        return
    if state in TOOK_PLACE and day_of(appointment.starts_at) > day_of(now):
        message = _(
            "The day of this appointment has not come yet. Note it on that day, or cancel the appointment."
        )
        raise Refused(message, field="state")
    if state == "booked":
        _refuse_after_closing(session, appointment.patient_id, appointment.starts_at)
    appointment.state, appointment.state_at = state, now
    _withdraw_unanswered(session, appointment, now if state not in ASKS else None)
    _changed(session, actor, f"appointment {state}", appointment, now)


def get_appointment(session: Session, patient: int, appointment: int) -> Appointment:
    """One appointment of this patient. Raises NotFound."""
    found = session.get(Appointment, appointment)
    if found is None or found.patient_id != patient:
        raise NotFound
    return found


def find_by_reference(session: Session, patient: int, reference: str) -> Appointment | None:
    """The appointment with the calendar's own number."""
    same = (Appointment.patient_id == patient, Appointment.reference == reference)
    return session.scalar(select(Appointment).where(*same)) if reference else None


def _same_time(session: Session, patient: int, reference: str, starts_at: datetime) -> Appointment | None:
    """A booking sent twice without a calendar number is one booking."""
    if reference:
        return None
    same = (
        Appointment.patient_id == patient,
        Appointment.starts_at == starts_at,
        Appointment.state == "booked",
    )
    return session.scalar(select(Appointment).where(*same).limit(1))


def _clinician(session: Session, patient: int, starts_at: datetime) -> int:
    mine = (CareRelation.patient_id == patient, *in_force(day_of(starts_at)))
    latest = (CareRelation.starts_on.desc(), CareRelation.id.desc())
    newest = select(CareRelation.staff_id).where(*mine).order_by(*latest).limit(1)
    staff = session.scalar(newest)
    if staff is None:
        raise Refused(_("The patient has no clinician on that day. Register the clinician first."))
    return staff


def _withdraw_unanswered(session: Session, appointment: Appointment, at: datetime | None) -> None:
    asked = (
        select(Invitation)
        .join(Occasion, Occasion.id == Invitation.occasion_id)
        .where(Occasion.appointment_id == appointment.id)
    )
    for invitation in session.scalars(asked):
        if not _finished(session, invitation.id):
            invitation.withdrawn_at = at


def _finished(session: Session, invitation: int) -> bool:
    sent = (Response.invitation_id == invitation, Response.status != "in-progress")
    return session.scalar(select(Response.id).where(*sent).limit(1)) is not None


def _answered(session: Session, occasion: int) -> bool:
    asked = session.scalars(select(Invitation.id).where(Invitation.occasion_id == occasion))
    return any(_finished(session, invitation) for invitation in asked)


def _changed(session: Session, actor: Actor, action: str, appointment: Appointment, now: datetime) -> None:
    target = f"appointment {appointment.id}"
    patient = appointment.patient_id
    audit.record(session, actor, action, now, patient=patient, target=target, purpose="registration")
    ask_what_is_due(session, actor, patient, now)
