"""The treatment plan in versions: a written one never changes, the next stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.goals.treatment_plan import (
    LONGEST_LINE,
    LONGEST_PART,
    PlanContent,
    plan_from_plain,
    plan_to_plain,
)
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import EvaluationPoint, TreatmentPlan
from feedback.services import audit
from feedback.services.goals.read_goals import active_goals, find_course
from feedback.services.goals.write_goal import require_open_course
from feedback.services.points.evaluation.check_days import step_day_problems
from feedback.services.points.process.process_facts import record_plan
from feedback.services.refusals import NotFound, Refused, _


def write_plan(
    session: Session,
    actor: Actor,
    patient: int,
    content: PlanContent,
    made_together: bool,
    now: datetime,
    point: EvaluationPoint | None = None,
) -> TreatmentPlan:
    """The next version, with the goals of now; what is the same as the last one is not stored again, unless it is new
    that it was made together.

    `point` is the evaluation point that it came out of. One that was made together is noted as done, too (N26).
    Raises Refused with the field at fault.
    """
    if actor.person is None or actor.role != "clinician":
        raise NotFound
    pathway = require_open_course(session, patient)
    if point is not None and point.pathway_id != pathway.id:
        raise NotFound
    for problem in plan_problems(session, patient, content, now):
        raise problem
    audit.take_turn(session)
    goals = tuple(goal.row.id for goal in active_goals(session, pathway.id))
    plain = plan_to_plain(replace(content, goals=goals))
    last = next(reversed(plans_of(session, pathway.id)), None)
    if last is not None and last.content == plain and (last.made_together or not made_together):
        return last
    row = TreatmentPlan(
        pathway_id=pathway.id,
        version=last.version + 1 if last else 1,
        content=plain,
        point_id=point.id if point else None,
        author_id=actor.person,
        written_at=now,
        made_together=made_together,
    )
    session.add(row)
    session.flush()
    target = f"treatment plan {row.id}"
    audit.record(session, actor, "wrote treatment plan", now, patient=patient, target=target)
    if made_together:
        record_plan(session, actor, point if point and point.held_on else pathway, now)
    return row


def plan_problems(session: Session, patient: int, content: PlanContent, now: datetime) -> Iterator[Refused]:
    """All that has to be put right before it can be written, each with its field. Raises Refused without an open
    course."""
    pathway = require_open_course(session, patient)
    if content.is_empty:
        yield Refused(_("Write at least one part of the plan."), field="work-on")
    for field, text, longest in _texts(content):
        if len(text) > longest:
            yield Refused(_("Write at most %(number)s characters."), field=field, number=longest)
    for place, step in enumerate(content.steps):
        if not step.what:
            yield Refused(_("Write what is to be done."), field=f"step-{place}-what")
    days = {f"step-{place}-due": step.due_on for place, step in enumerate(content.steps)}
    yield from step_day_problems(days, pathway, day_of(now))


def plans_of(session: Session, pathway: int) -> list[TreatmentPlan]:
    """Every version of a course, oldest first."""
    mine = select(TreatmentPlan).where(TreatmentPlan.pathway_id == pathway)
    return list(session.scalars(mine.order_by(TreatmentPlan.version)))


def plans_about(session: Session, patient: int) -> list[TreatmentPlan]:
    """The versions of the patient's newest course, oldest first."""
    pathway = find_course(session, patient)
    return plans_of(session, pathway.id) if pathway else []


def get_plan(session: Session, patient: int, version: int | None = None) -> TreatmentPlan:
    """A version of the patient's newest course, the newest unless told. Raises NotFound."""
    found = plans_about(session, patient)
    wanted = [plan for plan in found if version in (None, plan.version)]
    if not wanted:
        raise NotFound
    return wanted[-1]


def content_of(plan: TreatmentPlan) -> PlanContent:
    """What stands in a version."""
    return plan_from_plain(plan.content)


def _texts(content: PlanContent) -> Iterator[tuple[str, str, int]]:
    for part, text in content.parts.items():
        yield part, text, LONGEST_PART
    for place, step in enumerate(content.steps):
        yield f"step-{place}-what", step.what, LONGEST_LINE
        yield f"step-{place}-who", step.who, LONGEST_LINE
