"""One response as a FHIR file, for somebody with a care relation."""

from __future__ import annotations

from flask import Blueprint, Response, g

from feedback.catalogue.fhir import write_json
from feedback.domain.people.throttling import TAKING_OUT
from feedback.services.answers.export_responses import response_resource
from feedback.services.answers.read_feedback import get_read_response
from feedback.services.answers.reply import mark_read
from feedback.services.refusals import NotFound
from feedback.web import current
from feedback.web.guard import at_most, for_staff, recent

pages = Blueprint("response_download", __name__, url_prefix="/staff/patients/<int:patient_id>")


@pages.get("/responses/<int:response_id>.fhir.json")
@at_most(TAKING_OUT)
@recent
@for_staff("clinician")
def fhir(patient_id: int, response_id: int) -> Response:
    """A QuestionnaireResponse; what the person keeps for themself is not in it."""
    read = get_read_response(current.session(), patient_id, response_id)
    if read.response.sharing == "private":
        raise NotFound
    unit = g.patient.person.unit
    text = write_json(response_resource(current.session(), read, interprets=unit.interprets))
    mark_read(
        current.session(), current.actor(), patient_id, [read.response], current.now(), "exported response"
    )
    answer = Response(text, mimetype="application/fhir+json")
    answer.headers["Content-Disposition"] = f'attachment; filename="response-{response_id}.fhir.json"'
    return answer
