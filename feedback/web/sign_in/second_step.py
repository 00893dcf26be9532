"""What a member of staff does between the password and the first page: a password of one's own, the app, its
code."""

from __future__ import annotations

import segno
from flask import Blueprint, g, redirect, render_template, session, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from feedback.services.access.accounts import choose_password, needs_own_password, sign_in_name_of
from feedback.services.access.second_factor import (
    check_code,
    confirm,
    enrolment_secret,
    has_second_factor,
    setup_address,
)
from feedback.services.access.sign_in import complete
from feedback.services.refusals import Refused, TooOften
from feedback.web import current
from feedback.web.forms import WaitingForm, show_refusal, show_waiting
from feedback.web.guard import for_half_signed_in
from feedback.web.redirects import way_back
from feedback.web.sign_in.password_sign_in import status_of

pages = Blueprint("second", __name__, url_prefix="/staff")
QR_PIXELS = 5
Shown = str | BaseResponse | tuple[str, int]


class CodeForm(WaitingForm):
    """A code of the app, or a recovery code."""

    code = StringField(_("Code"), [InputRequired(_("Write the code.")), Length(max=40)])


class OwnPasswordForm(WaitingForm):
    """A password of one's own in place of the one-time password."""

    password = PasswordField(_("New password"), [InputRequired(_("Write a password.")), Length(max=400)])


def next_step() -> BaseResponse:
    """Where the half signed-in person goes from here."""
    person = g.sign_in.person
    if needs_own_password(current.session(), person.id):
        step = "own_password"
    else:
        step = "code" if has_second_factor(current.session(), person.id) else "enrol"
    return redirect(url_for(f"second.{step}", next=way_back("/staff/")), 303)


@pages.route("/own-password", methods=["GET", "POST"])
@for_half_signed_in
def own_password() -> Shown:
    """Choose a password that nobody else has seen."""
    person = g.sign_in.person
    if not needs_own_password(current.session(), person.id):
        return next_step()
    form = OwnPasswordForm()
    if form.validate_on_submit():
        try:
            choose_password(current.session(), person, form.password.data, current.now())
            return next_step()
        except Refused as error:
            show_refusal(form, error)
    return render_template("staff/own_password.html", form=form), status_of(form)


@pages.route("/second-step", methods=["GET", "POST"])
@for_half_signed_in
def code() -> Shown:
    """Show the second factor; then the session is whole, under a new token."""
    if not _is_turn("code"):
        return next_step()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            check_code(current.session(), g.sign_in.person, form.code.data, current.now())
            session["token"] = complete(current.session(), g.sign_in, current.now())
            return redirect(_after(), 303)
        except Refused as error:
            show_refusal(form, error, keep=True)
        except TooOften as error:
            show_waiting(form, error)
    return render_template("staff/second_step.html", form=form), status_of(form)


@pages.route("/enrol", methods=["GET", "POST"])
@for_half_signed_in
def enrol() -> Shown:
    """Set up an app by QR code or key; its first code confirms it and brings the recovery codes, shown here
    and never again."""
    if not _is_turn("enrol"):
        return next_step()
    form, person = CodeForm(), g.sign_in.person
    if form.validate_on_submit():
        try:
            codes = confirm(current.session(), person, form.code.data, current.now())
            session["token"] = complete(current.session(), g.sign_in, current.now())
            return render_template("staff/recovery_codes.html", codes=codes, after=_after())
        except Refused as error:
            show_refusal(form, error, keep=True)
        except TooOften as error:
            show_waiting(form, error)
    return _show_setup(form), status_of(form)


def _show_setup(form: CodeForm) -> str:
    person = g.sign_in.person
    secret = enrolment_secret(current.session(), person, current.now())
    name = sign_in_name_of(current.session(), person.id)
    address = setup_address(secret, name, person.unit.service_name)
    return render_template(
        "staff/enrol.html",
        form=form,
        key=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        qr_code=segno.make(address, micro=False).svg_data_uri(scale=QR_PIXELS, light="#fff"),
    )


def _is_turn(step: str) -> bool:
    person = g.sign_in.person.id
    if needs_own_password(current.session(), person):
        return False
    return has_second_factor(current.session(), person) is (step == "code")


def _after() -> str:
    return way_back("/staff/") or url_for("staff.start")
