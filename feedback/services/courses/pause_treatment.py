"""Breaks from the treatment, each with its reason: recorded, corrected, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway import history as domain
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CarePathway, TreatmentPause
from feedback.services.courses.course_changes import (
    begin_change,
    end_change,
    find_fact,
    get_fact,
    refuse_impossible,
)
from feedback.services.refusals import Refused, _

LONGEST_REASON = 200
LONGEST_LIKELY = (
    366  # days; a longer one is allowed, and if the year is wrong it is most likely that of its end
)


@dataclass(frozen=True, slots=True)
class Break:
    """From one day to another, both included, and why."""

    starts_on: date
    ends_on: date
    reason: str


def record_pause(session: Session, actor: Actor, pathway: CarePathway, new: Break, now: datetime) -> None:
    """The treatment rested, or is going to rest, on these days. Raises Refused."""
    _change(session, actor, pathway, None, new, now)


def correct_pause(
    session: Session, actor: Actor, pathway: CarePathway, pause: int, new: Break, now: datetime
) -> None:
    """It was other days, or another reason. Raises Refused, NotFound."""
    _change(session, actor, pathway, pause, new, now)


def remove_pause(session: Session, actor: Actor, pathway: CarePathway, pause: int, now: datetime) -> None:
    """There was no pause. Raises Refused, NotFound."""
    _change(session, actor, pathway, pause, None, now)


def pauses_of(session: Session, pathway: int) -> list[TreatmentPause]:
    """The pauses of a course, by day."""
    mine = select(TreatmentPause).where(TreatmentPause.pathway_id == pathway)
    return list(session.scalars(mine.order_by(TreatmentPause.starts_on, TreatmentPause.id)))


def get_pause(session: Session, pathway: CarePathway, pause: int) -> TreatmentPause:
    """One pause of this course. Raises NotFound."""
    return get_fact(session, pathway, TreatmentPause, pause)


def _change(
    session: Session,
    actor: Actor,
    pathway: CarePathway,
    number: int | None,
    new: Break | None,
    now: datetime,
) -> None:
    if new is not None:
        _check_reason(new)
    facts = begin_change(session, actor, pathway, "changed pause", now)
    row = find_fact(session, pathway, TreatmentPause, number)
    if new is not None and new.ends_on < facts.began_on:
        raise Refused(_("The pause ends before the first attendance. Check the days."), field="ends_on")
    pauses = (
        *_others(facts.history.pauses, row),
        *([domain.Pause(new.starts_on, new.ends_on)] if new else []),
    )
    changed = facts.changed(pauses=pauses)
    refuse_impossible(facts.history, changed.history, day_of(now), _field(new))
    before = _shown(Break(row.starts_on, row.ends_on, row.reason) if row else None)
    _store(session, pathway, row, new)
    end_change(session, actor, changed, [("pause", before, _shown(new))], now)


def _field(new: Break | None) -> str:
    """Where it is said what is wrong: at the last day, if that lies before the first one or is years from it."""
    days = (new.ends_on - new.starts_on).days if new else 0
    return "starts_on" if 0 <= days <= LONGEST_LIKELY else "ends_on"


def _check_reason(new: Break) -> None:
    if not new.reason.strip():
        raise Refused(_("Write why, in a few words: holiday, illness, work away from home …"), field="reason")
    if len(new.reason.strip()) > LONGEST_REASON:
        raise Refused(_("Write at most %(number)s characters."), field="reason", number=LONGEST_REASON)


def _others(pauses: tuple[domain.Pause, ...], row: TreatmentPause | None) -> Iterator[domain.Pause]:
    """All but one that has the days of the row; two pauses may have the same days."""
    left = row is not None
    for pause in pauses:
        if left and row is not None and (pause.first_day, pause.last_day) == (row.starts_on, row.ends_on):
            left = False
        else:
            yield pause


def _store(session: Session, pathway: CarePathway, row: TreatmentPause | None, new: Break | None) -> None:
    if new is None:
        session.delete(row)
        return
    row = row or TreatmentPause(pathway_id=pathway.id)
    row.starts_on, row.ends_on, row.reason = new.starts_on, new.ends_on, new.reason.strip()
    session.add(row)


def _shown(new: Break | None) -> str:
    return f"{new.starts_on} {new.ends_on} {new.reason.strip()}" if new else ""
