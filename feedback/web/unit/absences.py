"""Absence and deputies: a clinician's own, or those of the coordinator's unit."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.services.access.absences import (
    NewAbsence,
    absent_people,
    end_absence,
    list_absences,
    possible_deputies,
    record_absence,
)
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.coordination.fields import Day, as_choices, choice, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff

pages = Blueprint("absences", __name__, url_prefix="/staff/absences")


class AbsenceForm(FlaskForm):  # type: ignore[misc]
    """When somebody is away and who stands in."""

    staff = choice(_("Who is away"))
    deputy = choice(_("Deputy"))
    starts_on = Day(_("First day away"), needed=_("Write the first day."))
    ends_on = Day(_("Last day away"), needed=_("Write the last day."))


@pages.route("", methods=["GET", "POST"])
@for_staff("clinician", "coordinator")
def all_absences() -> tuple[str, int] | BaseResponse:
    """What is recorded, and a form for more."""
    form = _with_people(AbsenceForm())
    if form.validate_on_submit():
        try:
            _record(form)
            return redirect(url_for(".all_absences"), 303)
        except Refused as error:
            show_refusal(form, error)
    found = list_absences(current.session(), current.actor(), current.today())
    page = render_template("staff/absences.html", form=form, found=found, today=current.today())
    return page, status_of(form)


@pages.post("/<int:absence_id>/end")
@for_staff("clinician", "coordinator")
def end(absence_id: int) -> BaseResponse:
    """Back at work: the deputy sees nothing from now on."""
    end_absence(current.session(), current.actor(), absence_id, current.now())
    return redirect(url_for(".all_absences"), 303)


def _with_people(form: AbsenceForm) -> AbsenceForm:
    session, actor, today = current.session(), current.actor(), current.today()
    deputies = possible_deputies(session, actor, today)
    form.deputy.choices = as_choices((person.id, person.name) for person in deputies)
    if actor.role == "clinician":
        del form.staff
    else:
        away = absent_people(session, actor, today)
        form.staff.choices = as_choices((person.id, person.name) for person in away)
    return form


def _record(form: AbsenceForm) -> None:
    actor = current.actor()
    staff = form.staff.data if form.staff is not None else actor.person
    facts = NewAbsence(int(staff), int(form.deputy.data), form.starts_on.data, form.ends_on.data)
    record_absence(current.session(), actor, facts, current.now())
