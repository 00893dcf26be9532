"""Sign-in and out for staff, and the page that they start on."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.services.demo_people import demo_people, demo_person
from feedback.services.refusals import NotFound
from feedback.services.sign_in import begin_sign_in, check_password, end_sign_in, refuse_wrong_password
from feedback.web import current
from feedback.web.forms import SignInForm, show_refusal
from feedback.web.guard import for_staff, open_to_all
from feedback.web.redirects import way_back

pages = Blueprint("staff", __name__, url_prefix="/staff")
FIRST_PAGES = {
    "clinician": "today.mine",
    "coordinator": "patients.unit",
    "administrator": "question_sets.all_sets",
}


@pages.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> str | BaseResponse | tuple[str, int]:
    """Sign in with a local account."""
    form = SignInForm()
    if form.validate_on_submit():
        person = check_password(current.session(), form.name.data, form.password.data, "staff", current.now())
        if person is not None:
            session.clear()
            session["token"] = begin_sign_in(current.session(), person, current.now())
            return redirect(way_back("/staff/") or url_for(".start"), 303)
        show_refusal(form, refuse_wrong_password(), keep=True)
    people = demo_people(current.session()) if current.settings().demo_entry else []
    return render_template(
        "staff/sign_in.html", form=form, people=people
    ), 422 if request.method == "POST" else 200


@pages.post("/sign-out")
@open_to_all
def sign_out() -> BaseResponse:
    """End the session on the server and forget the cookie."""
    if isinstance(token := session.get("token"), str):
        end_sign_in(current.session(), token, current.now())
    session.clear()
    return redirect(url_for(".sign_in"), 303)


@pages.get("/")
@for_staff()
def start() -> str | BaseResponse:
    """The first page of the role."""
    page = FIRST_PAGES.get(current.actor().role)
    return redirect(url_for(page), 303) if page else render_template("staff/start.html")


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
