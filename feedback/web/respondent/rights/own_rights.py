"""My rights: everything that is held on me, a remark beside an answer, and asking for deletion."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from feedback.catalogue.fhir import write_json
from feedback.domain.people.throttling import TAKING_OUT
from feedback.domain.plain_text import plain_number
from feedback.domain.questionnaires.questionnaire import text_in
from feedback.reports.person_file import render_person_file
from feedback.services import audit
from feedback.services.answers.read_feedback import responses_by
from feedback.services.answers.remarks import add_remark, get_own_response, remarks_of
from feedback.services.questionnaires.question_sets import questionnaire_of
from feedback.services.refusals import Refused
from feedback.services.rights.deletion import ask_deletion, requests_by
from feedback.services.rights.held import Held, gather
from feedback.services.rights.person_bundle import person_bundle
from feedback.web import current, languages
from feedback.web.guard import at_most, for_respondents
from feedback.web.respondent.rights.person_file import person_file
from feedback.web.views.sheet_pdf import fonts
from feedback.web.words import refusal_sentence

pages = Blueprint("rights", __name__, url_prefix="/me")
Page = tuple[str, int]
EVERYTHING = "all"


@pages.get("/rights")
@for_respondents()
def mine() -> Page:
    """What I can ask for, and what came of what I have asked for."""
    return _page()


@pages.get("/file.pdf")
@at_most(TAKING_OUT)
@for_respondents()
def on_paper() -> Response:
    """Everything that is held on me, on paper."""
    content = person_file(_held("PDF"), languages.chosen(), current.today())
    data = render_person_file(content, _, languages.chosen(), fonts())
    return _download(data, "application/pdf", "pdf")


@pages.get("/file.json")
@at_most(TAKING_OUT)
@for_respondents()
def as_fhir() -> Response:
    """The same as FHIR R4."""
    bundle = person_bundle(current.session(), _held("FHIR"), current.now())
    return _download(write_json(bundle).encode(), "application/fhir+json", "json")


@pages.route("/answers/<int:response_id>/remark", methods=["GET", "POST"])
@for_respondents()
def remark(response_id: int) -> Page | BaseResponse:
    """Add to an answer, or correct it; the answer itself stays as it was sent."""
    response = get_own_response(current.session(), current.actor(), response_id)
    text, error = request.form.get("text", ""), ""
    if request.method == "POST":
        try:
            add_remark(current.session(), current.actor(), response_id, text, current.now())
            return redirect(url_for(".mine", _anchor="answers"), 303)
        except Refused as refused:
            current.undo()
            error = refusal_sentence(refused)
    known = remarks_of(current.session(), [response_id])[response_id]
    title = _titles()[response_id]
    html = render_template(
        "respondent/remark.html", response=response, title=title, remarks=known, text=text, error=error
    )
    return html, 422 if error else 200


@pages.post("/deletion")
@for_respondents()
def delete() -> Page | BaseResponse:
    """Ask that something is deleted."""
    meant = request.form.get("what", EVERYTHING)
    number = None if meant == EVERYTHING else plain_number(meant) or 0
    reason = request.form.get("reason", "")
    patient = g.person.id if g.person.role == "patient" else _patient_of_relative()
    try:
        ask_deletion(current.session(), current.actor(), patient, number, reason, current.now())
    except Refused as refused:
        current.undo()
        return _page(reason=reason, what=meant, error=refusal_sentence(refused))
    return redirect(url_for(".mine", _anchor="deletion"), 303)


def _page(*, reason: str = "", what: str = EVERYTHING, error: str = "") -> Page:
    session = current.session()
    sent = responses_by(session, g.person.id)
    html = render_template(
        "respondent/rights.html",
        sent=sent,
        titles=_titles(),
        remarks=remarks_of(session, [row.id for row in sent]),
        requests=requests_by(session, g.person.id),
        reason=reason,
        what=what,
        error=error,
    )
    return html, 422 if error else 200


def _titles() -> Mapping[int, str]:
    """What each of my sent answers is called."""
    session = current.session()
    return {
        row.id: text_in(questionnaire_of(session, row.invitation.question_set_id).title, languages.chosen())
        for row in responses_by(session, g.person.id)
    }


def _patient_of_relative() -> int:
    """Whom a relative has spoken of."""
    sent = responses_by(current.session(), g.person.id)
    if not sent:
        raise Refused(_("You have not sent anything that could be deleted."))
    return sent[0].subject_id


def _held(form: str) -> Held:
    own = g.person.id if g.person.role == "patient" else None
    session, target = current.session(), f"person {g.person.id} as {form}"
    audit.record(
        session,
        current.actor(),
        "took out own file",
        current.now(),
        patient=own,
        target=target,
        purpose="rights",
    )
    return gather(session, g.person, current.today())


def _download(data: bytes, kind: str, ending: str) -> Response:
    name = {"Content-Disposition": f'attachment; filename="file.{ending}"'}  # no name of anybody (rule A11)
    return Response(data, mimetype=kind, headers=name)
