"""What was done at a point: noted once, noted as registered, and taken back where it was a mistake."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from feedback.services.points.evaluation.evaluation_records import get_point_of
from feedback.services.points.process.process_facts import (
    note_registered,
    record_facts,
    take_back,
    undo_registered,
)
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.forms import show_refusal
from feedback.web.guard import LARGEST, for_staff
from feedback.web.points.done_view import DoneForm, done_view

pages = Blueprint("done", __name__, url_prefix="/staff/patients/<int:patient_id>/done/<int:point_id>")
Page = tuple[str, int]


@pages.get("")
@for_staff("clinician", "coordinator")
def show(patient_id: int, point_id: int) -> Page:
    """What was done, and no word of what was answered or decided."""
    return _show(patient_id, point_id)


@pages.post("")
@for_staff("clinician", "coordinator")
def record(patient_id: int, point_id: int) -> Page | BaseResponse:
    """Note what was done."""
    form = DoneForm()
    if not form.validate():
        current.undo()
        return _show(patient_id, point_id, form)

    def store() -> None:
        point = get_point_of(current.session(), patient_id, point_id)
        kinds, done_on = form.kinds.data or (), form.done_on.data
        record_facts(current.session(), current.actor(), point, kinds, done_on, current.now())

    return _handle(patient_id, point_id, store, form)


@pages.post("/registered")
@for_staff("clinician", "coordinator")
def registered(patient_id: int, point_id: int) -> Page | BaseResponse:
    """Note that these are entered where the clinic reports."""
    sent = request.form.getlist("fact", type=int)
    facts = [number for number in sent if 0 < number <= LARGEST]

    def store() -> None:
        point = get_point_of(current.session(), patient_id, point_id)
        note_registered(current.session(), current.actor(), point, facts, current.now())

    return _handle(patient_id, point_id, store)


@pages.post("/<int:fact_id>/not-registered")
@for_staff("clinician", "coordinator")
def not_registered(patient_id: int, point_id: int, fact_id: int) -> Page | BaseResponse:
    """It was not registered after all."""
    point = get_point_of(current.session(), patient_id, point_id)
    undo = (current.session(), current.actor(), point, fact_id, current.now())
    return _handle(patient_id, point_id, lambda: undo_registered(*undo))


@pages.post("/<int:fact_id>/take-back")
@for_staff("clinician", "coordinator")
def remove(patient_id: int, point_id: int, fact_id: int) -> Page | BaseResponse:
    """It was noted by mistake."""
    point = get_point_of(current.session(), patient_id, point_id)
    undo = (current.session(), current.actor(), point, fact_id, current.now())
    return _handle(patient_id, point_id, lambda: take_back(*undo))


def _handle(
    patient_id: int, point_id: int, store: Callable[[], None], form: DoneForm | None = None
) -> Page | BaseResponse:
    """Back to where it stands: a clinician to the point itself, who registers to this page."""
    try:
        store()
    except Refused as refused:
        form = form or DoneForm(formdata=None)
        show_refusal(form, refused)
        return _show(patient_id, point_id, form)
    point = get_point_of(current.session(), patient_id, point_id)
    if current.actor().role == "clinician" and point.held_on:
        held = url_for("evaluation.show", patient_id=patient_id, point_id=point_id, _anchor="done")
        return redirect(held, 303)
    return redirect(url_for(".show", patient_id=patient_id, point_id=point_id), 303)


def _show(patient_id: int, point_id: int, form: DoneForm | None = None) -> Page:
    point = get_point_of(current.session(), patient_id, point_id)
    html = render_template(
        "points/done.html",
        done=done_view(current.session(), point, form),
        point=point,
        name=g.patient.person.name,
        of_unit=current.actor().role == "coordinator",
    )
    return html, 422 if form is not None and form.errors else 200
