"""The second thing that a link asks for, where no national log-in is at hand: a code from the clinic, or a birth
date. Either opens one form and nothing more."""

from __future__ import annotations

import hmac
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import parse_day
from feedback.domain.people.actors import LINK_SECONDS, Actor
from feedback.domain.people.throttling import LINK_CODE
from feedback.persistence.columns import keyrings
from feedback.persistence.tables import Invitation, LinkCode, Patient, Person, Unit
from feedback.services import audit
from feedback.services.access.throttle import Key, count, forget, refuse_waiting
from feedback.services.access.unambiguous import in_groups, typed
from feedback.services.refusals import Refused, _
from feedback.services.units.changes import note_change

GROUPS, GROUP_LENGTH = 2, 4
WRONG_CODE = _("That code is not right. Look at it once more, or call the clinic and ask for a new one.")
WRONG_DAY = _("That birth date is not right. Look at it once more, or call the clinic.")


def second_of(session: Session, unit: int) -> str:
    """What the unit asks for after a link: `none`, `birth-date` or `code`."""
    return session.scalars(select(Unit.link_second).where(Unit.id == unit)).one()


def phone_of(session: Session, unit: int) -> str:
    """The unit's telephone, if there is one."""
    return session.scalars(select(Unit.phone).where(Unit.id == unit)).one()


def choose_second(session: Session, actor: Actor, unit: Unit, second: str, now: datetime) -> None:
    """Change what the unit asks for. Raises Refused."""
    if second not in LINK_SECONDS:
        raise Refused(_("Choose none, birth-date or code."), field="link_second")
    note_change(session, actor, "link_second", unit.link_second, second, now, unit=unit.id)
    unit.link_second = second


def make_link_code(session: Session, actor: Actor, person: Person, patient: int, now: datetime) -> str:
    """A new code of about 40 bits, which nobody can read again; an earlier one stops working."""
    code = in_groups(GROUPS, GROUP_LENGTH)
    session.merge(LinkCode(person_id=person.id, code_hash=_hash(session, person.id, code), made_at=now))
    target = f"person {person.id}"
    audit.record(
        session, actor, "made link code", now, patient=patient, target=target, purpose="registration"
    )
    return code


def has_link_code(session: Session, person: int) -> bool:
    """Whether the clinic has made one."""
    return session.get(LinkCode, person) is not None


def check_second(session: Session, invitation: int, second: str, written: str, now: datetime) -> None:
    """Whether what was written is right. Raises Refused, having counted it, and TooOften."""
    key = Key(LINK_CODE, str(invitation))
    refuse_waiting(session, (key,), now, lock=True)
    asked = session.get_one(Invitation, invitation)
    if _is_right(session, asked, second, written):
        return forget(session, key)
    count(session, key, now)
    actor = Actor(None, "nobody", None)
    target = f"invitation {invitation}"
    audit.record(session, actor, "link code failed", now, patient=asked.patient_id, target=target)
    raise Refused(WRONG_CODE if second == "code" else WRONG_DAY, field="second")


def _is_right(session: Session, asked: Invitation, second: str, written: str) -> bool:
    if second == "code":
        known = session.get(LinkCode, asked.person_id)
        mine = _hash(session, asked.person_id, written)
        return known is not None and hmac.compare_digest(known.code_hash, mine)
    return second == "birth-date" and parse_day(written) == _born_on(session, asked.patient_id)


def _born_on(session: Session, patient: int) -> date:
    return session.scalars(select(Patient.born_on).where(Patient.person_id == patient)).one()


def _hash(session: Session, person: int, code: str) -> str:
    return keyrings[session.get_bind().dialect].fingerprint(f"link code:{person}:{typed(code)}")
