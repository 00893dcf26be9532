"""A person is asked nothing for some days, because they want it so (need N21); answering stays possible."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import AskingPause, Person, Relationship
from feedback.services import audit
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.refusals import NotFound, Refused, _

LONGEST = timedelta(days=366)


def pause_asking(
    session: Session, actor: Actor, person: int, starts_on: date, ends_on: date, now: datetime
) -> AskingPause:
    """No request begins on these days, both included. Raises Refused."""
    today = day_of(now)
    if starts_on < today:
        raise Refused(_("A pause begins today or later. Choose another day."), field="starts_on")
    if ends_on < starts_on:
        raise Refused(_("The pause ends before it begins. Put the earlier day first."), field="ends_on")
    if ends_on > today + LONGEST:
        message = _("The pause lasts into the far future. Choose a day within a year.")
        raise Refused(message, field="ends_on")
    row = AskingPause(
        person_id=person,
        starts_on=starts_on,
        ends_on=ends_on,
        made_by_id=actor.person,
        made_at=now,
    )
    session.add(row)
    session.flush()
    _changed(session, actor, "paused asking", row, now)
    return row


def end_pause(session: Session, actor: Actor, pause: AskingPause, now: datetime) -> None:
    """From today on the person is asked again; one that is over stays as it is."""
    today = day_of(now)
    if pause.ended_on is None and pause.ends_on >= today:
        pause.ended_on, pause.ended_at = today, now
        session.flush()
        _changed(session, actor, "ended pause", pause, now)


def pauses_of(session: Session, people: Iterable[int]) -> list[AskingPause]:
    """Every pause of these people, newest first."""
    mine = AskingPause.person_id.in_(list(people))
    return list(session.scalars(select(AskingPause).where(mine).order_by(AskingPause.id.desc())))


def is_open(pause: AskingPause, today: date) -> bool:
    """Whether the pause holds today or later."""
    return pause.ended_on is None and pause.ends_on >= today


def get_pause(session: Session, person: int, pause: int) -> AskingPause:
    """A pause of this person. Raises NotFound."""
    found = session.get(AskingPause, pause)
    if found is None or found.person_id != person:
        raise NotFound
    return found


def people_around(session: Session, patient: int) -> list[Person]:
    """The patient and all relatives: those who can be paused."""
    relatives = select(Relationship.relative_id).where(Relationship.patient_id == patient)
    rows = select(Person).where((Person.id == patient) | Person.id.in_(relatives))
    return sorted(session.scalars(rows), key=lambda person: (person.id != patient, person.id))


def patients_around(session: Session, person: int, role: str) -> list[int]:
    """The patients about whom this person is asked."""
    if role == "patient":
        return [person]
    mine = select(Relationship.patient_id).where(Relationship.relative_id == person)
    return list(session.scalars(mine.order_by(Relationship.id)))


def _changed(session: Session, actor: Actor, action: str, pause: AskingPause, now: datetime) -> None:
    person = session.get_one(Person, pause.person_id)
    patients = patients_around(session, person.id, person.role)
    about = (
        patients[0] if patients and actor.person != person.id else None
    )  # a relative's own choice is theirs
    target = f"pause {pause.id} of person {person.id}"
    patient = person.id if person.role == "patient" else about
    audit.record(session, actor, action, now, patient=patient, target=target)
    for patient in patients:
        ask_what_is_due(session, actor, patient, now)
