"""The patient's own way in to *my overview*."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from feedback.services.access.personal_code import make_personal_code
from feedback.web import current
from feedback.web.guard import for_staff

pages = Blueprint("codes", __name__, url_prefix="/staff/unit/patients/<int:patient_id>/code")


@pages.post("")
@for_staff("coordinator")
def make(patient_id: int) -> str:
    """Make a code; it is shown on this page only, so the answer is no redirect."""
    made = make_personal_code(current.session(), current.actor(), patient_id, current.now())
    return render_template("coordination/code.html", patient=g.patient, person=g.patient.person, made=made)
