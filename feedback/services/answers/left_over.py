"""What was asked for an evaluation point that is over: it is not asked any more, and what was begun can be finished."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedback.persistence.tables import EvaluationPoint, Invitation, Occasion, Response

IS_OVER = or_(EvaluationPoint.held_on.is_not(None), EvaluationPoint.cancelled_on.is_not(None))


def changes_left(session: Session, person: int) -> list[Invitation]:
    """What this person had sent for a point that is over, and had begun to change without sending it; newest first."""
    rows = (
        select(Invitation)
        .join(Occasion, Occasion.id == Invitation.occasion_id)
        .join(EvaluationPoint, EvaluationPoint.id == Occasion.point_id)
        .join(Response, Response.invitation_id == Invitation.id)
        .where(Invitation.person_id == person, Invitation.withdrawn_at.is_(None), IS_OVER)
        .where(Response.status == "in-progress", Response.version > 1)
        .order_by(Invitation.made_at.desc())
    )
    return list(session.scalars(rows))


def left_over(session: Session, asked: Iterable[Invitation]) -> dict[int, bool]:
    """Those of these invitations whose point has been held or called off, by number: whether an answer was begun."""
    numbers = [row.id for row in asked]
    if not numbers:
        return {}
    rows = (
        select(Invitation.id, Response.id)
        .join(Occasion, Occasion.id == Invitation.occasion_id)
        .join(EvaluationPoint, EvaluationPoint.id == Occasion.point_id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .where(Invitation.id.in_(numbers), IS_OVER)
    )
    return {invitation: response is not None for invitation, response in session.execute(rows)}
