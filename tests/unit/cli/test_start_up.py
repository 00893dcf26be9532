"""Small commands start without what they do not need; every command is found where the table says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import feedback
from feedback.cli.main import COMMANDS, PARTS, build_parser
from feedback.cli.parsing import Parser

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
try:
    code = main(sys.argv[1:])
except SystemExit as ended:
    code = ended.code
sys.stderr.write(json.dumps([code, sorted(sys.modules)]))
"""


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
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


def test_a_command_with_a_database_asks_its_version_without_alembic(tmp_path: Path) -> None:
    environ = {**os.environ, "FEEDBACK_INSTANCE": str(tmp_path)}
    environ.pop("FEEDBACK_DATABASE_URL", None)
    for words in (["init-db"], ["questionnaires", "list"]):
        ran = [sys.executable, "-c", RUN, *words]
        done = subprocess.run(ran, capture_output=True, text=True, check=True, env=environ)
    code, loaded = json.loads(done.stderr)
    assert code == 0
    assert "sqlalchemy" in loaded
    assert not {"alembic", "flask"} & {*loaded}


def test_what_a_command_loads_is_kept_from_the_collector_which_goes_on() -> None:
    """In a process of its own: what is frozen stays frozen."""
    program = (
        "import atexit, gc\n"
        "atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 1000))\n"
        "from feedback.cli import run\n"
        "raise SystemExit(run())"
    )
    ran = [sys.executable, "-c", program, "questionnaires", "check", "nothing.json"]
    done = subprocess.run(ran, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "True True\n")
    assert "There is no file or folder 'nothing.json'" in done.stderr


@pytest.mark.parametrize("held", [words for names in PARTS.values() for words in names])
def test_every_command_is_where_the_table_says(held: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        build_parser(held.split()).parse_args([*held.split(), "--help"])
    assert ended.value.code == 0
    assert held in capsys.readouterr().out


def test_the_list_says_of_each_command_what_its_module_says() -> None:
    parser = Parser(prog="feedback")
    commands = parser.add_subparsers()
    for name in PARTS:
        import_module(f"feedback.cli.{name}").add_commands(commands)
    assert {one.dest: one.help for one in commands._choices_actions} == COMMANDS


@pytest.mark.parametrize("given", [["nothing"], [], ["--nothing"]])
def test_what_is_no_command_is_told(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        build_parser(given).parse_args(given)
    said = capsys.readouterr().err
    assert (ended.value.code, said.count("\n")) == (2, 1)
    assert given != ["nothing"] or all(name in said for name in COMMANDS)


def test_the_package_offers_the_application_and_nothing_that_is_not_there() -> None:
    assert callable(feedback.create_app)
    with pytest.raises(AttributeError, match="no attribute 'something'"):
        _ = feedback.something
