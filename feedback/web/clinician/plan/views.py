"""The collection plan of a patient: chosen, tried out, switched on, followed and ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.services import audit
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.plans.pause_asking import is_open, pauses_of, people_around
from feedback.services.plans.plan_overview import PlanHistory, asked_sets, plan_overview
from feedback.services.plans.plan_templates import ImpossiblePlanError, OfferedTemplate, offered_templates
from feedback.services.plans.switch_plan import end_plan, get_plan, switch_on_plan
from feedback.services.plans.try_plan import Tried, Wanted, try_plan
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.clinician.plan.plan_view import LeftOutView, LineView, StepView, steps_of, weeks_of
from feedback.web.coordination.fields import Day, as_choices, choice
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.views.plan_words import fault_sentences, titled

pages = Blueprint("plan", __name__, url_prefix="/staff/patients/<int:patient_id>/plan")
Page = tuple[str, int]

SHOWN_WEEKS = 26
FRESH = 8
WHO_CHANGES = _(
    "A plan is the same for the whole unit, so you cannot change it here: ask an administrator to put this right."
)
EVERY = {
    "7": _("every week"),
    "14": _("every other week"),
    "21": _("every third week"),
    "28": _("every fourth week"),
    "0": _("only those that are booked"),
}


class StartForm(FlaskForm):  # type: ignore[misc]
    """Which plan, and from which day."""

    template = choice(_("Plan"))
    starts_on = Day(_("From which day"), needed=_("Write the first day."))


class TryForm(StartForm):
    """The same, and how far one wants to look."""

    every_days = choice(_("Appointments beyond those that are booked"), EVERY)


class EndForm(FlaskForm):  # type: ignore[misc]
    """The last day of a plan."""

    ends_on = Day(_("Last day of the plan"), needed=_("Write the last day."))


@pages.get("")
@for_staff("clinician", "coordinator")
def show(patient_id: int) -> Page:
    """What is asked, what comes, and what is left out; without a plan the choice of one."""
    return _show(patient_id)


@pages.get("/try")
@for_staff("clinician", "coordinator")
def try_out(patient_id: int) -> Page | BaseResponse:
    """Every date and request of a plan, before it is switched on; nothing is stored."""
    if "template" not in request.args:
        return redirect(url_for(".show", patient_id=patient_id))
    form = _with_templates(TryForm(request.args, meta={"csrf": False}), patient_id)
    if not form.validate():
        return _tried(patient_id, form)
    wanted = Wanted(form.template.data, form.starts_on.data, SHOWN_WEEKS, int(form.every_days.data))
    try:
        return _tried(patient_id, form, try_plan(current.session(), patient_id, wanted, current.now()))
    except (Refused, ImpossiblePlanError) as error:
        return _refused(patient_id, form, error)


@pages.post("/on")
@for_staff("clinician", "coordinator")
def switch_on(patient_id: int) -> Page | BaseResponse:
    """Switch a plan on as it is."""
    form = _with_templates(TryForm(), patient_id)
    if form.validate():
        try:
            key, day = form.template.data, form.starts_on.data
            switch_on_plan(current.session(), current.actor(), patient_id, key, day, current.now())
            return redirect(url_for(".show", patient_id=patient_id), 303)
        except (Refused, ImpossiblePlanError) as error:
            return _refused(patient_id, form, error)
    current.undo()
    return _tried(patient_id, form)


@pages.post("/<int:plan_id>/end")
@for_staff("clinician")
def end(patient_id: int, plan_id: int) -> Page | BaseResponse:
    """Set the last day of a plan."""
    plan, form = get_plan(current.session(), patient_id, plan_id), EndForm()
    if form.validate():
        try:
            end_plan(current.session(), current.actor(), plan, form.ends_on.data, current.now())
            return redirect(url_for(".show", patient_id=patient_id), 303)
        except Refused as error:
            show_refusal(form, error)
    current.undo()
    return _show(patient_id, form, plan_id)


def _show(patient_id: int, ending: EndForm | None = None, ended: int = 0) -> Page:
    audit.record(current.session(), current.actor(), "viewed plan", current.now(), patient=patient_id)
    html = render_template(
        "clinician/plan.html",
        **_context(patient_id),
        form=_start_form(patient_id),
        ending=ending or EndForm(data={"ends_on": current.today()}),
        ended=ended,
    )
    return html, 422 if ending else 200


def _context(patient_id: int) -> dict[str, Any]:
    session, today = current.session(), current.today()
    overview, sets = plan_overview(session, patient_id, today), asked_sets(session)
    titles = {key: titled(one.title) for key, one in sets.items()}
    people = {person.id: person.name for person in people_around(session, patient_id)}
    paused = (row for row in pauses_of(session, people) if is_open(row, today))
    return {
        "patient": g.patient,
        "overview": overview,
        "in_force": [_in_force(one, titles, today) for one in overview.in_force(today)],
        "asked": [LineView.of(line) for line in overview.asked],
        "weeks": list(weeks_of(overview.coming)),
        "answered": [LineView.of(line) for line in overview.answered],
        "left_out": [LeftOutView.of(line) for line in reversed(overview.left_out)],
        "tasks": [LineView.of(line) for line in overview.tasks],
        "pauses": [(row, people[row.person_id]) for row in paused],
        "titles": titles,
        "today": today,
        "fresh": FRESH,
        "may_change": current.actor().role == "clinician",
    }


def _in_force(one: PlanHistory, titles: dict[str, str], today: date) -> tuple[PlanHistory, list[StepView]]:
    return one, steps_of(one.plan.plan, max(today, one.row.starts_on), titles)


def _tried(patient_id: int, form: TryForm, tried: Tried | None = None) -> Page:
    html = render_template(
        "clinician/plan_try.html",
        patient=g.patient,
        form=form,
        tried=tried,
        weeks=list(weeks_of(tried.lines, tried.anyway)) if tried else (),
        left_out=[LeftOutView.of(line) for line in tried.left_out] if tried else (),
    )
    return html, 422 if form.errors else 200


def _refused(patient_id: int, form: TryForm, error: Refused | ImpossiblePlanError) -> Page:
    current.undo()
    if isinstance(error, Refused):
        show_refusal(form, error)
    else:
        form.form_errors.extend([*fault_sentences(error, asked_sets(current.session())), WHO_CHANGES])
    return _tried(patient_id, form)


def _start_form(patient_id: int) -> StartForm | None:
    """The choice of a plan; None without a course that is open."""
    form = _with_templates(StartForm(data={"starts_on": current.today()}), patient_id)
    return form if form.template.choices else None


def _with_templates(form: FlaskForm, patient_id: int) -> FlaskForm:
    pathway = open_pathway(current.session(), patient_id)
    day = form.starts_on.data or current.today()
    offered = offered_templates(current.session(), pathway, day) if pathway else []
    form.template.choices = as_choices((one.template.key, _label(one)) for one in offered)
    return form


def _label(one: OfferedTemplate) -> str:
    title = titled(one.template.title)
    if not one.fits:
        return str(_("%(plan)s (made for others)", plan=title))
    return str(_("%(plan)s (your unit’s own)", plan=title)) if one.is_own else title
