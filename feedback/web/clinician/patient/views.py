"""A patient's page, one response in whole, the reply to it, and acknowledging a critical answer."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from feedback.reports.voice import Voice
from feedback.services.answers.read_feedback import get_read_response
from feedback.services.answers.reply import acknowledge, get_response, mark_read, reply
from feedback.services.refusals import Refused
from feedback.services.rights.access_decisions import decisions_of, told
from feedback.web import current
from feedback.web.clinician.forms import LONGEST, DoneForm, ReplyForm
from feedback.web.clinician.patient.patient_page import patient_page
from feedback.web.clinician.patient.response_page import response_page
from feedback.web.clinician.plan.plan_card import plan_card
from feedback.web.guard import also_in_emergency, for_staff
from feedback.web.languages import chosen
from feedback.web.words import refusal_sentence

pages = Blueprint("patient", __name__, url_prefix="/staff/patients/<int:patient_id>")
Page = tuple[str, int]


@pages.get("")
@also_in_emergency
@for_staff("clinician")
def show(patient_id: int) -> Page:
    """The patient's page; opening it marks what it shows as read."""
    return _patient_page(patient_id)


@pages.get("/responses/<int:response_id>")
@also_in_emergency
@for_staff("clinician")
def show_response(patient_id: int, response_id: int) -> Page:
    """One response, every item with its answer."""
    return _response_page(patient_id, response_id)


@pages.post("/responses/<int:response_id>/reply")
@for_staff("clinician")
def send_reply(patient_id: int, response_id: int) -> Page | BaseResponse:
    """Tell what came of a response; the person sees it."""
    form = ReplyForm()
    error = None
    try:
        response = get_response(current.session(), patient_id, response_id)
        if form.validate():
            text, now = form.text.data or "", current.now()
            reply(current.session(), current.actor(), response, form.kind.data or "", text, now)
            return _back(patient_id, f"response-{response_id}")
        error = _too_long("text")
    except Refused as refused:
        error = (refused.field, refusal_sentence(refused))
    current.undo()
    return _response_page(patient_id, response_id, form, error)


@pages.post("/critical/<int:critical_id>")
@for_staff("clinician")
def see_critical(patient_id: int, critical_id: int) -> Page | BaseResponse:
    """Acknowledge a critical answer by name and say what was done."""
    form = DoneForm()
    error = None
    try:
        if form.validate():
            done, now = form.done.data or "", current.now()
            acknowledge(current.session(), current.actor(), patient_id, critical_id, done, now)
            return _back(patient_id)
        error = _too_long("done")
    except Refused as refused:
        error = (refused.field, refusal_sentence(refused))
    current.undo()
    return _patient_page(patient_id, critical_id, form.done.data or "", error)


def _patient_page(
    patient_id: int, wrong: int = 0, typed: str = "", error: tuple[str, str] | None = None
) -> Page:
    actor, now = current.actor(), current.now()
    page = patient_page(current.session(), actor, g.patient, current.today(), chosen())
    mark_read(current.session(), actor, patient_id, [read.response for read in page.shown], now)
    errors = [(f"done-{wrong}", error[1])] if error else []
    html = render_template(
        "clinician/patient.html",
        page=page,
        plan=plan_card(current.session(), patient_id, current.today()),
        today=current.today(),
        voice=page.voice,
        wrong=wrong,
        typed=typed,
        errors=errors,
    )
    return html, 422 if error else 200


def _response_page(
    patient_id: int, response_id: int, form: ReplyForm | None = None, error: tuple[str, str] | None = None
) -> Page:
    session, actor = current.session(), current.actor()
    read = get_read_response(session, patient_id, response_id)
    unit = g.patient.person.unit
    page = response_page(session, actor.person, read, unit.interprets, chosen())
    seen = [] if page.card.kept else [read.response]
    mark_read(session, actor, patient_id, seen, current.now(), "read response")
    errors = [(f"reply-{response_id}-{error[0]}", error[1])] if error else []
    name, voice = g.patient.person.name, Voice(_, chosen())
    decision = decisions_of(session, [response_id]).get(response_id)
    is_relatives = read.source.role == "relative" and told(read, decision) != "not-theirs"
    context: dict[str, object] = {
        "access": told(read, decision) if is_relatives else "",
        "decision": decision,
    }
    context |= {"page": page, "patient_id": patient_id, "name": name, "voice": voice}
    html = render_template("clinician/response.html", **context, form=form, errors=errors)
    return html, 422 if error else 200


def _back(patient_id: int, place: str | None = None) -> BaseResponse:
    return redirect(url_for("patient.show", patient_id=patient_id, _anchor=place), 303)


def _too_long(field: str) -> tuple[str, str]:
    return field, _("Write at most %(number)s characters.", number=LONGEST)
