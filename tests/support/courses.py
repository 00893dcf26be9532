"""A course to change through the services, and what is stored of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from asking import acting
from clinic import Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import (
    AreaChange,
    CarePathway,
    CourseChange,
    CourseCoordinator,
    EvaluationPoint,
    Milestone,
    Transfer,
    TreatmentPause,
)
from feedback.services.courses.plan_evaluation import newest_pathway, points_of
from feedback.services.courses.record_milestone import record_milestone

PARTS = (
    CarePathway,
    Milestone,
    Transfer,
    AreaChange,
    TreatmentPause,
    CourseCoordinator,
    EvaluationPoint,
    CourseChange,
)


def berg(session: Session, clinic: Clinic) -> Actor:
    return acting(session, clinic.berg)


def course_of(session: Session, clinic: Clinic) -> CarePathway:
    """Kari's course: began 70 days ago, decided 40 days ago, first point due in two days."""
    found = newest_pathway(session, clinic.kari)
    assert found is not None
    return found


def ago(clinic: Clinic, days: int) -> date:
    return day_of(clinic.now) - timedelta(days)


def record(session: Session, clinic: Clinic, kind: MilestoneKind, day: date | None) -> None:
    record_milestone(session, berg(session, clinic), course_of(session, clinic), kind, day, clinic.now)


def waiting(session: Session, clinic: Clinic) -> EvaluationPoint | None:
    """The point that comes next and is not cancelled."""
    session.expire_all()
    points = points_of(session, course_of(session, clinic).id)
    return next((point for point in points if point.held_on is None and point.cancelled_on is None), None)


def due_day(session: Session, clinic: Clinic) -> date | None:
    point = waiting(session, clinic)
    return point.due_on if point else None


def stored(session: Session) -> list[Any]:
    """Every row that belongs to a course, as it is in the database now."""
    session.flush()
    return [
        tuple(sorted(map(repr, session.execute(select(table.__table__)))))  # type: ignore[attr-defined]
        for table in PARTS
    ]


def told(session: Session) -> list[tuple[str, str, str]]:
    """The newest change first: field, before, after."""
    rows = session.scalars(select(CourseChange).order_by(CourseChange.id.desc()))
    return [(row.field, row.before, row.after) for row in rows]
