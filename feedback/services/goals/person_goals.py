"""Goals, how near people find them, and the treatment plan as FHIR R4, for the file of everything."""

from __future__ import annotations

from collections.abc import Iterator

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.goals.treatment_plan import PlanContent
from feedback.persistence.tables import Goal, GoalRating, TreatmentPlan
from feedback.services.goals.tell_plan import PLAN_TITLES
from feedback.services.goals.treatment_plan import content_of
from feedback.services.rights.fhir_parts import Resource, instant, ref
from feedback.services.rights.held import Held

STATES = {"active": "active", "changed": "cancelled", "reached": "completed", "stopped": "cancelled"}
ACHIEVED = {"system": "http://terminology.hl7.org/CodeSystem/goal-achievement", "code": "achieved"}
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def goal_resources(held: Held, about: Resource) -> Iterator[Resource]:
    """Goals and ratings of a patient; of a relative their own ratings, without the patient's words.

    `about` is the reference to the patient.
    """
    goals = held.of(Goal)
    yield from (_goal(row, about) for row in goals)
    withdrawn = {one.row.id for one in held.own if one.row.status == "entered-in-error"}
    for row in held.of(GoalRating):
        yield _rating(row, about, is_named=bool(goals), is_withdrawn=row.response_id in withdrawn)


def plan_resources(held: Held, about: Resource) -> Iterator[Resource]:
    """Every version of the treatment plan; each takes the place of the one before."""
    versions = held.of(TreatmentPlan)
    newest = {row.pathway_id: row.version for row in sorted(versions, key=lambda row: row.version)}
    kept = {row.id for row in held.of(Goal)}
    for row in versions:
        before = next((one for one in versions if (one.pathway_id, one.version) == _before(row)), None)
        yield _plan(row, about, before, kept, is_newest=newest[row.pathway_id] == row.version)


def _before(row: TreatmentPlan) -> tuple[int, int]:
    return row.pathway_id, row.version - 1


def _goal(row: Goal, about: Resource) -> Resource:
    found: Resource = {
        "resourceType": "Goal",
        "id": f"goal-{row.id}",
        "lifecycleStatus": STATES[row.state],
        "description": {"text": row.words},
        "subject": about,
        "startDate": row.made_on.isoformat(),
        "expressedBy": about,
    }
    if row.state == "reached":
        found["achievementStatus"] = {"coding": [ACHIEVED]}
    if row.ended_on:
        found |= {"statusDate": row.ended_on.isoformat(), "statusReason": row.state}
    notes = [f"follows goal-{row.changed_from_id}"] if row.changed_from_id else []
    if row.made_by.role != "patient":
        notes.append(f"written down by {row.made_by.name} as spoken")
    return found | ({"note": [{"text": text} for text in notes]} if notes else {})


def _rating(row: GoalRating, about: Resource, *, is_named: bool, is_withdrawn: bool) -> Resource:
    value: Resource = {"valueInteger": row.value}
    if row.value is None:
        why = "unknown" if row.response_id else "asked-declined"
        value = {"dataAbsentReason": {"coding": [{"system": ABSENT, "code": why}]}}
    focus = {"reference": f"Goal/goal-{row.goal_id}"} if is_named else {"display": "a goal of the patient"}
    spoken = row.author_id != row.by_id
    return {
        "resourceType": "Observation",
        "id": f"goal-rating-{row.id}",
        "status": "entered-in-error" if is_withdrawn else "final",
        "code": {"text": f"How near the goal is, 0-10, as the {row.role} finds it"},
        "subject": about,
        "focus": [focus],
        "effectiveDateTime": row.said_on.isoformat() if row.point_id else instant(row.rated_at),
        "issued": instant(row.rated_at),
        "performer": [ref(row.by)],
        **value,
        **({"derivedFrom": [_answer(row.response_id)]} if row.response_id else {}),
        **({"note": [{"text": f"written down by {row.author.name} as spoken"}]} if spoken else {}),
    }


def _plan(
    row: TreatmentPlan, about: Resource, before: TreatmentPlan | None, kept: set[int], *, is_newest: bool
) -> Resource:
    content = content_of(row)
    found: Resource = {
        "resourceType": "CarePlan",
        "id": f"plan-{row.id}",
        "status": "active" if is_newest else "revoked",
        "intent": "plan",
        "title": f"Treatment plan, version {row.version}" + (", made together" if row.made_together else ""),
        "subject": about,
        "created": instant(row.written_at),
        "author": ref(row.author),
    }
    if before is not None:
        found["replaces"] = [{"reference": f"CarePlan/plan-{before.id}"}]
    return found | _filled(content, kept)


def _filled(content: PlanContent, kept: set[int]) -> Resource:
    """The parts of a plan that have something in them; FHIR knows no empty lists."""
    parts: Resource = {
        "goal": [{"reference": f"Goal/goal-{key}"} for key in content.goals if key in kept],
        "activity": [{"detail": _step(step)} for step in content.steps],
        "note": [{"text": f"{PLAN_TITLES[part]}: {text}"} for part, text in content.parts.items()],
    }
    return {name: value for name, value in parts.items() if value}


def _step(step: AgreedStep) -> Resource:
    found: Resource = {"status": "unknown", "description": step.what}
    if step.who:
        found["performer"] = [{"display": step.who}]
    if step.due_on:
        found["scheduledPeriod"] = {"end": step.due_on.isoformat()}
    return found


def _answer(response: int) -> Resource:
    return {"reference": f"QuestionnaireResponse/{response}"}
