"""A clinician is away: somebody else has their patients for exactly that time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import Absence, Assignment, Person
from feedback.services import audit
from feedback.services.access.care import in_force, works_as
from feedback.services.refusals import NotFound, Refused, _

LONGEST = timedelta(days=366)
SHOWN_AFTER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class NewAbsence:
    """Who is away, who stands in, and the first and the last day."""

    staff: int
    deputy: int
    starts_on: date
    ends_on: date


def record_absence(session: Session, actor: Actor, facts: NewAbsence, now: datetime) -> Absence:
    """Store it. A clinician records their own, a coordinator those of the unit. Raises Refused."""
    if actor.person is None or not _may_record(session, actor, facts.staff, day_of(now)):
        raise NotFound
    _check(session, facts, day_of(now))
    row = Absence(
        staff_id=facts.staff,
        deputy_id=facts.deputy,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        recorded_by_id=actor.person,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "recorded absence", now, target=f"absence {row.id}", purpose="administration"
    )
    return row


def end_absence(session: Session, actor: Actor, absence: int, now: datetime) -> None:
    """Back before the last day, or recorded by mistake: the deputy sees nothing from now on."""
    row = session.get(Absence, absence)
    if row is None or not _may_record(session, actor, row.staff_id, day_of(now)):
        raise NotFound
    if row.ended_at is None:
        row.ended_at = now
        target = f"absence {row.id}"
        audit.record(session, actor, "ended absence", now, target=target, purpose="administration")


def list_absences(session: Session, actor: Actor, today: date) -> list[Absence]:
    """A clinician's own, or those of the unit's clinicians: what runs, what comes, and the last three months."""
    mine = [person.id for person in absent_people(session, actor, today)]
    recent = (Absence.staff_id.in_(mine), Absence.ends_on >= today - SHOWN_AFTER)
    return list(
        session.scalars(select(Absence).where(*recent).order_by(Absence.starts_on.desc(), Absence.id))
    )


def absent_people(session: Session, actor: Actor, today: date) -> list[Person]:
    """For whom the actor may record an absence."""
    if actor.role == "clinician" and actor.person is not None:
        return [session.get_one(Person, actor.person)]
    return clinicians_of_units(session, [actor.unit] if actor.unit else [], today)


def possible_deputies(session: Session, actor: Actor, today: date) -> list[Person]:
    """The clinicians of the units in question."""
    if actor.role != "clinician":
        return absent_people(session, actor, today)
    found = clinicians_of_units(session, _units(session, actor.person, today), today)
    return [person for person in found if person.id != actor.person]


def clinicians_of_units(session: Session, units: list[int], today: date) -> list[Person]:
    """Who works as a clinician in one of these units today, in the order they were added."""
    works = (Assignment.unit_id.in_(units), Assignment.role == "clinician", *in_force(today, Assignment))
    ids = select(Assignment.staff_id).where(*works)
    return list(session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)))


def _units(session: Session, staff: int | None, today: date) -> list[int]:
    works = (Assignment.staff_id == staff, Assignment.role == "clinician", *in_force(today, Assignment))
    return list(session.scalars(select(Assignment.unit_id).where(*works)))


def _may_record(session: Session, actor: Actor, staff: int, today: date) -> bool:
    if actor.role == "clinician":
        return actor.person == staff
    return actor.role == "coordinator" and works_as(session, staff, "clinician", actor.unit, today)


def _check(session: Session, facts: NewAbsence, today: date) -> None:
    if facts.ends_on < facts.starts_on:
        raise Refused(_("The last day comes before the first. Check both."), field="ends_on")
    if facts.ends_on < today:
        raise Refused(
            _("This absence is over already. Only what runs or comes is recorded."), field="ends_on"
        )
    if facts.ends_on - facts.starts_on > LONGEST:
        raise Refused(_("Note at most a year at a time."), field="ends_on")
    colleagues = clinicians_of_units(session, _units(session, facts.staff, today), today)
    if facts.deputy == facts.staff or facts.deputy not in {person.id for person in colleagues}:
        raise Refused(_("Choose another clinician of the unit as deputy."), field="deputy")
    same_time = (
        Absence.staff_id == facts.staff,
        Absence.ended_at.is_(None),
        Absence.starts_on <= facts.ends_on,
        Absence.ends_on >= facts.starts_on,
    )
    if session.scalar(select(Absence.id).where(*same_time).limit(1)) is not None:
        message = _("An absence is recorded for these days already. End it first.")
        raise Refused(message, field="starts_on")
