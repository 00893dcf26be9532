"""Sign-in with a name and a password, and the sessions that follow from it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.domain.people import STAFF_ROLES, Actor
from feedback.persistence.tables import Credential, Person, SignIn
from feedback.services import audit
from feedback.services.refusals import Refused, _

TOKEN_BYTES = 32
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
PROOF_LASTS = timedelta(minutes=5)
FAILURES_BEFORE_LOCK = 10
LOCKED_FOR = timedelta(minutes=15)

hasher = PasswordHasher()
WRONG = _("That name and password do not belong together. Check both and try again.")


def set_password(session: Session, person: int, sign_in_name: str, password: str) -> None:
    """Give a person a local account, or change its password."""
    session.merge(
        Credential(person_id=person, sign_in_name=sign_in_name, password_hash=hasher.hash(password))
    )


def check_password(session: Session, name: str, password: str, audience: str, now: datetime) -> Person | None:
    """The person with this sign-in name and password, or None; counts failures and locks after ten."""
    found = session.scalar(select(Credential).where(Credential.sign_in_name == name.strip().lower()))
    if found is not None and found.locked_until is not None and found.locked_until > now:
        found = None
    right = _matches(found.password_hash if found else _hash_of_nobody(), password)
    if found is None or audience_of(found.person.role) != audience:
        return None
    found.failures = 0 if right else found.failures + 1
    if found.failures >= FAILURES_BEFORE_LOCK:
        found.failures, found.locked_until = 0, now + LOCKED_FOR
    return found.person if right else None


def begin_sign_in(session: Session, person: Person, now: datetime, way: str = "local") -> str:
    """Start a session; returns the token for the cookie."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = SignIn(
        token_hash=hashed(token),
        audience=audience_of(person.role),
        person_id=person.id,
        way=way,
        began_at=now,
        seen_at=now,
        proved_at=now,
    )
    session.add(row)
    audit.record(session, actor_for(person), "signed in", now, purpose="sign-in")
    return token


def find_sign_in(session: Session, token: str, audience: str, now: datetime) -> SignIn | None:
    """The session behind a cookie's token, while it has neither ended nor grown too old."""
    row = session.scalar(select(SignIn).where(SignIn.token_hash == hashed(token)))
    if row is None or row.ended_at is not None or row.audience != audience or row.proved_at is None:
        return None
    if now - row.seen_at > IDLE or now - row.began_at > ABSOLUTE:
        return None
    return row


def is_proved(row: SignIn, now: datetime) -> bool:
    """Whether the person has proved who they are within the last five minutes."""
    return row.proved_at is not None and now - row.proved_at <= PROOF_LASTS


def renew_token(session: Session, row: SignIn, now: datetime) -> str:
    """Note a fresh proof; returns a new token for the cookie, and the old one is worth nothing from now on."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row.token_hash, row.proved_at, row.seen_at = hashed(token), now, now
    session.flush()
    audit.record(session, actor_for(row.person), "proved again", now, purpose="sign-in")
    return token


def keep_awake(session: Session, token: str, now: datetime) -> None:
    """Note that the session is in use, at most once a minute."""
    stale = SignIn.seen_at < now - SEEN_EVERY
    session.execute(update(SignIn).where(SignIn.token_hash == hashed(token), stale).values(seen_at=now))


def end_sign_in(session: Session, token: str, now: datetime) -> None:
    """End the session on the server; the cookie is worth nothing from now on."""
    mine = (SignIn.token_hash == hashed(token), SignIn.ended_at.is_(None))
    session.execute(update(SignIn).where(*mine).values(ended_at=now))


def end_sign_ins_of(session: Session, person: int, now: datetime) -> None:
    """Sign a person out everywhere."""
    mine = (SignIn.person_id == person, SignIn.ended_at.is_(None))
    session.execute(update(SignIn).where(*mine).values(ended_at=now))


def refuse_wrong_password() -> Refused:
    """The one sentence for every reason why a sign-in fails."""
    return Refused(WRONG, field="password")


def actor_for(person: Person, invitation: int | None = None) -> Actor:
    """The actor that a person is."""
    return Actor(person.id, person.role, person.unit_id, person.language, invitation=invitation)


def audience_of(role: str) -> str:
    """Staff and respondents have separate sessions."""
    return "staff" if role in STAFF_ROLES else "respondent"


def hashed(token: str) -> str:
    """What the database keeps of a token of 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _hash_of_nobody() -> str:
    """What an unknown name is checked against, so that it takes as long as a known one."""
    return hasher.hash(secrets.token_hex())


def _matches(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
