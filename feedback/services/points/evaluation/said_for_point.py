"""What people have sent and said for a point, as columns and conditions beside the point in one statement.

Every page and list asks here, so that patient, clinician and overview say the same. What was said elsewhere than at the
point belongs to it from the day on which it opened, and after the point before was recorded as held: until then it lay
on the table there, whatever day that point has been given since (`domain.points.preparation.Since`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from feedback.domain.people.actors import SEE_GOALS, TAKE_PART
from feedback.persistence.tables import (
    CarePathway,
    Consent,
    EvaluationPoint,
    EvaluationRecord,
    Goal,
    GoalRating,
    Invitation,
    Occasion,
    QuestionSet,
    Response,
)
from feedback.services.access.care import in_force

TOPICS, GOALS, HOW_I_AM = "before-evaluation", "my-goals", "how-i-am"
STEPS = (TOPICS, GOALS, HOW_I_AM)
SAID_ELSEWHERE = (GOALS, HOW_I_AM)  # topics are those of one point
POINT, COURSE = EvaluationPoint, CarePathway
SENT = Response.status == "completed"


def of_sets(keys: Sequence[str]) -> ColumnElement[bool]:
    """That what was asked is one of these question sets."""
    return Invitation.question_set_id.in_(select(QuestionSet.id).where(QuestionSet.key.in_(keys)))


def sent_at_point(asked: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the patient has sent something that was asked at this point."""
    return (
        exists()
        .where(Occasion.point_id == POINT.id, Invitation.occasion_id == Occasion.id)
        .where(Invitation.person_id == COURSE.patient_id, asked)
        .where(Response.invitation_id == Invitation.id, SENT)
    )


def sent_elsewhere(keys: Sequence[str]) -> ScalarSelect[datetime | None]:
    """When the patient has sent the newest of these that belongs to no point."""
    mine = (Response.subject_id == COURSE.patient_id, Response.source_id == COURSE.patient_id, SENT)
    return (
        select(Response.authored_at)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Occasion, Occasion.id == Invitation.occasion_id)
        .where(*mine, of_sets(keys), Occasion.point_id.is_(None))
        .order_by(Response.authored_at.desc())
        .limit(1)
        .scalar_subquery()
    )


def recorded_before() -> ScalarSelect[datetime | None]:
    """When the point before this one was recorded as held; a later correction does not move it."""
    earlier = aliased(EvaluationPoint)
    held = (
        earlier.pathway_id == POINT.pathway_id,
        earlier.number < POINT.number,
        earlier.held_on.is_not(None),
    )
    return (
        select(func.max(EvaluationRecord.finished_at))
        .join(earlier, earlier.id == EvaluationRecord.point_id)
        .where(*held, EvaluationRecord.version == 1)
        .correlate(POINT)
        .scalar_subquery()
    )


def rating_counts() -> ColumnElement[bool]:
    """That a rating of a goal belongs to this point: said at its table, or elsewhere since then; nothing of an answer
    that was withdrawn."""
    before = recorded_before()
    since = (GoalRating.rated_on >= POINT.opens_on, or_(before.is_(None), GoalRating.rated_at > before))
    kept = exists().where(Response.id == GoalRating.response_id, SENT)
    is_said = or_(GoalRating.response_id.is_(None), and_(GoalRating.value.is_not(None), kept))
    return and_(is_said, or_(GoalRating.point_id == POINT.id, and_(GoalRating.point_id.is_(None), *since)))


def has_goals() -> ColumnElement[bool]:
    """Whether goals are worked on in the course."""
    return exists().where(Goal.pathway_id == COURSE.id, Goal.state == "active")


def has_rated(who: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody has said for this point how near a goal is that is worked on."""
    rated = exists().where(Goal.pathway_id == COURSE.id, Goal.state == "active")
    return rated.where(GoalRating.goal_id == Goal.id, who, rating_counts()).correlate(POINT, COURSE, Consent)


def relatives_who_see(today: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a row of `Consent` lets a relative who takes part see the patient's goals today."""
    other = aliased(Consent)
    takes_part = exists().where(
        other.patient_id == Consent.patient_id,
        other.relative_id == Consent.relative_id,
        other.scope == TAKE_PART,
        *holds(today, other),
    )
    mine = (Consent.patient_id == COURSE.patient_id, Consent.scope == SEE_GOALS, *holds(today))
    return (*mine, takes_part.correlate(Consent))


def holds(today: date, consent: type[Consent] = Consent) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a consent holds today."""
    return consent.withdrawn_at.is_(None), *in_force(today, consent)
