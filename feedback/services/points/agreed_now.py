"""The steps that stand now: what was agreed at the points of an open course, and is not done."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.agreed_step import AgreedStep
from feedback.domain.evaluation_record import agreed_after
from feedback.persistence.tables import EvaluationPoint, EvaluationRecord
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.points.evaluation_records import record_of


def agreed_now(session: Session, patient: int) -> tuple[AgreedStep, ...]:
    """By the newest finished version of each held point; empty without an open course. Two statements."""
    pathway = open_pathway(session, patient)
    if pathway is None:
        return ()
    held = (EvaluationPoint.pathway_id == pathway.id, EvaluationPoint.held_on.is_not(None))
    rows = (
        select(EvaluationRecord)
        .join(EvaluationPoint, EvaluationPoint.id == EvaluationRecord.point_id)
        .where(*held, EvaluationRecord.finished_at.is_not(None))
        .order_by(EvaluationPoint.number, EvaluationRecord.version)
    )
    newest = {row.point_id: row for row in session.scalars(rows)}
    steps: tuple[AgreedStep, ...] = ()
    for row in newest.values():
        steps = agreed_after(steps, record_of(row))
    return steps
