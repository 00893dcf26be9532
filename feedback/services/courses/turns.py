"""From a day on another setting or another care pathway: recorded, corrected, taken away, in the same way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CarePathway
from feedback.services.courses.course_changes import begin_change, end_change, find_fact, refuse_impossible
from feedback.services.refusals import Refused

Fact = Any  # of `History`: made of the new word and the day, and has both as `to` and `on`
Row = Any  # of the table: has the day as `happened_on` and the word in the column of its kind


@dataclass(frozen=True, slots=True)
class Move:
    """To which setting or care pathway, from which day on."""

    to: str
    on: date


@dataclass(frozen=True, slots=True)
class Kind:
    """What turns. `field` names it in the history of changes, `facts` in `History`."""

    field: str
    facts: str
    table: type
    column: str
    words: type[StrEnum]
    fact: type
    unknown: str

    def moved(self, row: Row) -> Move:
        """A row as the move that it stores."""
        return Move(getattr(row, self.column), row.happened_on)

    def made(self, move: Move) -> Fact:
        """A move as the fact that it is."""
        return self.fact(self.words(move.to), move.on)


def change_turn(
    session: Session,
    actor: Actor,
    pathway: CarePathway,
    kind: Kind,
    number: int | None,
    move: Move | None,
    now: datetime,
) -> None:
    """A new one, another day or word for the one with this number, or none instead of it. Raises Refused, NotFound."""
    if move is not None and move.to not in tuple(kind.words):
        raise Refused(kind.unknown, field=kind.column)
    facts = begin_change(session, actor, pathway, f"changed {kind.field}", now)
    row = find_fact(session, pathway, kind.table, number)
    before = kind.moved(row) if row is not None else None
    turns = _with(getattr(facts.history, kind.facts), kind, before, move)
    changed = facts.changed(**{kind.facts: turns})
    refuse_impossible(facts.history, changed.history, day_of(now), "happened_on")
    _store(session, pathway, kind, row, move)
    end_change(session, actor, changed, [(kind.field, _shown(before), _shown(move))], now)


def turns_of(session: Session, pathway: int, kind: Kind) -> list[Any]:
    """The rows of a course, by day."""
    table: Any = kind.table
    mine = select(table).where(table.pathway_id == pathway)
    return list(session.scalars(mine.order_by(table.happened_on)))


def _with(known: Iterable[Fact], kind: Kind, before: Move | None, move: Move | None) -> tuple[Fact, ...]:
    others = (one for one in known if before is None or one.on != before.on)
    return (*others, *([kind.made(move)] if move else []))


def _store(session: Session, pathway: CarePathway, kind: Kind, row: Row, move: Move | None) -> None:
    if move is None:
        session.delete(row)
    elif row is None:
        values = {"pathway_id": pathway.id, kind.column: move.to, "happened_on": move.on}
        session.add(kind.table(**values))
    else:
        setattr(row, kind.column, move.to)
        row.happened_on = move.on


def _shown(move: Move | None) -> str:
    return f"{move.on} {move.to}" if move else ""
