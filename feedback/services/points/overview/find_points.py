"""Which points somebody wants to see, and in which order: conditions for the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Date,
    FromClause,
    Integer,
    Select,
    SelectBase,
    cast,
    exists,
    false,
    func,
    null,
    select,
    union_all,
)

from feedback.domain.points.overview import Missing
from feedback.persistence.tables import CarePathway, CareRelation, EvaluationPoint
from feedback.services.access.care import care
from feedback.services.patients.patient_names import numbers

POINT, COURSE = EvaluationPoint, CarePathway


class Shown(StrEnum):
    """Which points are shown; beside the statuses, all that wait, courses without a planned point, and all."""

    WAITING = "waiting"
    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"
    UNPLANNED = "unplanned"
    HELD = "held"
    CANCELLED = "cancelled"
    ALL = "all"


NEWEST_FIRST = (Shown.HELD, Shown.CANCELLED, Shown.ALL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody is looking for. The period is that of the recommended day, of held and cancelled points of the
    day on which they were; `text` is part of a name or the clinic's own number, and `patients` whom it fits."""

    shown: Shown = Shown.WAITING
    missing: Missing | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    clinician: int | None = None
    text: str = ""
    patients: Collection[int] | None = None


def points_wanted(
    seen: SelectBase, wanted: Wanted, today: date, lacks: ColumnElement[bool] | None = None
) -> CTE:
    """`course`, `point` and `day` of what is wanted among the patients seen; `point` and `day` are empty for a course
    without a planned point. `lacks` is one more condition on a point and its course."""
    who: list[ColumnElement[bool]] = [COURSE.patient_id.in_(seen)]
    if wanted.clinician is not None:
        held = care(today).where(CareRelation.staff_id == wanted.clinician)
        who.append(COURSE.patient_id.in_(held.with_only_columns(CareRelation.patient_id)))
    if wanted.patients is not None:
        who.append(COURSE.patient_id.in_(numbers(wanted.patients)))
    points, courses = _points(wanted, today).where(*who), _courses(wanted).where(*who)
    if lacks is not None:  # beside the others: joined to the points again, it can cost every pair of them
        points, courses = points.where(lacks), courses.where(false())
    if wanted.shown is Shown.UNPLANNED:
        return _found_once(courses)
    return _found_once(union_all(points, courses) if wanted.shown is Shown.WAITING else points)


def _found_once(query: Select[int, int, date] | CompoundSelect[int, int, date]) -> CTE:
    """PostgreSQL finds them before it looks at anything else of theirs: with old statistics, right after many patients
    were brought over, it would find them once for every point (docs/performance)."""
    return query.cte("found").prefix_with("MATERIALIZED", dialect="postgresql")


def order_of(found: FromClause, wanted: Wanted) -> tuple[ColumnElement[Any], ...]:
    """By day: what comes first stands first, of what is over the newest. What has no day stands last."""
    if wanted.shown in NEWEST_FIRST:
        return found.c.day.desc(), found.c.course.desc(), found.c.point.desc()
    return found.c.day.asc().nulls_last(), found.c.course, found.c.point


def _points(wanted: Wanted, today: date) -> Select[int, int, date]:
    day = func.coalesce(POINT.held_on, POINT.cancelled_on, POINT.due_on, type_=Date)
    query = select(COURSE.id.label("course"), POINT.id.label("point"), day.label("day"))
    query = query.join(POINT, POINT.pathway_id == COURSE.id).where(*_standing(wanted.shown, today))
    if wanted.begins_on is not None:
        query = query.where(day >= wanted.begins_on)
    return query if wanted.ends_on is None else query.where(day <= wanted.ends_on)


def _standing(shown: Shown, today: date) -> tuple[ColumnElement[bool], ...]:
    """The same as `domain.evaluation_point.status`, in the database's words. What waits does so in an open course."""
    waits = (POINT.held_on.is_(None), POINT.cancelled_on.is_(None), COURSE.closed_on.is_(None))
    return {
        Shown.WAITING: waits,
        Shown.UPCOMING: (*waits, POINT.opens_on > today, POINT.due_on >= today),
        Shown.DUE: (*waits, POINT.opens_on <= today, POINT.due_on >= today),
        Shown.OVERDUE: (*waits, POINT.due_on < today),
        Shown.HELD: (POINT.held_on.is_not(None),),
        Shown.CANCELLED: (POINT.held_on.is_(None), POINT.cancelled_on.is_not(None)),
    }.get(shown, ())


def _courses(wanted: Wanted) -> Select[int, int, date]:
    """Open courses in which no point waits. They have no day, so none of them lies in a period."""
    waits = (POINT.pathway_id == COURSE.id, POINT.held_on.is_(None), POINT.cancelled_on.is_(None))
    query = select(
        COURSE.id.label("course"), cast(null(), Integer).label("point"), cast(null(), Date).label("day")
    )
    query = query.where(COURSE.closed_on.is_(None), ~exists().where(*waits))
    return query if wanted.begins_on is None and wanted.ends_on is None else query.where(false())
