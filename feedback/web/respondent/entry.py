"""The ways in and out for patients and relatives: front page, link, sign-in, leaving."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.services.answering import open_link
from feedback.services.demo_people import demo_people, demo_person
from feedback.services.invite import is_answered
from feedback.services.refusals import NotFound
from feedback.services.sign_in import begin_sign_in
from feedback.web import current
from feedback.web.forms import SignInForm
from feedback.web.guard import open_late, open_to_all, signed_in
from feedback.web.password_sign_in import person_of, status_of
from feedback.web.signing_out import forget, leave_session

pages = Blueprint("respondent", __name__)
NEUTRAL = "https://www.yr.no/"


@pages.get("/")
@open_to_all
def front() -> str:
    """What this is and how to come in; in a demo, the people one can be."""
    people = demo_people(current.session()) if current.settings().demo_entry else []
    return render_template("respondent/front.html", people=people)


@pages.get("/l/<token>")
@open_to_all
def open_link_page(token: str) -> BaseResponse:
    """Open a link as often as one likes; once answered it shows the receipt in the same browser only."""
    invitation = open_link(current.session(), token, current.today())
    opened = session.get("links", [])
    if is_answered(current.session(), invitation.id) and invitation.id not in opened:
        raise NotFound
    session["links"] = [*(link for link in opened if link != invitation.id), invitation.id][-20:]
    if "language" not in session:
        session["language"] = invitation.person.language
    return redirect(url_for("answering.welcome", invitation_id=invitation.id), 303)


@pages.get("/leave")
@open_to_all
def leave() -> BaseResponse:
    """Leave fast: forget what this browser had opened and go to a neutral page."""
    session.clear()
    answer = redirect(NEUTRAL, 303)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@pages.route("/me/sign-in", methods=["GET", "POST"])
@open_late
def sign_in() -> str | BaseResponse | tuple[str, int]:
    """Sign in with the name and the personal code from the clinic."""
    form = SignInForm()
    if signed_in("respondent") is not None:
        return redirect(url_for("overview.mine"), 303)
    if form.validate_on_submit() and (person := person_of(form, "respondent")):
        forget()
        session["token"] = begin_sign_in(current.session(), person, current.now())
        return redirect(url_for("overview.mine"), 303)
    return render_template("respondent/sign_in.html", form=form), status_of(form)


@pages.post("/me/sign-out")
@open_late
def sign_out() -> BaseResponse:
    """End the session, here and at the provider that it was begun with, and forget the cookie."""
    return leave_session("respondent", url_for(".front"))


@pages.post("/me/demo-entry/<int:person_id>")
@open_to_all
def demo_entry(person_id: int) -> BaseResponse:
    """Be a made-up person with one click, where the setting and the database's demo mark both allow it."""
    if not current.settings().demo_entry:
        raise NotFound
    person = demo_person(current.session(), person_id, "respondent")
    session.clear()
    session["token"] = begin_sign_in(current.session(), person, current.now(), "demo")
    return redirect(url_for("overview.mine"), 303)
