"""My overview: what I am asked, what I said, who read it, what came of it, my points and sheets."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.calendar import day_of
from feedback.services.access.who_has_looked import who_has_looked
from feedback.services.answers.answering import drafts_of
from feedback.services.answers.invite import invite
from feedback.services.answers.occasions import own_initiative
from feedback.services.answers.own_drafts import begun_already, discard_draft
from feedback.services.answers.read_feedback import responses_about, responses_by
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.goals.read_goals import words_of_goals
from feedback.services.patients.ending_consents import ending_of
from feedback.services.points.evaluation.evaluation_records import agreed_now, corrected_at, has_more_courses
from feedback.services.points.evaluation.hold_evaluation import list_held, reviews_of
from feedback.services.points.open_points import point_to_prepare
from feedback.services.points.shown_points import read_points
from feedback.services.refusals import NotFound
from feedback.web import current, languages
from feedback.web.guard import for_respondents
from feedback.web.respondent.asked_view import for_me
from feedback.web.respondent.goals.their_goals import their_goals
from feedback.web.respondent.overview_view import OverviewView
from feedback.web.respondent.points.point_page import point_page

pages = Blueprint("overview", __name__, url_prefix="/me")


@pages.get("/")
@for_respondents()
def mine() -> str:
    """The overview of a patient, or what a relative is asked."""
    session, actor = current.session(), current.actor()
    shown: dict[str, object] = {"mine": for_me(g.person), "today": current.today()}
    if actor.role == "relative":
        shown |= {"found": responses_by(session, g.person.id), "their_goals": their_goals()}
        shown["their_points"] = read_points(session, actor, current.now())
        return render_template("respondent/relative_overview.html", **shown)
    found = responses_about(session, g.person.id, for_patient=True)
    points = list_held(session, g.person.id)
    view = OverviewView.of(
        found,
        points,
        reviews_of(session, points),
        corrected_at(session, points),
        languages.chosen(),
        tell_courses=has_more_courses(session, g.person.id),
    )
    waiting = point_to_prepare(session, g.person.id, current.today())
    page = point_page(session, waiting, current.now()) if waiting else None
    looked = who_has_looked(session, g.person.id)
    goals = words_of_goals(session, g.person.id)
    agreed = agreed_now(session, g.person.id)
    return render_template(
        "respondent/overview.html",
        view=view,
        looked=looked,
        goals=goals,
        waiting=page,
        agreed=agreed,
        ending=ending_of(session, g.person.id, current.today()),
        has_course=open_pathway(session, g.person.id) is not None,
        **shown,
    )


@pages.post("/write")
@for_respondents("patient")
def write() -> BaseResponse:
    """Say something on one's own initiative, or go on with what was begun."""
    session, now = current.session(), current.now()
    key = request.form.get("ask", "")
    if key not in ("after-session", "how-i-am", "my-goals"):
        raise NotFound
    begun = begun_already(drafts_of(session, g.person.id, now), key)
    if begun is None:
        occasion = own_initiative(session, g.person.id, day_of(now))
        begun = invite(session, current.actor(), g.person.id, key, occasion, now)
    return redirect(url_for("answering.welcome", invitation_id=begun.id), 303)


@pages.post("/begun/<int:invitation_id>/discard")
@for_respondents()
def discard(invitation_id: int) -> BaseResponse:
    """Throw away what one has begun to write by oneself."""
    discard_draft(current.session(), current.actor(), invitation_id, current.now())
    return redirect(url_for(".mine"), 303)
