"""The card about the collection plan on a patient's page; without a plan it offers the one that fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.plans.plan_overview import plan_overview
from feedback.services.plans.plan_templates import offered_templates
from feedback.web.clinician.plan.plan_view import LineView
from feedback.web.views.plan_words import titled

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

COMING = 2


@dataclass(frozen=True, slots=True)
class PlanCard:
    """The plans in force, what waits for an answer and comes next; else the key and title of one that fits."""

    titles: Sequence[str] = ()
    waiting: int = 0
    coming: Sequence[LineView] = ()
    tasks: Sequence[LineView] = ()
    offered: tuple[str, str] | None = None


def plan_card(session: Session, patient: int, today: date) -> PlanCard:
    """The card as it stands now."""
    overview = plan_overview(session, patient, today)
    in_force = overview.in_force(today)
    if not in_force:
        return PlanCard(offered=_offered(session, patient, today))
    return PlanCard(
        [titled(one.plan.plan.template.title) for one in in_force],
        sum(line.state in ("waiting", "begun") for line in overview.asked),
        [LineView.of(line) for line in overview.coming[:COMING]],
        [LineView.of(line) for line in overview.tasks],
    )


def _offered(session: Session, patient: int, today: date) -> tuple[str, str] | None:
    pathway = open_pathway(session, patient)
    fitting = [one for one in offered_templates(session, pathway, today) if one.fits] if pathway else []
    return (fitting[0].template.key, titled(fitting[0].template.title)) if fitting else None
