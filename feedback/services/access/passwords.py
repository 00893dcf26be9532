"""Passwords of local accounts and personal codes: kept as argon2id, tried with a throttle."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.domain.people.passwords import LONGEST, is_too_easy, is_too_short, normal
from feedback.domain.people.throttling import ACCOUNT, ADDRESS
from feedback.persistence.tables import Credential, Person
from feedback.services import audit
from feedback.services.access.sign_in import audience_of
from feedback.services.access.throttle import Key, address_key, count, forget, refuse_waiting
from feedback.services.refusals import Refused, _

# RFC 9106, section 4, second recommended option: 3 passes over 64 MiB in 4 lanes.
hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16)
ONE_TIME_LASTS = timedelta(days=7)
WRONG = _("That name and password do not belong together. Check both and try again.")
NOBODY = Actor(None, "nobody", None)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A password that has been looked at but not counted yet."""

    person: int | None
    right: bool
    keys: tuple[Key, ...]
    better_hash: str | None = None


def set_password(
    session: Session, person: int, sign_in_name: str, password: str, one_time_until: datetime | None = None
) -> None:
    """Give a person a local account, or change its password."""
    session.merge(
        Credential(
            person_id=person,
            sign_in_name=sign_in_name,
            password_hash=hasher.hash(normal(password)),
            one_time_until=one_time_until,
        )
    )


def check_new_password(password: str, sign_in_name: str, field: str = "password") -> None:
    """Raise Refused for a password that is too weak."""
    if is_too_short(password):
        raise Refused(_("Choose a password of at least 12 characters."), field=field)
    if len(password) > LONGEST:
        raise Refused(_("Choose a password of at most 200 characters."), field=field)
    if is_too_easy(password, sign_in_name):
        raise Refused(
            _("That password is among the first that anybody would try. Take some words that belong to you."),
            field=field,
        )


def try_password(
    session: Session, name: str, password: str, audience: str, address: str, now: datetime
) -> Attempt:
    """Look at a name and a password without writing anything. Raises TooOften, for an unknown name as for a
    known one."""
    name = name.strip().lower()
    keys = (address_key(ADDRESS, address), Key(ACCOUNT, f"{audience}:{name}"))
    refuse_waiting(session, keys, now)
    found = session.scalar(select(Credential).where(Credential.sign_in_name == name))
    right = _matches(found.password_hash if found else _hash_of_nobody(), normal(password))
    if found is None or not _may_enter(found, audience, now):
        return Attempt(found.person_id if found else None, False, keys)
    better = hasher.hash(normal(password)) if right and _is_outdated(found.password_hash) else None
    return Attempt(found.person_id, right, keys, better)


def settle(session: Session, attempt: Attempt, now: datetime) -> Person:
    """The person whose password it was. Counts a failure and raises Refused, or TooOften when others were
    faster; what is counted is to be committed."""
    refuse_waiting(session, attempt.keys, now, lock=True)
    if not attempt.right or attempt.person is None:
        for key in attempt.keys:
            count(session, key, now)
        target = f"person {attempt.person}" if attempt.person else ""
        audit.record(session, NOBODY, "sign-in failed", now, target=target, purpose="sign-in")
        raise Refused(WRONG, field="password")
    forget(session, attempt.keys[-1])
    account = session.get_one(Credential, attempt.person)
    if attempt.better_hash:
        account.password_hash = attempt.better_hash
    return account.person


def _may_enter(account: Credential, audience: str, now: datetime) -> bool:
    person, until = account.person, account.one_time_until
    in_time = until is None or until > now
    return audience_of(person.role) == audience and person.disabled_at is None and in_time


@cache
def _hash_of_nobody() -> str:
    """What an unknown name is checked against, so that it takes as long as a known one."""
    return hasher.hash(secrets.token_hex())


def _matches(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _is_outdated(password_hash: str) -> bool:
    """Whether the parameters have changed since."""
    return hasher.check_needs_rehash(password_hash)
