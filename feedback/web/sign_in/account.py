"""Where members of staff look after their own sign-in; and signing out everywhere, for both audiences."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, session, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from feedback.services.access.accounts import choose_password, reset_totp, sign_in_name_of
from feedback.services.access.second_factor import has_second_factor, new_recovery_codes, recovery_codes_left
from feedback.services.access.sign_in import end_sign_ins_of
from feedback.services.refusals import NotFound, Refused
from feedback.web import current
from feedback.web.forms import WaitingForm, show_refusal
from feedback.web.guard import for_respondents, for_staff, recent
from feedback.web.sign_in.password_sign_in import status_of

pages = Blueprint("account", __name__)


class PasswordForm(WaitingForm):
    """A new password; the old one has just been proved."""

    password = PasswordField(_("New password"), [InputRequired(_("Write a password.")), Length(max=400)])


@pages.get("/staff/account")
@for_staff()
def show() -> str:
    """How one signs in, and what one can change about it."""
    person = g.person.id
    return render_template(
        "staff/account.html",
        sign_in_name=sign_in_name_of(current.session(), person),
        way=g.sign_in.way,
        has_app=has_second_factor(current.session(), person),
        codes_left=recovery_codes_left(current.session(), person),
    )


@pages.route("/staff/account/password", methods=["GET", "POST"])
@recent
@for_staff()
def change_password() -> str | BaseResponse | tuple[str, int]:
    """Another password, after a fresh proof."""
    if not sign_in_name_of(current.session(), g.person.id):
        raise NotFound
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            choose_password(current.session(), g.person, form.password.data, current.now())
            return redirect(url_for(".show"), 303)
        except Refused as error:
            show_refusal(form, error)
    return render_template("staff/change_password.html", form=form), status_of(form)


@pages.post("/staff/account/recovery-codes")
@recent
@for_staff()
def recovery_codes() -> str | BaseResponse:
    """Ten new ones in place of the old, shown on this page only."""
    if not has_second_factor(current.session(), g.person.id):
        return redirect(url_for(".show"), 303)
    codes = new_recovery_codes(current.session(), g.person, current.now())
    return render_template("staff/recovery_codes.html", codes=codes, after=url_for(".show"))


@pages.post("/staff/account/new-app")
@recent
@for_staff()
def new_app() -> BaseResponse:
    """Another phone: the next sign-in sets up the app anew."""
    if not has_second_factor(current.session(), g.person.id):
        return redirect(url_for(".show"), 303)
    reset_totp(current.session(), current.actor(), g.person, current.now())
    session.clear()
    return redirect(url_for("staff.sign_in"), 303)


@pages.post("/staff/sign-out-everywhere")
@for_staff()
def staff_everywhere() -> BaseResponse:
    """End every session of this member of staff."""
    return _everywhere(url_for("staff.sign_in"))


@pages.post("/me/sign-out-everywhere")
@for_respondents()
def respondent_everywhere() -> BaseResponse:
    """End every session of this patient or relative."""
    return _everywhere(url_for("respondent.front"))


def _everywhere(after: str) -> BaseResponse:
    end_sign_ins_of(current.session(), g.person.id, current.now())
    session.clear()
    return redirect(after, 303)
