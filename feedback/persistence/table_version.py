"""Which version the tables of a database have, asked without Alembic: loading it costs a quarter of a second."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from feedback.persistence.database import Database

FOLDER = Path(__file__).parent / "migrations"


def newest() -> str:
    """The number of the newest migration, which its file's name begins with."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def is_current(database: Database) -> bool:
    """Whether the tables are those of this version; an older and a newer database are both not."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return list(connection.scalars(text("SELECT version_num FROM alembic_version"))) == [newest()]
