"""The codes that a unit has filled in for what is done; none ships, because none could be confirmed (rule A14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.points.process import ProcessKind, UnitCode, kinds_without_code
from feedback.persistence.tables import ProcessCode, Unit
from feedback.services.refusals import NotFound, Refused, _
from feedback.services.units.changes import note_change

LONGEST = 60
EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code as it is typed."""

    kind: str
    system: str
    code: str
    effective_from: date | None


def code_rows(session: Session, unit: int) -> list[ProcessCode]:
    """Every code of a unit: by kind, the newest first."""
    rows = session.scalars(select(ProcessCode).where(ProcessCode.unit_id == unit))
    kinds = list(ProcessKind)
    ordered = sorted(rows, key=lambda row: row.effective_from, reverse=True)
    return sorted(ordered, key=lambda row: kinds.index(ProcessKind(row.kind)))


def codes_of(session: Session, unit: int) -> list[UnitCode]:
    """The same as the domain reads them."""
    return [
        UnitCode(ProcessKind(row.kind), row.system, row.code, row.effective_from)
        for row in code_rows(session, unit)
    ]


def lacks_codes(session: Session, unit: int, today: date) -> bool:
    """Whether there is something for which the unit has no code today."""
    return bool(kinds_without_code(codes_of(session, unit), today))


def add_code(session: Session, actor: Actor, unit: Unit, new: NewCode, now: datetime) -> ProcessCode:
    """The code that holds from a day on; what was done before keeps the code of its day. Raises Refused."""
    if actor.person is None:
        raise NotFound
    day = _checked(new, day_of(now))
    same = (ProcessCode.unit_id == unit.id, ProcessCode.kind == new.kind, ProcessCode.effective_from == day)
    if session.scalar(select(ProcessCode.id).where(*same)) is not None:
        message = _("There is a code for this from the same day. Remove it first.")
        raise Refused(message, field="effective_from")
    row = ProcessCode(
        unit_id=unit.id,
        kind=new.kind,
        system=new.system.strip(),
        code=new.code.strip(),
        effective_from=day,
        recorded_by_id=actor.person,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    note_change(session, actor, f"code {row.kind}", "", _shown(row), now, unit=unit.id)
    return row


def remove_code(session: Session, actor: Actor, unit: Unit, code: int, now: datetime) -> None:
    """Take a code away that was typed by mistake. Raises NotFound."""
    row = session.get(ProcessCode, code)
    if row is None or row.unit_id != unit.id:
        raise NotFound
    note_change(session, actor, f"code {row.kind}", _shown(row), "", now, unit=unit.id)
    session.delete(row)
    session.flush()


def _checked(new: NewCode, today: date) -> date:
    if new.kind not in tuple(ProcessKind):
        raise Refused(_("Choose one from the list."), field="kind")
    for field, text in (("system", new.system.strip()), ("code", new.code.strip())):
        if not text[:1].isalnum() or len(text) > LONGEST or not text.isprintable():
            message = _("Write at most %(most)s characters, and begin with a letter or a digit.")
            raise Refused(message, field=field, most=LONGEST)
    if new.effective_from is None:
        raise Refused(_("Write the first day on which it holds."), field="effective_from")
    if not EARLIEST <= new.effective_from <= today + AHEAD:
        raise Refused(_("Check the day: it lies too far back or ahead."), field="effective_from")
    return new.effective_from


def _shown(row: ProcessCode) -> str:
    return f"{row.system} {row.code} ({row.effective_from.isoformat()})"
