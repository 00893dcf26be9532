"""The occasions that answers belong to (rule A2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import Appointment, CarePathway, EvaluationPoint, Occasion
from feedback.services.refusals import NotFound


def occasion_of_appointment(session: Session, appointment: Appointment) -> Occasion:
    """The occasion of an appointment, made when first asked for."""
    found = session.scalar(select(Occasion).where(Occasion.appointment_id == appointment.id))
    return found or _add(
        session,
        Occasion(
            patient_id=appointment.patient_id,
            kind="session",
            appointment_id=appointment.id,
            happened_on=day_of(appointment.starts_at),
        ),
    )


def occasion_of_point(session: Session, point: EvaluationPoint) -> Occasion:
    """The occasion of an evaluation point, made when first asked for."""
    found = session.scalar(select(Occasion).where(Occasion.point_id == point.id))
    patient = point.pathway.patient_id
    return found or _add(
        session,
        Occasion(patient_id=patient, kind="evaluation", point_id=point.id, happened_on=point.due_on),
    )


def occasion_of_course(session: Session, patient: int, kind: str, today: date) -> Occasion:
    """The start or the closing of the patient's newest course; there is one of each. Raises NotFound without one."""
    newest = select(CarePathway.id).where(CarePathway.patient_id == patient).order_by(CarePathway.id.desc())
    pathway = session.scalar(newest.limit(1))
    if pathway is None:
        raise NotFound
    found = session.scalar(select(Occasion).where(Occasion.pathway_id == pathway, Occasion.kind == kind))
    return found or _add(
        session, Occasion(patient_id=patient, kind=kind, pathway_id=pathway, happened_on=today)
    )


def own_initiative(session: Session, patient: int, today: date) -> Occasion:
    """A new occasion because the person wants to say something."""
    return _add(session, Occasion(patient_id=patient, kind="own-initiative", happened_on=today))


def _add(session: Session, occasion: Occasion) -> Occasion:
    session.add(occasion)
    session.flush()
    return occasion
