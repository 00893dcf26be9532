"""Asking a person to answer a question set on an occasion, and the secret link to it (rule A3)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.domain.plain_text import plain_number
from feedback.persistence.tables import (
    Appointment,
    CarePathway,
    EvaluationPoint,
    Invitation,
    Link,
    Occasion,
    Person,
    QuestionSet,
    Relationship,
    Response,
)
from feedback.services import audit
from feedback.services.access.sign_in import TOKEN_BYTES, hashed
from feedback.services.answers.occasions import (
    occasion_of_appointment,
    occasion_of_course,
    occasion_of_point,
    own_initiative,
)
from feedback.services.patients.consents import takes_part
from feedback.services.patients.schedule_appointment import ASKS
from feedback.services.questionnaires.question_sets import get_current, questionnaire_of
from feedback.services.refusals import NotFound, Refused, _

AFTER_SESSION = ("after-session", "after-session-young", "after-session-parent")


@dataclass(frozen=True, slots=True)
class NewLink:
    """An invitation and the token of its link, which nobody can read again."""

    invitation: Invitation
    token: str


def invite(
    session: Session, actor: Actor, person: int, key: str, occasion: Occasion | None, now: datetime
) -> Invitation:
    """Ask a patient, or a relative with the patient's consent, once per occasion and question set.

    Without an occasion the open one that fits the question set is taken; see `fitting_occasion`.
    """
    asked = _get_respondent(session, person)
    patient = patient_of(session, asked)
    question_set = get_current(session, key)
    _check_respondent(session, asked, patient, question_set, day_of(now))
    if occasion is None:
        occasion = fitting_occasion(session, asked, patient, question_set, day_of(now))
    if occasion.patient_id != patient:
        raise NotFound
    found = find_invitation(session, asked.id, occasion.id, question_set.id)
    if found is None:
        return _new(session, actor, asked, occasion, question_set, now)
    _ask_by_hand(found, day_of(now))
    session.flush()
    return found


def new_link(session: Session, actor: Actor, invitation: Invitation, now: datetime) -> NewLink:
    """A fresh link to an invitation. Raises Refused when it is answered or withdrawn."""
    if invitation.withdrawn_at is not None or is_answered(session, invitation.id):
        raise Refused(_("This has been answered or withdrawn already. Ask anew instead."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(Link(token_hash=hashed(token), invitation_id=invitation.id, made_at=now))
    target = f"invitation {invitation.id}"
    audit.record(session, actor, "made link", now, patient=invitation.patient_id, target=target)
    return NewLink(invitation, token)


def fitting_occasion(
    session: Session, person: Person, patient: int, question_set: QuestionSet, today: date
) -> Occasion:
    """Where an answer given now belongs: for session feedback the last appointment that took place and is not
    yet answered, for all else the open evaluation point; failing that, the person's own initiative."""
    after_session = question_set.key in AFTER_SESSION
    candidates = _appointments(session, patient, today) if after_session else _open_points(session, patient)
    for candidate in candidates:
        invitation = find_invitation(session, person.id, candidate.id, question_set.id)
        if invitation is None or not is_answered(session, invitation.id):
            return candidate
    return own_initiative(session, patient, today)


def get_occasion(session: Session, patient: int, name: str, today: date) -> Occasion:
    """The occasion named `appointment:ID`, `point:NUMBER` (in the newest course that has it), `start`, `closing` or
    `own`. Raises NotFound, also for an appointment that was called off: it asks nothing (rule A15)."""
    kind, _sep, written = name.partition(":")
    if kind in ("start", "closing"):
        return occasion_of_course(session, patient, kind, today)
    if kind == "own":
        return own_initiative(session, patient, today)
    number = plain_number(written)
    if number is None:
        raise NotFound
    if kind == "appointment":
        appointment = session.get(Appointment, number)
        if appointment is not None and appointment.patient_id == patient and appointment.state in ASKS:
            return occasion_of_appointment(session, appointment)
    if kind == "point":
        for point in _points(session, patient):
            if point.number == number:
                return occasion_of_point(session, point)
    raise NotFound


def patient_of(session: Session, person: Person) -> int:
    """The patient whom this person answers about. Raises Refused for a relative of nobody."""
    if person.role == "patient":
        return person.id
    about = select(Relationship.patient_id).where(Relationship.relative_id == person.id)
    patient = session.scalar(about.order_by(Relationship.id.desc()).limit(1))
    if patient is None:
        raise Refused(_("This relative is not connected to a patient. Connect them first."))
    return patient


def find_invitation(session: Session, person: int, occasion: int, question_set: int) -> Invitation | None:
    """What this person has been asked on this occasion, withdrawn or not."""
    same = (
        Invitation.person_id == person,
        Invitation.occasion_id == occasion,
        Invitation.question_set_id == question_set,
    )
    return session.scalar(select(Invitation).where(*same))


def is_answered(session: Session, invitation: int) -> bool:
    """Whether a response has been sent."""
    sent = (Response.invitation_id == invitation, Response.status != "in-progress")
    return session.scalar(select(Response.id).where(*sent).limit(1)) is not None


def _new(
    session: Session,
    actor: Actor,
    person: Person,
    occasion: Occasion,
    question_set: QuestionSet,
    now: datetime,
) -> Invitation:
    invitation = Invitation(
        person=person,
        patient_id=occasion.patient_id,
        occasion=occasion,
        question_set=question_set,
        made_by_id=actor.person,
        made_at=now,
        opens_on=day_of(now),
    )
    session.add(invitation)
    session.flush()
    target = f"invitation {invitation.id}"
    audit.record(session, actor, "invited", now, patient=occasion.patient_id, target=target)
    return invitation


def _ask_by_hand(found: Invitation, today: date) -> None:
    """Asked again, or sooner than a plan would: from then on no plan moves it or takes it back."""
    if found.withdrawn_at is not None or found.opens_on > today:
        found.plan_id, found.asks_until = None, None
        found.opens_on = min(found.opens_on, today)
    found.withdrawn_at = None


def _get_respondent(session: Session, person: int) -> Person:
    found = session.get(Person, person)
    if found is None or found.role not in ("patient", "relative"):
        raise Refused(_("There is no patient or relative with the number %(id)s."), id=person)
    return found


def _check_respondent(
    session: Session, person: Person, patient: int, question_set: QuestionSet, today: date
) -> None:
    respondents = questionnaire_of(session, question_set.id).respondents
    if person.role not in respondents:
        message = _("'%(key)s' is not meant for this person. It is for: %(respondents)s.")
        raise Refused(message, key=question_set.key, respondents=", ".join(respondents))
    if person.role == "relative" and not takes_part(session, patient, person.id, today):
        raise Refused(
            _("There is no yes from the patient now to asking this relative. Ask the patient first.")
        )


def _appointments(session: Session, patient: int, today: date) -> list[Occasion]:
    """The occasion of the last appointment until today that took place or should have."""
    rows = session.scalars(
        select(Appointment)
        .where(Appointment.patient_id == patient, Appointment.state.in_(ASKS))
        .order_by(Appointment.starts_at.desc())
    )
    last = next((row for row in rows if day_of(row.starts_at) <= today), None)
    return [occasion_of_appointment(session, last)] if last else []


def _open_points(session: Session, patient: int) -> list[Occasion]:
    open_ones = (
        point for point in _points(session, patient) if point.held_on is None and point.cancelled_on is None
    )
    return [occasion_of_point(session, point) for point in open_ones]


def _points(session: Session, patient: int) -> list[EvaluationPoint]:
    rows = (
        select(EvaluationPoint)
        .join(CarePathway, CarePathway.id == EvaluationPoint.pathway_id)
        .where(CarePathway.patient_id == patient)
        .order_by(EvaluationPoint.pathway_id.desc(), EvaluationPoint.number)
    )
    return list(session.scalars(rows))
