"""What belongs to the request at hand: its time, its database session, its actor."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from flask import Flask, current_app, g, request

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.database import Database
from feedback.services.patients import demo_people
from feedback.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def now() -> datetime:
    """The instant at which the request came in; the same all through it."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    moment: datetime = g.now
    return moment


def today() -> date:
    """The day in Norway."""
    return day_of(now())


def app() -> Flask:
    """The application itself, for its map of addresses."""
    found: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return found


def address() -> str:
    """Where the request came from, as the proxies that are trusted say."""
    return request.remote_addr or ""


def database() -> Database:
    """The application's database."""
    found: Database = current_app.extensions["samsyn.database"]
    return found


def settings() -> Settings:
    """The application's settings."""
    found: Settings = current_app.extensions["samsyn.settings"]
    return found


def is_demo() -> bool:
    """Whether this is a demo: the setting allows it and the database carries the mark. Never asks a database
    that was given up."""
    return settings().demo_entry and "db" in g and demo_people.is_demo(g.db)


def begin(*, writing: bool) -> None:
    """Begin the request's one transaction."""
    if "db" not in g:
        g.db = database().open(writing=writing)


def session() -> Session:
    """The request's database session."""
    begin(writing=True)
    found: Session = g.db
    return found


def write() -> None:
    """Go on as a writer, where the guard began reading only; what was read before may be old by now."""
    database().write(session())


def actor() -> Actor:
    """Who is acting; set by the guard."""
    found: Actor = g.actor
    return found


def undo() -> None:
    """Nothing of this request is to be stored."""
    g.undo = True


def drop() -> None:
    """Give up the transaction at once: the database may be gone, and the error page must not need it."""
    g.person = None
    db = g.pop("db", None)
    if db is not None:
        database().close(db, broken=True)
