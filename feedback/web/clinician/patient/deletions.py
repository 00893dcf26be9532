"""Requests about deletion, and whether the patient reads what a relative told: decided by a clinician."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.questionnaires.questionnaire import text_in
from feedback.services import audit
from feedback.services.answers.read_feedback import get_read_response
from feedback.services.patients.patient_lists import own_patients
from feedback.services.questionnaires.question_sets import questionnaire_of
from feedback.services.refusals import Refused
from feedback.services.rights.access_decisions import decide_access
from feedback.services.rights.deletion import (
    decide_deletion,
    get_request,
    open_requests,
    patients_of_unit,
    responses_meant,
    waiting_days,
)
from feedback.web import current
from feedback.web.guard import for_staff
from feedback.web.languages import chosen
from feedback.web.words import refusal_sentence

pages = Blueprint("deletions", __name__, url_prefix="/staff")
Page = tuple[str, int]


@pages.get("/requests")
@for_staff("clinician", "coordinator")
def waiting() -> str:
    """What waits for a decision, longest waiting first. A coordinator sees that it waits, not what it says."""
    session, actor = current.session(), current.actor()
    if actor.role == "clinician":
        patients = [row.patient.person_id for row in own_patients(session, actor, current.today())]
    else:
        patients = patients_of_unit(session, actor.unit)
    found = open_requests(session, patients)
    audit.record_list(session, actor, [row.patient_id for row in found], current.now(), "rights")
    days = {row.id: waiting_days(row, current.today()) for row in found}
    return render_template(
        "clinician/deletions.html", found=found, days=days, decides=actor.role == "clinician"
    )


@pages.route("/patients/<int:patient_id>/requests/<int:request_id>", methods=["GET", "POST"])
@for_staff("clinician")
def decide(patient_id: int, request_id: int) -> Page | BaseResponse:
    """Read a request and decide it."""
    session, actor = current.session(), current.actor()
    row, error = get_request(session, patient_id, request_id), ""
    target = f"deletion request {request_id}"
    if request.method == "POST":
        decision, grounds = request.form.get("decision", ""), request.form.get("grounds", "")
        try:
            decide_deletion(session, actor, row, decision, grounds, current.now())
            return redirect(url_for(".waiting"), 303)
        except Refused as refused:
            error = refusal_sentence(refused)
            current.undo()
    audit.record(session, actor, "read deletion request", current.now(), patient=patient_id, target=target)
    meant = [
        (one, text_in(questionnaire_of(session, one.invitation.question_set_id).title, chosen()))
        for one in responses_meant(session, row)
    ]
    html = render_template(
        "clinician/deletion.html", row=row, meant=meant, error=error, form=request.form, patient=g.patient
    )
    return html, 422 if error else 200


@pages.post("/patients/<int:patient_id>/responses/<int:response_id>/access")
@for_staff("clinician")
def access(patient_id: int, response_id: int) -> BaseResponse:
    """Let the patient read what a relative told, or hold it back with grounds."""
    read = get_read_response(current.session(), patient_id, response_id)
    decision, grounds = request.form.get("decision", ""), request.form.get("grounds", "")
    decide_access(current.session(), current.actor(), read, decision, grounds, current.now())
    page = url_for("patient.show_response", patient_id=patient_id, response_id=response_id, _anchor="access")
    return redirect(page, 303)
