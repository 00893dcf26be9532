"""Who coordinates a course: everybody with dates, another one from a day on, and the last day of one who stops."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for

from feedback.services.courses.coordinate_course import (
    coordinators_of,
    end_coordinator,
    remove_coordinator,
    set_coordinator,
    who_can_coordinate,
)
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.coordination.fields import as_choices
from feedback.web.course.blueprint import pages
from feedback.web.course.forms import CoordinatorForm, EndForm
from feedback.web.course.handling import Page, course_at_hand
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff


@pages.route("/coordinators", methods=["GET", "POST"])
@for_staff("coordinator", "clinician")
def coordinator(patient_id: int) -> Page:
    """Everybody with dates, and a form for another one."""
    pathway, form = course_at_hand(), _with_people(CoordinatorForm(data={"starts_on": current.today()}))
    if form.validate_on_submit():
        try:
            staff, day = int(form.staff.data), form.starts_on.data
            set_coordinator(current.session(), current.actor(), pathway, staff, day, current.now())
            return redirect(url_for(".coordinator", patient_id=patient_id), 303)
        except Refused as error:
            show_refusal(form, error)
    return _page(form, EndForm(formdata=None))


@pages.post("/coordinators/<int:coordinator_id>")
@for_staff("coordinator", "clinician")
def end_coordinating(patient_id: int, coordinator_id: int) -> Page:
    """The last day of one of them, or taken away when it was recorded by mistake."""
    form, pathway = EndForm(), course_at_hand()
    removes = request.form.get("do") == "remove"
    if removes or form.validate():
        try:
            which = (current.session(), current.actor(), pathway, coordinator_id)
            if removes:
                remove_coordinator(*which, current.now())
            else:
                end_coordinator(*which, form.ends_on.data, current.now())
            return redirect(url_for(".coordinator", patient_id=patient_id), 303)
        except Refused as error:
            show_refusal(form, error)
    new = _with_people(CoordinatorForm(formdata=None, data={"starts_on": current.today()}))
    return _page(new, form, coordinator_id)


def _with_people(form: CoordinatorForm) -> CoordinatorForm:
    pathway = course_at_hand()
    found = who_can_coordinate(current.session(), pathway.unit_id, current.today())
    form.staff.choices = as_choices((person.id, person.name) for person in found)
    return form


def _page(form: CoordinatorForm, ending: EndForm, wrong: int = 0) -> Page:
    known = coordinators_of(current.session(), course_at_hand().id)
    shown = {"patient": g.patient, "known": known, "today": current.today(), "wrong": wrong}
    page = render_template("course/coordinators.html", form=form, ending=ending, **shown)
    errors = form.errors or form.form_errors or ending.errors or ending.form_errors
    return page, 422 if errors else 200
