"""Bringing a database to the newest version of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from feedback.persistence.database import Database
from feedback.persistence.table_version import FOLDER


def migrate(database: Database, target: str = "head") -> None:
    """Run every migration up to `target` that has not run yet, in one transaction."""
    with database.engine.connect() as connection, _references_checked_last(database, connection):
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, target)


@contextmanager
def _references_checked_last(database: Database, connection: Connection) -> Iterator[None]:
    """A transaction in which SQLite may rebuild tables that others refer to; their references are checked
    before it is committed. Raises RuntimeError when a row would refer to nothing."""
    if not database.is_sqlite:
        with connection.begin():
            yield
        return
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # it has no effect inside a transaction
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        yield
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"the migration would leave rows of {broken[0][0]} that refer to nothing")
        connection.commit()
    finally:
        connection.rollback()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config
