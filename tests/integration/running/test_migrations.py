"""The migrations make the tables that the code speaks of."""

from __future__ import annotations

from datetime import UTC, date, datetime

from alembic.autogenerate import compare_metadata
from alembic.command import downgrade
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, insert, inspect, select, text

from feedback.domain.points.held_days import HeldDays, held_from_plain
from feedback.persistence.database import Database
from feedback.persistence.migrate import _config, migrate
from feedback.persistence.table_version import is_current, newest
from feedback.persistence.tables import (
    Base,
    CarePathway,
    Credential,
    EvaluationPoint,
    EvaluationRecord,
    Patient,
    Person,
    ReviewedTogether,
    Unit,
)


def test_the_migrations_are_in_step_with_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_number_is_the_head_that_alembic_knows() -> None:
    assert newest() == ScriptDirectory.from_config(_config()).get_current_head()


def test_older_newer_and_empty_databases_are_not_of_this_version(database: Database) -> None:
    for number in ("0020", "9999"):
        with database.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})
        assert not is_current(database)
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    assert not is_current(database)
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert not is_current(database)


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


def test_versions_that_were_finished_before_keep_the_days_of_their_point(database: Database) -> None:
    now, keyring = datetime(2026, 3, 4, 12, tzinfo=UTC), database.keyring
    script = ScriptDirectory.from_config(_config())
    [ours] = [one for one in script.walk_revisions() if one.doc.startswith("Every finished version")]
    with database.engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    migrate(database, str(ours.down_revision))
    with database.engine.begin() as connection:
        unit = {"id": 1, "key": "u", "name": "U", "service_name": "S", "phone": "", "link_second": "none"}
        connection.execute(insert(Unit), unit)
        for number, role in ((1, "clinician"), (2, "patient")):
            one = {"id": number, "role": role, "unit_id": 1, "name": "A", "language": "nb", "added_at": now}
            connection.execute(insert(Person), one)
        patient = {"person_id": 2, "born_on": date(1990, 1, 1), "reference": "1", "reference_hash": "1"}
        connection.execute(insert(Patient), patient)
        course = {"id": 3, "patient_id": 2, "unit_id": 1, "area": "TSB", "setting": "outpatient"}
        connection.execute(insert(CarePathway), {**course, "started_on": date(2026, 1, 2)})
        days = {"opens_on": date(2026, 2, 1), "due_on": date(2026, 3, 1)}
        held = {"id": 4, "number": 1, "held_on": date(2026, 3, 4), "late_reason": "illness: feber", **days}
        next_one = {"id": 5, "number": 2, "opens_on": date(2026, 5, 1), "due_on": date(2026, 5, 27)}
        for point in (held, next_one):
            connection.execute(insert(EvaluationPoint), {"pathway_id": 3, **point})
        content = keyring.seal(b"{}", "evaluation_record.content")
        version = text(
            "INSERT INTO evaluation_record (id, point_id, version, content, author_id, written_at, finished_at) "
            "VALUES (:id, 4, :id, :content, 1, :now, :finished_at)"
        )
        for number, finished_at in ((1, now), (2, None)):
            values = {"id": number, "content": content, "now": now, "finished_at": finished_at}
            connection.execute(version, values)
    migrate(database, ours.revision)
    with database.transaction() as session:
        first, draft = session.scalars(select(EvaluationRecord).order_by(EvaluationRecord.version))
        assert draft.days is None
        assert held_from_plain(first.days) == HeldDays(
            date(2026, 3, 4), "TSB", date(2026, 1, 2), "illness: feber", date(2026, 5, 27)
        )


def test_what_a_patient_has_objected_becomes_a_word_of_their_own(database: Database) -> None:
    now, keyring = datetime(2026, 3, 4, 12, tzinfo=UTC), database.keyring
    script = ScriptDirectory.from_config(_config())
    [ours] = [one for one in script.walk_revisions() if one.doc.startswith("What a patient objects")]
    with database.engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    migrate(database, str(ours.down_revision))
    with database.engine.begin() as connection:
        _two_held_points(connection, now)
        noted = text(
            "INSERT INTO reviewed_together (point_id, version, how, by_id, at, reason) "
            "VALUES (:point, 1, :how, :by, :now, :reason)"
        )
        reason = keyring.seal(b"uenig", "reviewed_together.reason")
        for point, how, by in ((4, "not-confirmed", 2), (4, "spoken", 1), (5, "not-confirmed", 1)):
            values = {"point": point, "how": how, "by": by, "now": now, "reason": reason}
            connection.execute(noted, values)
    migrate(database, ours.revision)
    assert _noted(database) == {(4, "not-so", 2), (4, "spoken", 1), (5, "not-confirmed", 1)}
    with database.transaction() as session:
        both = {"point_id": 4, "version": 1, "how": "not-confirmed", "by_id": 1, "at": now, "reason": "x"}
        session.execute(insert(ReviewedTogether), both)
    with database.engine.connect() as connection:
        alembic = _config()
        alembic.attributes["connection"] = connection
        downgrade(alembic, str(ours.down_revision))
    assert _noted(database) == {(4, "not-confirmed", 2), (4, "spoken", 1), (5, "not-confirmed", 1)}


def _noted(database: Database) -> set[tuple[int, str, int]]:
    with database.engine.connect() as connection:
        return {
            (*row,) for row in connection.execute(text("SELECT point_id, how, by_id FROM reviewed_together"))
        }


def _two_held_points(connection: Connection, now: datetime) -> None:
    """Person 1 is a clinician and 2 a patient; points 4 and 5 are theirs."""
    unit = {"id": 1, "key": "u", "name": "U", "service_name": "S", "phone": "", "link_second": "none"}
    connection.execute(insert(Unit), unit)
    for number, role in ((1, "clinician"), (2, "patient")):
        one = {"id": number, "role": role, "unit_id": 1, "name": "A", "language": "nb", "added_at": now}
        connection.execute(insert(Person), one)
    patient = {"person_id": 2, "born_on": date(1990, 1, 1), "reference": "1", "reference_hash": "1"}
    connection.execute(insert(Patient), patient)
    course = {"id": 3, "patient_id": 2, "unit_id": 1, "area": "TSB", "setting": "outpatient"}
    connection.execute(insert(CarePathway), {**course, "started_on": date(2026, 1, 2)})
    for number in (1, 2):
        days = {
            "opens_on": date(2026, number, 1),
            "due_on": date(2026, number, 9),
            "held_on": date(2026, number, 8),
        }
        connection.execute(
            insert(EvaluationPoint), {"id": number + 3, "pathway_id": 3, "number": number, **days}
        )


def _checks(engine: Engine) -> dict[str, set[tuple[str | None, str]]]:
    found = inspect(engine)
    return {
        table: {(check["name"], check["sqltext"]) for check in found.get_check_constraints(table)}
        for table in Base.metadata.tables
    }
