"""My overview: what I am asked, what I said, who read it, what came of it, my points and sheets."""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.calendar import day_of
from feedback.services.hold_evaluation import confirm_review, get_point, list_held, reviews_of
from feedback.services.invite import invite
from feedback.services.make_sheet import make_sheet
from feedback.services.occasions import own_initiative
from feedback.services.read_feedback import responses_about, responses_by
from feedback.services.read_goals import words_of_goals
from feedback.services.refusals import NotFound
from feedback.services.who_has_looked import who_has_looked
from feedback.web import current, languages
from feedback.web.guard import for_respondents
from feedback.web.respondent.asked_view import for_me
from feedback.web.respondent.overview_view import OverviewView
from feedback.web.sheet_pdf import sheet_pdf

pages = Blueprint("overview", __name__, url_prefix="/me")


@pages.get("/")
@for_respondents()
def mine() -> str:
    """The overview of a patient, or what a relative is asked."""
    session, actor = current.session(), current.actor()
    shown = {"mine": for_me(g.person), "today": current.today()}
    if actor.role == "relative":
        sent = responses_by(session, g.person.id)
        return render_template("respondent/relative_overview.html", found=sent, **shown)
    found = responses_about(session, g.person.id, for_patient=True)
    points = list_held(session, g.person.id)
    view = OverviewView.of(found, points, reviews_of(session, points), languages.chosen())
    looked = who_has_looked(session, g.person.id)
    goals = words_of_goals(session, g.person.id)
    return render_template("respondent/overview.html", view=view, looked=looked, goals=goals, **shown)


@pages.post("/write")
@for_respondents("patient")
def write() -> BaseResponse:
    """Say something on one's own initiative."""
    session, now = current.session(), current.now()
    key = request.form.get("ask", "")
    if key not in ("after-session", "how-i-am", "my-goals", "before-evaluation"):
        raise NotFound
    occasion = own_initiative(session, g.person.id, day_of(now)) if key != "before-evaluation" else None
    invitation = invite(session, current.actor(), g.person.id, key, occasion, now)
    return redirect(url_for("answering.welcome", invitation_id=invitation.id), 303)


@pages.get("/points/<int:number>/sheet.pdf")
@for_respondents("patient")
def sheet(number: int) -> Response:
    """The sheet of a held point, to keep."""
    point = get_point(current.session(), g.person.id, number)
    if point.held_on is None:
        raise NotFound
    content = make_sheet(current.session(), point, _, languages.chosen(), current.now())
    return sheet_pdf(content)


@pages.post("/points/<int:number>/confirm")
@for_respondents("patient")
def confirm(number: int) -> BaseResponse:
    """*Gone through together*, by the patient's own hand."""
    point = get_point(current.session(), g.person.id, number)
    confirm_review(current.session(), current.actor(), point, "patient", "", current.now())
    return redirect(url_for(".mine", _anchor="points"), 303)
