"""How the forms of a course are handled: saved, tried out without being stored, or used to take a fact away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from flask import g, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.calendar import parse_day
from feedback.services.courses.plan_evaluation import newest_pathway
from feedback.services.courses.read_course import waiting_day
from feedback.services.refusals import NotFound, Refused
from feedback.web import current
from feedback.web.course.ages import age_seen
from feedback.web.forms import show_refusal
from feedback.web.languages import day

if TYPE_CHECKING:
    from feedback.persistence.tables import Appointment, CarePathway, EvaluationRecord

Page = tuple[str, int] | BaseResponse
SAVED = "course_saved"


@dataclass(frozen=True, slots=True)
class FactPage:
    """A page with one form: what it is about, what is said before it, help by field, and what a second button
    takes away. `cancels` are the appointments that saving cancels, `begun` what is being written at the point that
    saving calls off."""

    heading: str
    lead: str
    help: Mapping[str, str] = field(default_factory=dict)
    remove: str = ""
    offer: tuple[str, str] | None = None
    save: str = ""
    cancels: Sequence[Appointment] = ()
    begun: EvaluationRecord | None = None


def course_at_hand() -> CarePathway:
    """The course that runs, or the last one. Raises NotFound for a patient without any."""
    found = newest_pathway(current.session(), g.patient.person_id)
    if found is None:
        raise NotFound
    return found


def handle(
    form: FlaskForm, page: FactPage, save: Callable[[], object], remove: Callable[[], object] | None = None
) -> Page:
    """Save and go back to the course, telling what it did to the next date; or only say what it would do."""
    patient, wanted, tried = g.patient.person_id, request.form.get("do", ""), ""
    removes = wanted == "remove" and remove is not None
    if removes or form.validate_on_submit():
        before = waiting_day(current.session(), patient)
        try:
            remove() if removes and remove is not None else save()
            after = waiting_day(current.session(), patient)
            if wanted != "preview":
                return back_to_course(patient, before, after)
            current.undo()
            tried = moved_sentence(before, after)
        except Refused as error:
            show_refusal(form, error)
    known = {"form": form, "page": page, "patient": g.patient, "tried": tried, "age_seen": age_seen}
    return render_template("course/form.html", **known), 422 if form.errors or form.form_errors else 200


def back_to_course(patient: int, before: date | None, after: date | None) -> BaseResponse:
    """To the page of the course, which tells once what the change did."""
    cookie[SAVED] = [before.isoformat() if before else "", after.isoformat() if after else ""]
    return redirect(url_for("course.show", patient_id=patient), 303)


def what_was_saved() -> str:
    """What the change before did to the next date; once, and empty where nothing was changed."""
    stored = cookie.pop(SAVED, None)
    if not stored:
        return ""
    before, after = map(parse_day, stored)
    if before is None or after is None or before == after:
        return moved_sentence(before, after)
    return _("The next point has moved from %(before)s to %(after)s.", before=day(before), after=day(after))


def moved_sentence(before: date | None, after: date | None) -> str:
    """What a change does to the day of the next point."""
    if before == after:
        return (
            _("The next point keeps its day, %(day)s.", day=day(after))
            if after
            else _("No point is planned.")
        )
    if before is None and after is not None:
        return _("The next point gets its day: %(day)s.", day=day(after))
    if before is not None and after is not None:
        return _("The next point moves from %(before)s to %(after)s.", before=day(before), after=day(after))
    return _("No point is planned any more.")
