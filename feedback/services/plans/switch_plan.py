"""Switching a collection plan on for a course, and ending it. Nothing starts by itself (rule A15)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.catalogue.plans import template_to_plain
from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.plan.template import Template
from feedback.persistence.tables import CarePathway, CollectionPlan, PlanAdaptation
from feedback.services import audit
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.plans.plan_rows import closing_of
from feedback.services.plans.plan_rules import rules_in_force
from feedback.services.plans.plan_templates import ImpossiblePlanError, template_faults, templates_in_force
from feedback.services.refusals import NotFound, Refused, _

FURTHEST_AHEAD = timedelta(days=366)


def switch_on_plan(
    session: Session, actor: Actor, patient: int, key: str, starts_on: date, now: datetime
) -> CollectionPlan:
    """The plan of this template asks from that day on; what is due today is asked at once.

    Raises Refused, and ImpossiblePlanError where the template cannot be used here any more.
    """
    pathway, template = get_startable(session, patient, key, starts_on, day_of(now))
    row = CollectionPlan(
        pathway_id=pathway.id,
        template_key=template.key,
        template=template_to_plain(template),
        starts_on=starts_on,
        switched_on_by_id=actor.person,
        switched_on_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, actor, "switched on plan", row, patient, now)
    ask_what_is_due(session, actor, patient, now)
    return row


def get_startable(
    session: Session, patient: int, key: str, starts_on: date, today: date
) -> tuple[CarePathway, Template]:
    """The open course and the template, where the plan can begin that day. Raises as `switch_on_plan`."""
    pathway = open_pathway(session, patient)
    if pathway is None:
        raise Refused(
            _("The course is closed, so nothing can be asked by a plan. Register a new course first.")
        )
    template = _template(session, pathway, key, starts_on)
    _check_day(pathway, starts_on, today)
    if starts_on > (closing_of(session, pathway) or date.max):
        message = _("The course ends before the plan would begin. Choose an earlier day.")
        raise Refused(message, field="starts_on")
    _check_others(session, pathway, template, starts_on)
    if faults := template_faults(template, rules_in_force(session, pathway.unit_id, starts_on)):
        raise ImpossiblePlanError(faults)
    return pathway, template


def end_plan(session: Session, actor: Actor, plan: CollectionPlan, ends_on: date, now: datetime) -> None:
    """The last day of a plan. One that has not begun is taken back altogether. Raises Refused."""
    today, patient = day_of(now), _patient(session, plan)
    if plan.ends_on is not None and plan.ends_on < today:
        raise Refused(_("This plan has ended already."))
    if ends_on < today:
        raise Refused(_("The last day is today or later. What was asked before stays."), field="ends_on")
    if ends_on > today + FURTHEST_AHEAD:
        raise Refused(_("The day lies more than a year ahead. Check the year."), field="ends_on")
    _note(session, actor, "ended plan", plan, patient, now)
    if plan.starts_on > ends_on:
        session.execute(delete(PlanAdaptation).where(PlanAdaptation.plan_id == plan.id))
        session.delete(plan)
    else:
        plan.ends_on = ends_on
    session.flush()
    ask_what_is_due(session, actor, patient, now)


def get_plan(session: Session, patient: int, plan: int) -> CollectionPlan:
    """One plan of this patient. Raises NotFound."""
    found = session.get(CollectionPlan, plan)
    if found is None or _patient(session, found) != patient:
        raise NotFound
    return found


def _template(session: Session, pathway: CarePathway, key: str, on: date) -> Template:
    for template in templates_in_force(session, pathway.unit_id, on):
        if template.key == key:
            return template
    raise Refused(_("There is no such plan to choose here. Choose one from the list."), field="template")


def _check_day(pathway: CarePathway, starts_on: date, today: date) -> None:
    if starts_on < pathway.started_on:
        message = _("The plan cannot begin before the course. Choose a later day.")
        raise Refused(message, field="starts_on")
    if starts_on < today:
        raise Refused(_("The plan begins today or later. Choose another day."), field="starts_on")
    if starts_on > today + FURTHEST_AHEAD:
        raise Refused(_("The day lies more than a year ahead. Check the year."), field="starts_on")


def _check_others(session: Session, pathway: CarePathway, template: Template, starts_on: date) -> None:
    same = (CollectionPlan.pathway_id == pathway.id, CollectionPlan.template_key == template.key)
    for row in session.scalars(select(CollectionPlan).where(*same)):
        if row.ends_on is None or row.ends_on >= starts_on:
            message = _("This plan is in force already on that day. End it first, or choose a later day.")
            raise Refused(message, field="template")


def _patient(session: Session, plan: CollectionPlan) -> int:
    return session.get_one(CarePathway, plan.pathway_id).patient_id


def _note(
    session: Session, actor: Actor, action: str, plan: CollectionPlan, patient: int, now: datetime
) -> None:
    target = f"collection plan {plan.id}"
    audit.record(session, actor, action, now, patient=patient, target=target)
