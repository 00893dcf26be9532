"""A member of staff with a local account, and the unit if it is new."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people import LANGUAGES, STAFF_ROLES, Actor
from feedback.persistence.tables import Assignment, Credential, Person, Unit
from feedback.services import audit
from feedback.services.refusals import Refused, _
from feedback.services.sign_in import set_password

SHORTEST_PASSWORD = 12


def create_staff(
    session: Session,
    actor: Actor,
    *,
    unit: str,
    role: str,
    name: str,
    sign_in_name: str,
    password: str,
    language: str,
    now: datetime,
) -> Person:
    """Store the account. Raises Refused; `unit` is the unit's name, and a new one is made for a new name."""
    if role not in STAFF_ROLES:
        raise Refused(_("The role is one of clinician, coordinator, leader and administrator."), field="role")
    if language not in LANGUAGES:
        raise Refused(_("Choose nb, nn or en as the language."), field="language")
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(_("Choose a password of at least 12 characters."), field="password")
    wanted = sign_in_name.strip().lower()
    if session.scalar(select(Credential).where(Credential.sign_in_name == wanted)) is not None:
        raise Refused(_("That sign-in name is taken. Choose another."), field="sign_in_name")
    place = find_or_make_unit(session, unit).id
    person = Person(role=role, unit_id=place, name=name, language=language, added_at=now)
    session.add(person)
    session.flush()
    session.add(Assignment(staff_id=person.id, unit_id=place, role=role, starts_on=day_of(now)))
    set_password(session, person.id, wanted, password)
    audit.record(session, actor, "created staff", now, target=f"person {person.id}", purpose="administration")
    return person


def find_or_make_unit(session: Session, name: str, service_name: str = "Samsyn") -> Unit:
    """The unit with this name."""
    found = session.scalar(select(Unit).where(Unit.name == name))
    if found is None:
        key = "-".join(name.lower().split())
        found = Unit(key=key, name=name, service_name=service_name)
        session.add(found)
        session.flush()
    return found
