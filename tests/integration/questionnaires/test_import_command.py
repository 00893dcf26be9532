"""The command `feedback questionnaires import`: its exit codes and what it says about the rights."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

import pytest

from feedback.cli.main import main
from feedback.persistence.database import Database
from feedback.settings import Settings

FILE = {
    "resourceType": "Questionnaire",
    "id": "own",
    "status": "active",
    "title": "Egen",
    "item": [{"linkId": "a", "type": "string", "text": "Hva?"}],
}


# The command reads its own settings: one kind of database is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def instance(monkeypatch: pytest.MonkeyPatch, settings: Settings, database: Database) -> Path:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(settings.instance))
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    return settings.instance


def _import(folder: Path, capsys: pytest.CaptureFixture[str], **more: object) -> tuple[int, str]:
    path = folder / "own.json"
    path.write_text(json.dumps({**FILE, **more}))
    code = main(["questionnaires", "import", str(path)])
    return code, capsys.readouterr().err


def test_a_file_without_terms_is_published_and_the_operator_answers_for_it(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = _import(instance, capsys)
    assert code == 0
    assert said.count("\n") == 1
    assert f"os:{getpass.getuser()} answers for the right to use its words" in said


def test_a_file_with_terms_needs_no_word(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _import(instance, capsys, copyright="CC0", publisher="P") == (0, "")


def test_a_change_of_meaning_leaves_a_draft(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = [*FILE["item"], {"linkId": "b", "type": "attachment", "text": "Bilde"}]  # type: ignore[misc]
    code, said = _import(instance, capsys, copyright="CC0", publisher="P", item=items)
    assert code == 3
    assert "--yes" in said


def test_where_the_report_cannot_be_written_nothing_is_stored(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = instance / "own.json"
    path.write_text(json.dumps(FILE))
    assert main(["questionnaires", "import", str(path), "--report", str(tmp_path / "none" / "r.json")]) == 2
    assert "There is no file or folder" in capsys.readouterr().err
    main(["questionnaires", "list"])
    assert "Egen" not in capsys.readouterr().out
    assert main(["questionnaires", "import", str(path), "--report", str(tmp_path / "r.json")]) == 0
    assert json.loads((tmp_path / "r.json").read_text())["key"] == "own"


def test_the_list_tells_the_version_in_use_beside_a_draft(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _import(instance, capsys, copyright="CC0", publisher="P")
    items = [*FILE["item"], {"linkId": "b", "type": "attachment", "text": "Bilde"}]  # type: ignore[misc]
    _import(instance, capsys, copyright="CC0", publisher="P", version="2", item=items)
    main(["questionnaires", "list"])
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("own ")]
    assert line.split()[1:5] == ["2", "draft", "(1", "in"]
    main(["questionnaires", "list", "--json"])
    [found] = [one for one in json.loads(capsys.readouterr().out) if one["key"] == "own"]
    assert (found["version"], found["state"], found["in_use"]) == ("2", "draft", "1")
