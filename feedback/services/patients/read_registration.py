"""What is registered about a patient: course, appointments, relatives, what was asked; never an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.due import DueDate
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.domain.people.actors import OF_POINTS, SEE_GOALS, TAKE_PART, Actor, age_on
from feedback.domain.questionnaires.questionnaire import Texts
from feedback.persistence.tables import (
    Appointment,
    CareRelation,
    Consent,
    EvaluationPoint,
    Invitation,
    Milestone,
    Patient,
    Person,
    Relationship,
    Response,
)
from feedback.services import audit
from feedback.services.access.care import in_force
from feedback.services.courses.course_facts import course_facts
from feedback.services.courses.plan_evaluation import dues_of_points, newest_pathway
from feedback.services.patients.register_patient import Registration
from feedback.services.questionnaires.question_sets import questionnaire_of
from feedback.services.refusals import NotFound


@dataclass(frozen=True, slots=True)
class ListedRelative:
    """A relative and the patient's newest yes, with whether it holds today; `goals` is the yes by which they see the
    patient's goals today, `of_points` those by which they see something of the evaluation points, by scope."""

    person: Person
    kind: str
    consent: Consent | None
    takes_part: bool
    goals: Consent | None = None
    of_points: Mapping[str, Consent] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that was asked. `state` is answered, begun, waiting, upcoming or withdrawn."""

    invitation: Invitation
    title: Texts
    state: str
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RegisteredPatient:
    """All that those who register see of a patient."""

    patient: Patient
    age: int
    registration: Registration
    clinicians: Sequence[Person]
    appointments: Sequence[Appointment]
    relatives: Sequence[ListedRelative]
    points: Sequence[EvaluationPoint]
    asked: Sequence[Asked]
    area: str
    setting: str
    dues: Mapping[int, DueDate]
    closed_on: date | None


def read_registration(session: Session, actor: Actor, patient: Patient, now: datetime) -> RegisteredPatient:
    """All of it for one page; the reading is logged (rule A10)."""
    number, today = patient.person_id, day_of(now)
    pathway = newest_pathway(session, number)
    if pathway is None:
        raise NotFound
    audit.record(session, actor, "viewed registration", now, patient=number, purpose="registration")
    facts = course_facts(session, pathway)
    return RegisteredPatient(
        patient=patient,
        age=age_on(today, patient.born_on),
        registration=registration_of(session, patient),
        clinicians=clinicians_caring(session, number, today),
        appointments=appointments_of(session, number),
        relatives=relatives_of(session, number, today),
        points=facts.points,
        asked=asked_of(session, number, today),
        area=facts.history.area_on(today),
        setting=facts.history.setting_on(today),
        dues=dues_of_points(facts),
        closed_on=pathway.closed_on,
    )


def registration_of(session: Session, patient: Patient) -> Registration:
    """What was registered, as it can be changed and registered again."""
    pathway = newest_pathway(session, patient.person_id)
    if pathway is None:
        raise NotFound
    decided = (Milestone.pathway_id == pathway.id, Milestone.kind == MilestoneKind.BASIC_DECISION)
    person = patient.person
    return Registration(
        reference=patient.reference,
        name=person.name,
        born_on=patient.born_on,
        language=person.language,
        clinician=_newest_clinician(session, patient.person_id),
        started_on=pathway.started_on,
        email=person.email or "",
        phone=person.phone or "",
        area=pathway.area,
        setting=pathway.setting,
        decided_on=session.scalar(select(Milestone.happened_on).where(*decided)),
    )


def clinicians_caring(session: Session, patient: int, today: date) -> list[Person]:
    """Who cares for the patient today, the newest first, each once."""
    mine = select(CareRelation).where(CareRelation.patient_id == patient, *in_force(today))
    rows = session.scalars(mine.order_by(CareRelation.id.desc()))
    return list({row.staff_id: row.staff for row in rows}.values())


def appointments_of(session: Session, patient: int) -> list[Appointment]:
    """Every appointment, the newest first."""
    mine = select(Appointment).where(Appointment.patient_id == patient)
    return list(session.scalars(mine.order_by(Appointment.starts_at.desc(), Appointment.id.desc())))


def relatives_of(session: Session, patient: int, today: date) -> list[ListedRelative]:
    """The patient's relatives in the order they were added."""
    mine = select(Relationship).where(Relationship.patient_id == patient).order_by(Relationship.id)
    given = select(Consent).where(Consent.patient_id == patient).order_by(Consent.id)
    consents = {(row.relative_id, row.scope): row for row in session.scalars(given)}
    return [_listed(row, consents, today) for row in session.scalars(mine)]


def goals_seen_by(session: Session, patient: int, today: date) -> tuple[str, ...]:
    """The names of those to whom the patient shows their goals today."""
    return tuple(row.person.name for row in relatives_of(session, patient, today) if row.goals)


def get_relative(session: Session, patient: int, relative: int, today: date) -> ListedRelative:
    """One relative of this patient. Raises NotFound."""
    for found in relatives_of(session, patient, today):
        if found.person.id == relative:
            return found
    raise NotFound


def asked_of(session: Session, patient: int, today: date) -> list[Asked]:
    """What was asked of the patient and the relatives, the newest first."""
    mine = select(Invitation).where(Invitation.patient_id == patient)
    rows = list(session.scalars(mine.order_by(Invitation.made_at.desc(), Invitation.id.desc())))
    sent = _sent(session, patient)
    return [_asked(session, row, sent, today) for row in rows]


def _sent(session: Session, patient: int) -> dict[int, datetime | None]:
    """When each invitation was first answered; None where a draft was begun."""
    rows = session.execute(
        select(Response.invitation_id, func.min(Response.authored_at).label("first"))
        .where(Response.subject_id == patient)
        .group_by(Response.invitation_id)
    )
    return {row.invitation_id: row.first for row in rows}


def _asked(session: Session, row: Invitation, sent: dict[int, datetime | None], today: date) -> Asked:
    title = questionnaire_of(session, row.question_set_id).title
    if answered_at := sent.get(row.id):
        return Asked(row, title, "answered", answered_at)
    if row.withdrawn_at is not None:
        return Asked(row, title, "withdrawn")
    if row.id in sent:
        return Asked(row, title, "begun")
    return Asked(row, title, "upcoming" if row.opens_on > today else "waiting")


def _listed(row: Relationship, consents: Mapping[tuple[int, str], Consent], today: date) -> ListedRelative:
    newest = consents.get((row.relative_id, TAKE_PART))
    takes_part = newest is not None and _holds(newest, today)
    given = {scope: consents.get((row.relative_id, scope)) for scope in (SEE_GOALS, *OF_POINTS)}
    sees = {scope: one for scope, one in given.items() if takes_part and one and _holds(one, today)}
    of_points = {scope: one for scope, one in sees.items() if scope in OF_POINTS}
    return ListedRelative(row.relative, row.kind, newest, takes_part, sees.get(SEE_GOALS), of_points)


def _holds(consent: Consent, today: date) -> bool:
    ended = consent.ends_on is not None and consent.ends_on < today
    return consent.withdrawn_at is None and consent.starts_on <= today and not ended


def _newest_clinician(session: Session, patient: int) -> int:
    mine = (CareRelation.patient_id == patient, CareRelation.ends_on.is_(None))
    newest = select(CareRelation.staff_id).where(*mine).order_by(CareRelation.id.desc()).limit(1)
    return session.scalar(newest) or 0
