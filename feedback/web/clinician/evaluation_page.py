"""An evaluation point on the screen: its sheet so far, what is being written, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from feedback.services.hold_evaluation import newest_record, reviews_of
from feedback.services.make_sheet import make_sheet
from feedback.services.read_feedback import ReadResponse, responses_about
from feedback.web.clinician.point_view import PointView, point_view
from feedback.web.clinician.sheet_view import SheetView, sheet_view

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import EvaluationPoint, EvaluationRecord, ReviewedTogether


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    """The page of one point. `shown` are the responses made for this point, which it shows whole."""

    patient_id: int
    point: PointView
    sheet: SheetView
    record: EvaluationRecord | None
    review: ReviewedTogether | None
    shown: tuple[ReadResponse, ...]

    @property
    def written(self) -> dict[str, Any]:
        """What has been written at the point."""
        return dict(self.record.content) if self.record else {}

    @property
    def is_draft(self) -> bool:
        return self.record is not None and self.record.finished_at is None


def evaluation_page(session: Session, point: EvaluationPoint, language: str, now: datetime) -> EvaluationPage:
    """The point as it stands now."""
    content = make_sheet(session, point, _, language, now)
    patient = point.pathway.patient_id
    return EvaluationPage(
        patient,
        point_view(point, content.drawn_on),
        sheet_view(content, language),
        newest_record(session, point),
        reviews_of(session, [point]).get(point.id),
        tuple(read for read in responses_about(session, patient) if _is_for(read, point)),
    )


def _is_for(read: ReadResponse, point: EvaluationPoint) -> bool:
    return read.occasion.point_id == point.id and read.response.sharing == "all"
