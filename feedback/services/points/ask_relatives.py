"""Which relatives are asked before an evaluation point. It is the patient's choice, within their consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import EvaluationPoint, Invitation, Person, Relationship, Response
from feedback.services.answers.invite import invite
from feedback.services.answers.occasions import occasion_of_point
from feedback.services.patients.consents import basis_of
from feedback.services.points.evaluation.write_evaluation import note
from feedback.services.points.open_points import is_open
from feedback.services.refusals import NotFound, Refused, _

ASKED_OF_RELATIVES = ("relative-view", "relative-self")


@dataclass(frozen=True, slots=True)
class RelativeAtPoint:
    """A relative who may take part, what they are to the patient, and how far they have come with the point.

    `by_law` is a parent of a child, who is asked without the patient's choice.
    """

    person: Person
    kind: str
    by_law: bool
    asked: bool
    answered_on: date | None

    @property
    def answered(self) -> bool:
        return self.answered_on is not None


def relatives_at(session: Session, point: EvaluationPoint, today: date) -> list[RelativeAtPoint]:
    """Everybody with a consent that holds today, by the order in which they were connected."""
    patient = point.pathway.patient_id
    mine = select(Relationship).where(Relationship.patient_id == patient).order_by(Relationship.id)
    found = ((row, basis_of(session, patient, row.relative_id, today)) for row in session.scalars(mine))
    return [
        RelativeAtPoint(row.relative, row.kind, basis == "law", *_progress(session, point, row.relative_id))
        for row, basis in found
        if basis is not None
    ]


def ask_relative(
    session: Session, actor: Actor, point: EvaluationPoint, relative: int, now: datetime
) -> None:
    """The patient wants this relative to be asked before the point, which must be open. Raises NotFound, Refused."""
    _check(session, point, relative, day_of(now))
    if not is_open(point, day_of(now)):
        raise Refused(_("It is too early to ask. You can do it here when you can get ready yourself."))
    occasion = occasion_of_point(session, point)
    for key in ASKED_OF_RELATIVES:
        invite(session, actor, relative, key, occasion, now)


def leave_out_relative(
    session: Session, actor: Actor, point: EvaluationPoint, relative: int, now: datetime
) -> None:
    """The patient does not want this relative to be asked this time; what was answered stays. The relative is
    told nothing (rule A9). Raises NotFound, Refused."""
    if _check(session, point, relative, day_of(now)) == "law":
        raise NotFound
    for row in _invitations(session, point, relative):
        row.withdrawn_at, row.plan_id = row.withdrawn_at or now, None  # no plan asks it again
    session.flush()
    note(session, actor, f"left person {relative} out at", point, now)


def _check(session: Session, point: EvaluationPoint, relative: int, today: date) -> str:
    """On which ground the relative may be asked. Raises NotFound, Refused."""
    basis = basis_of(session, point.pathway.patient_id, relative, today)
    if basis is None:
        raise NotFound
    if point.held_on is not None or point.cancelled_on is not None:
        raise Refused(_("This point is over, so nobody is asked any more."))
    return basis


def _progress(session: Session, point: EvaluationPoint, relative: int) -> tuple[bool, date | None]:
    """Whether somebody is asked at the point, and the day on which they answered last."""
    open_ones = any(row.withdrawn_at is None for row in _invitations(session, point, relative))
    sent = (Response.source_id == relative, Response.status == "completed")
    rows = select(func.max(Response.authored_at)).join(Invitation, Invitation.id == Response.invitation_id)
    at = session.scalar(rows.where(*sent, Invitation.occasion.has(point_id=point.id)))
    return open_ones or at is not None, day_of(at) if at is not None else None


def _invitations(session: Session, point: EvaluationPoint, relative: int) -> list[Invitation]:
    """What the relative is asked at this point and has not sent."""
    sent = select(Response.invitation_id).where(Response.status != "in-progress")
    mine = (Invitation.person_id == relative, Invitation.id.not_in(sent))
    rows = select(Invitation).where(*mine, Invitation.occasion.has(point_id=point.id))
    return list(session.scalars(rows))
