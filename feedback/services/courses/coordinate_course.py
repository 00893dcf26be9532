"""Who coordinates a course (forløpskoordinator), from a day and until a day; one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.problems import FURTHEST_PLANNED
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import Assignment, CarePathway, CourseCoordinator, Person
from feedback.services.access.care import in_force, works_as
from feedback.services.courses.course_changes import (
    begin_change,
    get_fact,
    note_course_change,
)
from feedback.services.refusals import Refused, _

ROLES = ("coordinator", "clinician")


def set_coordinator(
    session: Session, actor: Actor, pathway: CarePathway, staff: int, starts_on: date, now: datetime
) -> None:
    """Somebody of the unit coordinates from this day on; whoever did so stops the day before. Raises Refused."""
    today = day_of(now)
    on = max(starts_on, today)
    if not any(works_as(session, staff, role, pathway.unit_id, on) for role in ROLES):
        raise Refused(_("Choose somebody who works in your unit."), field="staff")
    facts = begin_change(session, actor, pathway, "changed coordinator", now)
    if not facts.began_on <= starts_on <= today + FURTHEST_PLANNED:
        message = _("Choose a day from the first attendance on, and within a year from today.")
        raise Refused(message, field="starts_on")
    known = coordinators_of(session, pathway.id)
    if any(row.starts_on >= starts_on for row in known):
        message = _(
            "Somebody coordinates from that day or later already. Remove that, or choose a later day."
        )
        raise Refused(message, field="starts_on")
    _stop(session, actor, known, starts_on - timedelta(days=1), now)
    row = CourseCoordinator(pathway_id=pathway.id, staff_id=staff, starts_on=starts_on)
    session.add(row)
    session.flush()
    session.refresh(row)
    _note(session, actor, pathway, "", _shown(row), now)


def end_coordinator(
    session: Session, actor: Actor, pathway: CarePathway, row_id: int, ends_on: date, now: datetime
) -> None:
    """The last day. Raises Refused, NotFound."""
    begin_change(session, actor, pathway, "changed coordinator", now)
    row = get_fact(session, pathway, CourseCoordinator, row_id)
    if ends_on < row.starts_on:
        raise Refused(_("It cannot end before it began. Choose a later day."), field="ends_on")
    later = [other for other in coordinators_of(session, pathway.id) if other.starts_on > row.starts_on]
    if later and ends_on >= later[-1].starts_on:
        raise Refused(_("Somebody else coordinates from then on. Choose an earlier day."), field="ends_on")
    before = _shown(row)
    row.ends_on = ends_on
    _note(session, actor, pathway, before, _shown(row), now)


def remove_coordinator(
    session: Session, actor: Actor, pathway: CarePathway, row_id: int, now: datetime
) -> None:
    """It was recorded by mistake. Raises Refused, NotFound."""
    begin_change(session, actor, pathway, "changed coordinator", now)
    row = get_fact(session, pathway, CourseCoordinator, row_id)
    before = _shown(row)
    session.delete(row)
    _note(session, actor, pathway, before, "", now)


def coordinators_of(session: Session, pathway: int) -> list[CourseCoordinator]:
    """Everybody who coordinates, has coordinated or will coordinate a course, the newest first."""
    mine = select(CourseCoordinator).where(CourseCoordinator.pathway_id == pathway)
    return list(session.scalars(mine.order_by(CourseCoordinator.starts_on.desc())))


def coordinator_on(rows: Sequence[CourseCoordinator], day: date) -> Person | None:
    """Who of these coordinates on this day."""
    holds = (row for row in rows if row.starts_on <= day and (row.ends_on is None or row.ends_on >= day))
    return next((row.staff for row in holds), None)


def who_can_coordinate(session: Session, unit: int, today: date) -> list[Person]:
    """Coordinators and clinicians of the unit, by name."""
    works = (Assignment.unit_id == unit, Assignment.role.in_(ROLES), *in_force(today, Assignment))
    mine = select(Person).where(Person.id.in_(select(Assignment.staff_id).where(*works)))
    return sorted(session.scalars(mine), key=lambda person: person.name)


def _stop(
    session: Session, actor: Actor, known: Sequence[CourseCoordinator], last: date, now: datetime
) -> None:
    for row in known:
        if row.ends_on is None or row.ends_on > last:
            before = _shown(row)
            row.ends_on = last
            session.flush()
            note_course_change(session, actor, row.pathway_id, ("coordinator", before, _shown(row)), now)


def _note(
    session: Session, actor: Actor, pathway: CarePathway, before: str, after: str, now: datetime
) -> None:
    note_course_change(session, actor, pathway.id, ("coordinator", before, after), now)


def _shown(row: CourseCoordinator) -> str:
    return f"{row.starts_on} {row.ends_on or '…'} {row.staff.name}"
