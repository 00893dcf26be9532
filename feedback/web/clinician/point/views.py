"""The page of an evaluation point: who has prepared, when one meets, the way to go through it, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.calendar import local
from feedback.domain.points.sheet import Heading
from feedback.services.points.evaluation.evaluation_records import get_point_of
from feedback.services.points.evaluation.hold_evaluation import confirm_review
from feedback.services.points.evaluation.prepare_evaluation import open_together
from feedback.services.points.evaluation.write_evaluation import drop_draft, join_draft, note
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.clinician.point.evaluation_page import evaluation_page
from feedback.web.clinician.point.point_forms import LateForm, MeetingForm
from feedback.web.clinician.together.form import ReviewForm, form_errors
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.languages import chosen
from feedback.web.points.arranging import keep_meeting, keep_reason
from feedback.web.points.done_view import done_view

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationPoint

pages = Blueprint("evaluation", __name__, url_prefix="/staff/patients/<int:patient_id>/points/<int:point_id>")
Page = tuple[str, int]


@pages.get("")
@for_staff("clinician")
def show(patient_id: int, point_id: int) -> Page:
    """The point: who has prepared and how to go on; after it was held, what was decided."""
    return _shown(get_point_of(current.session(), patient_id, point_id))


@pages.post("/open")
@for_staff("clinician")
def begin(patient_id: int, point_id: int) -> Page | BaseResponse:
    """Begin to go through the point together, to type it in after paper, or to correct a held one."""
    point = get_point_of(current.session(), patient_id, point_id)
    try:
        open_together(current.session(), current.actor(), point, current.now())
    except Refused as refused:
        return _refused(point, refused)
    heading = {"all": "all", "day": Heading.NEXT.value}.get(request.form.get("how", ""))
    if heading is None:
        return redirect(url_for("together.start", patient_id=patient_id, point_id=point_id), 303)
    target = url_for("together.show", patient_id=patient_id, point_id=point_id, heading=heading)
    return redirect(target, 303)


@pages.post("/join")
@for_staff("clinician")
def join(patient_id: int, point_id: int) -> BaseResponse:
    """Go on with what somebody else has begun to write."""
    point = get_point_of(current.session(), patient_id, point_id)
    join_draft(current.session(), current.actor(), point, current.now())
    return redirect(url_for("together.start", patient_id=patient_id, point_id=point_id), 303)


@pages.post("/drop")
@for_staff("clinician")
def drop(patient_id: int, point_id: int) -> BaseResponse:
    """Throw away a correction or a draft that is not finished."""
    point = get_point_of(current.session(), patient_id, point_id)
    drop_draft(current.session(), current.actor(), point, current.now())
    return _back(patient_id, point_id)


@pages.post("/meeting")
@for_staff("clinician")
def meet(patient_id: int, point_id: int) -> Page | BaseResponse:
    """Note when one has agreed to meet, or that it is no longer agreed."""
    point, form = get_point_of(current.session(), patient_id, point_id), MeetingForm()
    if keep_meeting(point, form):
        return _back(patient_id, point_id, "meeting")
    return _shown(point, meeting=form)


@pages.post("/late")
@for_staff("clinician")
def late(patient_id: int, point_id: int) -> Page | BaseResponse:
    """Note why a point that has passed its recommended day has not been held yet."""
    point, form = get_point_of(current.session(), patient_id, point_id), LateForm()
    if keep_reason(point, form):
        return _back(patient_id, point_id)
    return _shown(point, late=form)


@pages.post("/reviewed")
@for_staff("clinician")
def reviewed(patient_id: int, point_id: int) -> Page | BaseResponse:
    """Record whether the patient says that it was gone through together."""
    point, form = get_point_of(current.session(), patient_id, point_id), ReviewForm()
    try:
        if form.validate():
            how, reason = form.how.data, form.reason.data or ""
            confirm_review(current.session(), current.actor(), point, how, reason, current.now())
            return _back(patient_id, point_id, "reviewed")
        current.undo()
    except Refused as refused:
        show_refusal(form, refused)
    return _shown(point, review=form)


def _refused(point: EvaluationPoint, refused: Refused) -> Page:
    form = ReviewForm()
    show_refusal(form, refused)
    return _shown(point, review=form)


def _shown(
    point: EvaluationPoint,
    *,
    meeting: MeetingForm | None = None,
    late: LateForm | None = None,
    review: ReviewForm | None = None,
) -> Page:
    session, actor, now = current.session(), current.actor(), current.now()
    page = evaluation_page(session, actor, point, chosen(), now)
    note(session, actor, "read", point, now)
    sent: FlaskForm | None = meeting or late or review
    errors = form_errors(sent) if sent is not None else []
    done = {"done": done_view(session, point)} if point.held_on else {}
    html = render_template(
        "clinician/held.html" if point.held_on else "clinician/point.html",
        page=page,
        form=review or ReviewForm(formdata=None),
        meeting=meeting or _meeting(point),
        late=late or LateForm(formdata=None),
        errors=errors,
        name=g.patient.person.name,
        voice=page.sheet.voice,
        **done,
    )
    return html, 422 if errors else 200


def _meeting(point: EvaluationPoint) -> MeetingForm:
    if point.meeting_at is None:
        return MeetingForm(formdata=None)
    at = local(point.meeting_at)
    return MeetingForm(formdata=None, data={"day": at.date(), "clock": at.time()})


def _back(patient_id: int, point_id: int, place: str | None = None) -> BaseResponse:
    target = url_for(".show", patient_id=patient_id, point_id=point_id, _anchor=place)
    return redirect(target, 303)
