"""Adapting a plan to one person: something more, something else or something less is asked, with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from feedback.catalogue.plans import step_to_plain
from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.plan.faults import check_plan
from feedback.domain.plan.template import Adaptation, Change, Step
from feedback.persistence.tables import CarePathway, CollectionPlan, Person, PlanAdaptation
from feedback.services import audit
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.plans.plan_rows import PlanRow, plans_of
from feedback.services.plans.plan_rules import rules_in_force
from feedback.services.plans.plan_templates import ImpossiblePlanError, step_faults
from feedback.services.refusals import NotFound, Refused, _

FURTHEST_AHEAD = timedelta(days=366)
LONGEST_REASON = 500


def adapt_plan(
    session: Session,
    actor: Actor,
    plan: CollectionPlan,
    change: Change,
    step: Step,
    from_on: date,
    reason: str,
    now: datetime,
) -> PlanAdaptation:
    """From that day on the step is asked so, or no more; occasions before it keep what held then.

    Raises Refused, and ImpossiblePlanError with everything that is wrong with the step.
    """
    if actor.person is None:
        raise NotFound
    patient = session.get_one(CarePathway, plan.pathway_id).patient_id
    known = next(row for row in plans_of(session, patient) if row.id == plan.id)
    _check(known, step, change, from_on, reason, day_of(now))
    by = session.get_one(Person, actor.person).name
    _check_step(session, known, Adaptation(change, step, from_on, by, now, reason.strip()))
    row = PlanAdaptation(
        plan_id=plan.id,
        change=change.value,
        step=step_to_plain(step),
        from_on=from_on,
        reason=reason.strip(),
        made_by_id=actor.person,
        made_at=now,
    )
    session.add(row)
    session.flush()
    target = f"collection plan {plan.id}, adaptation {row.id}"
    audit.record(session, actor, "adapted plan", now, patient=patient, target=target)
    ask_what_is_due(session, actor, patient, now)
    return row


def _check(known: PlanRow, step: Step, change: Change, from_on: date, reason: str, today: date) -> None:
    if not known.is_in_force(today):
        raise Refused(_("This plan has ended. Switch on another one."))
    if from_on < today:
        raise Refused(_("The change holds from today or later. Choose another day."), field="from_on")
    if from_on > min(today + FURTHEST_AHEAD, known.last_day):
        message = _("The day lies after the plan has ended, or more than a year ahead. Check it.")
        raise Refused(message, field="from_on")
    if not reason.strip():
        raise Refused(_("Write why. The patient can read it."), field="reason")
    if len(reason.strip()) > LONGEST_REASON:
        message = _("Write at most %(number)s characters.")
        raise Refused(message, field="reason", number=LONGEST_REASON)
    if change is Change.ASK and step in (one.step for one in known.plan.steps_on(from_on)):
        raise Refused(_("The plan asks just this already. Change something, or go back."), field="ask")


def _check_step(session: Session, known: PlanRow, new: Adaptation) -> None:
    """What was right before is not looked at again: a question set may be gone since."""
    changed = replace(known.plan, adaptations=(*known.plan.adaptations, new))
    rules = rules_in_force(session, known.unit, known.starts_on)
    before = set(check_plan(known.plan, rules))
    own = step_faults(new.step) if new.change is Change.ASK else []
    if faults := [*(one for one in check_plan(changed, rules) if one not in before), *own]:
        raise ImpossiblePlanError(faults)
