"""The sheet of a point with nothing on it that anybody has said: for paper that is printed by who sees no answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from feedback.domain.calendar import day_of
from feedback.domain.points.sheet import SheetContent
from feedback.services.courses.followed_area import followed_area
from feedback.services.sheets.make_sheet import when_one_meets

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import EvaluationPoint


def blank_sheet(session: Session, point: EvaluationPoint, language: str, now: datetime) -> SheetContent:
    """Whose point it is, its number and when one meets; no topic, no earlier step, no answer (rule A9)."""
    patient = point.pathway.patient.person
    return SheetContent(
        service=patient.unit.service_name,
        patient=patient.name,
        pathway=followed_area(session, point.pathway_id, day_of(now)).value,
        course_from=point.pathway.started_on,
        number=point.number,
        drawn_on=day_of(now),
        meets=when_one_meets(point, language),
    )
