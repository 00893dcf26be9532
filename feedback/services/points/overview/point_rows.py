"""Points, and courses without a planned one, as rows of facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, and_, null, or_, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.points.evaluation_point import PointFacts
from feedback.domain.points.overview import Missing, Standing, missing
from feedback.domain.points.preparation import Since, is_done
from feedback.services.patients.patient_names import numbers
from feedback.services.points.overview.point_facts import (
    COURSE,
    FACTS,
    POINT,
    TELLS,
    facts_reckoned,
    may_lack,
)


@dataclass(frozen=True, slots=True)
class PointRow:
    """One point of a course, or with `point` and `number` None a course in which none is planned. `is_closed` is
    whether the course is."""

    patient: int
    course: int
    started_on: date
    is_closed: bool
    point: int | None
    number: int | None
    meeting_at: datetime | None
    standing: Standing


def point_rows(
    session: Session,
    found: FromClause,
    today: date,
    *,
    where: Sequence[ColumnElement[bool]] = (),
    order: Sequence[ColumnElement[Any]] = (),
    facts: tuple[str, ...] = FACTS,
) -> list[PointRow]:
    """The rows of a subquery with the columns `course` and `point`. Facts that are not asked for are left as if
    there were nothing."""
    reckoned = facts_reckoned(today, facts)
    query = (
        select(
            *(COURSE.patient_id, COURSE.id.label("course"), COURSE.started_on, COURSE.closed_on),
            *(POINT.id.label("point"), POINT.number, POINT.meeting_at),
            *(POINT.opens_on, POINT.due_on, POINT.held_on, POINT.cancelled_on),
            *(reckoned.get(name, null()).label(name) for name in FACTS),
        )
        .select_from(found)
        .join(COURSE, COURSE.id == found.c.course)
        .outerjoin(POINT, POINT.id == found.c.point)
        .where(*where)
        .order_by(*order)
    )
    return [_row(row) for row in session.execute(query)]


def lacking(session: Session, found: FromClause, code: Missing, today: date) -> FromClause:
    """Those rows of such a subquery that lack what is `LEFT_TO_DOMAIN`: the database narrows, the domain says."""
    looked_at = point_rows(session, found, today, where=(may_lack(code, today),), facts=TELLS[code])
    rows = [row for row in looked_at if code in missing(row.standing, today)]
    points = numbers([row.point for row in rows if row.point is not None])
    courses = numbers([row.course for row in rows if row.point is None])
    theirs = or_(found.c.point.in_(points), and_(found.c.point.is_(None), found.c.course.in_(courses)))
    return select(found).where(theirs).subquery()


def _row(row: Row[*tuple[Any, ...]]) -> PointRow:
    point = None
    if row.point is not None:
        point = PointFacts(row.opens_on, row.due_on, row.held_on, row.cancelled_on)
    since = Since(row.opens_on or date.min, row.recorded_at)
    standing = Standing(
        point=point,
        decided=bool(row.decided),
        has_reason=bool(row.has_reason),
        prepared=is_done(bool(row.prepared), (row.stepped_at,), since),
        since=row.held_before + timedelta(days=1) if row.held_before else row.started_on,
        measured_on=day_of(row.measured_at) if row.measured_at else None,
        unrated=frozenset(_unrated(row, since)),
        unasked=bool(row.unasked),
        silent=bool(row.silent),
        noted=bool(row.noted),
        objected=bool(row.objected),
        unregistered=bool(row.unregistered),
    )
    return PointRow(
        row.patient_id,
        row.course,
        row.started_on,
        row.closed_on is not None,
        row.point,
        row.number,
        row.meeting_at,
        standing,
    )


def _unrated(row: Row[*tuple[Any, ...]], since: Since) -> Iterator[Missing]:
    if row.goals and not is_done(bool(row.goals_sent), (row.goals_at,), since):
        yield Missing.PATIENT_NOT_RATED
    if row.clinician_unrated:
        yield Missing.CLINICIAN_NOT_RATED
    if row.relatives_unrated:
        yield Missing.RELATIVES_NOT_RATED
