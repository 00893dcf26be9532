"""All rows that are held on a person, gathered once for the file on paper and for FHIR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedback.domain.questionnaires.answers import Answer, answers_from_plain
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.domain.questionnaires.unfolding import unfold
from feedback.persistence.tables import (
    AccessDecision,
    Appointment,
    AreaChange,
    AskingPause,
    AuditEvent,
    BoundLogIn,
    CarePathway,
    CareRelation,
    CollectionPlan,
    Consent,
    CourseChange,
    CourseCoordinator,
    Credential,
    CriticalAnswer,
    DeletionRequest,
    EmergencyAccess,
    EvaluationPoint,
    EvaluationRecord,
    Goal,
    GoalRating,
    Invitation,
    Link,
    Milestone,
    Occasion,
    Patient,
    Person,
    PlanAdaptation,
    Preparation,
    ProcessFact,
    Reading,
    Relationship,
    Remark,
    Reply,
    Response,
    ReviewedTogether,
    SignIn,
    StoredScore,
    Transfer,
    TreatmentPause,
    TreatmentPlan,
)
from feedback.services.answers.read_feedback import ReadResponse
from feedback.services.points.evaluation.prepare_evaluation import shown_at
from feedback.services.questionnaires.question_sets import questionnaire_of
from feedback.services.rights.access_decisions import decisions_of, told

# Tables that hold something on a person, and those that do not (with the reason): a test knows every table.
HELD = {
    "person", "patient", "credential", "sign_in", "care_relation", "relationship", "consent", "care_pathway",
    "milestone", "appointment", "evaluation_point", "evaluation_record", "reviewed_together", "occasion",
    "invitation", "link", "response", "score", "critical_answer", "reading", "reply", "remark",
    "deletion_request", "access_decision", "audit_event", "emergency_access", "bound_log_in",
    "transfer", "area_change", "treatment_pause", "course_coordinator", "course_change", "goal", "goal_rating",
    "treatment_plan", "collection_plan", "plan_adaptation", "asking_pause", "preparation", "process_fact",
}  # fmt: skip

OF_COURSE = (
    Milestone,
    EvaluationPoint,
    Transfer,
    AreaChange,
    TreatmentPause,
    CourseCoordinator,
    CourseChange,
    CollectionPlan,
    Goal,
    TreatmentPlan,
    ProcessFact,
)


@dataclass(frozen=True, slots=True)
class HeldResponse:
    """A response with all that hangs on it."""

    row: Response
    questionnaire: Questionnaire
    answers: dict[str, Answer]
    scores: Sequence[StoredScore]
    readings: Sequence[Reading]
    replies: Sequence[Reply]
    critical: Sequence[CriticalAnswer]
    remarks: Sequence[Remark]

    def read(self) -> ReadResponse:
        """The same as the pages know it."""
        return ReadResponse(
            self.row, self.questionnaire, self.answers, self.readings, self.replies, self.critical
        )


@dataclass(frozen=True, slots=True)
class Held:
    """Everything on one person. `told` are relatives' answers that the patient may read; `waiting` and
    `withheld` are how many more there are, `drafts` how many texts at points somebody has not finished."""

    person: Person
    patient: Patient | None
    rows: dict[type, Sequence[Any]] = field(default_factory=dict)
    own: Sequence[HeldResponse] = ()
    told: Sequence[HeldResponse] = ()
    waiting: int = 0
    withheld: Sequence[AccessDecision] = ()
    events: Sequence[tuple[AuditEvent, Person | None]] = ()
    drafts: int = 0

    def of(self, table: type) -> Sequence[Any]:
        """The rows of one table."""
        return self.rows.get(table, ())


def gather(session: Session, person: Person, today: date) -> Held:
    """All that is held on a patient, or what a relative has given."""
    own = _responses(session, Response.source_id == person.id)
    if person.role != "patient":
        return Held(person, None, _rows_of_person(session, person.id), own)
    others = _responses(
        session,
        Response.subject_id == person.id,
        Response.source_id != person.id,
        Response.status == "completed",
    )
    decisions = decisions_of(session, (one.row.id for one in others))
    verdicts = [(one, told(one.read(), decisions.get(one.row.id))) for one in others]
    rows = {**_rows_of_person(session, person.id), **_rows_of_patient(session, person.id)}
    return Held(
        person,
        session.get_one(Patient, person.id),
        rows,
        own,
        [one for one, verdict in verdicts if verdict == "open"],
        sum(verdict == "waiting" for _one, verdict in verdicts),
        [decisions[one.row.id] for one, verdict in verdicts if verdict == "withheld"],
        _events(session, person.id),
        _count_drafts(session, rows),
    )


def _count_drafts(session: Session, rows: Mapping[type, Sequence[Any]]) -> int:
    points = [row.id for row in rows[EvaluationPoint]]
    found: list[EvaluationRecord | Preparation] = []
    for part in (EvaluationRecord, Preparation):
        found += session.scalars(select(part).where(part.point_id.in_(points)))
    return sum(map(_is_unfinished, found))


def _rows_of_person(session: Session, person: int) -> dict[type, Sequence[Any]]:
    return {
        Credential: session.scalars(select(Credential).where(Credential.person_id == person)).all(),
        BoundLogIn: session.scalars(select(BoundLogIn).where(BoundLogIn.person_id == person)).all(),
        SignIn: session.scalars(select(SignIn).where(SignIn.person_id == person)).all(),
        Invitation: session.scalars(select(Invitation).where(Invitation.person_id == person)).all(),
        Link: session.scalars(
            select(Link)
            .join(Invitation, Invitation.id == Link.invitation_id)
            .where(Invitation.person_id == person)
        ).all(),
        DeletionRequest: session.scalars(
            select(DeletionRequest).where(DeletionRequest.person_id == person)
        ).all(),
        AskingPause: session.scalars(select(AskingPause).where(AskingPause.person_id == person)).all(),
        GoalRating: session.scalars(
            select(GoalRating).where(GoalRating.by_id == person).order_by(GoalRating.id)
        ).all(),
    }


def _rows_of_patient(session: Session, patient: int) -> dict[type, Sequence[Any]]:
    tables = (CareRelation, Relationship, Consent, Appointment, EmergencyAccess, CarePathway, Occasion)
    found: dict[type, Sequence[Any]] = {
        table: session.scalars(select(table).where(table.patient_id == patient)).all() for table in tables
    }
    pathways = [row.id for row in found[CarePathway]]
    for table in OF_COURSE:
        mine = select(table).where(table.pathway_id.in_(pathways))
        found[table] = session.scalars(mine.order_by(table.id)).all()
    points = [row.id for row in found[EvaluationPoint]]
    for part in (EvaluationRecord, ReviewedTogether, Preparation):
        rows = session.scalars(select(part).where(part.point_id.in_(points)))
        found[part] = [row for row in rows if not _is_unfinished(row)]
    goals, plans = [row.id for row in found[Goal]], [row.id for row in found[CollectionPlan]]
    held_back = select(AccessDecision.response_id).where(AccessDecision.decision == "withheld")
    told = or_(GoalRating.response_id.is_(None), GoalRating.response_id.not_in(held_back))
    ratings = select(GoalRating).where(GoalRating.goal_id.in_(goals), told).order_by(GoalRating.id)
    found[GoalRating] = session.scalars(ratings).all()
    adapted = select(PlanAdaptation).where(PlanAdaptation.plan_id.in_(plans))
    found[PlanAdaptation] = session.scalars(adapted).all()
    return found


def _is_unfinished(row: Any) -> bool:
    """What somebody writes for themself alone until it is held or shown (docs/decisions/0025)."""
    if isinstance(row, EvaluationRecord):
        return row.finished_at is None
    return isinstance(row, Preparation) and shown_at(row) is None


def _responses(session: Session, *conditions: Any) -> list[HeldResponse]:
    rows = session.scalars(select(Response).where(*conditions).order_by(Response.id)).all()
    ids = [row.id for row in rows]
    parts: dict[type, list[Any]] = {
        table: list(session.scalars(select(table).where(table.response_id.in_(ids))))
        for table in (StoredScore, Reading, Reply, CriticalAnswer, Remark)
    }

    def mine(table: type, response: int) -> list[Any]:
        return [part for part in parts[table] if part.response_id == response]

    return [
        HeldResponse(
            row,
            unfold(questionnaire_of(session, row.invitation.question_set_id), answers),
            answers,
            *(mine(table, row.id) for table in (StoredScore, Reading, Reply, CriticalAnswer, Remark)),
        )
        for row in rows
        for answers in (answers_from_plain(row.answers),)
    ]


def _events(session: Session, patient: int) -> list[tuple[AuditEvent, Person | None]]:
    about = or_(AuditEvent.patient_id == patient, AuditEvent.actor_id == patient)
    query = select(AuditEvent, Person).outerjoin(Person, Person.id == AuditEvent.actor_id)
    return [(event, who) for event, who in session.execute(query.where(about).order_by(AuditEvent.id))]
