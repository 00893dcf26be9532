"""A PostgreSQL server for tests: databases by copying, and a database put back as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, create_engine, text

from feedback.persistence.tables.base import Base

TABLES = [table.name for table in Base.metadata.sorted_tables]
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
SEQUENCES = "SELECT sequencename, coalesce(last_value, 1), last_value IS NOT NULL FROM pg_sequences"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server that makes databases by copying."""

    address: str
    control: Engine

    def url(self, name: str) -> str:
        """The address of a database."""
        return self.address.replace("/postgres?", f"/{name}?")

    def copy(self, name: str, source: str) -> str:
        """A new database like the source, in place of one with the same name; returns its address."""
        with self.control.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{source}"'))
        return self.url(name)


@dataclass(frozen=True)
class Snapshot:
    """All rows of a database. Putting them back takes milliseconds, copying a database up to a second."""

    engine: Engine
    rows: Mapping[str, bytes]
    sequences: tuple[tuple[str, int, bool], ...]

    @classmethod
    def of(cls, url: str) -> Snapshot:
        """The rows as they are now."""
        engine = create_engine(url)
        with engine.connect() as connection:
            cursor = _cursor(connection)
            rows = {}
            for table in TABLES:
                with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as copy:
                    rows[table] = b"".join(map(bytes, copy))
            sequences = tuple(cursor.execute(SEQUENCES).fetchall())
        return cls(engine, rows, sequences)

    def put_back(self) -> None:
        """Make the database what it was; whoever is still connected is thrown out."""
        with self.engine.connect() as connection:
            cursor = _cursor(connection)
            cursor.execute(OTHERS + " AND pid <> pg_backend_pid()", [self.engine.url.database])
            cursor.execute("SET LOCAL session_replication_role = replica")  # no foreign keys while at it
            cursor.execute("; ".join(f'DELETE FROM "{table}"' for table in TABLES))  # noqa: S608
            for table, rows in self.rows.items():
                with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as copy:
                    copy.write(rows)
            cursor.executemany("SELECT setval(%s, %s, %s)", self.sequences)
            connection.connection.commit()


def _cursor(connection: Any) -> Any:
    return connection.connection.cursor()
