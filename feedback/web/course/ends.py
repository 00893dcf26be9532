"""The end of a course, opening it again after a mistake, and another course after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import g, request
from flask_babel import gettext as _

from feedback.domain.pathway.vocabulary import Setting
from feedback.services.courses.begin_course import NewCourse, begin_course
from feedback.services.courses.close_course import close_course, reopen_course
from feedback.services.courses.followed_area import followed_area
from feedback.services.courses.later_appointments import booked_after
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.courses.read_course import waiting_day
from feedback.services.points.evaluation.evaluation_records import waiting_draft
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.course.ages import refuse_unseen_age
from feedback.web.course.blueprint import pages
from feedback.web.course.forms import BeginForm, CloseForm
from feedback.web.course.handling import FactPage, Page, back_to_course, course_at_hand, handle
from feedback.web.guard import for_staff
from feedback.web.languages import day

if TYPE_CHECKING:
    from datetime import date

    from feedback.persistence.tables import Appointment

SOON_AFTER = timedelta(days=30)


@pages.route("/close", methods=["GET", "POST"])
@for_staff("coordinator", "clinician")
def close(patient_id: int) -> Page:
    """The treatment has ended."""
    pathway, form = course_at_hand(), CloseForm(data={"closed_on": current.today()})
    cancels = booked_after(current.session(), pathway, form.closed_on.data or current.today(), current.now())

    def store() -> None:
        _refuse_unseen(cancels)
        close_course(current.session(), current.actor(), pathway, form.closed_on.data, current.now())

    lead = _(
        "The point that waits is cancelled, and what nobody has begun to answer for it is withdrawn. Questions about "
        "the end of the treatment can still be answered. The sources recommend an evaluation at the end: you can "
        "hold one first."
    )
    begun = waiting_draft(current.session(), pathway.id) if pathway.closed_on is None else None
    page = FactPage(_("Close the course"), lead, save=_("Close the course"), cancels=cancels, begun=begun)
    return handle(form, page, store)


def _refuse_unseen(cancels: Sequence[Appointment]) -> None:
    """Nothing is cancelled that did not stand on the page when the button was pressed."""
    shown = request.form.get("shown", "").split()
    if request.form.get("do") != "preview" and any(str(row.id) not in shown for row in cancels):
        message = _(
            "Appointments are booked after this day. They are cancelled with the course: look at the list, and press "
            "the button again if that is right."
        )
        raise Refused(str(message), field="closed_on")


@pages.post("/reopen")
@for_staff("coordinator", "clinician")
def reopen(patient_id: int) -> Page:
    """It was closed by mistake."""
    before = waiting_day(current.session(), patient_id)
    reopen_course(current.session(), current.actor(), course_at_hand(), current.now())
    return back_to_course(patient_id, before, waiting_day(current.session(), patient_id))


@pages.route("/begin", methods=["GET", "POST"])
@for_staff("coordinator", "clinician")
def begin(patient_id: int) -> Page:
    """Another course after the last was closed."""
    if open_pathway(current.session(), patient_id) is not None:
        raise Refused(_("A course of this patient is open. Close it before another one begins."))
    last = course_at_hand()
    usual = {
        "area": followed_area(current.session(), last.id, current.today()).value,
        "setting": Setting.OUTPATIENT.value,
        "started_on": current.today(),
    }
    form = BeginForm(data=usual)

    def store() -> None:
        refuse_unseen_age(form.area.data, g.patient.born_on, form.started_on.data, "area")
        _refuse_same(last.closed_on, form)
        new = NewCourse(form.area.data, form.setting.data, form.started_on.data)
        begin_course(current.session(), current.actor(), g.patient, new, current.now())

    lead = _(
        "The last course was closed %(day)s. It stays as it is, with its points, its goals and what was agreed; if the "
        "same treatment goes on, open it again instead. In the new course points are numbered from one, goals are "
        "written anew, and what is asked needs a plan of its own.",
        day=day(last.closed_on) if last.closed_on else "–",
    )
    return handle(form, FactPage(_("A new course"), lead, save=_("Begin the course")), store)


def _refuse_same(closed_on: date | None, form: BeginForm) -> None:
    """What begins soon after the last course is most likely the same treatment: it is asked once."""
    if closed_on is None or form.is_new.data or form.started_on.data - closed_on > SOON_AFTER:
        return
    message = _(
        "The last course was closed shortly before, on %(day)s. If the same treatment goes on, open that course "
        "again. If this is another one, tick the box.",
        day=day(closed_on),
    )
    raise Refused(message, field="is_new")
