"""What a row of a file means for a patient: never another person, nor another beginning of the course (rule A15)."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.pathway.ages import unlikely_age
from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting
from feedback.domain.people.actors import age_on
from feedback.persistence.tables import CarePathway, CareRelation, Patient, Person
from feedback.services.courses.plan_evaluation import newest_pathway
from feedback.services.patients.register_patient import Registration
from feedback.services.refusals import Refused, _


class Note(StrEnum):
    """What somebody should know when a row has been read."""

    CLINICIAN = "clinician"  # another one takes over
    FORMER = "former"  # the one it names cared for the patient once: the file may be an old one
    CONTACT = "contact"  # or the language
    COURSE = "course"
    AGE = "age"


def facts_of_row(
    session: Session, known: Patient | None, told: Registration, today: date
) -> tuple[Registration, list[Note]]:
    """What is to be registered, and what is to be told about it. An empty column changes nothing. Raises Refused."""
    if known is None:
        facts = _beginning(told)
        return facts, _about_age(facts)
    if person_in(told) != (_plain(known.person.name), known.born_on):
        message = _(
            "This number is registered with another name or birth date. Check the number. Where the name or the "
            "birth date itself has changed, change it on the patient's page first."
        )
        raise Refused(message, field="reference")
    facts, begins = _course(session, known, _person(known.person, told))
    clinician, about_clinician = _clinician(session, known, told.clinician, begins, today)
    about_age = _about_age(facts) if begins else []
    notes = [*_about_contact(known.person, facts), *about_clinician, *about_age]
    return replace(facts, clinician=clinician), notes


def person_in(told: Registration) -> tuple[str, date]:
    """Who a row is about: the name however it is spaced and in small letters or capitals, and the birth date."""
    return _plain(told.name), told.born_on


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def _beginning(told: Registration) -> Registration:
    area, setting = told.area or CarePathwayArea.PHV, told.setting or Setting.OUTPATIENT
    return replace(told, area=area, setting=setting)


def _person(person: Person, told: Registration) -> Registration:
    email, phone = told.email or person.email or "", told.phone or person.phone or ""
    return replace(told, name=person.name, email=email, phone=phone)


def _course(session: Session, known: Patient, told: Registration) -> tuple[Registration, bool]:
    """With the beginning of the course that runs, and whether it is a new one. What the row tells of an earlier
    course is left out."""
    pathway = newest_pathway(session, known.person_id)
    if pathway is None or (pathway.closed_on is not None and told.started_on > pathway.closed_on):
        return _beginning(told), True
    kept = replace(told, area=pathway.area, setting=pathway.setting)
    if told.started_on != pathway.started_on and _was_before(session, known, told.started_on):
        return replace(kept, started_on=pathway.started_on, decided_on=None, milestones={}), False
    _refuse_another_beginning(told, kept)
    return kept, False


def _was_before(session: Session, known: Patient, day: date) -> bool:
    """Whether a course of the patient was closed on this day or later."""
    mine = (CarePathway.patient_id == known.person_id, CarePathway.closed_on >= day)
    return session.scalar(select(CarePathway.id).where(*mine).limit(1)) is not None


def _refuse_another_beginning(told: Registration, kept: Registration) -> None:
    if told.area not in ("", kept.area):
        message = _(
            "The course began with another care pathway. Leave this column empty, and record a change on the page of "
            "the course."
        )
        raise Refused(message, field="area")
    if told.setting not in ("", kept.setting):
        message = _(
            "The course began in another setting. Leave this column empty, and record a transfer on the page of the "
            "course."
        )
        raise Refused(message, field="setting")


def _clinician(
    session: Session, known: Patient, staff: int | None, begins: bool, today: date
) -> tuple[int | None, list[Note]]:
    """Somebody new takes over. Whoever cares for the patient is not set anew, nor whoever did so before, unless a
    new course begins: an old file that is read again would undo what was changed on the patient's page."""
    mine = (CareRelation.patient_id == known.person_id, CareRelation.staff_id == staff)
    ends = session.scalars(select(CareRelation.ends_on).where(*mine)).all()
    if any(day is None or day >= today for day in ends):
        return None, []
    return (None, [Note.FORMER]) if ends and not begins else (staff, [Note.CLINICIAN])


def _about_contact(person: Person, facts: Registration) -> list[Note]:
    before = (person.email or "", person.phone or "", person.language)
    return [] if before == (facts.email, facts.phone, facts.language) else [Note.CONTACT]


def _about_age(facts: Registration) -> list[Note]:
    if facts.area not in tuple(CarePathwayArea):
        return []
    age = age_on(facts.started_on, facts.born_on)
    return [Note.AGE] if unlikely_age(CarePathwayArea(facts.area), age) else []
