"""Break-glass for clinicians, the clinician of the patient who is told of it, and the unit that follows it up."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from feedback.services.access.emergency import (
    emergencies_of_unit,
    follow_up,
    note_seen,
    open_in_emergency,
    open_now,
)
from feedback.services.refusals import Refused
from feedback.web import current, words
from feedback.web.coordination.fields import choice, line, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff, recent

pages = Blueprint("emergency", __name__, url_prefix="/staff")
LONGEST = 1000
TOO_LONG = _("Write at most %(most)s characters.", most=LONGEST)


class EmergencyForm(FlaskForm):  # type: ignore[misc]
    """The reason first, then the whole number; there is no search."""

    reason = choice(_("Why do you need to see this patient now?"), {"": _("Choose …"), **words.EMERGENCIES})
    words = TextAreaField(_("In your words"), validators=[Length(max=LONGEST, message=TOO_LONG)])
    reference = line(_("Patient number"), needed=_("Write the whole patient number."))


class OutcomeForm(FlaskForm):  # type: ignore[misc]
    """What came of looking into it."""

    outcome = StringField(validators=[Length(max=LONGEST, message=TOO_LONG)])


@pages.route("/emergency", methods=["GET", "POST"])
@recent
@for_staff("clinician")
def open_patient() -> tuple[str, int] | BaseResponse:
    """Open one patient without a care relation, for some hours."""
    form, hours = EmergencyForm(), current.settings().emergency_hours
    if form.validate_on_submit():
        try:
            return redirect(url_for("patient.show", patient_id=_open(form, hours)), 303)
        except Refused as error:
            show_refusal(form, error, keep=True)
    found = open_now(current.session(), current.actor(), current.now())
    page = render_template("staff/emergency.html", form=form, found=found, hours=hours)
    return page, status_of(form)


@pages.post("/patients/<int:patient_id>/emergency/<int:emergency_id>/seen")
@for_staff("clinician")
def seen(patient_id: int, emergency_id: int) -> BaseResponse:
    """A clinician of the patient has seen that somebody opened it."""
    note_seen(current.session(), current.actor(), patient_id, emergency_id, current.now())
    return redirect(url_for("today.mine"), 303)


@pages.get("/unit/emergencies")
@for_staff("coordinator")
def of_unit() -> tuple[str, int]:
    """What was opened of the unit's patients, for follow-up; no answers."""
    return _list(OutcomeForm(formdata=None))


@pages.post("/unit/emergencies/<int:emergency_id>")
@for_staff("coordinator")
def followed_up(emergency_id: int) -> tuple[str, int] | BaseResponse:
    """What came of looking into it."""
    form = OutcomeForm()
    try:
        if form.validate():
            outcome = form.outcome.data or ""
            follow_up(current.session(), current.actor(), emergency_id, outcome, current.now())
            return redirect(url_for(".of_unit"), 303)
        current.undo()
    except Refused as error:
        show_refusal(form, error)
    return _list(form, emergency_id)


def _open(form: EmergencyForm, hours: int) -> int:
    reference, reason, why = form.reference.data, form.reason.data, form.words.data or ""
    patient = open_in_emergency(
        current.session(), current.actor(), reference, reason, why, current.now(), hours
    )
    return patient.person_id


def _list(form: OutcomeForm, wrong: int = 0) -> tuple[str, int]:
    found = emergencies_of_unit(current.session(), current.actor(), current.now())
    typed = request.form.get("outcome", "")
    page = render_template("coordination/emergencies.html", form=form, found=found, wrong=wrong, typed=typed)
    return page, status_of(form)
