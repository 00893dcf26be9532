"""What was asked for an evaluation point that is over: it is not asked any more, and what was begun can be finished."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedback.persistence.tables import EvaluationPoint, Invitation, Occasion, Response


def left_over(session: Session, asked: Iterable[Invitation]) -> dict[int, bool]:
    """Those of these invitations whose point has been held or called off, by number: whether an answer was begun."""
    numbers = [row.id for row in asked]
    if not numbers:
        return {}
    is_over = or_(EvaluationPoint.held_on.is_not(None), EvaluationPoint.cancelled_on.is_not(None))
    rows = (
        select(Invitation.id, Response.id)
        .join(Occasion, Occasion.id == Invitation.occasion_id)
        .join(EvaluationPoint, EvaluationPoint.id == Occasion.point_id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .where(Invitation.id.in_(numbers), is_over)
    )
    return {invitation: response is not None for invitation, response in session.execute(rows)}
