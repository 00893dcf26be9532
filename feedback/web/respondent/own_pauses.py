"""A pause that patients and relatives take by themselves: asked nothing for some days, welcome to answer."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, g, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.services.plans.pause_asking import end_pause, get_pause, is_open, pause_asking, pauses_of
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.coordination.fields import Day, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_respondents

pages = Blueprint("own_pauses", __name__, url_prefix="/me/pause")
USUAL = timedelta(days=14)


class OwnPauseForm(FlaskForm):  # type: ignore[misc]
    """From when and until when."""

    starts_on = Day(_("From which day"), needed=_("Write the first day."))
    ends_on = Day(_("Until and including"), needed=_("Write the last day."))


@pages.route("", methods=["GET", "POST"])
@for_respondents()
def mine() -> tuple[str, int] | BaseResponse:
    """My pauses, and a form for one more."""
    session, today = current.session(), current.today()
    form = OwnPauseForm(data={"starts_on": today, "ends_on": today + USUAL})
    if form.validate_on_submit():
        days = form.starts_on.data, form.ends_on.data
        try:
            pause_asking(session, current.actor(), g.person.id, *days, current.now())
            return redirect(url_for(".mine"), 303)
        except Refused as error:
            show_refusal(form, error)
    found = [row for row in pauses_of(session, [g.person.id]) if is_open(row, today)]
    page = render_template("respondent/pause.html", form=form, found=found, today=today)
    return page, status_of(form)


@pages.post("/<int:pause_id>/end")
@for_respondents()
def end(pause_id: int) -> BaseResponse:
    """Asked again from today."""
    pause = get_pause(current.session(), g.person.id, pause_id)
    end_pause(current.session(), current.actor(), pause, current.now())
    return redirect(url_for(".mine"), 303)
