"""What every command needs: settings, database, the operating-system user as actor."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from feedback.cli.clock import now
from feedback.domain.people.actors import Actor
from feedback.persistence.database import Database
from feedback.persistence.live_keys import KeyFile
from feedback.persistence.table_version import is_current
from feedback.services.refusals import Refused
from feedback.settings import Settings, read_settings

__all__ = ["any_database", "now", "open_database", "opened", "operator", "reading", "settings", "transaction"]


def settings() -> Settings:
    """The settings from the environment."""
    return read_settings(os.environ)


def open_database(found: Settings) -> Database:
    """The database, ready for use. Raises Refused when its tables are missing or old."""
    database = any_database(found)
    if not is_current(database):
        database.engine.dispose()
        raise Refused("The database is not ready for this version: run 'feedback init-db'.")
    return database


def any_database(found: Settings) -> Database:
    """The database, whether its tables are there or not."""
    return Database(found.database_url, KeyFile(found.key_file), found.anchor_file)


@contextmanager
def opened() -> Iterator[Database]:
    """The database of the settings, closed in the end."""
    database = open_database(settings())
    try:
        yield database
    finally:
        database.engine.dispose()


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction on the database of the settings."""
    with opened() as database, database.transaction() as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """The same for reading alone."""
    with opened() as database:
        session = database.open(writing=False)
        try:
            yield session
        finally:
            database.close(session)


def operator() -> Actor:
    """The operating-system user, as the audit log names them."""
    return Actor(None, "operator", None, label=f"os:{getpass.getuser()}")
