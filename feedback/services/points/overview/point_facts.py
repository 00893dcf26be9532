"""What is known about a point in other tables, as columns that the database reckons out; no name is opened.

What tells what is missing is asked for open and held points alone; before that, nothing is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, ScalarSelect, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from feedback.domain.pathway.vocabulary import DECISIONS
from feedback.domain.people.actors import TAKE_PART
from feedback.domain.points.overview import Missing
from feedback.persistence.tables import (
    CarePathway,
    Consent,
    EvaluationPoint,
    EvaluationRecord,
    GoalRating,
    Invitation,
    Milestone,
    Occasion,
    ProcessFact,
    Response,
    ReviewedTogether,
)
from feedback.services.answers.invite import AFTER_SESSION
from feedback.services.points.evaluation.said_for_point import (
    GOALS,
    SAID_ELSEWHERE,
    has_goals,
    has_rated,
    holds,
    of_sets,
    recorded_before,
    relatives_who_see,
    sent_at_point,
    sent_elsewhere,
)

# What is sent for a point prepares it, the clinic's own sets too, but for what looks back alone.
NO_PREPARATION = (*AFTER_SESSION, "service-experience")
NO_MEASURE = (*AFTER_SESSION, "before-evaluation", "my-goals", "service-experience")
POINT, COURSE = EvaluationPoint, CarePathway
SENT = Response.status == "completed"
# What tells each code: with this fact alone `domain.overview.missing` says truly whether it is missing.
TELLS = {
    Missing.NO_DECISION: ("decided",),
    Missing.NOT_PLANNED: ("decided",),
    Missing.NO_REASON: ("has_reason",),
    Missing.NOT_PREPARED: ("prepared", "stepped_at", "recorded_at"),
    Missing.NOT_MEASURED: ("held_before", "measured_at"),
    Missing.PATIENT_NOT_RATED: ("goals", "goals_sent", "goals_at", "recorded_at"),
    Missing.CLINICIAN_NOT_RATED: ("clinician_unrated",),
    Missing.RELATIVES_NOT_RATED: ("relatives_unrated",),
    Missing.RELATIVES_NOT_ASKED: ("unasked",),
    Missing.RELATIVES_SILENT: ("silent",),
    Missing.OBJECTED: ("objected",),
    Missing.NOT_CONFIRMED: ("noted",),
    Missing.NOT_REGISTERED: ("unregistered",),
}
FACTS = tuple(dict.fromkeys(name for names in TELLS.values() for name in names))
# Of these the database can only say where it is worth looking; of the others `may_lack` is the very rule of the domain.
LEFT_TO_DOMAIN = (
    Missing.NO_DECISION,
    Missing.NOT_PLANNED,
    Missing.NOT_PREPARED,
    Missing.NOT_MEASURED,
    Missing.PATIENT_NOT_RATED,
)


@lru_cache(maxsize=32)
def facts_reckoned(today: date, wanted: tuple[str, ...]) -> dict[str, ColumnElement[Any]]:
    """The columns with these names, for a statement that reads points and courses; kept, as making them costs more
    than asking them."""
    is_open, is_held = _is_open(today), POINT.held_on.is_not(None)
    made: dict[str, Callable[[], ColumnElement[Any]]] = {
        "has_reason": lambda: POINT.late_reason.is_not(None),
        "decided": lambda: _when(POINT.id.is_(None), _is_decided()),
        "prepared": lambda: _when(is_open, _is_prepared()),
        "stepped_at": lambda: case((is_open, sent_elsewhere(SAID_ELSEWHERE))),
        "recorded_at": lambda: case((is_open, recorded_before())),
        "goals": lambda: _when(is_open, has_goals()),
        "goals_sent": lambda: _when(is_open, _has_said_goals()),
        "goals_at": lambda: case((is_open, sent_elsewhere((GOALS,)))),
        "clinician_unrated": lambda: _when(is_open, _clinician_has_not_rated()),
        "relatives_unrated": lambda: _when(is_open, _relative_has_not_rated(today)),
        "held_before": lambda: case((is_open, _held_before())),
        "measured_at": lambda: case((is_open, _measured_at())),
        "unasked": lambda: _when(is_open, _relatives(today, ~_asked())),
        "silent": lambda: _when(is_open, _relatives(today, _asked(), ~_asked(sent=True))),
        "objected": lambda: _when(is_held, _has_objected()),
        "noted": lambda: _when(is_held, _is_noted()),
        "unregistered": lambda: _when(is_held, _is_unregistered()),
    }
    return {name: make() for name, make in made.items() if name in wanted}


def may_lack(code: Missing, today: date) -> ColumnElement[bool]:
    """Where this is missing, as `domain.overview.missing` has it; of those `LEFT_TO_DOMAIN`, where it may be."""
    is_open, is_held = _is_open(today), POINT.held_on.is_not(None)
    late = and_(func.coalesce(POINT.held_on, today, type_=Date) > POINT.due_on, POINT.cancelled_on.is_(None))
    made: dict[Missing, Callable[[], ColumnElement[bool]]] = {
        Missing.NO_DECISION: lambda: POINT.id.is_(None),
        Missing.NOT_PLANNED: lambda: POINT.id.is_(None),
        Missing.NO_REASON: lambda: and_(late, POINT.late_reason.is_(None)),
        Missing.NOT_PREPARED: lambda: and_(is_open, ~_is_prepared()),
        Missing.NOT_MEASURED: lambda: is_open,  # days are compared by the calendar in Norway, in the domain
        Missing.PATIENT_NOT_RATED: lambda: and_(is_open, has_goals(), ~_has_said_goals()),
        Missing.CLINICIAN_NOT_RATED: lambda: and_(is_open, _clinician_has_not_rated()),
        Missing.RELATIVES_NOT_RATED: lambda: and_(is_open, _relative_has_not_rated(today)),
        Missing.RELATIVES_NOT_ASKED: lambda: and_(is_open, _relatives(today, ~_asked())),
        Missing.RELATIVES_SILENT: lambda: and_(is_open, _relatives(today, _asked(), ~_asked(sent=True))),
        Missing.OBJECTED: lambda: and_(is_held, _has_objected()),
        Missing.NOT_CONFIRMED: lambda: and_(is_held, ~_is_noted()),
        Missing.NOT_REGISTERED: lambda: and_(is_held, _is_unregistered()),
    }
    return made[code]()


def _is_open(today: date) -> ColumnElement[bool]:
    return and_(POINT.held_on.is_(None), POINT.cancelled_on.is_(None), POINT.opens_on <= today)


def _when(condition: ColumnElement[bool], column: ColumnElement[bool]) -> ColumnElement[bool]:
    return case((condition, column), else_=false())


def _is_decided() -> ColumnElement[bool]:
    return exists().where(Milestone.pathway_id == COURSE.id, Milestone.kind.in_(DECISIONS))


def _sets(keys: Sequence[str]) -> ColumnElement[bool]:
    """That what was asked is none of these question sets."""
    return ~of_sets(keys)


def _is_prepared() -> ColumnElement[bool]:
    """Whether the patient has sent something at this point, or said since then how near a goal is."""
    return or_(sent_at_point(_sets(NO_PREPARATION)), has_rated(_patient()))


def _has_said_goals() -> ColumnElement[bool]:
    """Whether the patient has answered about the goals at this point, or rated one since then."""
    return or_(sent_at_point(of_sets((GOALS,))), has_rated(_patient()))


def _patient() -> ColumnElement[bool]:
    return GoalRating.by_id == COURSE.patient_id


def _clinician_has_not_rated() -> ColumnElement[bool]:
    return and_(has_goals(), ~has_rated(GoalRating.role == "clinician"))


def _relative_has_not_rated(today: date) -> ColumnElement[bool]:
    """Whether there is a relative who sees the goals today and has not said how near they are."""
    unrated = ~has_rated(GoalRating.by_id == Consent.relative_id)
    lacks = exists().where(*relatives_who_see(today), unrated).correlate(POINT, COURSE)
    return and_(has_goals(), lacks)


def _held_before() -> ScalarSelect[date | None]:
    earlier = aliased(EvaluationPoint)
    held = (earlier.pathway_id == COURSE.id, earlier.held_on.is_not(None))
    return select(func.max(earlier.held_on)).where(*held).scalar_subquery()


def _measured_at() -> ScalarSelect[datetime | None]:
    """When the patient has sent the newest measure, whatever it was asked for. Looked for from the newest answer on,
    so that older ones are not looked at."""
    mine = (Response.subject_id == COURSE.patient_id, Response.source_id == COURSE.patient_id, SENT)
    return (
        select(Response.authored_at)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .where(*mine, _sets(NO_MEASURE))
        .order_by(Response.authored_at.desc())
        .limit(1)
        .scalar_subquery()
    )


def _relatives(today: date, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is a relative who takes part today and for whom this holds."""
    takes_part = (
        Consent.patient_id == COURSE.patient_id,
        Consent.scope == TAKE_PART,
        *holds(today),
    )
    return exists().where(*takes_part, *conditions).correlate(POINT, COURSE)


def _asked(*, sent: bool = False) -> ColumnElement[bool]:
    """Whether the relative was asked for this point, or since it opened; and has answered that."""
    found = (
        exists()
        .where(Invitation.person_id == Consent.relative_id, Invitation.patient_id == Consent.patient_id)
        .where(Invitation.withdrawn_at.is_(None), _sets(AFTER_SESSION), Occasion.id == Invitation.occasion_id)
        .where(or_(Occasion.point_id == POINT.id, Invitation.opens_on >= POINT.opens_on))
    )
    if sent:
        found = found.where(Response.invitation_id == Invitation.id, SENT)
    return found.correlate(POINT, Consent)  # named, as the statement around it is not the outermost


def _has_objected() -> ColumnElement[bool]:
    """Whether the patient says of the newest version that it was not like that, and has not confirmed it since."""
    said, own = aliased(ReviewedTogether), aliased(ReviewedTogether)
    newest = _newest_version()
    objects = exists().where(said.point_id == POINT.id, said.how == "not-so", said.version == newest)
    confirms = exists().where(own.point_id == POINT.id, own.how == "patient", own.version == newest)
    return and_(objects.correlate(POINT), ~confirms.correlate(POINT))


def _is_noted() -> ColumnElement[bool]:
    """Whether it is noted of the newest finished version if it was gone through together."""
    return exists().where(
        ReviewedTogether.point_id == POINT.id, ReviewedTogether.version == _newest_version()
    )


def _newest_version() -> ScalarSelect[int | None]:
    finished = (EvaluationRecord.point_id == POINT.id, EvaluationRecord.finished_at.is_not(None))
    return select(func.max(EvaluationRecord.version)).where(*finished).correlate(POINT).scalar_subquery()


def _is_unregistered() -> ColumnElement[bool]:
    return exists().where(ProcessFact.point_id == POINT.id, ProcessFact.registered_on.is_(None))
