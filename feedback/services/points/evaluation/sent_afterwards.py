"""What was sent for an evaluation point after it had been held, and so is not on its sheet."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from feedback.services.answers.read_feedback import ReadResponse
from feedback.services.points.evaluation.point_days import first_held_of_many


def sent_afterwards(session: Session, found: Iterable[ReadResponse]) -> frozenset[int]:
    """Those of these answers that came after their point was held, by number. One statement, or none."""
    asked = [(read, read.occasion.point_id) for read in found if read.occasion.point_id is not None]
    held = first_held_of_many(session, {point for _read, point in asked})
    return frozenset(
        read.response.id
        for read, point in asked
        if (first := held.get(point)) and not first.has_known(read.sent_at)
    )
