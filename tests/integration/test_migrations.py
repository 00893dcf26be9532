"""The migrations make the tables that the code speaks of."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect

from feedback.persistence.database import Database
from feedback.persistence.migrate import is_current, migrate
from feedback.persistence.tables import Base


def test_the_migrations_are_in_step_with_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    assert is_current(database)
    migrate(database)
    assert is_current(database)


def test_the_migrations_know_the_same_checks_as_the_tables(database: Database) -> None:
    if not database.is_sqlite:
        return  # PostgreSQL rewrites the words of a check
    fresh = create_engine("sqlite://")
    Base.metadata.create_all(fresh)
    assert _checks(database.engine) == _checks(fresh)


def _checks(engine: Engine) -> dict[str, set[tuple[str | None, str]]]:
    found = inspect(engine)
    return {
        table: {(check["name"], check["sqltext"]) for check in found.get_check_constraints(table)}
        for table in Base.metadata.tables
    }
