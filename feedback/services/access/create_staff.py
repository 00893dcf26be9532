"""A member of staff with a local account, and the unit if it is new."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import LANGUAGES, STAFF_ROLES, Actor
from feedback.persistence.tables import Assignment, Credential, Person, Unit
from feedback.services import audit
from feedback.services.access.passwords import ONE_TIME_LASTS, check_new_password, set_password
from feedback.services.refusals import Refused, _
from feedback.services.units.administer_units import make_unit

LONGEST_NAME = 80


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
    one_time: bool = False,
) -> Person:
    """Store the account. Raises Refused; `unit` is the unit's name, and a new one is made for a new name. A
    one-time password lasts for a week, and its owner chooses another at the first sign-in."""
    if role not in STAFF_ROLES:
        raise Refused(_("The role is one of clinician, coordinator, leader and administrator."), field="role")
    if language not in LANGUAGES:
        raise Refused(_("Choose nb, nn or en as the language."), field="language")
    check_staff_name(name)
    wanted = sign_in_name.strip().lower()
    if not wanted or not wanted.isprintable():
        raise Refused(_("Write a sign-in name."), field="sign_in_name")
    check_new_password(password, wanted)
    if session.scalar(select(Credential).where(Credential.sign_in_name == wanted)) is not None:
        raise Refused(_("That sign-in name is taken. Choose another."), field="sign_in_name")
    place = _place(session, actor, unit, now).id
    person = Person(role=role, unit_id=place, name=name.strip(), language=language, added_at=now)
    session.add(person)
    session.flush()
    session.add(Assignment(staff_id=person.id, unit_id=place, role=role, starts_on=day_of(now)))
    set_password(session, person.id, wanted, password, now + ONE_TIME_LASTS if one_time else None)
    audit.record(session, actor, "created staff", now, target=f"person {person.id}", purpose="administration")
    return person


def check_staff_name(name: str) -> None:
    """Raise Refused for what cannot be somebody's name."""
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise Refused(_("Write a name of at most 80 characters."), field="name")


def _place(session: Session, actor: Actor, unit: str, now: datetime) -> Unit:
    """The unit with this name, or a new one. Raises Refused."""
    if (found := session.scalar(select(Unit).where(Unit.name == unit))) is not None:
        return found
    return make_unit(session, actor, unit, now)


def find_or_make_unit(session: Session, name: str, service_name: str = "Samsyn") -> Unit:
    """The unit with this name."""
    found = session.scalar(select(Unit).where(Unit.name == name))
    if found is None:
        key = "-".join(name.lower().split())
        found = Unit(key=key, name=name, service_name=service_name)
        session.add(found)
        session.flush()
    return found
