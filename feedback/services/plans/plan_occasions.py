"""The stored occasion of a request of a plan, made when first asked for (rule A2)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.plan.request import Occasion as Moment
from feedback.domain.plan.vocabulary import OccasionKind
from feedback.persistence.tables import Appointment, EvaluationPoint, Occasion
from feedback.services.answers.occasions import occasion_of_appointment, occasion_of_point


def occasion_for(session: Session, patient: int, moment: Moment) -> Occasion:
    """The occasion that a plan names by its key; `asked_rows` writes the same keys."""
    if moment.kind is OccasionKind.SESSION:
        number = int(moment.key.removeprefix("session:"))
        return occasion_of_appointment(session, session.get_one(Appointment, number))
    if moment.kind is OccasionKind.PERIODIC:
        return _periodic(session, patient, moment)
    pathway = int(moment.key.partition("/")[0])
    if moment.kind is OccasionKind.EVALUATION:
        return _of_point(session, pathway, moment.number)
    same = (Occasion.pathway_id == pathway, Occasion.kind == moment.kind)
    found = session.scalar(select(Occasion).where(*same))
    return found or _add(session, patient, moment, pathway_id=pathway)


def _of_point(session: Session, pathway: int, number: int) -> Occasion:
    same = (EvaluationPoint.pathway_id == pathway, EvaluationPoint.number == number)
    return occasion_of_point(session, session.scalars(select(EvaluationPoint).where(*same)).one())


def _periodic(session: Session, patient: int, moment: Moment) -> Occasion:
    same = (Occasion.patient_id == patient, Occasion.plan_key == moment.key)
    found = session.scalar(select(Occasion).where(*same))
    return found or _add(session, patient, moment, plan_key=moment.key)


def _add(session: Session, patient: int, moment: Moment, **belongs: int | str) -> Occasion:
    occasion = Occasion(patient_id=patient, kind=moment.kind.value, happened_on=moment.on, **belongs)
    session.add(occasion)
    session.flush()
    return occasion
