"""A held point of Kari's, for the tests of what was done."""

from __future__ import annotations

from asking import acting
from clinic import Clinic
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.points.process import ProcessKind
from feedback.persistence.tables import (
    EvaluationPoint,
    Person,
    Unit,
)
from feedback.services.points.evaluation.hold_evaluation import get_point, hold_point

HELD, PLAN = ProcessKind.EVALUATION_HELD, ProcessKind.PLAN_MADE_TOGETHER
NOBODY = Actor(None, "operator", None, label="os:test")


def unit_of(session: Session, clinic: Clinic) -> Unit:
    """The unit of Kari, Dr Berg and Siv."""
    return session.get_one(Unit, session.get_one(Person, clinic.siv).unit_id)


def hold(session: Session, clinic: Clinic) -> EvaluationPoint:
    """Kari's first point, held today."""
    found = get_point(session, clinic.kari, 1)
    hold_point(session, acting(session, clinic.berg), found, day_of(clinic.now), "", clinic.now)
    return found
