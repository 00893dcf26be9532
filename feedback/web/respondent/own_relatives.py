"""My relatives: who takes part, who sees my goals and what of our points, and my choice about it."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.services.patients.consents import end_taking_part
from feedback.services.patients.goal_consents import hide_goals, show_goals
from feedback.services.patients.point_consents import choose_of_points
from feedback.services.patients.read_registration import get_relative, relatives_of
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.coordination.fields import Day, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_respondents
from feedback.web.views.points_choice import PointsForm, chosen

pages = Blueprint("own_relatives", __name__, url_prefix="/me/relatives")
Page = tuple[str, int]


class OwnConsentForm(FlaskForm):  # type: ignore[misc]
    """For how long; the button is the yes."""

    until = Day(_("Until and including (empty: until I change my mind)"))


class OwnPointsForm(PointsForm):
    """What I want them to see of our points; the button is the yes."""

    until = Day(_("Until and including (empty: until I change my mind)"))


@pages.get("")
@for_respondents("patient")
def mine() -> str:
    """Everybody whom I have named, with what they see."""
    found = relatives_of(current.session(), g.person.id, current.today())
    return render_template("respondent/relatives.html", found=found)


@pages.route("/<int:relative_id>/goals", methods=["GET", "POST"])
@for_respondents("patient")
def show(relative_id: int) -> Page | BaseResponse:
    """What a relative would see and not see of my goals, and my yes."""
    session, today = current.session(), current.today()
    relative, form = get_relative(session, g.person.id, relative_id, today), OwnConsentForm()
    if form.validate_on_submit():
        whom = (g.person.id, relative_id)
        try:
            show_goals(session, current.actor(), *whom, True, form.until.data, current.now())
            return redirect(url_for(".mine"), 303)
        except Refused as refused:
            show_refusal(form, refused)
    page = render_template("respondent/show_goals.html", form=form, relative=relative)
    return page, status_of(form)


@pages.post("/<int:relative_id>/hide-goals")
@for_respondents("patient")
def hide(relative_id: int) -> BaseResponse:
    """I have changed my mind; it holds at once."""
    hide_goals(current.session(), current.actor(), g.person.id, relative_id, current.now())
    return redirect(url_for(".mine"), 303)


@pages.route("/<int:relative_id>/points", methods=["GET", "POST"])
@for_respondents("patient")
def show_points(relative_id: int) -> Page | BaseResponse:
    """What a relative would see of our evaluation points, and what of it I want them to see."""
    session, today = current.session(), current.today()
    relative = get_relative(session, g.person.id, relative_id, today)
    form = OwnPointsForm(data=chosen(relative))
    if form.validate_on_submit():
        try:
            said = (form.wanted, True, form.until.data, current.now())
            choose_of_points(session, current.actor(), g.person.id, relative_id, *said)
            return redirect(url_for(".mine"), 303)
        except Refused as refused:
            show_refusal(form, refused)
    page = render_template("respondent/show_points.html", form=form, relative=relative)
    return page, status_of(form)


@pages.route("/<int:relative_id>/end", methods=["GET", "POST"])
@for_respondents("patient")
def end(relative_id: int) -> Page | BaseResponse:
    """What happens when a relative does not take part any more, and my word for it."""
    session, form = current.session(), FlaskForm()
    relative = get_relative(session, g.person.id, relative_id, current.today())
    if form.validate_on_submit():
        try:
            end_taking_part(session, current.actor(), g.person.id, relative_id, current.now())
            return redirect(url_for(".mine"), 303)
        except Refused as refused:
            show_refusal(form, refused)
    page = render_template("respondent/end_taking_part.html", form=form, relative=relative)
    return page, status_of(form)
