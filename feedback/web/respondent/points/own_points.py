"""A patient's own page of an evaluation point: what it is about, getting ready, who else is asked, and the sheet."""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.people.throttling import TAKING_OUT
from feedback.services import audit
from feedback.services.points.ask_relatives import ask_relative, leave_out_relative
from feedback.services.points.evaluation.evaluation_records import get_point_of
from feedback.services.points.evaluation.review_together import confirm_review
from feedback.services.points.own_steps import begin_step
from feedback.services.refusals import Refused
from feedback.services.sheets.make_sheet import make_sheet
from feedback.web import current, languages
from feedback.web.clinician.point.sheet_view import sheet_view
from feedback.web.guard import at_most, for_respondents
from feedback.web.respondent.points.point_page import point_page
from feedback.web.views.sheet_pdf import sheet_pdf, version_wanted
from feedback.web.words import refusal_sentence

pages = Blueprint("own_points", __name__, url_prefix="/me/points/<int:point_id>")
Page = tuple[str, int]


@pages.get("")
@for_respondents("patient")
def show(point_id: int) -> Page:
    """The point as it concerns the patient."""
    return _shown(point_id)


@pages.post("/step")
@for_respondents("patient")
def step(point_id: int) -> BaseResponse:
    """Begin, or go on with, a step of getting ready."""
    point = get_point_of(current.session(), g.person.id, point_id)
    key = request.form.get("ask", "")
    asked = begin_step(current.session(), current.actor(), point, key, current.now())
    return redirect(url_for("answering.welcome", invitation_id=asked.id), 303)


@pages.post("/relatives/<int:relative_id>")
@for_respondents("patient")
def relative(point_id: int, relative_id: int) -> Page | BaseResponse:
    """Let a relative be asked before the point, or not this time."""
    session, actor, now = current.session(), current.actor(), current.now()
    point = get_point_of(session, g.person.id, point_id)
    try:
        if request.form.get("do") == "leave-out":
            leave_out_relative(session, actor, point, relative_id, now)
        else:
            ask_relative(session, actor, point, relative_id, now)
    except Refused as refused:
        current.undo()
        return _shown(point_id, refusal_sentence(refused))
    return redirect(url_for(".show", point_id=point_id, _anchor="relatives"), 303)


@pages.get("/sheet")
@for_respondents("patient")
def sheet(point_id: int) -> str:
    """The sheet: a draft to read beforehand, then what was written together; an earlier version where named."""
    session = current.session()
    point = get_point_of(session, g.person.id, point_id)
    _note_reading(point.id)
    content = make_sheet(
        session,
        point,
        _,
        languages.chosen(),
        current.now(),
        record=version_wanted(session, point),
        for_patient=True,
    )
    view = sheet_view(content, languages.chosen())
    page = point_page(session, point, current.now())
    version = request.args.get("version")
    return render_template("respondent/sheet.html", sheet=view, voice=view.voice, page=page, version=version)


@pages.get("/sheet.pdf")
@at_most(TAKING_OUT)
@for_respondents("patient")
def pdf(point_id: int) -> Response:
    """The same sheet, to keep."""
    session = current.session()
    point = get_point_of(session, g.person.id, point_id)
    _note_reading(point.id)
    row = version_wanted(session, point)
    content = make_sheet(session, point, _, languages.chosen(), current.now(), record=row, for_patient=True)
    return sheet_pdf(content)


@pages.post("/confirm")
@for_respondents("patient")
def confirm(point_id: int) -> Page | BaseResponse:
    """*Gone through together*, or that it was not like that, by the patient's own hand."""
    point = get_point_of(current.session(), g.person.id, point_id)
    how = "not-so" if request.form.get("do") == "not-so" else "patient"
    reason = request.form.get("reason", "") if how == "not-so" else ""
    try:
        confirm_review(current.session(), current.actor(), point, how, reason, current.now())
    except Refused as refused:
        current.undo()
        field = "reason" if refused.field == "reason" else "confirmed"
        return _shown(point_id, refusal_sentence(refused), field)
    return redirect(url_for(".show", point_id=point_id, _anchor="confirmed"), 303)


def _shown(point_id: int, error: str = "", field: str = "relatives") -> Page:
    point = get_point_of(current.session(), g.person.id, point_id)
    page = point_page(current.session(), point, current.now())
    errors = [(field, error)] if error else []
    reason = request.form.get("reason", "")
    html = render_template("respondent/point.html", page=page, errors=errors, reason=reason)
    return html, 422 if error else 200


def _note_reading(point: int) -> None:
    target = f"evaluation point {point}"
    audit.record(
        current.session(),
        current.actor(),
        "read own sheet",
        current.now(),
        patient=g.person.id,
        target=target,
    )
