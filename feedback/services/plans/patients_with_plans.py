"""The patients whose plans are followed, for a job that asks them all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedback.persistence.tables import CarePathway, CollectionPlan, Unit
from feedback.services.plans.plan_facts import FOLLOWED_FOR
from feedback.services.refusals import Refused, _


def patients_with_plans(
    session: Session, today: date, unit: str = "", among: Iterable[int] | None = None
) -> list[int]:
    """The numbers of the patients (or only of those `among` them) with a plan that asks, or has asked until lately;
    `unit` is the key or the name of one unit. Raises Refused for a unit that is not there."""
    since = today - FOLLOWED_FOR
    rows = (
        select(CarePathway.patient_id)
        .join(CollectionPlan, CollectionPlan.pathway_id == CarePathway.id)
        .where(or_(CarePathway.closed_on.is_(None), CarePathway.closed_on >= since))
        .where(or_(CollectionPlan.ends_on.is_(None), CollectionPlan.ends_on >= since))
        .distinct()
        .order_by(CarePathway.patient_id)
    )
    if unit:
        rows = rows.where(CarePathway.unit_id == _unit(session, unit))
    if among is not None:
        rows = rows.where(CarePathway.patient_id.in_(list(among)))
    return list(session.scalars(rows))


def _unit(session: Session, name: str) -> int:
    found = session.scalar(select(Unit.id).where(or_(Unit.key == name, Unit.name == name)).limit(1))
    if found is None:
        raise Refused(_("There is no unit '%(name)s'. Use its name or its key."), name=name)
    return found
