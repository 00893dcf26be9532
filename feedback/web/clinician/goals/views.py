"""A patient's goals at the clinician's: everybody's ratings kept apart, rating, and what is decided together."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.services import audit
from feedback.services.all_or_nothing import all_or_nothing
from feedback.services.goals.decide_goals import decide_between_points
from feedback.services.goals.write_goal import require_open_course, write_goal
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.clinician.goals.goal_choices import sent_choices
from feedback.web.clinician.goals.goals_page import goals_page, note_ratings
from feedback.web.guard import also_in_emergency, for_staff
from feedback.web.words import refusal_sentence

pages = Blueprint("goals", __name__, url_prefix="/staff/patients/<int:patient_id>/goals")
Page = tuple[str, int]


@pages.get("")
@also_in_emergency
@for_staff("clinician")
def show(patient_id: int) -> Page:
    """The goals as they stand."""
    return _page(patient_id)


@pages.post("/rate")
@for_staff("clinician")
def rate(patient_id: int) -> Page | BaseResponse:
    """One's own ratings, and what others in the room say."""
    try:
        with all_or_nothing(current.session()):
            note_ratings(current.session(), current.actor(), patient_id, request.form, current.now())
    except Refused as refused:
        return _page(patient_id, refused)
    return _back(patient_id)


@pages.post("/write")
@for_staff("clinician")
def write(patient_id: int) -> Page | BaseResponse:
    """Write a goal down as the patient says it."""
    words = request.form.get("words", "")
    try:
        write_goal(current.session(), current.actor(), patient_id, words, current.now())
    except Refused as refused:
        return _page(patient_id, refused)
    return _back(patient_id)


@pages.post("/decide")
@for_staff("clinician")
def decide(patient_id: int) -> Page | BaseResponse:
    """What has become of goals, as the patient says it."""
    session, actor, now = current.session(), current.actor(), current.now()
    try:
        with all_or_nothing(session):
            pathway = require_open_course(session, patient_id)
            decide_between_points(session, actor, pathway, sent_choices(request.form), now)
    except Refused as refused:
        return _page(patient_id, refused)
    return _back(patient_id)


def _page(patient_id: int, refused: Refused | None = None) -> Page:
    errors = {refused.field or "main": refusal_sentence(refused)} if refused else {}
    if refused is not None:
        current.undo()
    session, actor, now = current.session(), current.actor(), current.now()
    page = goals_page(session, actor, g.patient, request.form, errors, current.today())
    audit.record(session, actor, "read goals", now, patient=patient_id, target=page.target)
    html = render_template("clinician/goals.html", page=page, errors=errors, sent=request.form)
    return html, 422 if refused else 200


def _back(patient_id: int) -> BaseResponse:
    return redirect(url_for(".show", patient_id=patient_id), 303)
