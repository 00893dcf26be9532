"""The collection plans of a patient as the domain reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from feedback.catalogue.plans import step_from_plain, template_from_plain
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.domain.plan.template import Adaptation, Change, Plan
from feedback.persistence.tables import CarePathway, CollectionPlan, Milestone, Person, PlanAdaptation


class PlanRow(NamedTuple):
    """A plan of a patient with the course that it belongs to. `closing_on` is planned or past."""

    id: int
    pathway: int
    unit: int
    started_on: date
    closing_on: date | None
    starts_on: date
    ends_on: date | None
    plan: Plan

    @property
    def key(self) -> str:
        """The name of the plan among the patient's plans (domain.plan.facts.Course.plan_key)."""
        return f"plan-{self.id}"

    @property
    def last_day(self) -> date:
        """The last day on which it can ask anything new."""
        return min(self.ends_on or date.max, self.closing_on or date.max)

    def is_in_force(self, today: date) -> bool:
        """Whether it asks today; one that begins later will."""
        return self.last_day >= today


def plans_of(session: Session, patient: int) -> list[PlanRow]:
    """Every plan that was ever switched on for the patient, oldest first."""
    return plans_of_many(session, [patient])[patient]


def plans_of_many(session: Session, patients: Iterable[int]) -> defaultdict[int, list[PlanRow]]:
    """The same for many patients with as many statements as for one."""
    closing = and_(Milestone.pathway_id == CarePathway.id, Milestone.kind == MilestoneKind.CLOSING)
    rows = session.execute(
        select(
            CarePathway.patient_id,
            CollectionPlan.id,
            CarePathway.id,
            CarePathway.unit_id,
            CarePathway.started_on,
            CarePathway.closed_on,
            Milestone.happened_on,
            CollectionPlan.starts_on,
            CollectionPlan.ends_on,
            CollectionPlan.template,
        )
        .join(CarePathway, CarePathway.id == CollectionPlan.pathway_id)
        .outerjoin(Milestone, closing)
        .where(CarePathway.patient_id.in_(list(patients)))
        .order_by(CollectionPlan.starts_on, CollectionPlan.id)
    ).all()
    changes = _adaptations(session, [row[1] for row in rows]) if rows else {}
    found: defaultdict[int, list[PlanRow]] = defaultdict(list)
    for patient, number, pathway, unit, started_on, closed_on, planned, starts_on, ends_on, template in rows:
        plan = Plan(template_from_plain(template, f"plan {number}"), changes.get(number, ()))
        closing_on = closed_on or planned
        found[patient].append(
            PlanRow(number, pathway, unit, started_on, closing_on, starts_on, ends_on, plan)
        )
    return found


def closing_of(session: Session, pathway: CarePathway) -> date | None:
    """The day on which a course was closed or is planned to be."""
    planned = (Milestone.pathway_id == pathway.id, Milestone.kind == MilestoneKind.CLOSING)
    return pathway.closed_on or session.scalar(select(Milestone.happened_on).where(*planned))


def _adaptations(session: Session, plans: Iterable[int]) -> dict[int, tuple[Adaptation, ...]]:
    found: defaultdict[int, list[Adaptation]] = defaultdict(list)
    rows = session.execute(
        select(
            PlanAdaptation.plan_id,
            PlanAdaptation.change,
            PlanAdaptation.step,
            PlanAdaptation.from_on,
            Person.name,
            PlanAdaptation.made_at,
            PlanAdaptation.reason,
        )
        .join(Person, Person.id == PlanAdaptation.made_by_id)
        .where(PlanAdaptation.plan_id.in_(plans))
        .order_by(PlanAdaptation.id)
    )
    for plan, change, step, from_on, by, made_at, reason in rows:
        made = Adaptation(Change(change), step_from_plain(step, f"plan {plan}"), from_on, by, made_at, reason)
        found[plan].append(made)
    return {plan: tuple(changes) for plan, changes in found.items()}
