"""Where staff work and as what: given from a day, ended on a day. The end of it ends the access."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import STAFF_ROLES, Actor
from feedback.persistence.tables import Assignment, Person, Unit
from feedback.services.refusals import NotFound, Refused, _
from feedback.services.units.changes import note_change

OWN = _("You cannot change your own role. Ask another administrator.")


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """A unit, a role, the first day and perhaps the last."""

    unit: int
    role: str
    starts_on: date
    ends_on: date | None = None


def assign(session: Session, actor: Actor, staff: Person, facts: NewAssignment, now: datetime) -> Assignment:
    """Give somebody work in a unit. Raises Refused."""
    _check(session, actor, staff, facts)
    row = Assignment(
        staff_id=staff.id,
        unit_id=facts.unit,
        role=facts.role,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
    )
    session.add(row)
    session.flush()
    _note(session, actor, "", row, now)
    return row


def end_assignment(
    session: Session, actor: Actor, staff: Person, assignment: int, ends_on: date, now: datetime
) -> Assignment:
    """The last day of an assignment; a day that has passed ends it at once. Raises Refused."""
    row = session.get(Assignment, assignment)
    if row is None or row.staff_id != staff.id:
        raise NotFound
    if actor.person == staff.id:
        raise Refused(OWN)
    if ends_on < row.starts_on:
        raise Refused(_("It cannot end before it began. Choose a later day."), field="ends_on")
    if row.role == "administrator" and not _another_administrator(session, row, day_of(now)):
        raise Refused(_("This is the last administrator. Make another one first."), field="ends_on")
    before = _shown(row)
    row.ends_on = ends_on
    _note(session, actor, before, row, now)
    return row


def all_assignments(session: Session, staff: int) -> list[Assignment]:
    """Every assignment of somebody, the newest first."""
    mine = select(Assignment).where(Assignment.staff_id == staff)
    return list(session.scalars(mine.order_by(Assignment.starts_on.desc(), Assignment.id.desc())))


def _check(session: Session, actor: Actor, staff: Person, facts: NewAssignment) -> None:
    if actor.person == staff.id:
        raise Refused(OWN)
    if staff.role not in STAFF_ROLES:
        raise NotFound
    if facts.role not in STAFF_ROLES:
        raise Refused(_("The role is one of clinician, coordinator, leader and administrator."), field="role")
    unit = session.get(Unit, facts.unit)
    if unit is None or unit.closed_on is not None:
        raise Refused(_("Choose a unit from the list."), field="unit")
    if facts.ends_on is not None and facts.ends_on < facts.starts_on:
        raise Refused(_("The last day comes before the first. Check both."), field="ends_on")
    if _overlaps(session, staff.id, facts):
        raise Refused(_("This person has that role in the unit in these days already."), field="starts_on")


def _overlaps(session: Session, staff: int, facts: NewAssignment) -> bool:
    same = [
        Assignment.staff_id == staff,
        Assignment.unit_id == facts.unit,
        Assignment.role == facts.role,
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= facts.starts_on),
    ]
    if facts.ends_on is not None:
        same.append(Assignment.starts_on <= facts.ends_on)
    return session.scalar(select(Assignment.id).where(*same).limit(1)) is not None


def _another_administrator(session: Session, row: Assignment, today: date) -> bool:
    others = (
        Assignment.role == "administrator",
        Assignment.staff_id != row.staff_id,
        Assignment.starts_on <= today,
        Assignment.ends_on.is_(None),
    )
    return session.scalar(select(Assignment.id).where(*others).limit(1)) is not None


def _note(session: Session, actor: Actor, before: str, row: Assignment, now: datetime) -> None:
    after, unit = _shown(row), row.unit_id
    note_change(session, actor, f"work {row.role}", before, after, now, unit=unit, staff=row.staff_id)


def _shown(row: Assignment) -> str:
    return f"{row.unit.name}, {row.starts_on} – {row.ends_on or ''}".strip()
