"""What can be asked of whom, and on which occasions: the choices behind a new link."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import ADULT, age_on
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.persistence.tables import (
    Appointment,
    EvaluationPoint,
    Invitation,
    Patient,
    Person,
    QuestionSet,
    Relationship,
)
from feedback.services.courses.plan_evaluation import open_pathway, points_of
from feedback.services.patients.consents import ADULT_IN_HEALTH
from feedback.services.patients.read_registration import appointments_of, relatives_of
from feedback.services.questionnaires.question_sets import questionnaire_of
from feedback.services.refusals import NotFound

MOST_APPOINTMENTS = 6
FOR_ADULTS, FOR_YOUNG, FOR_PARENTS = "after-session", "after-session-young", "after-session-parent"


def people_to_ask(session: Session, patient: Patient, today: date) -> list[Person]:
    """The patient, and the relatives whom the patient agreed to."""
    relatives = relatives_of(session, patient.person_id, today)
    return [patient.person, *(row.person for row in relatives if row.takes_part)]


def questions_for(session: Session, person: Person, patient: Patient, today: date) -> list[Questionnaire]:
    """The newest published version of each question set meant for this person, the shipped ones first,
    and among them those that are made for this person's role.

    Session feedback comes in the wording for the patient's age, and for relatives to parents only.
    """
    published = select(QuestionSet).where(QuestionSet.state == "published")
    published = published.order_by(QuestionSet.published_at, QuestionSet.id)
    rows = list(session.scalars(published))
    newest = {row.key: row.id for row in rows}
    shipped = {row.key for row in rows if row.origin == "shipped"}
    unfit = _unfit(session, person, patient, today)
    found = [questionnaire_of(session, row) for key, row in newest.items() if key not in unfit]
    mine = [questionnaire for questionnaire in found if person.role in questionnaire.respondents]
    return sorted(mine, key=lambda one: (one.key not in shipped, one.respondents[0] != person.role))


def occasions_to_choose(
    session: Session, patient: int, now: datetime
) -> tuple[list[Appointment], list[EvaluationPoint]]:
    """The last appointments that were not called off, newest first, and the points that are not held."""
    asking = [row for row in appointments_of(session, patient) if row.state in ("booked", "attended")]
    until_today = [row for row in asking if day_of(row.starts_at) <= day_of(now)]
    pathway = open_pathway(session, patient)
    points = points_of(session, pathway.id) if pathway else []
    open_points = [row for row in points if row.held_on is None and row.cancelled_on is None]
    return until_today[:MOST_APPOINTMENTS], open_points


def get_invitation_about(session: Session, patient: int, invitation: int) -> Invitation:
    """Something that was asked about this patient. Raises NotFound."""
    found = session.get(Invitation, invitation)
    if found is None or found.withdrawn_at is not None or found.patient_id != patient:
        raise NotFound
    return found


def _unfit(session: Session, person: Person, patient: Patient, today: date) -> set[str]:
    age = age_on(today, patient.born_on)
    unfit = {FOR_ADULTS} if age < ADULT_IN_HEALTH else {FOR_YOUNG} if age >= ADULT else set()
    mine = (Relationship.patient_id == patient.person_id, Relationship.relative_id == person.id)
    is_parent = session.scalar(select(Relationship.kind).where(*mine)) == "parent"
    return unfit if is_parent else unfit | {FOR_PARENTS}
