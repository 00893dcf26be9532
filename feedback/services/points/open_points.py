"""The evaluation point that a patient can get ready for now."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.persistence.tables import CarePathway, EvaluationPoint


def is_open(point: EvaluationPoint, today: date) -> bool:
    """Whether one can get ready for the point: from the day on which it opens until it is over."""
    return point.held_on is None and point.cancelled_on is None and point.opens_on <= today


def point_to_prepare(session: Session, patient: int, today: date) -> EvaluationPoint | None:
    """The next point of the open course, once it is open or one has agreed to meet; None else. Getting ready begins
    when it `is_open`, so that nobody uses up its questions long before."""
    waiting = (
        CarePathway.patient_id == patient,
        CarePathway.closed_on.is_(None),
        EvaluationPoint.held_on.is_(None),
        EvaluationPoint.cancelled_on.is_(None),
    )
    rows = (
        select(EvaluationPoint)
        .join(CarePathway, CarePathway.id == EvaluationPoint.pathway_id)
        .where(*waiting)
        .order_by(EvaluationPoint.number)
        .limit(1)
    )
    point = session.scalar(rows)
    if point is None or (point.opens_on > today and point.meeting_at is None):
        return None
    return point
