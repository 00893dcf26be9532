"""How a patient gets ready for an evaluation point: what matters to talk about, the goals, and how they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people import Actor
from feedback.persistence.tables import EvaluationPoint, Invitation, Occasion, QuestionSet, Response
from feedback.services.answers.invite import invite
from feedback.services.answers.occasions import occasion_of_point
from feedback.services.refusals import NotFound

TOPICS, GOALS, HOW_I_AM = "before-evaluation", "my-goals", "how-i-am"
STEPS = (TOPICS, GOALS, HOW_I_AM)


@dataclass(frozen=True, slots=True)
class OwnStep:
    """One step: its question set, the answer that was sent for it, and whether one has been begun."""

    key: str
    sent: Response | None = None
    begun: bool = False

    @property
    def sent_on(self) -> date | None:
        return day_of(self.sent.authored_at) if self.sent and self.sent.authored_at else None


def own_steps(session: Session, point: EvaluationPoint) -> list[OwnStep]:
    """How far the patient has come, step by step."""
    return [_step(session, point, key) for key in STEPS]


def begin_step(session: Session, actor: Actor, point: EvaluationPoint, key: str, now: datetime) -> Invitation:
    """What the patient answers for a step: what they are asked already, else it is asked now at the point.

    Raises NotFound for another question set, and at a point that is over.
    """
    if key not in STEPS or point.held_on is not None or point.cancelled_on is not None:
        raise NotFound
    patient = point.pathway.patient_id
    waiting = next((row for row in _asked(session, point, key) if row.opens_on <= day_of(now)), None)
    return waiting or invite(session, actor, patient, key, occasion_of_point(session, point), now)


def _step(session: Session, point: EvaluationPoint, key: str) -> OwnStep:
    """An answer counts that was sent at the point, and of what is asked elsewhere one since the point opened."""
    patient = point.pathway.patient_id
    rows = session.scalars(
        select(Response)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(QuestionSet, QuestionSet.id == Invitation.question_set_id)
        .where(Response.source_id == patient, Response.subject_id == patient, QuestionSet.key == key)
        .where(Response.status.in_(("completed", "in-progress")))
        .order_by(Response.authored_at.desc(), Response.id.desc())
    )
    found = [row for row in rows if _counts(row, point, key)]
    sent = next((row for row in found if row.status == "completed"), None)
    return OwnStep(key, sent, sent is None and bool(found))


def _counts(row: Response, point: EvaluationPoint, key: str) -> bool:
    if row.invitation.occasion.point_id == point.id:
        return True
    begun_on = day_of(row.authored_at or row.started_at)
    return key != TOPICS and row.invitation.occasion.point_id is None and begun_on >= point.opens_on


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
