"""Between a link and its form: the code from the clinic, or a birth date, asked once in each browser."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from feedback.services.access.link_second import check_second, phone_of, second_of
from feedback.services.access.link_sessions import confirm_link_session
from feedback.services.refusals import Refused, TooOften
from feedback.web import current
from feedback.web.forms import WaitingForm, show_refusal, show_waiting
from feedback.web.guard import for_link_holders
from feedback.web.sign_in import link_cookie
from feedback.web.sign_in.password_sign_in import status_of

pages = Blueprint("link_second", __name__, url_prefix="/answer/<int:invitation_id>")


class SecondForm(WaitingForm):
    """One field for whichever is asked."""

    second = StringField(_("Code"), [InputRequired(_("Write it here.")), Length(max=40)])


@pages.route("/code", methods=["GET", "POST"])
@for_link_holders
def ask(invitation_id: int) -> str | BaseResponse | tuple[str, int]:
    """Ask; a right answer opens the form under a new token."""
    welcome = url_for("answering.welcome", invitation_id=invitation_id)
    if g.opened.confirmed_at is not None:
        return redirect(welcome, 303)
    form, second = SecondForm(), second_of(current.session(), g.asked.unit_id)
    if form.validate_on_submit() and _passes(form, second):
        link_cookie.keep(invitation_id, confirm_link_session(current.session(), g.opened, current.now()))
        return redirect(welcome, 303)
    phone, about_self = phone_of(current.session(), g.asked.unit_id), g.asked.person_id == g.asked.patient_id
    page = render_template(
        "respondent/link_second.html", form=form, second=second, phone=phone, about_self=about_self
    )
    return page, status_of(form)


def _passes(form: SecondForm, second: str) -> bool:
    if second == "none":  # the unit has stopped asking
        return True
    try:
        check_second(current.session(), g.asked.id, second, form.second.data, current.now())
    except Refused as error:
        show_refusal(form, error, keep=True)
    except TooOften as error:
        show_waiting(form, error)
    return not form.errors
