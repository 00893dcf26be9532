"""Planning the next evaluation point from the facts of the course."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogue.intervals import shipped_rules
from feedback.domain.evaluation_point import opens_on
from feedback.domain.pathway.due import DueDate
from feedback.domain.pathway.due_dates import next_point
from feedback.domain.pathway.history import History
from feedback.domain.pathway.history import Milestone as Happened
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting
from feedback.domain.people import ADULT, age_on
from feedback.persistence.tables import CarePathway, EvaluationPoint, Milestone, Patient


def open_pathway(session: Session, patient: int) -> CarePathway | None:
    """The patient's course that is not closed."""
    mine = (CarePathway.patient_id == patient, CarePathway.closed_on.is_(None))
    return session.scalar(select(CarePathway).where(*mine))


def points_of(session: Session, pathway: int) -> list[EvaluationPoint]:
    """The evaluation points of a course, by number."""
    mine = EvaluationPoint.pathway_id == pathway
    return list(session.scalars(select(EvaluationPoint).where(mine).order_by(EvaluationPoint.number)))


def plan_next_point(session: Session, patient: int, today: date) -> EvaluationPoint | None:
    """Plan the next point, or move the one that is still open; None before a decision or after the closing."""
    pathway = open_pathway(session, patient)
    if pathway is None:
        return None
    points = points_of(session, pathway.id)
    due = next_point(history_of(session, pathway, points, today), shipped_rules())
    if due is None:
        return None
    waiting = [point for point in points if point.held_on is None and point.cancelled_on is None]
    point = waiting[0] if waiting else _new_point(session, pathway, len(points) + 1)
    point.opens_on, point.due_on = opens_on(due), due.due_on
    session.flush()
    return point


def history_of(session: Session, pathway: CarePathway, points: list[EvaluationPoint], today: date) -> History:
    """The facts of a course as the domain reads them."""
    milestones = session.scalars(select(Milestone).where(Milestone.pathway_id == pathway.id))
    patient = session.get_one(Patient, pathway.patient_id)
    return History(
        area=CarePathwayArea(pathway.area),
        setting=Setting(pathway.setting),
        milestones=tuple(Happened(MilestoneKind(row.kind), row.happened_on) for row in milestones),
        held=tuple(point.held_on for point in points if point.held_on is not None),
        under_18=age_on(today, patient.born_on) < ADULT,
    )


def due_of(session: Session, point: EvaluationPoint, today: date) -> DueDate | None:
    """The due date of a point with its reasons, from the facts of the course up to the point before it."""
    earlier = [other for other in points_of(session, point.pathway_id) if other.number < point.number]
    return next_point(history_of(session, point.pathway, earlier, today), shipped_rules())


def _new_point(session: Session, pathway: CarePathway, number: int) -> EvaluationPoint:
    point = EvaluationPoint(pathway=pathway, number=number)
    session.add(point)
    return point
