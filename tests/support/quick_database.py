"""Databases for tests: statements are compiled once in a run, and nothing waits for the disk."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Dialect, event

from feedback.persistence.columns import keyrings
from feedback.persistence.database import Database
from feedback.persistence.keys import Keyring

MOST = 5000  # statements; a run knows more than an application that serves one clinic
COMPILED: dict[str, tuple[Dialect, Any]] = {}


def quick_database(url: str, keyring: Keyring) -> Database:
    """A database whose statements an earlier test may have compiled: compiling is half of what a test costs."""
    made = Database(url, keyring)
    engine = made.engine
    engine._compiled_cache.capacity = MOST
    engine.dialect, engine._compiled_cache = COMPILED.setdefault(
        engine.dialect.name, (engine.dialect, engine._compiled_cache)
    )
    keyrings[engine.dialect] = keyring
    if made.is_sqlite:
        event.listen(engine, "connect", _without_waiting)
    return made


def _without_waiting(connection: Any, record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")
