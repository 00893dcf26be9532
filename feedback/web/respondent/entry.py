"""The ways in and out for patients and relatives: front page, link, sign-in, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.people.throttling import UNKNOWN_LINK
from feedback.services.access.link_second import second_of
from feedback.services.access.link_sessions import begin_link_session, end_link_sessions
from feedback.services.access.sign_in import begin_sign_in, end_sign_in
from feedback.services.access.throttle import address_key, spend
from feedback.services.answers.answering import open_link
from feedback.services.answers.invite import is_answered
from feedback.services.patients.demo_people import demo_people, demo_person
from feedback.services.refusals import NotFound
from feedback.web import current
from feedback.web.forms import SignInForm
from feedback.web.guard import open_late, open_to_all
from feedback.web.sign_in import link_cookie, opened_links
from feedback.web.sign_in.password_sign_in import person_of, status_of
from feedback.web.sign_in.signed_in import signed_in
from feedback.web.sign_in.signing_out import forget, leave_session

if TYPE_CHECKING:
    from feedback.persistence.tables import Invitation

pages = Blueprint("respondent", __name__)
NEUTRAL = "https://www.yr.no/"


@pages.get("/")
@open_to_all
def front() -> str:
    """What this is and how to come in; in a demo, the people one can be."""
    people = demo_people(current.session()) if current.settings().demo_entry else []
    return render_template("respondent/front.html", people=people)


@pages.get("/l/<token>")
@open_late
def open_link_page(token: str) -> BaseResponse | tuple[str, int]:
    """Open a link as often as one likes; once answered it shows the receipt in the same browser only. A mail
    scanner's look changes nothing for whoever the link is for."""
    try:
        invitation = open_link(current.session(), token, current.today())
    except NotFound:
        return _unknown_link()
    before = opened_links.find(invitation.id)
    was_open = before is not None and before.confirmed_at is not None
    if is_answered(current.session(), invitation.id) and not was_open:
        return _unknown_link()
    if request.method == "GET":
        _begin(invitation, was_open=was_open)
    if "language" not in session:
        session["language"] = invitation.person.language
    return redirect(url_for("answering.welcome", invitation_id=invitation.id), 303)


def _begin(invitation: Invitation, *, was_open: bool) -> None:
    """Each opening gets a token of its own: one that was planted in the browser before is worth nothing."""
    current.write()
    if earlier := link_cookie.token_of(invitation.id):
        end_link_sessions(current.session(), [earlier], current.now())
    open_now = was_open or second_of(current.session(), invitation.person.unit_id) == "none"
    token = begin_link_session(current.session(), invitation.id, current.now(), confirmed=open_now)
    link_cookie.keep(invitation.id, token)


def _unknown_link() -> tuple[str, int]:
    """The same for a link that never was, was withdrawn or is spent. Only these are counted: a clinic's
    address is never kept from opening links that work."""
    current.write()
    spend(current.session(), address_key(UNKNOWN_LINK, current.address()), current.now())
    return render_template("errors/link.html"), 404


@pages.get("/away")
@open_to_all
def away() -> str:
    """The browser was left alone for long: how to go on."""
    return render_template("respondent/away.html")


@pages.get("/leave")
@open_late
def leave() -> BaseResponse:
    """Leave fast: end what this browser had opened, forget it, and go to a neutral page."""
    current.write()
    end_link_sessions(current.session(), link_cookie.tokens().values(), current.now())
    if isinstance(token := session.get("token"), str):
        end_sign_in(current.session(), token, current.now())
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
        forget(person)
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
