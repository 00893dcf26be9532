"""The threat model names tests that exist, and leaves no letter of STRIDE out at any boundary."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
BOUNDARIES = (
    "Browser of a respondent",
    "Browser of staff",
    "Link and paper",
    "National log-in provider",
    "Server process and its files",
    "Database",
    "Operator's command line",
    "Uploaded files",
    "Mail and SMS (to come)",
)


def _sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)$", TEXT, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _rows(section: str) -> list[list[str]]:
    """The cells of each row below the line under the head of the table."""
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_boundary_is_there() -> None:
    assert tuple(_sections()) == (*BOUNDARIES, "Bad input")


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_every_letter_is_considered(boundary: str) -> None:
    rows = _rows(_sections()[boundary])
    assert {row[0] for row in rows} == set("STRIDE")
    for row in rows:
        assert len(row) == 4, row
        assert all(row), f"{boundary}: an empty cell in {row}"
        assert NAMED.search(row[3]) or row[3].startswith("outside: "), f"{boundary}: no test in {row}"


def test_every_line_of_bad_input_has_its_test() -> None:
    rows = _rows(_sections()["Bad input"])
    assert len(rows) >= 18
    assert all(NAMED.search(row[1]) for row in rows)


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall(TEXT)
    assert len(named) == TEXT.count("::"), "a name that is not written as `path::function`"
    for path in {path for path, _function in named}:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert {function for where, function in named if where == path} <= found, path
