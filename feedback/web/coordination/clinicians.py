"""Who cares for a patient: another clinician from a day on, and the last day of one who stops."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField

from feedback.services.patients.change_clinician import add_clinician, care_of, end_care
from feedback.services.patients.patient_lists import clinicians_of
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.coordination.fields import Day, as_choices, choice
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff

pages = Blueprint("clinicians", __name__, url_prefix="/staff/unit/patients/<int:patient_id>/clinicians")


class ClinicianForm(FlaskForm):  # type: ignore[misc]
    """Another clinician."""

    clinician = choice(_("Clinician"))
    starts_on = Day(_("First day"), needed=_("Write the first day."))
    alone = BooleanField(_("The others stop the day before"))


class EndForm(FlaskForm):  # type: ignore[misc]
    """The last day."""

    ends_on = Day(_("Last day"), needed=_("Write the last day."))


@pages.route("", methods=["GET", "POST"])
@for_staff("coordinator")
def change(patient_id: int) -> tuple[str, int] | BaseResponse:
    """Everybody with dates, and a form for another one."""
    form = _with_clinicians(ClinicianForm(data=_usual()))
    if form.validate_on_submit():
        try:
            _add(form)
            return redirect(url_for(".change", patient_id=patient_id), 303)
        except Refused as error:
            show_refusal(form, error)
    return _page(form, EndForm(formdata=None))


@pages.post("/<int:relation_id>/end")
@for_staff("coordinator")
def end(patient_id: int, relation_id: int) -> tuple[str, int] | BaseResponse:
    """The last day of one of them."""
    form = EndForm()
    if form.validate():
        try:
            session, actor, last = current.session(), current.actor(), form.ends_on.data
            end_care(session, actor, g.patient, relation_id, last, current.now())
            return redirect(url_for(".change", patient_id=patient_id), 303)
        except Refused as error:
            show_refusal(form, error)
    new = _with_clinicians(ClinicianForm(formdata=None, data=_usual()))
    return _page(new, form, relation_id)


def _usual() -> dict[str, object]:
    return {"starts_on": current.today(), "alone": True}


def _with_clinicians(form: ClinicianForm) -> ClinicianForm:
    found = clinicians_of(current.session(), current.actor().unit, current.today())
    form.clinician.choices = as_choices((person.id, person.name) for person in found)
    return form


def _add(form: ClinicianForm) -> None:
    staff, day, alone = int(form.clinician.data), form.starts_on.data, form.alone.data
    add_clinician(current.session(), current.actor(), g.patient, staff, day, alone, current.now())


def _page(form: ClinicianForm, ending: EndForm, wrong: int = 0) -> tuple[str, int]:
    known = care_of(current.session(), g.patient.person_id)
    shown = {"patient": g.patient, "known": known, "today": current.today(), "wrong": wrong}
    page = render_template("coordination/clinicians.html", form=form, ending=ending, **shown)
    return page, 422 if form.errors or ending.errors else 200
