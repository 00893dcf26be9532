"""`feedback audit verify` and `export`: the database of the settings, a copy of it, and an export."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from clinic import OPERATOR, Clinic

from feedback.cli.main import main
from feedback.persistence.anchor import Anchor
from feedback.persistence.keys import write_keyring
from feedback.services import audit


@pytest.fixture
def instance(clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance folder whose anchor file knows three rows."""
    folder = tmp_path / "instance"
    write_keyring(clinic.database.keyring, folder / "keys.json")
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(folder))
    url = clinic.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", url)
    clinic.database.anchor = Anchor(folder / "audit.anchor", clinic.database.keyring.anchor)
    for number in range(3):
        with clinic.database.transaction() as session:
            audit.record(session, OPERATOR, "tried", clinic.now, target=f"{number}")
    clinic.database.engine.dispose()
    return folder


def _run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_a_whole_log(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _run(capsys, "audit", "verify")
    assert (code, said.splitlines()[-1].partition(": ")[2]) == (0, "nothing is missing or changed.")
    code, said = _run(capsys, "audit", "verify", "--json")
    found = json.loads(said)
    assert (code, found["fault_count"], found["anchored"]) == (0, 0, found["newest"])


def test_an_export_is_verified_by_itself(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "elsewhere" / "log.jsonl"
    out.parent.mkdir()
    shutil.copy(instance / "audit.anchor", out.parent)
    assert _run(capsys, "audit", "export", "--out", out)[0] == 0
    assert out.stat().st_mode & 0o777 == 0o600
    code, said = _run(capsys, "audit", "verify", out)
    assert (code, "came after the last line" in said) == (0, True)  # the export itself is in the log
    lines = out.read_text().splitlines(keepends=True)
    assert json.loads(lines[-1])["action"] == "exported audit log"
    for bad, told in (
        ([*lines[:4], *lines[5:]], "does not follow"),
        ([*lines[:4], lines[5], lines[4], *lines[6:]], "does not follow"),
        (lines[:-2], "cut off"),
        ([*lines[:4], lines[4].replace("clinic", "clean").replace("os:", "so:"), *lines[5:]], "follow"),
    ):
        out.write_text("".join(bad))
        code, said = _run(capsys, "audit", "verify", out)
        assert (code, told in said) == (1, True), said


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_copy_of_the_sqlite_file(
    instance: Path, clinic: Clinic, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.sqlite"
    with sqlite3.connect(tmp_path / "feedback.sqlite") as live, sqlite3.connect(copy) as target:
        live.backup(target)
    live.close()
    target.close()
    assert _run(capsys, "audit", "verify", copy)[0] == 0
    copy.chmod(0o400)
    assert _run(capsys, "audit", "verify", copy)[0] == 0
    copy.chmod(0o600)
    for statement, told in (
        ("UPDATE audit_event SET purpose = 'x' WHERE id = 3", "Row 3 does not follow"),
        ("DELETE FROM audit_event WHERE id > (SELECT max(id) - 2 FROM audit_event)", "cut off"),
    ):
        with sqlite3.connect(copy) as connection:
            connection.execute(statement)
        connection.close()
        code, said = _run(capsys, "audit", "verify", copy)
        assert (code, told in said) == (1, True), said


def test_no_anchor_is_a_fault(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (instance / "audit.anchor").rename(instance / "aside")
    code, said = _run(capsys, "audit", "verify")
    assert (code, "There is no anchor file" in said) == (1, True)
    assert _run(capsys, "audit", "verify", "--anchor", instance / "aside")[0] == 0
    assert _run(capsys, "audit", "verify", "--anchor", instance / "missing")[0] == 2


def test_a_forged_anchor_is_a_fault(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Anchor(instance / "audit.anchor", b"not the key").note(1, "a" * 64)
    code, said = _run(capsys, "audit", "verify")
    assert (code, "1 lines of the anchor file bear a wrong seal" in said) == (1, True)


@pytest.mark.parametrize("content", ["hello\n", "{}\n", "[1]\n", '{"id": 1, "at": "never"}\n', "\x00\xff\n"])
def test_a_file_that_is_no_log(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    bad = tmp_path / "bad"
    bad.write_text(content)
    code, said = _run(capsys, "audit", "verify", bad)
    assert (code, "Line 1 of" in said) == (2, True)


def test_another_database_is_no_log(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE plain (id INTEGER)")
    connection.close()
    code, said = _run(capsys, "audit", "verify", other)
    assert (code, "is not a database with an audit log" in said) == (2, True)
    assert _run(capsys, "audit", "verify", tmp_path / "missing")[0] == 2
