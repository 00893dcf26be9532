"""The joint-review sheet of a point, on the screen and as a PDF, and the paper to write on."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from feedback.domain.people.throttling import TAKING_OUT
from feedback.domain.points.sheet import SheetContent
from feedback.services import audit
from feedback.services.points.evaluation.evaluation_records import get_point_of, own_draft
from feedback.services.sheets.make_sheet import make_sheet
from feedback.web import current
from feedback.web.clinician.point.sheet_view import sheet_view
from feedback.web.guard import also_in_emergency, at_most, for_staff
from feedback.web.languages import chosen
from feedback.web.views.sheet_pdf import sheet_pdf, version_wanted, writing_pdf

pages = Blueprint("sheet", __name__, url_prefix="/staff/patients/<int:patient_id>/points/<int:point_id>")


@pages.get("/sheet")
@also_in_emergency
@for_staff("clinician")
def show(patient_id: int, point_id: int) -> str:
    """The sheet as a page; an earlier version where one is named."""
    view = sheet_view(_content(patient_id, point_id), chosen())
    return render_template(
        "clinician/sheet.html",
        sheet=view,
        voice=view.voice,
        patient_id=patient_id,
        point_id=point_id,
        version=request.args.get("version"),
    )


@pages.get("/sheet.pdf")
@at_most(TAKING_OUT)
@also_in_emergency
@for_staff("clinician")
def pdf(patient_id: int, point_id: int) -> Response:
    """The same sheet on paper."""
    return sheet_pdf(_content(patient_id, point_id))


@pages.get("/paper.pdf")
@at_most(TAKING_OUT)
@for_staff("clinician")
def paper(patient_id: int, point_id: int) -> Response:
    """Paper to write on under each heading."""
    return writing_pdf(_content(patient_id, point_id))


def _content(patient_id: int, point_id: int) -> SheetContent:
    """What the actor may see: a finished version, or at a point that is not held their own draft."""
    session, actor, now = current.session(), current.actor(), current.now()
    point = get_point_of(session, patient_id, point_id)
    target = f"evaluation point {point.id}"
    audit.record(session, actor, "read sheet", now, patient=patient_id, target=target)
    row = version_wanted(session, point) or (None if point.held_on else own_draft(session, actor, point))
    return make_sheet(session, point, _, chosen(), now, record=row)
