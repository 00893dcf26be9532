"""The migrations make the tables that the code speaks of."""

from __future__ import annotations

from datetime import UTC, datetime

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, insert, inspect, select, text

from feedback.persistence.database import Database
from feedback.persistence.migrate import _config, is_current, migrate
from feedback.persistence.tables import Base, Credential, Person, Unit


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


def test_plain_names_and_numbers_are_encrypted_on_the_way(database: Database) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    script = ScriptDirectory.from_config(_config())
    [ours] = [one for one in script.walk_revisions() if one.doc.startswith("Sign-in names,")]
    with database.engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    migrate(database, str(ours.down_revision))
    with database.engine.begin() as connection:
        for statement in (
            "INSERT INTO unit (id, key, name, service_name, phone, interpretation_confirmed_on, "
            "interpretation_confirmed_by) VALUES (1, 'u', 'U', 'S', '', '2026-01-01', 'Nina Ås')",
            "INSERT INTO unit (id, key, name, service_name, phone) VALUES (2, 'v', 'V', 'S', '')",
        ):
            connection.execute(text(statement))
        person = {"id": 1, "role": "clinician", "unit_id": 1, "name": "A", "language": "nb", "added_at": now}
        connection.execute(insert(Person), person)
        connection.execute(
            text("INSERT INTO credential (person_id, sign_in_name, password_hash, failures) "
                 "VALUES (1, 'åse', 'x', 0)")
        )  # fmt: skip
    migrate(database, ours.revision)
    with database.transaction() as session:
        found = select(Credential.password_hash).where(Credential.sign_in_name == "åse")
        assert session.scalar(found) == "x"
        assert session.scalars(select(Unit.interpretation_confirmed_by).order_by(Unit.id)).all() == [
            "Nina Ås",
            None,
        ]


def _checks(engine: Engine) -> dict[str, set[tuple[str | None, str]]]:
    found = inspect(engine)
    return {
        table: {(check["name"], check["sqltext"]) for check in found.get_check_constraints(table)}
        for table in Base.metadata.tables
    }
