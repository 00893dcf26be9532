"""A local account in the hands of its owner and of an operator: one's own password, disabled, reset."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import Credential, Person
from feedback.services import audit
from feedback.services.access.passwords import ONE_TIME_LASTS, check_new_password, set_password
from feedback.services.access.second_factor import remove_second_factor
from feedback.services.access.sign_in import actor_for, audience_of, end_sign_ins_of
from feedback.services.access.unambiguous import in_groups
from feedback.services.refusals import Refused, _
from feedback.services.units.changes import note_change


def get_staff_account(session: Session, sign_in_name: str) -> Person:
    """The member of staff with this sign-in name. Raises Refused."""
    wanted = sign_in_name.strip().lower()
    found = session.scalar(select(Credential).where(Credential.sign_in_name == wanted))
    if found is None or audience_of(found.person.role) != "staff":
        message = _("No member of staff signs in as '%(name)s'. Check the name with 'feedback people list'.")
        raise Refused(message, field="sign_in_name", name=wanted)
    return found.person


def sign_in_name_of(session: Session, person: int) -> str:
    """What a person signs in as; nothing without a local account."""
    found = session.get(Credential, person)
    return found.sign_in_name if found else ""


def needs_own_password(session: Session, person: int) -> bool:
    """Whether the password is one for one time only."""
    found = session.get(Credential, person)
    return found is not None and found.one_time_until is not None


def choose_password(session: Session, person: Person, password: str, now: datetime) -> None:
    """A password of one's own. Raises Refused for a weak one and for the one that is there already."""
    name = sign_in_name_of(session, person.id)
    check_new_password(password, name)
    set_password(session, person.id, name, password)
    audit.record(session, actor_for(person), "chose password", now, purpose="sign-in")


def one_time_password() -> str:
    """About 99 bits, easy to read from paper."""
    return in_groups(5, 4)


def reset_password(session: Session, actor: Actor, person: Person, now: datetime) -> str:
    """A one-time password in place of a forgotten one; every session ends. Returns it."""
    password = one_time_password()
    set_password(session, person.id, sign_in_name_of(session, person.id), password, now + ONE_TIME_LASTS)
    note_change(session, actor, "password", "", day_of(now), now, staff=person.id)
    end_sign_ins_of(session, person.id, now)
    _note(session, actor, "reset password", person, now)
    return password


def disable(session: Session, actor: Actor, person: Person, now: datetime) -> None:
    """End every session and refuse sign-in from now on; what the person did stays."""
    if person.disabled_at is None:
        note_change(session, actor, "disabled", "", day_of(now), now, staff=person.id)
        person.disabled_at = now
    end_sign_ins_of(session, person.id, now)
    _note(session, actor, "disabled account", person, now)


def enable(session: Session, actor: Actor, person: Person, now: datetime) -> None:
    """Let the person sign in again."""
    if person.disabled_at is not None:
        before = day_of(person.disabled_at)
        note_change(session, actor, "disabled", before, "", now, staff=person.id)
        person.disabled_at = None
    _note(session, actor, "enabled account", person, now)


def reset_totp(session: Session, actor: Actor, person: Person, now: datetime) -> None:
    """End every session; the next sign-in sets up an app anew."""
    remove_second_factor(session, actor, person, now)
    note_change(session, actor, "app", "", day_of(now), now, staff=person.id)
    end_sign_ins_of(session, person.id, now)


def _note(session: Session, actor: Actor, action: str, person: Person, now: datetime) -> None:
    target = f"person {person.id}"
    audit.record(session, actor, action, now, target=target, purpose="administration")
