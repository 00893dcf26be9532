"""The second factor of a local account: codes of an authenticator app (RFC 6238) and recovery codes."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.domain.people.throttling import SECOND_FACTOR
from feedback.persistence.columns import keyrings
from feedback.persistence.tables import Person, RecoveryCode, SecondFactor
from feedback.services import audit
from feedback.services.access.sign_in import actor_for
from feedback.services.access.throttle import Key, count, forget, refuse_waiting
from feedback.services.access.unambiguous import in_groups, typed
from feedback.services.refusals import Refused, _

PERIOD = 30  # seconds
DRIFT = 1  # periods that the clock of a phone may be off
RECOVERY_CODES = 10
WRONG_CODE = _(
    "That code is not right, or has been used. Wait for the next code in the app and write that one."
)


def has_second_factor(session: Session, person: int) -> bool:
    """Whether a first code has confirmed the app."""
    found = session.get(SecondFactor, person)
    return found is not None and found.confirmed_at is not None


def enrolment_secret(session: Session, person: Person, now: datetime) -> str:
    """The secret to set up an app with (base 32); the same until a first code has confirmed it. Raises Refused
    when one is confirmed already: nobody reads it again."""
    found = session.get(SecondFactor, person.id)
    if found is None:
        found = SecondFactor(person_id=person.id, secret=pyotp.random_base32(), last_counter=0, made_at=now)
        session.add(found)
    elif found.confirmed_at is not None:
        raise Refused(_("Your app is set up already."))
    return found.secret


def setup_address(secret: str, sign_in_name: str, service: str) -> str:
    """What the QR code of the set-up says (an `otpauth:` address)."""
    return pyotp.TOTP(secret, interval=PERIOD).provisioning_uri(name=sign_in_name, issuer_name=service)


def confirm(session: Session, person: Person, code: str, now: datetime) -> list[str]:
    """Take the first code of a new app; returns the recovery codes, which nobody can read again. Raises
    Refused and TooOften."""
    found = session.get(SecondFactor, person.id)
    if found is None or found.confirmed_at is not None:
        raise Refused(_("Your app is set up already."))
    _take(session, person, code, now, recovery=False)
    found.confirmed_at = now
    audit.record(session, actor_for(person), "set up second factor", now, target=f"person {person.id}",
                 purpose="sign-in")  # fmt: skip
    return new_recovery_codes(session, person, now)


def check_code(session: Session, person: Person, code: str, now: datetime) -> None:
    """Take a code of the app or a recovery code, each once. Raises Refused, having counted it, and TooOften."""
    if not has_second_factor(session, person.id):
        raise Refused(WRONG_CODE, field="code")
    _take(session, person, code, now, recovery=True)


def new_recovery_codes(session: Session, person: Person, now: datetime) -> list[str]:
    """Ten codes in place of any earlier ones."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = [in_groups(2, 5) for _place in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(person_id=person.id, code_hash=_hash(session, person.id, code), made_at=now)
        for code in codes
    )
    session.flush()
    return codes


def recovery_codes_left(session: Session, person: int) -> int:
    """How many have not been used."""
    mine = (RecoveryCode.person_id == person, RecoveryCode.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*mine)) or 0


def remove_second_factor(session: Session, actor: Actor, person: Person, now: datetime) -> None:
    """The next sign-in sets up an app anew."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    session.execute(delete(SecondFactor).where(SecondFactor.person_id == person.id))
    audit.record(session, actor, "reset second factor", now, target=f"person {person.id}",
                 purpose="administration")  # fmt: skip


def _take(session: Session, person: Person, code: str, now: datetime, *, recovery: bool) -> None:
    key = Key(SECOND_FACTOR, str(person.id))
    refuse_waiting(session, (key,), now, lock=True)
    plain = typed(code)
    right = _take_app_code(session, person.id, plain, now)
    if right or (recovery and _take_recovery_code(session, person, plain, now)):
        return forget(session, key)
    count(session, key, now)
    target = f"person {person.id}"
    audit.record(session, actor_for(person), "second factor failed", now, target=target, purpose="sign-in")
    raise Refused(WRONG_CODE, field="code")


def _take_app_code(session: Session, person: int, code: str, now: datetime) -> bool:
    """Whether it is a code of about now whose half minute nobody has used; it is used from now on."""
    secret = session.scalars(select(SecondFactor.secret).where(SecondFactor.person_id == person)).one()
    generator, newest = pyotp.HOTP(secret), int(now.timestamp()) // PERIOD
    for counter in range(newest - DRIFT, newest + DRIFT + 1):
        if hmac.compare_digest(generator.at(counter).encode(), code.encode()):
            unused = (SecondFactor.person_id == person, SecondFactor.last_counter < counter)
            return _changed(session, update(SecondFactor).where(*unused).values(last_counter=counter))
    return False


def _take_recovery_code(session: Session, person: Person, plain: str, now: datetime) -> bool:
    mine = (RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
    unused = (*mine, RecoveryCode.code_hash == _hash(session, person.id, plain))
    taken = _changed(session, update(RecoveryCode).where(*unused).values(used_at=now))
    if taken:
        audit.record(session, actor_for(person), "used recovery code", now, purpose="sign-in")
    return taken


def _changed(session: Session, statement: object) -> bool:
    done = session.execute(statement)  # type: ignore[call-overload]
    return isinstance(done, CursorResult) and done.rowcount == 1


def _hash(session: Session, person: int, code: str) -> str:
    return keyrings[session.get_bind().dialect].fingerprint(f"recovery:{person}:{typed(code)}")
