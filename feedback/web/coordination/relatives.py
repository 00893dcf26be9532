"""Relatives: added when the patient has agreed, and the yes given again or taken back."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField

from feedback.domain.people.actors import age_on
from feedback.services.access.personal_code import make_personal_code
from feedback.services.patients.consents import (
    ADULT_IN_HEALTH,
    NewRelative,
    add_relative,
    renew_consent,
    withdraw_consent,
)
from feedback.services.patients.goal_consents import hide_goals, show_goals
from feedback.services.patients.point_consents import choose_of_points
from feedback.services.patients.read_registration import get_relative
from feedback.services.refusals import Refused
from feedback.web import current, words
from feedback.web.coordination.fields import Day, choice, line, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.languages import NAMES
from feedback.web.views.points_choice import PointsForm, chosen

pages = Blueprint("relatives", __name__, url_prefix="/staff/unit/patients/<int:patient_id>/relatives")


class ConsentForm(FlaskForm):  # type: ignore[misc]
    """The patient's yes, for as long as the patient says."""

    until = Day(_("The consent ends on (empty: until it is withdrawn)"))
    agreed = BooleanField(_("The patient has agreed that this relative is asked and takes part"))


class GoalsForm(FlaskForm):  # type: ignore[misc]
    """The patient's yes to showing the goals."""

    agreed = BooleanField(
        _("The patient has agreed that this relative sees the goals and says how near they are")
    )
    until = Day(_("The consent ends on (empty: until it is withdrawn)"))


class SaidPointsForm(PointsForm):
    """What the patient says that the relative sees of the points."""

    agreed = BooleanField(_("The patient has said that this relative sees what is ticked"))


class RelativeForm(ConsentForm):
    """A relative as the patient names them."""

    name = line(_("Name"), needed=_("Write the relative's name."))
    kind = choice(_("Relationship"), words.RELATIONSHIPS)
    language = choice(_("Language"), NAMES)
    email = line(_("E-mail"))
    phone = line(_("Telephone"))


@pages.route("/new", methods=["GET", "POST"])
@for_staff("coordinator")
def add(patient_id: int) -> tuple[str, int] | BaseResponse:
    """Connect a relative to the patient."""
    form = RelativeForm()
    if form.validate_on_submit():
        try:
            _add(patient_id, form)
            return _back(patient_id)
        except Refused as error:
            show_refusal(form, error)
    by_law = age_on(current.today(), g.patient.born_on) < ADULT_IN_HEALTH
    page = render_template("coordination/relative.html", form=form, patient=g.patient, by_law=by_law)
    return page, status_of(form)


@pages.route("/<int:relative_id>/consent", methods=["GET", "POST"])
@for_staff("coordinator")
def agree(patient_id: int, relative_id: int) -> tuple[str, int] | BaseResponse:
    """The patient agrees again, after the consent ended or was withdrawn."""
    relative = get_relative(current.session(), patient_id, relative_id, current.today())
    form = ConsentForm()
    if form.validate_on_submit():
        try:
            _agree(patient_id, relative_id, form)
            return _back(patient_id)
        except Refused as error:
            show_refusal(form, error)
    page = render_template("coordination/consent.html", form=form, patient=g.patient, relative=relative)
    return page, status_of(form)


@pages.post("/<int:relative_id>/withdraw")
@for_staff("coordinator")
def withdraw(patient_id: int, relative_id: int) -> BaseResponse:
    """The patient has changed their mind; it holds at once."""
    get_relative(current.session(), patient_id, relative_id, current.today())
    withdraw_consent(current.session(), current.actor(), patient_id, relative_id, current.now())
    return _back(patient_id)


@pages.route("/<int:relative_id>/goals", methods=["GET", "POST"])
@for_staff("coordinator")
def show(patient_id: int, relative_id: int) -> tuple[str, int] | BaseResponse:
    """The patient says that this relative may see the goals, and rate them."""
    relative = get_relative(current.session(), patient_id, relative_id, current.today())
    form = GoalsForm()
    if form.validate_on_submit():
        said = (patient_id, relative_id, form.agreed.data, form.until.data, current.now())
        try:
            show_goals(current.session(), current.actor(), *said)
            return _back(patient_id)
        except Refused as error:
            show_refusal(form, error)
    page = render_template("coordination/show_goals.html", form=form, patient=g.patient, relative=relative)
    return page, status_of(form)


@pages.post("/<int:relative_id>/hide-goals")
@for_staff("coordinator")
def hide(patient_id: int, relative_id: int) -> BaseResponse:
    """The patient says that this relative shall not see the goals any more; it holds at once."""
    hide_goals(current.session(), current.actor(), patient_id, relative_id, current.now())
    return _back(patient_id)


@pages.route("/<int:relative_id>/points", methods=["GET", "POST"])
@for_staff("coordinator")
def show_points(patient_id: int, relative_id: int) -> tuple[str, int] | BaseResponse:
    """What the patient says that this relative may see of the evaluation points; nothing ticked takes all back."""
    relative = get_relative(current.session(), patient_id, relative_id, current.today())
    form = SaidPointsForm(data=chosen(relative))
    if form.validate_on_submit():
        said = (patient_id, relative_id, form.wanted, form.agreed.data, form.until.data, current.now())
        try:
            choose_of_points(current.session(), current.actor(), *said)
            return _back(patient_id)
        except Refused as error:
            show_refusal(form, error)
    page = render_template("coordination/show_points.html", form=form, patient=g.patient, relative=relative)
    return page, status_of(form)


@pages.post("/<int:relative_id>/code")
@for_staff("coordinator")
def make_code(patient_id: int, relative_id: int) -> str:
    """Make a personal code for the relative; it is shown on this page only, so the answer is no redirect."""
    relative = get_relative(current.session(), patient_id, relative_id, current.today())
    made = make_personal_code(current.session(), current.actor(), patient_id, current.now(), relative_id)
    return render_template("coordination/code.html", patient=g.patient, person=relative.person, made=made)


def _add(patient: int, form: RelativeForm) -> None:
    facts = NewRelative(
        name=form.name.data,
        kind=form.kind.data,
        language=form.language.data,
        email=form.email.data or "",
        phone=form.phone.data or "",
        until=form.until.data,
    )
    add_relative(current.session(), current.actor(), patient, facts, form.agreed.data, current.now())


def _agree(patient: int, relative: int, form: ConsentForm) -> None:
    agreed, until = form.agreed.data, form.until.data
    renew_consent(current.session(), current.actor(), patient, relative, agreed, until, current.now())


def _back(patient: int) -> BaseResponse:
    return redirect(url_for("patients.one", patient_id=patient) + "#relatives", 303)
