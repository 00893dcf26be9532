"""Each change of a unit or of somebody's work is kept: who, when, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.persistence.tables import Change
from feedback.services import audit

NEWEST = 200


def note_change(
    session: Session,
    actor: Actor,
    field: str,
    before: object,
    after: object,
    now: datetime,
    *,
    unit: int | None = None,
    staff: int | None = None,
    reason: str | None = None,
) -> None:
    """Keep a change of a unit, a member of staff or everything; nothing where nothing changed."""
    if before == after:
        return
    row = Change(
        at=now,
        by_id=actor.person,
        by_label=actor.label,
        unit_id=unit,
        staff_id=staff,
        field=field,
        before=_shown(before),
        after=_shown(after),
        reason=reason,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "changed", now, target=f"change {row.id}", purpose="administration")


def changes_of(
    session: Session, *, unit: int | None = None, staff: int | None = None, fields: Sequence[str] = ()
) -> list[Change]:
    """The newest changes of a unit, of a member of staff, of these fields, or of everything."""
    rows = select(Change).order_by(Change.id.desc()).limit(NEWEST)
    if unit is not None:
        rows = rows.where(Change.unit_id == unit)
    if staff is not None:
        rows = rows.where(Change.staff_id == staff)
    if fields:
        rows = rows.where(Change.field.in_(fields))
    return list(session.scalars(rows))


def _shown(value: object) -> str:
    return "" if value is None else str(value)
