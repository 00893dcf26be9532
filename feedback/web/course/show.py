"""The page of a course, its milestones, and its care pathway."""

from __future__ import annotations

from datetime import date

from flask import g, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.services.courses.change_area import correct_beginning
from feedback.services.courses.course_facts import course_facts
from feedback.services.courses.read_course import read_course
from feedback.services.courses.record_milestone import RECORDED, record_milestone
from feedback.services.refusals import NotFound
from feedback.web import current
from feedback.web.course.ages import age_hint, refuse_unseen_age
from feedback.web.course.blueprint import pages
from feedback.web.course.change_words import field_words, value_words
from feedback.web.course.forms import AreaForm, MilestoneForm
from feedback.web.course.handling import FactPage, Page, course_at_hand, handle, what_was_saved
from feedback.web.course.view import course_view
from feedback.web.guard import also_in_emergency, for_staff
from feedback.web.languages import chosen
from feedback.web.points.done_view import course_done_view
from feedback.web.words import MILESTONES

LEADS = {
    MilestoneKind.REFERRAL_RECEIVED: lazy_gettext("The day on which the referral came to the unit."),
    MilestoneKind.REFERRAL_ASSESSED: lazy_gettext("The day on which the unit assessed the referral."),
    MilestoneKind.DETOX_ENDED: lazy_gettext("The start of the treatment is counted from this day."),
    MilestoneKind.FIRST_ATTENDANCE: lazy_gettext(
        "The assessment is counted from this day, and the treatment year too where the unit has chosen nothing else."
    ),
    MilestoneKind.BASIC_DECISION: lazy_gettext(
        "The first evaluation point is counted from this day, unless there is an extended decision."
    ),
    MilestoneKind.EXTENDED_DECISION: lazy_gettext(
        "Only after an extended assessment. The first evaluation point is then counted from this day."
    ),
}


@pages.get("")
@also_in_emergency
@for_staff("coordinator", "clinician")
def show(patient_id: int) -> str:
    """Facts, recommended days with their reasons, and the history."""
    read = read_course(current.session(), current.actor(), patient_id, current.now())
    home = "patient.show" if current.actor().role == "clinician" else "patients.one"
    return render_template(
        "course/show.html",
        patient=g.patient,
        course=course_view(read, patient_id, chosen()) if read else None,
        done=course_done_view(current.session(), read.pathway, read.today) if read else None,
        saved=what_was_saved(),
        age_hint=age_hint(read.area, g.patient.born_on, read.today) if read else "",
        back=url_for(home, patient_id=patient_id),
        field_words=field_words,
        value_words=value_words,
    )


@pages.route("/milestones/<kind>", methods=["GET", "POST"])
@for_staff("coordinator", "clinician")
def milestone(patient_id: int, kind: str) -> Page:
    """The day of one milestone."""
    if kind not in tuple(RECORDED):
        raise NotFound
    pathway, known = course_at_hand(), MilestoneKind(kind)
    before = course_facts(current.session(), pathway).history.on(known)
    form = MilestoneForm(data={"happened_on": before})

    def record(day: date | None) -> None:
        record_milestone(current.session(), current.actor(), pathway, known, day, current.now())

    wrong = before is not None and known is not MilestoneKind.FIRST_ATTENDANCE
    remove = _("Take it away: it was recorded by mistake") if wrong else ""
    page = FactPage(str(MILESTONES[kind]), str(LEADS[known]), remove=remove)
    return handle(
        form, page, lambda: record(form.happened_on.data), (lambda: record(None)) if wrong else None
    )


@pages.route("/area", methods=["GET", "POST"])
@for_staff("coordinator", "clinician")
def area(patient_id: int) -> Page:
    """The care pathway and the setting in which the course began, where they were registered wrongly."""
    pathway = course_at_hand()
    form = AreaForm(obj=pathway)

    def change() -> None:
        refuse_unseen_age(form.area.data, g.patient.born_on, pathway.started_on, "area")
        where = (form.area.data, form.setting.data)
        correct_beginning(current.session(), current.actor(), pathway, *where, current.now())

    page = FactPage(
        _("Registered wrongly from the beginning"),
        _(
            "Everything is counted anew from the first attendance on. If the course follows another care pathway "
            "only from a later day on, go back and choose “Change of care pathway”. Held points keep their days."
        ),
        help={"setting": _("A move later on is a transfer, with its own day.")},
    )
    return handle(form, page, change)
