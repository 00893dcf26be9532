"""A clinician's own preparation for an evaluation point; nobody else sees it until the point is opened together."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.services.points.evaluation.evaluation_records import get_point_of
from feedback.services.points.evaluation.prepare_evaluation import (
    own_preparation,
    prepared_of,
    save_preparation,
)
from feedback.services.points.evaluation.write_evaluation import note
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.clinician.point.point_forms import PreparationForm, preparation_form
from feedback.web.clinician.together.form import form_errors
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff

pages = Blueprint(
    "preparation", __name__, url_prefix="/staff/patients/<int:patient_id>/points/<int:point_id>"
)
Page = tuple[str, int]


@pages.get("/preparation")
@for_staff("clinician")
def show(patient_id: int, point_id: int) -> Page | BaseResponse:
    """What I want to bring up."""
    session, actor = current.session(), current.actor()
    point = get_point_of(session, patient_id, point_id)
    if point.held_on is not None or point.cancelled_on is not None:
        return _back(patient_id, point_id)
    note(session, actor, "read own preparation for", point, current.now())
    return _shown(point.number, preparation_form(prepared_of(own_preparation(session, actor, point))))


@pages.post("/preparation")
@for_staff("clinician")
def save(patient_id: int, point_id: int) -> Page | BaseResponse:
    """Keep it."""
    point, form = get_point_of(current.session(), patient_id, point_id), PreparationForm()
    try:
        if form.validate():
            save_preparation(current.session(), current.actor(), point, form.prepared, current.now())
            return _back(patient_id, point_id)
        current.undo()
    except Refused as refused:
        show_refusal(form, refused)
    return _shown(point.number, form)


def _shown(number: int, form: PreparationForm) -> Page:
    errors = form_errors(form)
    html = render_template(
        "clinician/preparation.html", form=form, errors=errors, name=g.patient.person.name, number=number
    )
    return html, 422 if errors else 200


def _back(patient_id: int, point_id: int) -> BaseResponse:
    return redirect(url_for("evaluation.show", patient_id=patient_id, point_id=point_id, _anchor="own"), 303)
