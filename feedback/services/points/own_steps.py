"""How a patient gets ready for an evaluation point: what matters to talk about, the goals, and how they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.points.preparation import Since
from feedback.persistence.tables import (
    EvaluationPoint,
    Goal,
    GoalRating,
    Invitation,
    Occasion,
    QuestionSet,
    Response,
)
from feedback.services.answers.invite import invite
from feedback.services.answers.occasions import occasion_of_point
from feedback.services.points.evaluation.said_for_point import (
    GOALS,
    SAID_ELSEWHERE,
    STEPS,
    TOPICS,
    rating_counts,
    recorded_before,
)
from feedback.services.points.open_points import is_open
from feedback.services.refusals import NotFound


@dataclass(frozen=True, slots=True)
class OwnStep:
    """One step: its question set, the answer that was sent for it, and whether one has been begun, be it to change
    the one that was sent. Goals can be rated on their own page, too."""

    key: str
    sent: Response | None = None
    begun: bool = False
    rated_on: date | None = None

    @property
    def sent_on(self) -> date | None:
        return day_of(self.sent.authored_at) if self.sent and self.sent.authored_at else self.rated_on

    @property
    def is_done(self) -> bool:
        return self.sent_on is not None


def own_steps(session: Session, point: EvaluationPoint) -> list[OwnStep]:
    """How far the patient has come, step by step; the overview counts the same (`said_for_point`)."""
    this = select(recorded_before()).select_from(EvaluationPoint).where(EvaluationPoint.id == point.id)
    since = Since(point.opens_on, session.scalar(this))
    return [_step(session, point, key, since) for key in STEPS]


def begin_step(session: Session, actor: Actor, point: EvaluationPoint, key: str, now: datetime) -> Invitation:
    """What the patient answers for a step: what they are asked already, else it is asked now at the point.

    Raises NotFound for another question set, and at a point that is not open.
    """
    if key not in STEPS or not is_open(point, day_of(now)):
        raise NotFound
    patient = point.pathway.patient_id
    waiting = next((row for row in _asked(session, point, key) if row.opens_on <= day_of(now)), None)
    return waiting or invite(session, actor, patient, key, occasion_of_point(session, point), now)


def _step(session: Session, point: EvaluationPoint, key: str, since: Since) -> OwnStep:
    """An answer counts that was sent at the point, and of what is asked elsewhere one since then."""
    patient = point.pathway.patient_id
    rows = session.scalars(
        select(Response)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(QuestionSet, QuestionSet.id == Invitation.question_set_id)
        .where(Response.source_id == patient, Response.subject_id == patient, QuestionSet.key == key)
        .where(Response.status.in_(("completed", "in-progress")))
        .order_by(Response.authored_at.desc(), Response.id.desc())
    )
    found = [row for row in rows if _counts(row, point, key, since)]
    sent = next((row for row in found if row.status == "completed"), None)
    begun = any(row.status == "in-progress" for row in found)
    return OwnStep(key, sent, begun, _rated_on(session, point) if key == GOALS and sent is None else None)


def _rated_on(session: Session, point: EvaluationPoint) -> date | None:
    """The day on which the patient last said for this point how near a goal is that is worked on."""
    rows = (
        select(func.max(GoalRating.rated_on))
        .join(Goal, Goal.id == GoalRating.goal_id)
        .join(EvaluationPoint, EvaluationPoint.pathway_id == Goal.pathway_id)
        .where(GoalRating.by_id == point.pathway.patient_id, Goal.state == "active")
    )
    return session.scalar(rows.where(EvaluationPoint.id == point.id, rating_counts()))


def _counts(row: Response, point: EvaluationPoint, key: str, since: Since) -> bool:
    at = row.invitation.occasion.point_id
    if at is not None:
        return at == point.id
    return key in SAID_ELSEWHERE and since.holds(row.authored_at or row.started_at)


def _asked(session: Session, point: EvaluationPoint, key: str) -> list[Invitation]:
    """What the patient is asked and has not sent: at the point first, then elsewhere but after a session."""
    patient = point.pathway.patient_id
    sent = select(Response.invitation_id).where(Response.status != "in-progress")
    rows = (
        select(Invitation)
        .join(QuestionSet, QuestionSet.id == Invitation.question_set_id)
        .join(Occasion, Occasion.id == Invitation.occasion_id)
        .where(Invitation.person_id == patient, Invitation.patient_id == patient, QuestionSet.key == key)
        .where(Invitation.withdrawn_at.is_(None), Invitation.id.not_in(sent))
        .order_by(Invitation.id.desc())
    )
    found = session.scalars(rows).all()
    at_point = [row for row in found if row.occasion.point_id == point.id]
    elsewhere = [
        row for row in found if key != TOPICS and row.occasion.kind in ("periodic", "own-initiative")
    ]
    return [*at_point, *elsewhere]
