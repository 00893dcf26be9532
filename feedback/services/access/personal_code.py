"""The own way in of a patient or relative: a sign-in name and a personal code, made at the clinic and shown once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.persistence.tables import Credential
from feedback.services import audit
from feedback.services.access.passwords import set_password
from feedback.services.access.sign_in import end_sign_ins_of
from feedback.services.access.unambiguous import in_groups, letters

GROUPS, GROUP_LENGTH = 4, 4


@dataclass(frozen=True, slots=True)
class PersonalCode:
    """What the person signs in with; nobody can read the code again."""

    sign_in_name: str
    code: str


def make_personal_code(
    session: Session, actor: Actor, patient: int, now: datetime, relative: int | None = None
) -> PersonalCode:
    """A new code of about 79 bits for the patient, or for a relative of the patient; an earlier one and every
    session that it began end at once."""
    person = relative or patient
    known = session.get(Credential, person)
    name = known.sign_in_name if known else _free_name(session)
    code = in_groups(GROUPS, GROUP_LENGTH)
    set_password(session, person, name, code)
    end_sign_ins_of(session, person, now)
    audit.record(
        session,
        actor,
        "made personal code",
        now,
        patient=patient,
        target=f"person {person}",
        purpose="registration",
    )
    return PersonalCode(name, code)


def _free_name(session: Session) -> str:
    """A name that tells nothing about the person."""
    while True:
        name = letters(6)
        if session.scalar(select(Credential.person_id).where(Credential.sign_in_name == name)) is None:
            return name
