"""Members of staff as an administrator sees them: who they are and where they work, and no patient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.people.actors import LANGUAGES, STAFF_ROLES, Actor
from feedback.persistence.tables import Assignment, Person, Unit
from feedback.services.access.accounts import disable, enable, one_time_password, reset_totp
from feedback.services.access.create_staff import check_staff_name, create_staff
from feedback.services.refusals import NotFound, Refused, _
from feedback.services.units.changes import note_change

ACCOUNT_CHANGES: dict[str, Callable[[Session, Actor, Person, datetime], None]] = {
    "disable": disable,
    "enable": enable,
    "reset-app": reset_totp,
}


@dataclass(frozen=True, slots=True)
class ListedStaff:
    """A member of staff, and where they work today or from a later day on."""

    person: Person
    works: Sequence[Assignment]


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Who begins, where and as what."""

    name: str
    sign_in_name: str
    language: str
    unit: int
    role: str


def list_staff(session: Session, today: date) -> list[ListedStaff]:
    """Everybody who has an account as staff, by name; those who work nowhere any more last."""
    people = session.scalars(select(Person).where(Person.role.in_(STAFF_ROLES)))
    held: dict[int, list[Assignment]] = {}
    for row in session.scalars(select(Assignment).order_by(Assignment.starts_on, Assignment.id)):
        if row.ends_on is None or row.ends_on >= today:
            held.setdefault(row.staff_id, []).append(row)
    found = [ListedStaff(person, held.get(person.id, [])) for person in people]
    return sorted(found, key=lambda line: (not line.works, line.person.name))


def get_staff(session: Session, person: int) -> Person:
    """One member of staff. Raises NotFound, for a patient too."""
    found = session.get(Person, person)
    if found is None or found.role not in STAFF_ROLES:
        raise NotFound
    return found


def add_staff(session: Session, actor: Actor, facts: NewStaff, now: datetime) -> tuple[Person, str]:
    """The account and its first password, which is shown once. Raises Refused."""
    unit = session.get(Unit, facts.unit)
    if unit is None or unit.closed_on is not None:
        raise Refused(_("Choose a unit from the list."), field="unit")
    password = one_time_password()
    person = create_staff(
        session,
        actor,
        unit=unit.name,
        role=facts.role,
        name=facts.name,
        sign_in_name=facts.sign_in_name,
        password=password,
        language=facts.language,
        now=now,
        one_time=True,
    )
    note_change(session, actor, f"work {facts.role}", "", unit.name, now, unit=unit.id, staff=person.id)
    return person, password


def rename_staff(
    session: Session, actor: Actor, person: Person, name: str, language: str, now: datetime
) -> None:
    """Bring name and language up to date. Raises Refused."""
    check_staff_name(name)
    if language not in LANGUAGES:
        raise Refused(_("Choose nb, nn or en as the language."), field="language")
    note_change(session, actor, "name", person.name, name.strip(), now, staff=person.id)
    note_change(session, actor, "language", person.language, language, now, staff=person.id)
    person.name, person.language = name.strip(), language


def change_account(session: Session, actor: Actor, person: Person, change: str, now: datetime) -> None:
    """Disable, enable, or let the next sign-in set up the app anew. Raises Refused, for one's own account too."""
    if person.id == actor.person:
        raise Refused(_("You cannot change your own account here. Ask another administrator."))
    if change not in ACCOUNT_CHANGES:
        raise Refused(_("Choose one of the buttons of the account."))
    ACCOUNT_CHANGES[change](session, actor, person, now)
