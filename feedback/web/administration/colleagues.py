"""Members of staff and where they work; no patient and no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.people.actors import STAFF_ROLES
from feedback.services.access.accounts import sign_in_name_of
from feedback.services.access.assignments import NewAssignment, all_assignments, assign, end_assignment
from feedback.services.access.second_factor import has_second_factor
from feedback.services.refusals import Refused
from feedback.services.units.administer_staff import (
    NewStaff,
    add_staff,
    change_account,
    get_staff,
    list_staff,
    rename_staff,
)
from feedback.services.units.administer_units import list_units
from feedback.services.units.changes import changes_of
from feedback.web import current, words
from feedback.web.administration.change_words import FIELDS
from feedback.web.coordination.fields import Day, as_choices, choice, line, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.languages import NAMES

if TYPE_CHECKING:
    from feedback.persistence.tables import Person

pages = Blueprint("colleagues", __name__, url_prefix="/staff/administration")
Page = tuple[str, int] | BaseResponse
ROLE_CHOICES = {role: words.ROLES[role] for role in STAFF_ROLES}


class NewStaffForm(FlaskForm):  # type: ignore[misc]
    """Somebody who begins today."""

    name = line(_("Name"), needed=_("Write the name."))
    sign_in_name = line(_("Sign-in name"), needed=_("Write a sign-in name."))
    language = choice(_("Language"), NAMES)
    unit = choice(_("Unit"))
    role = choice(_("Role"), ROLE_CHOICES)


class PersonForm(FlaskForm):  # type: ignore[misc]
    """Name and language."""

    name = line(_("Name"), needed=_("Write the name."))
    language = choice(_("Language"), NAMES)


class AssignmentForm(FlaskForm):  # type: ignore[misc]
    """Work in a unit."""

    unit = choice(_("Unit"))
    role = choice(_("Role"), ROLE_CHOICES)
    starts_on = Day(_("First day"), needed=_("Write the first day."))
    ends_on = Day(_("Last day (empty: no end yet)"))


class EndForm(FlaskForm):  # type: ignore[misc]
    """The last day."""

    ends_on = Day(_("Last day"), needed=_("Write the last day."))


@pages.route("/staff", methods=["GET", "POST"])
@for_staff("administrator")
def all_staff() -> Page:
    """Everybody who works here; a form makes an account. Its first password is shown on that page only."""
    form = NewStaffForm()
    form.unit.choices = _units()
    if form.validate_on_submit():
        try:
            person, password = _add(form)
            return render_template(
                "administration/first_password.html", person=person, form=form, password=password
            ), 200
        except Refused as error:
            show_refusal(form, error)
    rows = list_staff(current.session(), current.today())
    return render_template(
        "administration/staff.html", form=form, rows=rows, today=current.today()
    ), status_of(form)


@pages.route("/staff/<int:person_id>", methods=["GET", "POST"])
@for_staff("administrator")
def one(person_id: int) -> Page:
    """One of them, and another role."""
    person, form = get_staff(current.session(), person_id), _assignment_form()
    if form.validate_on_submit():
        try:
            facts = NewAssignment(int(form.unit.data), form.role.data, form.starts_on.data, form.ends_on.data)
            assign(current.session(), current.actor(), person, facts, current.now())
            return _back(person_id)
        except Refused as error:
            show_refusal(form, error)
    return _show(person, form)


@pages.route("/staff/<int:person_id>/name", methods=["GET", "POST"])
@for_staff("administrator")
def name(person_id: int) -> Page:
    """Name and language."""
    person = get_staff(current.session(), person_id)
    form = PersonForm(obj=person)
    if form.validate_on_submit():
        try:
            new, language = form.name.data, form.language.data
            rename_staff(current.session(), current.actor(), person, new, language, current.now())
            return _back(person_id)
        except Refused as error:
            show_refusal(form, error)
    return render_template("administration/person_name.html", person=person, form=form), status_of(form)


@pages.post("/staff/<int:person_id>/work/<int:assignment_id>/end")
@for_staff("administrator")
def end(person_id: int, assignment_id: int) -> Page:
    """The last day of a role."""
    person, form = get_staff(current.session(), person_id), EndForm()
    if form.validate():
        try:
            session, last = current.session(), form.ends_on.data
            end_assignment(session, current.actor(), person, assignment_id, last, current.now())
            return _back(person_id)
        except Refused as error:
            error.field = "ends_on"
            show_refusal(form, error)
    return _show(person, _assignment_form(blank=True), form, assignment_id)


@pages.post("/staff/<int:person_id>/account")
@for_staff("administrator")
def account(person_id: int) -> Page:
    """Disable the account, open it again, or let a lost phone be replaced. A forgotten password
    is replaced by command: whoever reads a colleague's password could read as them."""
    person, form = get_staff(current.session(), person_id), _assignment_form(blank=True)
    try:
        change_account(current.session(), current.actor(), person, request.form.get("do", ""), current.now())
        return _back(person_id)
    except Refused as error:
        show_refusal(form, error)
    return _show(person, form)


@pages.get("/changes")
@for_staff("administrator")
def changes() -> str:
    """The newest changes of everything."""
    return render_template(
        "administration/changes.html", changes=changes_of(current.session()), fields=FIELDS
    )


def _add(form: NewStaffForm) -> tuple[Person, str]:
    facts = NewStaff(
        form.name.data, form.sign_in_name.data, form.language.data, int(form.unit.data), form.role.data
    )
    return add_staff(current.session(), current.actor(), facts, current.now())


def _assignment_form(*, blank: bool = False) -> AssignmentForm:
    usual = {"starts_on": current.today()}
    form = AssignmentForm(formdata=None, data=usual) if blank else AssignmentForm(data=usual)
    form.unit.choices = _units()
    return form


def _units() -> list[object]:
    found = (unit for unit in list_units(current.session()) if unit.closed_on is None)
    return list(as_choices((unit.id, unit.name) for unit in found))


def _show(
    person: Person, form: AssignmentForm, ending: EndForm | None = None, wrong: int = 0
) -> tuple[str, int]:
    page = render_template(
        "administration/person.html",
        person=person,
        form=form,
        ending=ending,
        wrong=wrong,
        works=all_assignments(current.session(), person.id),
        own=person.id == current.actor().person,
        today=current.today(),
        sign_in_name=sign_in_name_of(current.session(), person.id),
        has_app=has_second_factor(current.session(), person.id),
        changes=changes_of(current.session(), staff=person.id),
        fields=FIELDS,
    )
    return page, 422 if form.errors or (ending is not None and ending.errors) else 200


def _back(person_id: int) -> BaseResponse:
    return redirect(url_for(".one", person_id=person_id), 303)
