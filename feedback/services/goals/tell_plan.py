"""A version of the treatment plan in the reader's words, for page and paper alike (rule A12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.goals.plan_document import PlanDocument, PlanVersion
from feedback.domain.goals.treatment_plan import PLAN_PARTS
from feedback.domain.points.sheet import Goal
from feedback.persistence.tables import CarePathway, EvaluationPoint, Patient, TreatmentPlan
from feedback.services.goals.read_goals import goals_of
from feedback.services.goals.tell_goals import told_until
from feedback.services.goals.treatment_plan import content_of, plans_of
from feedback.services.questionnaires.score_words import Translate
from feedback.services.refusals import _

AN_INSTANT = timedelta(microseconds=1)  # what was said in the moment of writing was known
PLAN_TITLES = {
    "work-on": _("What we work with"),
    "do": _("What we do"),
    "difficult": _("When things get difficult"),
    "people": _("Relatives and others"),
}


def tell_plan(
    session: Session, plan: TreatmentPlan, translate: Translate, language: str, now: datetime
) -> PlanDocument:
    """The version with its goals and how near they were when it was written."""
    pathway = session.get_one(CarePathway, plan.pathway_id)
    patient = session.get_one(Patient, pathway.patient_id)
    content, versions = content_of(plan), plans_of(session, plan.pathway_id)
    return PlanDocument(
        service=patient.person.unit.service_name,
        patient=patient.person.name,
        drawn_on=day_of(now),
        version=_version(session, plan),
        parts=tuple(
            (translate(PLAN_TITLES[part]), content.parts[part])
            for part in PLAN_PARTS
            if part in content.parts
        ),
        steps=content.steps,
        goals=_goals(session, plan, content.goals, patient.person_id, translate, language),
        history=tuple(_version(session, one) for one in reversed(versions)),
    )


def _goals(
    session: Session,
    plan: TreatmentPlan,
    wanted: Sequence[int],
    patient: int,
    translate: Translate,
    language: str,
) -> tuple[Goal, ...]:
    found = [goal for goal in goals_of(session, plan.pathway_id) if goal.row.id in wanted]
    return told_until(session, patient, found, plan.written_at + AN_INSTANT, translate, language)


def _version(session: Session, plan: TreatmentPlan) -> PlanVersion:
    point = session.get(EvaluationPoint, plan.point_id) if plan.point_id else None
    number = point.number if point else None
    return PlanVersion(plan.version, day_of(plan.written_at), plan.author.name, plan.made_together, number)
