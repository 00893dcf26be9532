"""The code that a person writes after opening a link: made here, shown once."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from feedback.services.access.link_second import make_link_code
from feedback.services.answers.offer_questions import people_to_ask
from feedback.services.refusals import NotFound
from feedback.web import current
from feedback.web.guard import for_staff

pages = Blueprint("link_codes", __name__, url_prefix="/staff/patients/<int:patient_id>/link-code")


@pages.post("/<int:person_id>")
@for_staff("coordinator", "clinician")
def make(patient_id: int, person_id: int) -> str:
    """Make one for the patient or a relative; it is shown on this page only, so the answer is no redirect."""
    people = people_to_ask(current.session(), g.patient, current.today())
    person = next((one for one in people if one.id == person_id), None)
    if person is None:
        raise NotFound
    code = make_link_code(current.session(), current.actor(), person, patient_id, current.now())
    page = "patient.show" if current.actor().role == "clinician" else "patients.one"
    return render_template(
        "coordination/link_code.html", person=person, code=code, page=page, patient=g.patient
    )
