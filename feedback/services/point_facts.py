"""What is known about points and courses, as columns that the database reckons out: no name is opened here.

What tells what is missing is asked for open and held points alone; before that, nothing is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Subquery,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from feedback.domain.calendar import day_of
from feedback.domain.evaluation_point import PointFacts
from feedback.domain.overview import Standing
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.persistence.tables import (
    CarePathway,
    Consent,
    EvaluationPoint,
    EvaluationRecord,
    Invitation,
    Milestone,
    Occasion,
    ProcessFact,
    QuestionSet,
    Response,
    ReviewedTogether,
)
from feedback.services.consents import TAKE_PART
from feedback.services.invite import AFTER_SESSION

DECISIONS = (MilestoneKind.BASIC_DECISION, MilestoneKind.EXTENDED_DECISION)
# What is sent for a point prepares it, the clinic's own sets too, but for what measures and does nothing else.
NO_PREPARATION = (*AFTER_SESSION, "how-i-am", "service-experience")
NO_MEASURE = (*AFTER_SESSION, "before-evaluation", "my-goals", "service-experience")
POINT, COURSE = EvaluationPoint, CarePathway
SENT = Response.status == "completed"


@dataclass(frozen=True, slots=True)
class PointRow:
    """One point of a course, or with `point` and `number` None a course in which none is planned. `is_closed` is
    whether the course is."""

    patient: int
    started_on: date
    is_closed: bool
    point: int | None
    number: int | None
    meeting_at: datetime | None
    standing: Standing


def point_rows(
    session: Session, found: Subquery, order: Sequence[ColumnElement[Any]], today: date
) -> list[PointRow]:
    """The rows of a subquery with the columns `course` and `point`, in this order."""
    query = (
        select(
            COURSE.patient_id,
            COURSE.started_on,
            COURSE.closed_on,
            *(POINT.id.label("point"), POINT.number, POINT.meeting_at),
            *(POINT.opens_on, POINT.due_on, POINT.held_on, POINT.cancelled_on),
            *(column.label(name) for name, column in _reckoned(today).items()),
        )
        .select_from(found)
        .join(COURSE, COURSE.id == found.c.course)
        .outerjoin(POINT, POINT.id == found.c.point)
        .order_by(*order)
    )
    return [_row(row) for row in session.execute(query)]


def _row(row: Row[*tuple[Any, ...]]) -> PointRow:
    point = None
    if row.point is not None:
        point = PointFacts(row.opens_on, row.due_on, row.held_on, row.cancelled_on)
    standing = Standing(
        point=point,
        decided=bool(row.decided),
        has_reason=bool(row.has_reason),
        prepared=bool(row.prepared),
        since=row.held_before + timedelta(days=1) if row.held_before else row.started_on,
        measured_on=day_of(row.measured_at) if row.measured_at else None,
        unasked=bool(row.unasked),
        silent=bool(row.silent),
        noted=bool(row.noted),
        unregistered=bool(row.unregistered),
    )
    closed = row.closed_on is not None
    return PointRow(row.patient_id, row.started_on, closed, row.point, row.number, row.meeting_at, standing)


def _reckoned(today: date) -> dict[str, ColumnElement[Any]]:
    """The facts of a standing (domain.overview) that stand in other tables."""
    is_open = and_(POINT.held_on.is_(None), POINT.cancelled_on.is_(None), POINT.opens_on <= today)
    is_held = POINT.held_on.is_not(None)
    asked, answered = _asked(), _asked(Response)
    return {
        "has_reason": POINT.late_reason.is_not(None),
        "decided": _when(POINT.id.is_(None), _is_decided()),
        "prepared": _when(is_open, _is_prepared()),
        "held_before": case((is_open, _held_before())),
        "measured_at": case((is_open, _measured_at())),
        "unasked": _when(is_open, _relatives(today, ~asked)),
        "silent": _when(is_open, _relatives(today, asked, ~answered)),
        "noted": _when(is_held, _is_noted()),
        "unregistered": _when(is_held, _is_unregistered()),
    }


def _when(condition: ColumnElement[bool], column: ColumnElement[bool]) -> ColumnElement[bool]:
    return case((condition, column), else_=false())


def _is_decided() -> ColumnElement[bool]:
    return exists().where(Milestone.pathway_id == COURSE.id, Milestone.kind.in_(DECISIONS))


def _sets(keys: Sequence[str]) -> ColumnElement[bool]:
    """That what was asked is none of these question sets."""
    return Invitation.question_set_id.not_in(select(QuestionSet.id).where(QuestionSet.key.in_(keys)))


def _is_prepared() -> ColumnElement[bool]:
    """Whether the patient has sent something for this point."""
    return (
        exists()
        .where(Occasion.point_id == POINT.id, Invitation.occasion_id == Occasion.id)
        .where(Invitation.person_id == COURSE.patient_id, _sets(NO_PREPARATION))
        .where(Response.invitation_id == Invitation.id, SENT)
    )


def _held_before() -> ScalarSelect[date | None]:
    earlier = aliased(EvaluationPoint)
    held = (earlier.pathway_id == COURSE.id, earlier.held_on.is_not(None))
    return select(func.max(earlier.held_on)).where(*held).scalar_subquery()


def _measured_at() -> ScalarSelect[datetime | None]:
    """When the patient has sent the newest measure, whatever it was asked for."""
    mine = (Response.subject_id == COURSE.patient_id, Response.source_id == COURSE.patient_id, SENT)
    return (
        select(func.max(Response.authored_at))
        .join(Invitation, Invitation.id == Response.invitation_id)
        .where(*mine, _sets(NO_MEASURE))
        .scalar_subquery()
    )


def _relatives(today: date, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is a relative who takes part today and for whom this holds."""
    takes_part = (
        Consent.patient_id == COURSE.patient_id,
        Consent.scope == TAKE_PART,
        Consent.withdrawn_at.is_(None),
        Consent.starts_on <= today,
        or_(Consent.ends_on.is_(None), Consent.ends_on >= today),
    )
    return exists().where(*takes_part, *conditions)


def _asked(and_sent: type[Response] | None = None) -> ColumnElement[bool]:
    """Whether the relative was asked for this point, or since it opened; and has answered that."""
    found = (
        exists()
        .where(Invitation.person_id == Consent.relative_id, Invitation.patient_id == Consent.patient_id)
        .where(Invitation.withdrawn_at.is_(None), _sets(AFTER_SESSION), Occasion.id == Invitation.occasion_id)
        .where(or_(Occasion.point_id == POINT.id, Invitation.opens_on >= POINT.opens_on))
    )
    return found if and_sent is None else found.where(Response.invitation_id == Invitation.id, SENT)


def _is_noted() -> ColumnElement[bool]:
    """Whether it is noted of the newest finished version if it was gone through together."""
    finished = (EvaluationRecord.point_id == POINT.id, EvaluationRecord.finished_at.is_not(None))
    newest = select(func.max(EvaluationRecord.version)).where(*finished).scalar_subquery()
    return exists().where(ReviewedTogether.point_id == POINT.id, ReviewedTogether.version == newest)


def _is_unregistered() -> ColumnElement[bool]:
    return exists().where(ProcessFact.point_id == POINT.id, ProcessFact.registered_on.is_(None))
