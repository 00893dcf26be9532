"""Booking an appointment, moving it, and noting what became of it."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.calendar import instant_of, local
from feedback.services.patients.schedule_appointment import (
    find_by_reference,
    get_appointment,
    move_appointment,
    schedule_appointment,
    set_appointment_state,
)
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.coordination.fields import Clock, Day, line, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff

pages = Blueprint("appointments", __name__, url_prefix="/staff/unit/patients/<int:patient_id>/appointments")


class TimeForm(FlaskForm):  # type: ignore[misc]
    """When, by the clock in Norway."""

    day = Day(_("Day"), needed=_("Write the day."))
    clock = Clock(_("Time"), needed=_("Write the time."))

    def instant(self) -> datetime:
        """The instant. Raises Refused for the hour that summer time skips."""
        try:
            return instant_of(datetime.combine(self.day.data, self.clock.data))
        except ValueError as error:
            message = _("The clock skips this time on the night to summer time.")
            raise Refused(str(message), field="clock") from error


class BookingForm(TimeForm):
    """A new appointment."""

    reference = line(_("Number in your calendar, if it has one"))


@pages.route("/new", methods=["GET", "POST"])
@for_staff("coordinator")
def book(patient_id: int) -> tuple[str, int] | BaseResponse:
    """Book an appointment with the patient's clinician."""
    form = BookingForm()
    if form.validate_on_submit():
        try:
            _book(patient_id, form)
            return _back(patient_id)
        except Refused as error:
            show_refusal(form, error)
    return render_template("coordination/book.html", form=form, patient_id=patient_id), status_of(form)


@pages.route("/<int:appointment_id>", methods=["GET", "POST"])
@for_staff("coordinator")
def change(patient_id: int, appointment_id: int) -> tuple[str, int] | BaseResponse:
    """Move an appointment."""
    appointment = get_appointment(current.session(), patient_id, appointment_id)
    starts = local(appointment.starts_at)
    form = TimeForm(data={"day": starts.date(), "clock": starts.time()})
    if form.validate_on_submit():
        try:
            move_appointment(current.session(), current.actor(), appointment, form.instant(), current.now())
            return _back(patient_id)
        except Refused as error:
            show_refusal(form, error)
    ahead = starts.date() > current.today()
    page = render_template("coordination/appointment.html", form=form, appointment=appointment, ahead=ahead)
    return page, status_of(form)


@pages.post("/<int:appointment_id>/state")
@for_staff("coordinator")
def note_state(patient_id: int, appointment_id: int) -> BaseResponse:
    """Attended, cancelled, did not come, or booked after all."""
    appointment = get_appointment(current.session(), patient_id, appointment_id)
    state = request.form.get("state", "")
    set_appointment_state(current.session(), current.actor(), appointment, state, current.now())
    return _back(patient_id)


def _book(patient: int, form: BookingForm) -> None:
    reference = (form.reference.data or "").strip()
    if find_by_reference(current.session(), patient, reference) is not None:
        message = _("This appointment is registered already. Move it instead.")
        raise Refused(str(message), field="reference")
    schedule_appointment(
        current.session(), current.actor(), patient, reference, form.instant(), current.now()
    )


def _back(patient: int) -> BaseResponse:
    return redirect(url_for("patients.one", patient_id=patient) + "#appointments", 303)
