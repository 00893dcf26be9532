"""What was asked about a patient, as the plan of what is asked next needs it: plain columns, no mapped rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.plan.request import Occasion as Moment
from feedback.domain.plan.request import RequestKey
from feedback.domain.plan.vocabulary import OccasionKind
from feedback.persistence.tables import EvaluationPoint, Invitation, Occasion, Person, QuestionSet, Response

OWN = "own-initiative"


class AskedRow(NamedTuple):
    """An invitation, the occasion it belongs to, and when it was answered or at least begun."""

    id: int
    person: int
    role: str
    question_set: int
    ask: str
    made_by: int | None
    made_at: datetime
    opens_on: date
    asks_until: date | None
    plan: int | None
    withdrawn_at: datetime | None
    occasion: int
    kind: str
    happened_on: date
    appointment: int | None
    pathway: int | None
    number: int | None
    plan_key: str | None
    answered_at: datetime | None
    begun_at: datetime | None

    @property
    def key(self) -> RequestKey:
        """What makes it the same request as one of a plan."""
        return RequestKey(self.occasion_key, self.ask, str(self.person))

    @property
    def occasion_key(self) -> str:
        """The key of its occasion as plans write it."""
        match self.kind:
            case "session":
                return f"session:{self.appointment}"
            case "evaluation":
                return f"{self.pathway}/evaluation:{self.number}"
            case "periodic":
                return self.plan_key or ""
            case "start" | "closing":
                return f"{self.pathway}/{self.kind}"
        return f"own:{self.occasion}"

    @property
    def moment(self) -> Moment:
        """Its occasion as plans know it; on own initiative has no word there and counts as any day."""
        kind = OccasionKind.PERIODIC if self.kind == OWN else OccasionKind(self.kind)
        return Moment(self.occasion_key, kind, self.happened_on, self.number or 0)

    @property
    def is_own_initiative(self) -> bool:
        """Whether the person began it, so that nobody asked."""
        return self.kind == OWN and self.made_by == self.person

    @property
    def is_by_hand(self) -> bool:
        """Whether somebody else than the person asked, and no plan."""
        return self.plan is None and self.made_by != self.person

    @property
    def is_begun(self) -> bool:
        return self.begun_at is not None

    @property
    def answered_on(self) -> date | None:
        return day_of(self.answered_at) if self.answered_at else None


def asked_rows(session: Session, patient: int) -> list[AskedRow]:
    """Everything that was ever asked about a patient, withdrawn or not, oldest first."""
    answers = (
        select(
            Response.invitation_id.label("invitation"),
            func.min(Response.authored_at).label("answered_at"),
            func.min(Response.started_at).label("begun_at"),
        )
        .where(Response.subject_id == patient)
        .group_by(Response.invitation_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Invitation.id,
            Invitation.person_id,
            Person.role,
            Invitation.question_set_id,
            QuestionSet.key,
            Invitation.made_by_id,
            Invitation.made_at,
            Invitation.opens_on,
            Invitation.asks_until,
            Invitation.plan_id,
            Invitation.withdrawn_at,
            Occasion.id,
            Occasion.kind,
            Occasion.happened_on,
            Occasion.appointment_id,
            func.coalesce(Occasion.pathway_id, EvaluationPoint.pathway_id),
            EvaluationPoint.number,
            Occasion.plan_key,
            answers.c.answered_at,
            answers.c.begun_at,
        )
        .join(Person, Person.id == Invitation.person_id)
        .join(QuestionSet, QuestionSet.id == Invitation.question_set_id)
        .join(Occasion, Occasion.id == Invitation.occasion_id)
        .outerjoin(EvaluationPoint, EvaluationPoint.id == Occasion.point_id)
        .outerjoin(answers, answers.c.invitation == Invitation.id)
        .where(Invitation.patient_id == patient)
        .order_by(Invitation.id)
    )
    return [AskedRow._make(row) for row in rows]
