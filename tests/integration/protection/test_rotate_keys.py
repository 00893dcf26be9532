"""`feedback keys rotate`: a new key for everything, while people answer; stopped in the middle and taken up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from asking import acting
from clinic import Clinic
from page_client import PageClient
from sqlalchemy import LargeBinary, select, type_coerce, update

from feedback import create_app
from feedback.cli import keys as rotation
from feedback.cli.main import main
from feedback.domain.calendar import day_of
from feedback.persistence.columns import Encrypted
from feedback.persistence.database import Database
from feedback.persistence.keys import KeyFileError, next_keyring, read_keyring, replace_keyring, write_keyring
from feedback.persistence.live_keys import KeyFile
from feedback.persistence.reseal import count_by_key, key_of, sealed_tables
from feedback.persistence.tables import Base, Person, Response
from feedback.services.answers.invite import invite, new_link
from feedback.services.answers.occasions import own_initiative
from feedback.settings import Settings

SLOWLY = """
import sys, time
from feedback.persistence import reseal
from feedback.cli.main import main
reseal.SEALED_AT_ONCE = 1
sealed = reseal._reseal_rows
reseal._reseal_rows = lambda *given: (time.sleep(0.03), sealed(*given))[1]
sys.exit(main(["keys", "rotate"]))
"""


@pytest.fixture
def instance(clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An instance folder of the clinic, its database opened with the key file as a server does."""
    folder = tmp_path / "instance"
    write_keyring(clinic.database.keyring, folder / "keys.json")
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(folder))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", _url(clinic))
    monkeypatch.setattr(rotation, "PAUSE_SECONDS", 0.01)
    yield folder
    clinic.database.engine.dispose()


def _url(clinic: Clinic) -> str:
    return clinic.database.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def server(clinic: Clinic, instance: Path) -> Iterator[Database]:
    """The database as another process has it open since before the rotation."""
    database = Database(_url(clinic), KeyFile(instance / "keys.json"), instance / "audit.anchor")
    yield database
    database.engine.dispose()


def _names(database: Database) -> list[str]:
    session = database.open(writing=False)
    try:
        return sorted(session.scalars(select(Person.name)))
    finally:
        database.close(session)


def test_every_encrypted_column_is_found() -> None:
    columns = {
        f"{table.name}.{one.name}"
        for table in Base.metadata.tables.values()
        for one in table.columns
        if isinstance(one.type, Encrypted)
    }
    found = {context for one in sealed_tables() for context in one.contexts.values()}
    assert found == columns
    assert {"person.name", "response.answers", "evaluation_record.content"} <= found


def test_everything_gets_the_new_key(
    clinic: Clinic, server: Database, instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names, before = _names(server), count_by_key(server)
    assert set(before) == {"k1"}
    assert main(["keys", "rotate"]) == 0
    assert count_by_key(server) == {"k2": before["k1"]}
    said = capsys.readouterr().out
    assert f"{before['k1']} of {before['k1']} values are sealed with the key k2" in said
    assert _names(server) == names  # the running server reads the file again by itself
    known = read_keyring(instance / "keys.json")
    assert (known.active, sorted(known.keys), known.rotating) == ("k2", ["k1", "k2"], False)
    assert (instance / "keys.json").stat().st_mode & 0o777 == 0o600
    assert (known.lookup, known.cookies) == (clinic.database.keyring.lookup, clinic.database.keyring.cookies)


def test_a_running_server_writes_with_the_new_key_soon(
    clinic: Clinic, server: Database, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["keys", "rotate"]) == 0
    server.keyring._looked = time.monotonic() - 2  # type: ignore[union-attr]
    with server.transaction() as session:
        session.get_one(Person, clinic.per).name = "Per Ny"
    raw = type_coerce(Person.__table__.c.name, LargeBinary)
    with server.transaction() as session:
        assert key_of(session.scalars(select(raw).where(Person.id == clinic.per)).one()) == "k2"


def test_retiring_takes_the_old_key_away(
    clinic: Clinic,
    server: Database,
    instance: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(rotation, "SETTLE_SECONDS", 0.2)
    names = _names(server)
    assert main(["keys", "rotate"]) == 0
    assert main(["keys", "rotate", "--retire"]) == 0
    said = capsys.readouterr().out
    assert "Keys taken out of the file: k1, k2." in said
    assert list(read_keyring(instance / "keys.json").keys) == ["k3"]
    assert _names(server) == names
    with pytest.raises(KeyFileError):  # what only the old file opens is gone for good
        _names(clinic.database)


def _links(clinic: Clinic, count: int) -> list[str]:
    with clinic.database.transaction() as session:
        siv, found = acting(session, clinic.siv), []
        for _number in range(count):
            occasion = own_initiative(session, clinic.kari, day_of(clinic.now))
            asked = invite(session, siv, clinic.kari, "after-session", occasion, clinic.now)
            found.append(f"/l/{new_link(session, siv, asked, clinic.now).token}")
    clinic.database.engine.dispose()
    return found


def test_people_answer_meanwhile(clinic: Clinic, instance: Path) -> None:
    app = create_app(Settings(instance, _url(clinic), secure_cookies=False))
    links, wrong, sent = _links(clinic, 60), [], []

    def answer() -> None:
        try:
            while links:
                person = PageClient(app)
                person.get(links.pop())
                person.get(f"{person.path}1")
                person.submit({"q5": "takk for timen", "action": "next", "sharing": "all"})
                sent.append(person.path.endswith("/receipt"))
        except BaseException as error:
            wrong.append(error)

    people = [threading.Thread(target=answer) for _person in range(2)]
    for person in people:
        person.start()
    rounds = 0
    while any(person.is_alive() for person in people):
        assert main(["keys", "rotate"]) == 0
        rounds += 1
    database = app.extensions["samsyn.database"]
    try:
        assert (wrong, sent.count(True)) == ([], 60)
        assert rounds > 1
        assert read_keyring(instance / "keys.json").active == f"k{rounds + 1}"
        with database.transaction() as session:
            found = [json.dumps(row.answers) for row in session.scalars(select(Response))]
        assert sum("takk for timen" in answers for answers in found) == 60
    finally:
        database.engine.dispose()


def test_killed_in_the_middle_it_is_taken_up(
    clinic: Clinic, server: Database, instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = _names(server)
    killed = subprocess.Popen([sys.executable, "-c", SLOWLY], env=os.environ, start_new_session=True)
    try:
        until = time.monotonic() + 30
        while len(count_by_key(server)) < 2 and time.monotonic() < until:
            time.sleep(0.01)
    finally:
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
    both = count_by_key(server)
    assert set(both) == {"k1", "k2"}
    assert read_keyring(instance / "keys.json").rotating
    assert _names(server) == names  # half old, half new, all readable
    assert main(["keys", "rotate"]) == 0
    said = capsys.readouterr().out
    assert "Going on with the key k2." in said
    assert set(count_by_key(server)) == {"k2"}
    assert f"{both['k1']} of them sealed anew in this run" in said
    assert _names(server) == names


@pytest.mark.parametrize(
    "database", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
def test_a_row_that_somebody_holds_is_left_for_the_next_pass(
    clinic: Clinic, server: Database, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "MOST_PASSES", 2)
    with server.transaction() as session:
        session.execute(update(Person).where(Person.id == clinic.per).values(language="en"))
        assert main(["keys", "rotate"]) == 2
    assert count_by_key(server)["k1"] == 1
    assert main(["keys", "rotate"]) == 0
    assert set(count_by_key(server)) == {"k2"}


def test_two_rotations_at_once_are_refused(
    clinic: Clinic, instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with rotation._alone(instance / "keys.json"):
        assert main(["keys", "rotate"]) == 2
    assert "Another 'feedback keys rotate' is running" in capsys.readouterr().err
    assert read_keyring(instance / "keys.json").active == "k1"


def test_without_a_key_file(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (instance / "keys.json").unlink()
    assert main(["keys", "rotate"]) == 2
    assert "run 'feedback init-db' first" in capsys.readouterr().err


def test_a_key_file_that_is_gone_or_broken_for_a_moment(clinic: Clinic, instance: Path) -> None:
    path = instance / "keys.json"
    live = KeyFile(path)
    before = read_keyring(path)
    path.write_text("{")
    live._look()
    assert live.open(live.seal(b"x", "a.b"), "a.b") == b"x"
    path.unlink()
    live._look()
    assert live.open(live.seal(b"x", "a.b"), "a.b") == b"x"
    write_keyring(before, path)
    replace_keyring(replace(next_keyring(before, 0), rotating=False), path)
    live._look()
    assert key_of(live.seal(b"x", "a.b")) == "k2"
    assert live.fingerprint("F-1") == before.fingerprint("F-1")
