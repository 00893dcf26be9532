"""The command line that scripts rely on: exit codes, one sentence on bad input, audited with the system's user."""

from __future__ import annotations

import getpass
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from asking import Command
from clinic import Clinic
from page_client import PageClient
from sqlalchemy import select

from feedback.cli.main import main
from feedback.persistence.database import Database
from feedback.persistence.tables import AuditEvent, Person
from feedback.settings import Settings

ROLES = {"patient", "relative", "clinician", "coordinator", "leader", "administrator"}


def _refused(answer: tuple[int, str, str], *words: str) -> None:
    code, out, err = answer
    assert (code, out) == (2, ""), answer
    assert err.count("\n") == 1
    assert all(word in err for word in words), err


def test_people_are_listed_and_the_log_says_who_asked(clinic: Clinic, command: Command) -> None:
    code, out, _err = command("people", "list", "--json")
    people = json.loads(out)
    assert code == 0
    assert {person["role"] for person in people} == ROLES
    assert all(set(person) == {"id", "role", "name", "unit"} for person in people)
    with clinic.database.transaction() as session:
        newest = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert newest is not None
        assert (newest.role, newest.actor_label) == ("operator", f"os:{getpass.getuser()}")


def test_a_link_is_printed_once_and_opens(
    clinic: Clinic, command: Command, browser: Callable[[], PageClient]
) -> None:
    code, out, _err = command("links", "new", "--person", clinic.kari, "--ask", "after-session")
    assert (code, out.count("\n")) == (0, 1)
    visitor = browser()
    visitor.get(out.strip())
    assert visitor.path.startswith("/answer/")


def test_a_link_needs_somebody_to_answer_and_something_to_ask(clinic: Clinic, command: Command) -> None:
    _refused(command("links", "new", "--person", 99_999, "--ask", "after-session"), "99999")
    _refused(command("links", "new", "--person", clinic.berg, "--ask", "after-session"), str(clinic.berg))
    _refused(command("links", "new", "--person", clinic.kari, "--ask", "nothing"), "nothing")
    _refused(command("links", "new", "--person", "Kari", "--ask", "after-session"), "person")
    _refused(command("links", "new", "--person", 10**30, "--ask", "after-session"))
    _refused(command("links", "new", "--ask", "after-session"), "--person")


def test_a_relative_without_consent_gets_no_link(clinic: Clinic, command: Command) -> None:
    with clinic.database.transaction() as session:
        person = session.get_one(Person, clinic.per)
        stranger = Person(
            role="relative", unit_id=person.unit_id, name="Liv", language="nb", added_at=clinic.now
        )
        session.add(stranger)
        session.flush()
        number = stranger.id
    _refused(command("links", "new", "--person", number, "--ask", "relative-view"))


def test_question_sets_are_listed(clinic: Clinic, command: Command) -> None:
    code, out, _err = command("questionnaires", "list", "--json")
    found = {entry["key"]: entry for entry in json.loads(out)}
    assert code == 0
    assert found["after-session"]["languages"] == ["nb", "nn", "en"]
    assert "after-session" in command("questionnaires", "list")[1]


def test_a_sheet_needs_a_patient_and_a_point(clinic: Clinic, command: Command, tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    _refused(command("sheet", "--patient", 99_999, "--point", 1, "--out", out), "99999", "people list")
    _refused(
        command("sheet", "--patient", clinic.kari, "--point", 7, "--out", out), "7", "point 1 of course 1"
    )
    _refused(command("sheet", "--patient", clinic.kari, "--point", 1, "--language", "sv", "--out", out), "nb")
    assert not out.exists()


def test_a_demo_leaves_people_alone(clinic: Clinic, command: Command) -> None:
    _refused(command("demo"), "empty")
    _refused(command("demo", "--date", "2026-02-30"), "date")


def test_making_the_database_again_changes_nothing(
    clinic: Clinic, command: Command, settings: Settings
) -> None:
    before, keys = command("people", "list", "--json"), settings.key_file.read_bytes()
    assert command("init-db")[0] == 0
    assert command("people", "list", "--json") == before
    assert settings.key_file.read_bytes() == keys


def test_help_names_every_command(command: Command) -> None:
    code, out, _err = command("--help")
    assert code == 0
    for name in ("init-db", "demo", "serve", "people", "links", "questionnaires", "sheet", "pathway"):
        assert name in out


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("FEEDBACK_DATABASE_URL", "nonsense", "FEEDBACK_DATABASE_URL"),
        ("FEEDBACK_DATABASE_URL", "postgresql+nodriver://x/y", "FEEDBACK_DATABASE_URL"),
        ("FEEDBACK_DATABASE_URL", "sqlite:////nowhere/at/all.sqlite", "database"),
        ("FEEDBACK_PROXIES", "many", "FEEDBACK_PROXIES"),
        ("FEEDBACK_DEMO_ENTRY", "yes", "FEEDBACK_DEMO_ENTRY"),
        ("FEEDBACK_INSTANCE", "/nowhere/at/all", "init-db"),
    ],
)
def test_a_wrong_setting_is_named(
    database: Database, command: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    _refused(command("people", "list"), words)


def test_serving_to_others_needs_the_names_that_are_answered(database: Database, command: Command) -> None:
    _refused(command("serve", "--host", "0.0.0.0"), "FEEDBACK_HOSTS")  # noqa: S104


def test_a_new_database_is_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = tmp_path / "new"
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(instance))
    monkeypatch.delenv("FEEDBACK_DATABASE_URL", raising=False)
    before = os.umask(0o022)
    try:
        assert main(["init-db"]) == 0
        assert os.umask(0o022) == 0o022, "what others make afterwards is theirs to decide"
    finally:
        os.umask(before)
    found = {path.name: path.stat().st_mode & 0o077 for path in (instance, *instance.iterdir())}
    assert "feedback.sqlite" in found
    assert set(found.values()) == {0}


def test_a_reader_that_goes_away_is_no_error(settings: Settings, database: Database) -> None:
    """`feedback access table | head`."""
    command = [str(Path(sys.executable).with_name("feedback")), "access", "table"]
    environ = {**os.environ, "FEEDBACK_INSTANCE": str(settings.instance)}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
