"""Before a point is held: all that was written and decided once more, and what nobody has come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.points.sheet import READING_ORDER, Heading
from feedback.services.points.evaluation.evaluation_records import get_point_of, own_draft
from feedback.services.points.evaluation.hold_evaluation import hold_point
from feedback.services.refusals import Refused
from feedback.web import current, languages
from feedback.web.clinician.point.point_forms import reason_of
from feedback.web.clinician.together.page import TogetherPage, together_page
from feedback.web.guard import for_staff
from feedback.web.words import refusal_sentence

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationPoint, EvaluationRecord

pages = Blueprint(
    "together_hold",
    __name__,
    url_prefix="/staff/patients/<int:patient_id>/points/<int:point_id>/together/hold",
)
Page = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Written:
    """One heading with what stands under it: what was written, goals and steps as they come onto the sheet."""

    heading: Heading
    title: str
    is_done: bool
    words: list[tuple[str, str]]
    is_shown: bool


@pages.get("")
@for_staff("clinician")
def show(patient_id: int, point_id: int) -> Page | BaseResponse:
    """Everything once more; nothing is held yet."""
    point = get_point_of(current.session(), patient_id, point_id)
    row = _draft(point)
    return _shown(point, row) if row is not None else _back(patient_id, point_id)


@pages.post("")
@for_staff("clinician")
def save(patient_id: int, point_id: int) -> Page | BaseResponse:
    """The point was held on the day that was written; the draft becomes its first version."""
    point = get_point_of(current.session(), patient_id, point_id)
    row = _draft(point)
    if row is None:
        return _back(patient_id, point_id)
    page = _page(point, row)
    if request.form.get("seen") != _mark(page):
        return _shown(point, row, str(_("Somebody has written here meanwhile. Look at it once more.")))
    try:
        _hold(point, page)
    except Refused as refused:
        current.undo()
        return _shown(point, row, refusal_sentence(refused))
    return _back(patient_id, point_id)


def _hold(point: EvaluationPoint, page: TogetherPage) -> None:
    record = page.record
    if record.held_on is None:
        raise Refused(str(_("Write the day on which it was held.")))
    reason = reason_of(record.late_reason, record.late_words)
    hold_point(current.session(), current.actor(), point, record.held_on, reason, current.now())


def _draft(point: EvaluationPoint) -> EvaluationRecord | None:
    """The draft of a point that is to be held; a correction is finished where it is written."""
    waits = point.held_on is None and point.cancelled_on is None
    return own_draft(current.session(), current.actor(), point) if waits else None


def _page(point: EvaluationPoint, row: EvaluationRecord) -> TogetherPage:
    return together_page(current.session(), current.actor(), point, row, languages.chosen(), current.now())


def _mark(page: TogetherPage) -> str:
    """What stands here, so that nobody holds what they have not seen."""
    return "".join(map(page.mark, READING_ORDER))


def _shown(point: EvaluationPoint, row: EvaluationRecord, error: str = "") -> Page:
    page = _page(point, row)
    parts = [_part(page, heading) for heading in READING_ORDER]
    html = render_template(
        "clinician/together/hold.html",
        page=page,
        parts=parts,
        missing=[part for part in parts if not part.is_done],
        loose=[step for step in page.record.steps if not (step.who and step.due_on)],
        mark=_mark(page),
        voice=page.sheet.voice,
        name=g.patient.person.name,
        error=error,
    )
    return html, 422 if error else 200


def _part(page: TogetherPage, heading: Heading) -> Written:
    words, content = page.stored(heading), page.sheet.content
    also: dict[Heading, object] = {
        Heading.FOLLOW_UP: content.earlier_tasks,
        Heading.USEFUL: content.goals,
        Heading.PLAN: content.decisions.tasks or content.decisions.about_goals,
    }
    is_shown = bool(words or also.get(heading))
    return Written(heading, page.titles[heading], page.is_done(heading), words, is_shown)


def _back(patient_id: int, point_id: int) -> BaseResponse:
    return redirect(url_for("evaluation.show", patient_id=patient_id, point_id=point_id), 303)
