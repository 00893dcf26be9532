"""Small commands start without what they do not need; every command is found where the table says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import feedback
from feedback.cli.main import PARTS, build_parser

HEAVY = ("flask", "sqlalchemy", "alembic", "reportlab", "wtforms")
SMALL = {
    "resourceType": "Questionnaire",
    "status": "active",
    "id": "small",
    "item": [{"linkId": "one", "type": "boolean", "text": "One?"}],
}
RUN = """
import json, sys
from feedback.cli import main
code = main(sys.argv[1:])
sys.stderr.write(json.dumps([code, sorted(sys.modules)]))
"""


@pytest.mark.parametrize(
    "words",
    [
        ("questionnaires", "check", "FILE"),
        ("questionnaires", "enabled", "FILE", "--answers", "ANSWERS"),
        ("plan", "dry-run", "--template", "phv-adult-outpatient", "--start", "2026-01-01", "--weeks", "2"),
    ],
)
def test_a_command_without_a_database_loads_no_database_and_no_page(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    file, answers = tmp_path / "small.json", tmp_path / "answers.json"
    file.write_text(json.dumps(SMALL))
    answers.write_text("{}")
    given = [{"FILE": str(file), "ANSWERS": str(answers)}.get(word, word) for word in words]
    done = subprocess.run([sys.executable, "-c", RUN, *given], capture_output=True, text=True, check=True)
    code, loaded = json.loads(done.stderr)
    assert code == 0
    assert not {name.partition(".")[0] for name in loaded} & {*HEAVY}


@pytest.mark.parametrize("held", [words for names in PARTS.values() for words in names])
def test_every_command_is_where_the_table_says(held: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        build_parser(held.split()).parse_args([*held.split(), "--help"])
    assert ended.value.code == 0
    assert held in capsys.readouterr().out


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser(["--help"]).parse_args(["--help"])
    told = capsys.readouterr().out
    assert all(words.partition(" ")[0] in told for names in PARTS.values() for words in names)


def test_the_package_offers_the_application_and_nothing_that_is_not_there() -> None:
    assert callable(feedback.create_app)
    with pytest.raises(AttributeError, match="no attribute 'something'"):
        _ = feedback.something
