"""Moves between outpatient and inpatient care: recorded, corrected, taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway import history as domain
from feedback.domain.pathway.problems import Problem, ProblemCode
from feedback.domain.pathway.vocabulary import Setting
from feedback.domain.people import Actor
from feedback.persistence.tables import CarePathway, Transfer
from feedback.services.courses.course_changes import begin_change, end_change, refuse_impossible
from feedback.services.refusals import NotFound, Refused, _

SAME_SETTING = ProblemCode.TRANSFER_TO_SAME_SETTING


@dataclass(frozen=True, slots=True)
class Move:
    """To which setting, from which day on."""

    to: str
    on: date


def record_transfer(session: Session, actor: Actor, pathway: CarePathway, move: Move, now: datetime) -> None:
    """The patient moved on this day. Raises Refused."""
    _change(session, actor, pathway, None, move, now)


def correct_transfer(
    session: Session, actor: Actor, pathway: CarePathway, transfer: int, move: Move, now: datetime
) -> None:
    """It was another day or another setting. Raises Refused, NotFound."""
    _change(session, actor, pathway, transfer, move, now)


def remove_transfer(
    session: Session, actor: Actor, pathway: CarePathway, transfer: int, now: datetime
) -> None:
    """It never happened. Raises Refused, NotFound."""
    _change(session, actor, pathway, transfer, None, now)


def transfers_of(session: Session, pathway: int) -> list[Transfer]:
    """The transfers of a course, by day."""
    mine = select(Transfer).where(Transfer.pathway_id == pathway)
    return list(session.scalars(mine.order_by(Transfer.happened_on)))


def get_transfer(session: Session, pathway: CarePathway, transfer: int) -> Transfer:
    """One transfer of this course. Raises NotFound."""
    found = session.get(Transfer, transfer, populate_existing=True)
    if found is None or found.pathway_id != pathway.id:
        raise NotFound
    return found


def _change(
    session: Session,
    actor: Actor,
    pathway: CarePathway,
    number: int | None,
    move: Move | None,
    now: datetime,
) -> None:
    if move is not None and move.to not in tuple(Setting):
        raise Refused(_("Choose outpatient or inpatient."), field="to_setting")
    facts = begin_change(session, actor, pathway, "changed transfer", now)
    row = get_transfer(session, pathway, number) if number is not None else None
    known = [one for one in facts.history.transfers if row is None or one.on != row.happened_on]
    new = [domain.Transfer(Setting(move.to), move.on)] if move else []
    changed = facts.changed(transfers=(*known, *new))
    added = move.on if move is not None and row is None else None
    refuse_impossible(
        facts.history, changed.history, day_of(now), "happened_on", partial(_is_of_later_move, added)
    )
    before, after = _shown(Move(row.to_setting, row.happened_on) if row else None), _shown(move)
    _store(session, pathway, row, move)
    end_change(session, actor, changed, ("transfer", before, after), now)


def _is_of_later_move(added: date | None, problem: Problem) -> bool:
    """Moves can be entered in any order: until the way back is there, a later one leads where one already is."""
    return added is not None and problem.code is SAME_SETTING and problem.on > added


def _store(session: Session, pathway: CarePathway, row: Transfer | None, move: Move | None) -> None:
    if move is None:
        session.delete(row)
    elif row is None:
        session.add(Transfer(pathway_id=pathway.id, to_setting=move.to, happened_on=move.on))
    else:
        row.to_setting, row.happened_on = move.to, move.on


def _shown(move: Move | None) -> str:
    return f"{move.on} {move.to}" if move else ""
