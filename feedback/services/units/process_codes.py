"""The codes that a unit has filled in for what is done; none ships, because none could be confirmed (rule A14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.points.process import ProcessKind, UnitCode, code_on, kinds_without_code
from feedback.persistence.tables import CarePathway, ProcessCode, ProcessFact, Unit
from feedback.services.refusals import NotFound, Refused, _
from feedback.services.units.changes import note_change

LONGEST = 60
EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code as it is typed. `replaces` says yes to another code for what has one already."""

    kind: str
    system: str
    code: str
    effective_from: date | None
    replaces: bool = False


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
    """The code that holds from a day on; what was done before keeps the code of its day. What was done since then and
    has another code gets this one only where `replaces` says so. Raises Refused."""
    if actor.person is None:
        raise NotFound
    day = _checked(new, day_of(now))
    same = (ProcessCode.unit_id == unit.id, ProcessCode.kind == new.kind, ProcessCode.effective_from == day)
    if session.scalar(select(ProcessCode.id).where(*same)) is not None:
        message = _("There is a code for this from the same day. Remove it first.")
        raise Refused(message, field="effective_from")
    replaced = _replaced(session, unit.id, new, day)
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
    note_change(session, actor, f"code {row.kind}", replaced, _shown(row), now, unit=unit.id)
    return row


def _replaced(session: Session, unit: int, new: NewCode, day: date) -> str:
    """The code that facts have until now and would lose; empty where none does. Raises Refused without a yes to it."""
    codes, kind = codes_of(session, unit), ProcessKind(new.kind)
    known = code_on(codes, kind, day)
    if known is None or (known.system, known.code) == (new.system.strip(), new.code.strip()):
        return ""
    until = min(
        (code.effective_from for code in codes if code.kind is kind and code.effective_from > day),
        default=None,
    )
    count = _facts_from(session, unit, kind, day, until)
    if count and not new.replaces:
        message = _(
            "Done already, and would get another code than %(code)s: %(count)s. What has been reported has the "
            "old code there. Choose a later day, or tick that this is meant."
        )
        raise Refused(message, field="replaces", code=f"{known.system} {known.code}", count=count)
    return _shown(known) if count else ""


def _facts_from(session: Session, unit: int, kind: ProcessKind, day: date, until: date | None) -> int:
    """How many facts of a kind the unit's courses have from a day on, and before the day `until`."""
    mine = (CarePathway.unit_id == unit, ProcessFact.kind == kind, ProcessFact.done_on >= day)
    query = (
        select(func.count())
        .select_from(ProcessFact)
        .join(CarePathway, CarePathway.id == ProcessFact.pathway_id)
    )
    return session.scalar(query.where(*mine, *([ProcessFact.done_on < until] if until else []))) or 0


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


def _shown(row: ProcessCode | UnitCode) -> str:
    return f"{row.system} {row.code} ({row.effective_from.isoformat()})"
