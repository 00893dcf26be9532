"""The facts for a data-protection impact assessment speak of every table, so that a new one is not forgotten."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from feedback.persistence.tables.base import Base

PAGE = Path(__file__).resolve().parents[2] / "docs" / "privacy-impact-facts.md"
COLUMNS = 7


def _rows() -> list[list[str]]:
    """The cells of each row of the list of what is kept."""
    section = PAGE.read_text(encoding="utf-8").partition("\n## What is kept\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_table_is_described_once() -> None:
    described = Counter(name for row in _rows() for name in re.findall(r"`(\w+)`", row[0]))
    missing = Base.metadata.tables.keys() - described.keys()
    assert not missing, "say in docs/privacy-impact-facts.md what these tables hold, about whom and why"
    assert set(described.values()) == {1}


def test_every_row_is_whole() -> None:
    rows = _rows()
    assert rows
    for row in rows:
        assert len(row) == COLUMNS, row
        assert all(row), row
