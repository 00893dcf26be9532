"""The browsers that opened a link: each sees one form and its receipt, and nothing else (rule A3)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from feedback.persistence.tables import LinkSession
from feedback.services.access.sign_in import TOKEN_BYTES, hashed

READING = timedelta(hours=2)  # after that the page asks to open the link anew
TYPING = timedelta(
    hours=24
)  # what was written is taken in all the same: nothing expires while somebody types
KEPT = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=10)  # an answer within ten minutes writes nothing here
ROWS = cast(Table, LinkSession.__table__)
OPENED = select(ROWS.c.id, ROWS.c.seen_at, ROWS.c.began_at, ROWS.c.confirmed_at).where(
    ROWS.c.token_hash == bindparam("token"),
    ROWS.c.invitation_id == bindparam("invitation"),
    ROWS.c.ended_at.is_(None),
)


class Opened(NamedTuple):
    """A link session that has not ended."""

    id: int
    seen_at: datetime
    began_at: datetime
    confirmed_at: datetime | None

    def may_read(self, now: datetime) -> bool:
        """Whether its pages are still shown."""
        return now - self.seen_at <= READING and now - self.began_at <= TYPING

    def may_write(self, now: datetime) -> bool:
        """Whether what was written on an open page is still taken in."""
        return now - self.seen_at <= TYPING


def find_opened(session: Session, token: object, invitation: int) -> Opened | None:
    """The session behind a cookie's token, for this invitation alone: one indexed look."""
    if not isinstance(token, str):
        return None
    found = session.connection().execute(OPENED, {"token": hashed(token), "invitation": invitation}).first()
    return Opened(*found) if found else None


def begin_link_session(session: Session, invitation: int, now: datetime, *, confirmed: bool) -> str:
    """Start one; returns the token for the cookie. What nobody used for a week is thrown away."""
    old = (LinkSession.invitation_id == invitation, LinkSession.seen_at < now - KEPT)
    session.execute(delete(LinkSession).where(*old))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = LinkSession(token_hash=hashed(token), invitation_id=invitation, began_at=now, seen_at=now)
    made.confirmed_at = now if confirmed else None
    session.add(made)
    return token


def confirm_link_session(session: Session, opened: Opened, now: datetime) -> str:
    """The second thing was right: returns the token of the session from now on."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {"token_hash": hashed(token), "confirmed_at": now, "seen_at": now}
    session.execute(update(LinkSession).where(LinkSession.id == opened.id).values(values))
    return token


def keep_open(session: Session, opened: Opened, now: datetime) -> None:
    """Note that it is in use."""
    session.execute(update(LinkSession).where(LinkSession.id == opened.id).values(seen_at=now))


def end_link_sessions(session: Session, tokens: Iterable[str], now: datetime) -> None:
    """End them on the server; the cookie is worth nothing from now on."""
    mine = (LinkSession.token_hash.in_([hashed(token) for token in tokens]), LinkSession.ended_at.is_(None))
    session.execute(update(LinkSession).where(*mine).values(ended_at=now))
