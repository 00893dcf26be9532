"""Moves between outpatient and inpatient care: recorded, corrected, taken away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from feedback.domain.pathway import history as domain
from feedback.domain.pathway.vocabulary import Setting
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CarePathway, Transfer
from feedback.services.courses.course_changes import get_fact
from feedback.services.courses.turns import Kind, Move, change_turn, turns_of
from feedback.services.refusals import _

__all__ = ["Move", "correct_transfer", "get_transfer", "record_transfer", "remove_transfer", "transfers_of"]

TRANSFERS = Kind(
    field="transfer",
    facts="transfers",
    table=Transfer,
    column="to_setting",
    words=Setting,
    fact=domain.Transfer,
    unknown=_("Choose outpatient or inpatient."),
)


def record_transfer(session: Session, actor: Actor, pathway: CarePathway, move: Move, now: datetime) -> None:
    """The patient moved on this day. Raises Refused."""
    change_turn(session, actor, pathway, TRANSFERS, None, move, now)


def correct_transfer(
    session: Session, actor: Actor, pathway: CarePathway, transfer: int, move: Move, now: datetime
) -> None:
    """It was another day or another setting. Raises Refused, NotFound."""
    change_turn(session, actor, pathway, TRANSFERS, transfer, move, now)


def remove_transfer(
    session: Session, actor: Actor, pathway: CarePathway, transfer: int, now: datetime
) -> None:
    """It never happened. Raises Refused, NotFound."""
    change_turn(session, actor, pathway, TRANSFERS, transfer, None, now)


def transfers_of(session: Session, pathway: int) -> list[Transfer]:
    """The transfers of a course, by day."""
    return turns_of(session, pathway, TRANSFERS)


def get_transfer(session: Session, pathway: CarePathway, transfer: int) -> Transfer:
    """One transfer of this course. Raises NotFound."""
    return get_fact(session, pathway, Transfer, transfer)
