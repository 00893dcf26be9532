"""What was sent for an evaluation point after it had been held, and so is not on its sheet."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.points.held_days import held_from_plain
from feedback.persistence.tables import EvaluationRecord
from feedback.services.answers.read_feedback import ReadResponse
from feedback.services.points.point_days import FirstHeld


def sent_afterwards(session: Session, found: Iterable[ReadResponse]) -> frozenset[int]:
    """Those of these answers that came after their point was held, by number. One statement, or none."""
    asked = {read.response.id: read for read in found if read.occasion.point_id is not None}
    held = _held(session, {read.occasion.point_id for read in asked.values()})
    return frozenset(
        number
        for number, read in asked.items()
        if (first := held.get(read.occasion.point_id)) and not first.has_known(read.sent_at)
    )


def _held(session: Session, points: Iterable[int | None]) -> dict[int | None, FirstHeld]:
    """When each of the points was recorded as held, whatever its day was corrected to."""
    if not (numbers := list(points)):
        return {}
    row = EvaluationRecord
    first = select(row.point_id, row.finished_at, row.days).where(row.point_id.in_(numbers), row.version == 1)
    rows = session.execute(first.where(row.finished_at.is_not(None)))
    return {one.point_id: FirstHeld(one.finished_at, held_from_plain(one.days).held_on) for one in rows}
