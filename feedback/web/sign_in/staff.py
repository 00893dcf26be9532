"""Sign-in and out for staff, and the page that they start on."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.services.access.sign_in import begin_half, begin_sign_in
from feedback.services.patients.demo_people import demo_people, demo_person
from feedback.services.refusals import NotFound
from feedback.web import current
from feedback.web.forms import SignInForm
from feedback.web.guard import for_staff, open_late, open_to_all
from feedback.web.redirects import way_back
from feedback.web.sign_in.password_sign_in import person_of, status_of
from feedback.web.sign_in.signing_out import forget, leave_session

pages = Blueprint("staff", __name__, url_prefix="/staff")
FIRST_PAGES = {
    "clinician": "today.mine",
    "coordinator": "patients.unit",
    "leader": "use.of_unit",
    "administrator": "units.all_units",
}


@pages.route("/sign-in", methods=["GET", "POST"])
@open_late
def sign_in() -> str | BaseResponse | tuple[str, int]:
    """Sign in with a local account; a right password leads on to the second step."""
    form = SignInForm()
    if form.validate_on_submit() and (person := person_of(form, "staff")):
        forget(person)
        session["token"] = begin_half(current.session(), person, current.now())
        return redirect(url_for("second.code", next=way_back("/staff/")), 303)
    people = demo_people(current.session()) if current.settings().demo_entry else []
    return render_template("staff/sign_in.html", form=form, people=people), status_of(form)


@pages.post("/sign-out")
@open_late
def sign_out() -> BaseResponse:
    """End the session, here and at the provider that it was begun with, and forget the cookie."""
    return leave_session("staff", url_for(".sign_in"))


@pages.get("/")
@for_staff()
def start() -> str | BaseResponse:
    """The first page of the role."""
    return redirect(url_for(FIRST_PAGES[current.actor().role]), 303)


@pages.post("/demo-entry/<int:person_id>")
@open_to_all
def demo_entry(person_id: int) -> BaseResponse:
    """Be a made-up member of staff with one click, where setting and demo mark both allow it."""
    if not current.settings().demo_entry:
        raise NotFound
    person = demo_person(current.session(), person_id, "staff")
    session.clear()
    session["token"] = begin_sign_in(current.session(), person, current.now(), "demo")
    return redirect(url_for(".start"), 303)
