"""A unit's own plan templates: copied from those that ship, changed version by version, withdrawn."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from feedback.catalogue.plans import find_template, shipped_templates
from feedback.domain.plan.template import Plan, Template
from feedback.services.plans.plan_overview import asked_sets
from feedback.services.plans.plan_rules import FEWEST, MOST, choose_weekly_items, rules_in_force, weekly_items
from feedback.services.plans.plan_templates import (
    ImpossiblePlanError,
    get_own_template,
    make_template,
    own_templates,
    template_faults,
    template_of,
    withdraw_template,
)
from feedback.services.refusals import NotFound, Refused
from feedback.services.units.administer_units import get_unit
from feedback.web import current
from feedback.web.administration.plan_form import PlanForm, filled_form
from feedback.web.clinician.plan.plan_view import StepView, steps_of
from feedback.web.coordination.fields import status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.views.plan_fields import Number
from feedback.web.views.plan_words import fault_words, titled

if TYPE_CHECKING:
    from feedback.persistence.tables import PlanTemplate, Unit

pages = Blueprint("plan_templates", __name__, url_prefix="/staff/administration/units/<int:unit_id>/plans")
Page = tuple[str, int]


class WeekForm(FlaskForm):  # type: ignore[misc]
    """How much is asked in a week."""

    items = Number(_("Questions for one person in a week, at most"))


@pages.route("", methods=["GET", "POST"])
@for_staff("administrator")
def all_plans(unit_id: int) -> Page | BaseResponse:
    """The unit's own templates, those that ship, and how much is asked in a week."""
    session, unit, today = current.session(), get_unit(current.session(), unit_id), current.today()
    form = WeekForm(data={"items": weekly_items(session, unit_id, today)})
    if form.validate_on_submit():
        try:
            choose_weekly_items(session, current.actor(), unit, form.items.data or 0, current.now())
            return redirect(url_for(".all_plans", unit_id=unit_id), 303)
        except Refused as error:
            show_refusal(form, error)
    own, shipped_ones = [(row, template_of(row)) for row in own_templates(session, unit_id)], _shipped(today)
    html = render_template(
        "administration/plans.html",
        unit=unit,
        form=form,
        own=own,
        shipped=shipped_ones,
        faults=_faults(unit_id, [*(plan for _row, plan in own), *shipped_ones]),
        today=today,
        title_of_plan=_title,
        fewest=FEWEST,
        most=MOST,
    )
    return html, status_of(form)


@pages.get("/shipped/<template_key>")
@for_staff("administrator")
def shipped(unit_id: int, template_key: str) -> str:
    """What a template that ships asks."""
    return _shown(get_unit(current.session(), unit_id), _get_shipped(template_key), None)


@pages.get("/<int:template_id>")
@for_staff("administrator")
def one(unit_id: int, template_id: int) -> str:
    """What a version of the unit's own asks."""
    row = get_own_template(current.session(), unit_id, template_id)
    return _shown(get_unit(current.session(), unit_id), template_of(row), row)


@pages.route("/new", methods=["GET", "POST"])
@for_staff("administrator")
def make(unit_id: int) -> Page | BaseResponse:
    """A template of the unit's own, beginning as a copy of one that ships (`from` in the address)."""
    shipped_ones = _shipped(current.today())
    template = _get_shipped(request.args.get("from", shipped_ones[0].key))
    return _edit(unit_id, template, None)


@pages.route("/<int:template_id>/change", methods=["GET", "POST"])
@for_staff("administrator")
def change(unit_id: int, template_id: int) -> Page | BaseResponse:
    """The next version; the one that is there never changes."""
    row = get_own_template(current.session(), unit_id, template_id)
    return _edit(unit_id, template_of(row), row)


@pages.post("/<int:template_id>/withdraw")
@for_staff("administrator")
def withdraw(unit_id: int, template_id: int) -> BaseResponse:
    """Offer it no more; plans that are switched on go on."""
    unit = get_unit(current.session(), unit_id)
    row = get_own_template(current.session(), unit_id, template_id)
    withdraw_template(current.session(), current.actor(), unit, row, current.now())
    return redirect(url_for(".all_plans", unit_id=unit_id), 303)


def _edit(unit_id: int, template: Template, follows: PlanTemplate | None) -> Page | BaseResponse:
    unit, sets = get_unit(current.session(), unit_id), asked_sets(current.session())
    form = PlanForm(data=filled_form(template, current.today()))
    form.offer(sets)
    if form.validate_on_submit():
        try:
            made = _store(unit, form, follows)
            return redirect(url_for(".one", unit_id=unit_id, template_id=made.id), 303)
        except Refused as error:
            show_refusal(form, error)
        except ImpossiblePlanError as error:
            current.undo()
            form.show_faults(error, sets)
    html = render_template(
        "administration/plan_edit.html", unit=unit, form=form, follows=follows, title=_title(template)
    )
    return html, status_of(form)


def _store(unit: Unit, form: PlanForm, follows: PlanTemplate | None) -> PlanTemplate:
    return make_template(current.session(), current.actor(), unit, form.template(), current.now(), follows)


def _faults(unit: int, plans: list[Template]) -> list[tuple[Template, list[str]]]:
    """The plans that cannot be switched on as things are now, and why."""
    session = current.session()
    rules, sets = rules_in_force(session, unit, current.today()), asked_sets(session)
    found = [(plan, template_faults(plan, rules)) for plan in plans]
    return [(plan, [fault_words(fault, sets) for fault in faults]) for plan, faults in found if faults]


def _shown(unit: Unit, template: Template, row: PlanTemplate | None) -> str:
    return render_template(
        "administration/plan.html",
        unit=unit,
        template=template,
        title=_title(template),
        row=row,
        steps=_steps(template, current.today()),
    )


def _steps(template: Template, today: date) -> list[StepView]:
    titles = {key: titled(one.title) for key, one in asked_sets(current.session()).items()}
    return steps_of(Plan(template), today, titles)


def _shipped(today: date) -> list[Template]:
    keys = dict.fromkeys(template.key for template in shipped_templates())
    found = (find_template(shipped_templates(), key, today) for key in keys)
    return [template for template in found if template]


def _get_shipped(key: str) -> Template:
    found = find_template(shipped_templates(), key, current.today())
    if found is None:
        raise NotFound
    return found


def _title(template: Template) -> str:
    return titled(template.title)
