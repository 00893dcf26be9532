"""A pause that staff record for a patient or a relative who has asked for it."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.services import audit
from feedback.services.plans.pause_asking import (
    end_pause,
    get_pause,
    is_open,
    pause_asking,
    pauses_of,
    people_around,
)
from feedback.services.refusals import NotFound, Refused
from feedback.web import current
from feedback.web.coordination.fields import Day, as_choices, choice, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff

pages = Blueprint("pauses", __name__, url_prefix="/staff/patients/<int:patient_id>/pauses")


class PauseForm(FlaskForm):  # type: ignore[misc]
    """Who is left in peace, and on which days."""

    person = choice(_("Who"))
    starts_on = Day(_("First day"), needed=_("Write the first day."))
    ends_on = Day(_("Last day"), needed=_("Write the last day."))


@pages.route("", methods=["GET", "POST"])
@for_staff("clinician", "coordinator")
def of_patient(patient_id: int) -> tuple[str, int] | BaseResponse:
    """The pauses of the patient and the relatives, and a form for one more."""
    session = current.session()
    people = people_around(session, patient_id)
    form = PauseForm(data={"starts_on": current.today()})
    form.person.choices = as_choices((person.id, person.name) for person in people)
    if form.validate_on_submit():
        try:
            _record(form)
            return redirect(url_for(".of_patient", patient_id=patient_id), 303)
        except Refused as error:
            show_refusal(form, error)
    audit.record(session, current.actor(), "viewed pauses", current.now(), patient=patient_id)
    names = {person.id: person.name for person in people}
    found = [(row, names[row.person_id], is_open(row, current.today())) for row in pauses_of(session, names)]
    page = render_template("clinician/pauses.html", form=form, patient=g.patient, found=found)
    return page, status_of(form)


@pages.post("/<int:pause_id>/end")
@for_staff("clinician", "coordinator")
def end(patient_id: int, pause_id: int) -> BaseResponse:
    """The person wants to be asked again, from today."""
    session = current.session()
    known = {row.id: row.person_id for row in pauses_of(session, _numbers(patient_id))}
    if pause_id not in known:
        raise NotFound
    end_pause(session, current.actor(), get_pause(session, known[pause_id], pause_id), current.now())
    return redirect(url_for(".of_patient", patient_id=patient_id), 303)


def _record(form: PauseForm) -> None:
    person, starts_on, ends_on = int(form.person.data), form.starts_on.data, form.ends_on.data
    pause_asking(current.session(), current.actor(), person, starts_on, ends_on, current.now())


def _numbers(patient_id: int) -> list[int]:
    return [person.id for person in people_around(current.session(), patient_id)]
