"""The evaluation point: gone through by two at one screen, written down, held, and corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.services.hold_evaluation import confirm_review, get_point, hold_point, save_notes
from feedback.services.refusals import Refused, _
from feedback.services.reply import mark_read
from feedback.web import current
from feedback.web.clinician.evaluation_form import (
    EvaluationForm,
    ReviewForm,
    content_of,
    filled,
    form_errors,
)
from feedback.web.clinician.evaluation_page import EvaluationPage, evaluation_page
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.languages import chosen
from feedback.web.points.done_view import done_view

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationPoint

pages = Blueprint("evaluation", __name__, url_prefix="/staff/patients/<int:patient_id>/points/<int:number>")
Page = tuple[str, int]


@pages.get("")
@for_staff("clinician")
def show(patient_id: int, number: int) -> Page:
    """The point: what has been prepared and room to write; after it was held, what was decided."""
    page = _page(patient_id, number)
    if page.point.held_on and "correct" not in request.args:
        return _held(page, ReviewForm())
    return _write(page, _form(page))


@pages.post("")
@for_staff("clinician")
def write(patient_id: int, number: int) -> Page | BaseResponse:
    """Save the draft, hold the point, or correct what was written at a held one."""
    session, point = current.session(), get_point(current.session(), patient_id, number)
    form = filled({}, (), current.today())
    try:
        if form.validate():
            save_notes(session, current.actor(), point, content_of(form), current.now())
            if point.held_on or request.form.get("do") == "hold":
                _hold(point, form)
            return _back(patient_id, number)
        current.undo()
    except Refused as refused:
        show_refusal(form, refused)
    return _write(_page(patient_id, number), form)


@pages.post("/reviewed")
@for_staff("clinician")
def reviewed(patient_id: int, number: int) -> Page | BaseResponse:
    """Record whether the patient says that it was gone through together."""
    point = get_point(current.session(), patient_id, number)
    form = ReviewForm()
    try:
        if form.validate():
            how, reason = form.how.data, form.reason.data or ""
            confirm_review(current.session(), current.actor(), point, how, reason, current.now())
            return _back(patient_id, number)
        current.undo()
    except Refused as refused:
        show_refusal(form, refused)
    return _held(_page(patient_id, number), form)


def _hold(point: EvaluationPoint, form: EvaluationForm) -> None:
    """A correction keeps the day and the reason that were recorded."""
    held_on = point.held_on or form.held_on.data
    if held_on is None:
        raise Refused(_("Write the day on which it was held."), field="held_on")
    reason = (point.late_reason or "") if point.held_on else form.reason
    hold_point(current.session(), current.actor(), point, held_on, reason, current.now())


def _page(patient_id: int, number: int) -> EvaluationPage:
    session, actor, now = current.session(), current.actor(), current.now()
    page = evaluation_page(session, get_point(session, patient_id, number), chosen(), now)
    shown = [read.response for read in page.shown]
    mark_read(session, actor, patient_id, shown, now, "read evaluation point")
    return page


def _form(page: EvaluationPage) -> EvaluationForm:
    people = [person.name for person in page.sheet.content.people]
    return filled(page.written, people, current.today())


def _write(page: EvaluationPage, form: EvaluationForm) -> Page:
    return _shown("clinician/evaluation.html", page, form)


def _held(page: EvaluationPage, form: ReviewForm) -> Page:
    point = get_point(current.session(), page.patient_id, page.point.number)
    return _shown("clinician/held.html", page, form, done=done_view(current.session(), point))


def _shown(template: str, page: EvaluationPage, form: EvaluationForm | ReviewForm, **more: object) -> Page:
    errors = form_errors(form)
    name, voice = g.patient.person.name, page.sheet.voice
    html = render_template(template, page=page, form=form, errors=errors, name=name, voice=voice, **more)
    return html, 422 if errors else 200


def _back(patient_id: int, number: int) -> BaseResponse:
    return redirect(url_for(".show", patient_id=patient_id, number=number), 303)
