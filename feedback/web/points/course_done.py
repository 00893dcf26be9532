"""What was done beside the points of a course: noted with its day, noted as registered, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.services.courses.plan_evaluation import newest_pathway
from feedback.services.points.process.process_facts import (
    note_registered,
    record_facts,
    take_back,
    undo_registered,
)
from feedback.services.points.process.process_places import get_course_of
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.forms import show_refusal
from feedback.web.guard import LARGEST, for_staff
from feedback.web.points.done_view import DoneForm, course_done_view

if TYPE_CHECKING:
    from feedback.persistence.tables import CarePathway

PREFIX = "/staff/patients/<int:patient_id>/courses/<int:course_id>/done"
pages = Blueprint("course_done", __name__, url_prefix=PREFIX)
Page = tuple[str, int]


@pages.get("")
@for_staff("clinician", "coordinator")
def show(patient_id: int, course_id: int) -> Page:
    """What was done in a course, and no word of what was answered or decided."""
    return _show(_course(patient_id, course_id))


@pages.post("")
@for_staff("clinician", "coordinator")
def record(patient_id: int, course_id: int) -> Page | BaseResponse:
    """Note what was done, and on which day."""
    form, course = DoneForm(), _course(patient_id, course_id)
    if not form.validate():
        current.undo()
        return _show(course, form)
    what = (form.kinds.data or (), form.done_on.data, current.now())
    return _handle(course, lambda: record_facts(current.session(), current.actor(), course, *what), form)


@pages.post("/registered")
@for_staff("clinician", "coordinator")
def registered(patient_id: int, course_id: int) -> Page | BaseResponse:
    """Note that these are entered where the clinic reports."""
    course = _course(patient_id, course_id)
    facts = [number for number in request.form.getlist("fact", type=int) if 0 < number <= LARGEST]
    noted = (current.session(), current.actor(), course, facts, current.now())
    return _handle(course, lambda: note_registered(*noted))


@pages.post("/<int:fact_id>/not-registered")
@for_staff("clinician", "coordinator")
def not_registered(patient_id: int, course_id: int, fact_id: int) -> Page | BaseResponse:
    """It was not registered after all."""
    course = _course(patient_id, course_id)
    undo = (current.session(), current.actor(), course, fact_id, current.now())
    return _handle(course, lambda: undo_registered(*undo))


@pages.post("/<int:fact_id>/take-back")
@for_staff("clinician", "coordinator")
def remove(patient_id: int, course_id: int, fact_id: int) -> Page | BaseResponse:
    """It was noted by mistake."""
    course = _course(patient_id, course_id)
    undo = (current.session(), current.actor(), course, fact_id, current.now())
    return _handle(course, lambda: take_back(*undo))


def _course(patient_id: int, course_id: int) -> CarePathway:
    return get_course_of(current.session(), patient_id, course_id)


def _handle(
    course: CarePathway, store: Callable[[], None], form: DoneForm | None = None
) -> Page | BaseResponse:
    """Back to the page of the course, where it stands; an earlier course has a page of its own for this."""
    patient, number = course.patient_id, course.id
    try:
        store()
    except Refused as refused:
        form = form or DoneForm(formdata=None)
        show_refusal(form, refused)
        return _show(course, form)
    newest = newest_pathway(current.session(), patient)
    if newest is not None and newest.id == number:
        return redirect(url_for("course.show", patient_id=patient, _anchor="done"), 303)
    return redirect(url_for(".show", patient_id=patient, course_id=number), 303)


def _show(course: CarePathway, form: DoneForm | None = None) -> Page:
    html = render_template(
        "points/course_done.html",
        done=course_done_view(current.session(), course, current.today(), form),
        course=course,
        name=g.patient.person.name,
    )
    return html, 422 if form is not None and form.errors else 200
