"""Asking somebody to answer: the link is shown once, as text and QR code, and printed as a slip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import segno
from flask import Blueprint, Response, g, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as say
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from feedback.domain.questionnaires.questionnaire import text_in
from feedback.reports.slip import render_slip
from feedback.services import audit
from feedback.services.access.link_second import has_link_code, second_of
from feedback.services.answers.answering import open_link
from feedback.services.answers.invite import NewLink, get_occasion, invite, new_link
from feedback.services.answers.offer_questions import (
    get_invitation_about,
    occasions_to_choose,
    people_to_ask,
    questions_for,
)
from feedback.services.courses.plan_evaluation import newest_pathway
from feedback.services.questionnaires.question_sets import questionnaire_of
from feedback.services.refusals import NotFound, Refused
from feedback.web import current
from feedback.web.coordination.fields import as_choices, choice, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.languages import chosen, day, moment
from feedback.web.views.set_titles import titles_apart
from feedback.web.views.sheet_pdf import fonts, pdf

if TYPE_CHECKING:
    from datetime import date

    from feedback.persistence.tables import Invitation, Person

pages = Blueprint("links", __name__, url_prefix="/staff/patients/<int:patient_id>")

FITTING = "fitting"
QR_PIXELS = 6
SLIP_NAME = "slip.pdf"  # no name of anybody (rule A11)


class AskForm(FlaskForm):  # type: ignore[misc]
    """What is asked, and on which occasion."""

    questions = choice(_("Questions"))
    occasion = choice(_("Occasion"))


@pages.route("/ask", methods=["GET", "POST"])
@for_staff("coordinator", "clinician")
def ask(patient_id: int) -> str | tuple[str, int]:
    """Choose what to ask of the patient or a relative. The answer to the form is the link itself: it can
    never be read again, so there is no page to redirect to."""
    people = people_to_ask(current.session(), g.patient, current.today())
    person = _chosen_person(people)
    form = _with_choices(AskForm(), person, patient_id)
    if form.validate_on_submit():
        try:
            return _show(_make(form, person, patient_id))
        except Refused as error:
            show_refusal(form, error)
    page = render_template(
        "coordination/ask.html",
        form=form,
        patient=g.patient,
        people=people,
        person=person,
        closed_on=_closed_on(patient_id),
        back=_way_back(),
    )
    return page, status_of(form)


@pages.post("/asked/<int:invitation_id>/link")
@for_staff("coordinator", "clinician")
def renew(patient_id: int, invitation_id: int) -> str:
    """A new link to something that was asked and is not answered, in place of one that was lost."""
    asked = get_invitation_about(current.session(), patient_id, invitation_id)
    if asked.person not in people_to_ask(current.session(), g.patient, current.today()):
        raise NotFound
    return _show(new_link(current.session(), current.actor(), asked, current.now()))


@pages.post("/slip")
@for_staff("coordinator", "clinician")
def slip(patient_id: int) -> Response:
    """The link as a printable slip. The token comes in the form, so that no log and no history holds it."""
    token = request.form.get("token", "")
    asked = open_link(current.session(), token, current.today())
    if asked.patient_id != patient_id:
        raise NotFound
    target = f"invitation {asked.id}"
    audit.record(
        current.session(), current.actor(), "printed slip", current.now(), patient=patient_id, target=target
    )
    return pdf(_slip_for(asked, _address(token)), SLIP_NAME)


def _closed_on(patient: int) -> date | None:
    newest = newest_pathway(current.session(), patient)
    return newest.closed_on if newest else None


def _chosen_person(people: Sequence[Person]) -> Person:
    wanted = request.values.get("person", people[0].id, type=int)
    for person in people:
        if person.id == wanted:
            return person
    raise NotFound


def _with_choices(form: AskForm, person: Person, patient: int) -> AskForm:
    questions = questions_for(current.session(), person, g.patient, current.today())
    form.questions.choices = as_choices(
        titles_apart({row.key: row.title for row in questions}, chosen()).items()
    )
    form.occasion.choices = as_choices(_occasions(patient))
    return form


def _occasions(patient: int) -> Iterator[tuple[str, str]]:
    appointments, points = occasions_to_choose(current.session(), patient, current.now())
    yield FITTING, say("What fits: the last session, or the open evaluation point")
    for row in appointments:
        when = moment(row.starts_at)
        yield f"appointment:{row.id}", say("After the session %(when)s", when=when)
    for point in points:
        words = say("Evaluation point %(number)s, %(day)s", number=point.number, day=day(point.due_on))
        yield f"point:{point.number}", words
    yield "start", say("At the start of the treatment")
    yield "closing", say("At the closing of the treatment")
    yield "own", say("On the person's own initiative")


def _make(form: AskForm, person: Person, patient: int) -> NewLink:
    session, actor, now = current.session(), current.actor(), current.now()
    name = form.occasion.data
    occasion = None if name == FITTING else get_occasion(session, patient, name, current.today())
    asked = invite(session, actor, person.id, form.questions.data, occasion, now)
    return new_link(session, actor, asked, now)


def _show(made: NewLink) -> str:
    address = _address(made.token)
    questions = questionnaire_of(current.session(), made.invitation.question_set_id)
    return render_template(
        "coordination/link.html",
        patient=g.patient,
        asked=made.invitation,
        token=made.token,
        address=address,
        qr_code=segno.make(address, micro=False).svg_data_uri(scale=QR_PIXELS, light="#fff"),
        questions=text_in(questions.title, chosen()),
        back=_way_back(),
        second=second_of(current.session(), made.invitation.person.unit_id),
        has_code=has_link_code(current.session(), made.invitation.person_id),
    )


def _way_back() -> str:
    """The patient's page of whoever is asking."""
    page = "patient.show" if current.actor().role == "clinician" else "patients.one"
    return url_for(page, patient_id=g.patient.person_id)


def _slip_for(asked: Invitation, address: str) -> bytes:
    language, service = asked.person.language, asked.person.unit.service_name
    with force_locale(language):
        sentences = (
            *_second_sentences(asked),
            say("You can open the link as often as you like until you have sent your answer."),
            say("Is it lost? Ask the clinic for a new one."),
        )
        return render_slip(service, address, sentences, current.today(), say, language, fonts())


def _second_sentences(asked: Invitation) -> tuple[str, ...]:
    """What the link asks for first. The code itself never stands beside its link."""
    match second_of(current.session(), asked.person.unit_id):
        case "code":
            return (say("It asks for the code that you have got from the clinic."),)
        case "birth-date":
            return (say("It asks for the birth date."),)
    return ()


def _address(token: str) -> str:
    return url_for("respondent.open_link_page", token=token, _external=True)
