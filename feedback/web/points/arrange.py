"""What a coordinator arranges for a point that waits: when one meets, why it is late, paper. No answer is read here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.calendar import local
from feedback.domain.people.throttling import TAKING_OUT
from feedback.services.points.evaluation.evaluation_records import get_point_of
from feedback.services.points.evaluation.write_evaluation import note
from feedback.services.points.overview.list_points import missing_at
from feedback.services.sheets.blank_sheet import blank_sheet
from feedback.web import current
from feedback.web.clinician.point.point_forms import LateForm, MeetingForm
from feedback.web.clinician.point.point_view import point_view
from feedback.web.clinician.together.form import form_errors
from feedback.web.guard import at_most, for_staff
from feedback.web.languages import chosen
from feedback.web.points.arranging import keep_meeting, keep_reason
from feedback.web.points.words import MISSING
from feedback.web.views.sheet_pdf import writing_pdf

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationPoint

PREFIX = "/staff/unit/patients/<int:patient_id>/points/<int:point_id>"
pages = Blueprint("arrange", __name__, url_prefix=PREFIX)
Page = tuple[str, int] | BaseResponse


@pages.get("")
@for_staff("coordinator")
def show(patient_id: int, point_id: int) -> Page:
    """How the point stands, and what can be done about it; a held one has a page for what was done."""
    point = get_point_of(current.session(), patient_id, point_id)
    if point.held_on is not None:
        return redirect(url_for("done.show", patient_id=patient_id, point_id=point_id), 303)
    return _shown(point)


@pages.post("/meeting")
@for_staff("coordinator")
def meet(patient_id: int, point_id: int) -> Page:
    """Note when one has agreed to meet, or that it is no longer agreed."""
    point, form = get_point_of(current.session(), patient_id, point_id), MeetingForm()
    if keep_meeting(point, form):
        return _back(patient_id, point_id, "meeting")
    return _shown(point, meeting=form)


@pages.post("/late")
@for_staff("coordinator")
def late(patient_id: int, point_id: int) -> Page:
    """Note why a point that has passed its recommended day has not been held yet."""
    point, form = get_point_of(current.session(), patient_id, point_id), LateForm()
    if keep_reason(point, form):
        return _back(patient_id, point_id, "late")
    return _shown(point, late=form)


@pages.get("/paper.pdf")
@at_most(TAKING_OUT)
@for_staff("coordinator")
def paper(patient_id: int, point_id: int) -> Response:
    """Paper to write on under each heading, with nothing on it that anybody has said."""
    session, now = current.session(), current.now()
    point = get_point_of(session, patient_id, point_id)
    note(session, current.actor(), "printed paper for", point, now)
    return writing_pdf(blank_sheet(session, point, chosen(), now))


def _shown(
    point: EvaluationPoint, *, meeting: MeetingForm | None = None, late: LateForm | None = None
) -> tuple[str, int]:
    session, today = current.session(), current.today()
    sent: FlaskForm | None = meeting or late
    errors = form_errors(sent) if sent is not None else []
    agreed = local(point.meeting_at) if point.meeting_at else None
    usual = {"day": agreed.date(), "clock": agreed.time()} if agreed else {}
    html = render_template(
        "points/arrange.html",
        point=point_view(point, today),
        meeting_at=point.meeting_at,
        name=g.patient.person.name,
        patient_id=g.patient.person_id,
        meeting=meeting or MeetingForm(formdata=None, data=usual),
        late=late or LateForm(formdata=None),
        errors=errors,
        lacks=[str(MISSING[code]) for code in missing_at(session, point, today)],
    )
    return html, 422 if errors else 200


def _back(patient_id: int, point_id: int, place: str) -> BaseResponse:
    return redirect(url_for(".show", patient_id=patient_id, point_id=point_id, _anchor=place), 303)
