"""The database: an engine with its keyring, and one transaction at a time.

SQLite runs in WAL mode with full synchronisation. A writing transaction starts with `BEGIN IMMEDIATE`, and
within one process writers queue on a lock instead of polling the file (docs/performance).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from feedback.persistence.anchor import Anchor
from feedback.persistence.columns import keyrings
from feedback.persistence.keys import Keyring
from feedback.persistence.live_keys import KeyFile

BUSY_SECONDS = 10


class Database:
    """An engine, its keyring, the anchor of its audit log, and the way to a session."""

    def __init__(self, url: str, keyring: Keyring | KeyFile, anchor: Path | None = None) -> None:
        self.keyring = keyring
        self.anchor = Anchor(anchor, keyring.anchor) if anchor else None
        self.engine = _engine(url)
        self._writer = Lock()
        keyrings[self.engine.dialect] = keyring

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A writing session: committed at the end, rolled back on any error."""
        session = self.open(writing=True)
        try:
            yield session
            self.commit(session)
        finally:
            self.close(session)

    def open(self, *, writing: bool) -> Session:
        """A session whose transaction has begun; end it with `close`."""
        lock = writing and self.is_sqlite
        if lock:
            self._wait_for_turn()
        try:
            session = Session(self.engine, expire_on_commit=False)
            session.info["locked"] = lock
            connection = session.connection()
            if lock:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            elif self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
        except BaseException:
            if lock:
                self._writer.release()
            raise
        return session

    def commit(self, session: Session) -> None:
        """Commit, and then let the anchor know the newest row of the audit log."""
        session.commit()
        newest = session.info.pop("audit_newest", None)
        if newest is not None and self.anchor is not None:
            self.anchor.note(*newest)

    def forget_overwritten(self) -> None:
        """Bring the write-ahead log of SQLite into the file and empty it: it holds what was overwritten."""
        if self.is_sqlite:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def write(self, session: Session) -> None:
        """Go on as a writer where the session began as a reader. What was read before may be old by now."""
        if not self.is_sqlite or session.info["locked"]:
            return
        connection = session.connection()
        connection.exec_driver_sql("COMMIT")
        self._wait_for_turn()
        session.info["locked"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def close(self, session: Session, *, broken: bool = False) -> None:
        """Roll back what is not committed and give the connection back; a broken one is never used again."""
        try:
            session.invalidate() if broken else session.close()
        finally:
            if session.info.pop("locked", False):
                self._writer.release()

    def _wait_for_turn(self) -> None:
        """Queue for the one writer of this process. Raises TimeoutError rather than wait for ever."""
        if not self._writer.acquire(timeout=BUSY_SECONDS):
            raise TimeoutError("another writer has held the database for too long")


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    options = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, connect_args=options, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None  # transactions are begun by us, not by the driver
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
