"""Asking and sending through the services, inside one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clinic import Clinic
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.questionnaires.answers import Answer
from feedback.persistence.tables import Assignment, Invitation, Occasion, Person, Response
from feedback.services.access.admission import get_asked
from feedback.services.access.sign_in import actor_for
from feedback.services.answers.answering import Answering, find_answering
from feedback.services.answers.invite import invite
from feedback.services.answers.submit_response import submit_response

Command = Callable[..., tuple[int, str, str]]


def acting(session: Session, person: int) -> Actor:
    """The actor that a person is."""
    return actor_for(session.get_one(Person, person))


def ask(
    session: Session, clinic: Clinic, person: int, key: str, occasion: Occasion | None = None
) -> Answering:
    """What a person is asked."""
    invitation = invite(session, acting(session, person), person, key, occasion, clinic.now)
    return find_answering(session, get_asked(session, invitation.id))


def as_it_stands(session: Session, answering: Answering) -> Answering:
    """The same answering as it stands now."""
    return find_answering(session, get_asked(session, answering.asked.id))


def invitation_of(session: Session, answering: Answering) -> Invitation:
    """The row of what was asked."""
    return session.get_one(Invitation, answering.asked.id)


def send(
    session: Session,
    clinic: Clinic,
    answering: Answering,
    answers: Mapping[str, Answer],
    sharing: str = "all",
) -> Response:
    """The person who is asked sends these answers."""
    actor = acting(session, answering.asked.person_id)
    sent = submit_response(session, actor, answering, answers, sharing=sharing, language="nb", now=clinic.now)
    return session.get_one(Response, sent)


def give_work(
    session: Session, clinic: Clinic, staff: int, beside: int, role: str = "clinician"
) -> Assignment:
    """Somebody works in the unit of somebody else from today on."""
    unit = session.get_one(Person, beside).unit_id
    row = Assignment(staff_id=staff, unit_id=unit, role=role, starts_on=day_of(clinic.now))
    session.add(row)
    session.flush()
    return row
