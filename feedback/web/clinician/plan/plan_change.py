"""Adapting a plan to one person: ask something more, something else, or stop asking it, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import TextAreaField

from feedback.domain.plan.template import Change, Step
from feedback.services.plans.adapt_plan import adapt_plan
from feedback.services.plans.plan_overview import AskedSet, asked_sets
from feedback.services.plans.plan_rows import plans_of
from feedback.services.plans.plan_templates import ImpossiblePlanError
from feedback.services.plans.switch_plan import get_plan
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.coordination.fields import Day, status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.views.plan_fields import StepFields, filled_with
from feedback.web.views.plan_words import fault_sentences, set_title, step_words, whom_words

if TYPE_CHECKING:
    from feedback.persistence.tables import CollectionPlan

pages = Blueprint("plan_change", __name__, url_prefix="/staff/patients/<int:patient_id>/plan/<int:plan_id>")
Page = tuple[str, int]


class AdaptForm(FlaskForm, StepFields):  # type: ignore[misc]
    """A step, the day from which it holds, and why."""

    from_on = Day(_("From which day"), needed=_("Write the day from which it holds."))
    reason = TextAreaField(_("Why"))


@pages.route("/adapt", methods=["GET", "POST"])
@for_staff("clinician")
def adapt(patient_id: int, plan_id: int) -> Page | BaseResponse:
    """The address names a step (`ask`, `of`, `when`) that is changed or stopped, or none for one more."""
    plan = get_plan(current.session(), patient_id, plan_id)
    step, sets = _named(plan, patient_id), asked_sets(current.session())
    form = _form(step, sets)
    if form.validate_on_submit():
        try:
            _adapt(plan, form, step)
            return redirect(url_for("plan.show", patient_id=patient_id, _anchor="steps"), 303)
        except Refused as error:
            show_refusal(form, error)
        except ImpossiblePlanError as error:
            current.undo()
            form.form_errors.extend(fault_sentences(error, sets))
    html = render_template(
        "clinician/plan_adapt.html",
        form=form,
        patient=g.patient,
        plan_id=plan_id,
        step=step,
        place={"ask": step.ask, "of": step.of.value, "when": step.when.value} if step else {},
        title=set_title(step.ask, sets) if step else "",
        now=f"{whom_words(step.of)}, {step_words(step)}" if step else "",
    )
    return html, status_of(form)


def _named(plan: CollectionPlan, patient_id: int) -> Step | None:
    """The step of the plan that the address names, as it holds now or from the first day on."""
    known = next(row for row in plans_of(current.session(), patient_id) if row.id == plan.id)
    wanted = tuple(request.args.get(name, "") for name in ("ask", "of", "when"))
    steps = known.plan.steps_on(max(current.today(), known.starts_on))
    found = (one.step for one in steps)
    return next((one for one in found if (one.ask, one.of.value, one.when.value) == wanted), None)


def _form(step: Step | None, sets: dict[str, AskedSet]) -> AdaptForm:
    form = AdaptForm(data={"from_on": current.today(), **(filled_with(step) if step else {})})
    form.offer(sets)
    return form


def _adapt(plan: CollectionPlan, form: AdaptForm, known: Step | None) -> None:
    stops = known is not None and request.form.get("do") == "stop"
    change, step = (Change.STOP, known) if known and stops else (Change.ASK, form.step())
    adapt_plan(
        current.session(),
        current.actor(),
        plan,
        change,
        step,
        form.from_on.data,
        form.reason.data or "",
        current.now(),
    )
