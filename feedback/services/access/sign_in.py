"""Sessions on the server's side: begun, found by the token of a cookie, renewed and ended."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.domain.people.actors import STAFF_ROLES, Actor
from feedback.persistence.tables import Person, SignIn
from feedback.services import audit

TOKEN_BYTES = 32
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TYPING = timedelta(hours=24)
SEEN_EVERY = timedelta(minutes=1)
PROOF_LASTS = timedelta(minutes=5)
HALF_LASTS = timedelta(minutes=20)  # time enough to set up an app


def begin_sign_in(session: Session, person: Person, now: datetime, way: str = "local") -> str:
    """Start a session; returns the token for the cookie."""
    audit.record(session, actor_for(person), "signed in", now, purpose="sign-in")
    return _begin(session, person, now, way, now)


def begin_half(session: Session, person: Person, now: datetime) -> str:
    """Start a session that opens nothing before `complete`; returns the token for the cookie."""
    return _begin(session, person, now, "local", None)


def complete(session: Session, row: SignIn, now: datetime) -> str:
    """The second factor was right: returns the token of the session from now on."""
    audit.record(session, actor_for(row.person), "signed in", now, purpose="sign-in")
    row.began_at = now
    return _renew(session, row, now)


def _begin(session: Session, person: Person, now: datetime, way: str, proved_at: datetime | None) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = SignIn(
        token_hash=hashed(token),
        audience=audience_of(person.role),
        person_id=person.id,
        way=way,
        began_at=now,
        seen_at=now,
        proved_at=proved_at,
    )
    session.add(row)
    return token


def find_sign_in(
    session: Session, token: str, audience: str, now: datetime, *, typing: bool = False
) -> SignIn | None:
    """The session behind a cookie's token, while it has neither ended nor grown too old. What somebody has been
    `typing` is taken in for a day: nothing expires under it (rule A3)."""
    row = _find(session, token, audience)
    if row is None or row.proved_at is None:
        return None
    return row if is_awake(row, now) or (typing and now - row.seen_at <= TYPING) else None


def is_awake(row: SignIn, now: datetime) -> bool:
    """Whether the session shows pages: used within half an hour, begun within twelve."""
    return now - row.seen_at <= IDLE and now - row.began_at <= ABSOLUTE


def find_half(session: Session, token: str, audience: str, now: datetime) -> SignIn | None:
    """The session of somebody whose password was right, and who has not shown the second factor yet."""
    row = _find(session, token, audience)
    if row is None or row.proved_at is not None or now - row.began_at > HALF_LASTS:
        return None
    return row


def _find(session: Session, token: str, audience: str) -> SignIn | None:
    row = session.scalar(select(SignIn).where(SignIn.token_hash == hashed(token)))
    if row is None or row.ended_at is not None or row.audience != audience:
        return None
    return row if row.person.disabled_at is None else None


def is_proved(row: SignIn, now: datetime) -> bool:
    """Whether the person has proved who they are within the last five minutes."""
    return row.proved_at is not None and now - row.proved_at <= PROOF_LASTS


def renew_token(session: Session, row: SignIn, now: datetime) -> str:
    """Note a fresh proof; returns a new token for the cookie, and the old one is worth nothing from now on. A
    session that had fallen asleep begins anew with it."""
    if not is_awake(row, now):
        row.began_at = now
    audit.record(session, actor_for(row.person), "proved again", now, purpose="sign-in")
    return _renew(session, row, now)


def _renew(session: Session, row: SignIn, now: datetime) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row.token_hash, row.proved_at, row.seen_at = hashed(token), now, now
    session.flush()
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


def actor_for(person: Person, invitation: int | None = None) -> Actor:
    """The actor that a person is."""
    return Actor(person.id, person.role, person.unit_id, person.language, invitation=invitation)


def audience_of(role: str) -> str:
    """Staff and respondents have separate sessions."""
    return "staff" if role in STAFF_ROLES else "respondent"


def hashed(token: str) -> str:
    """What the database keeps of a token of 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
