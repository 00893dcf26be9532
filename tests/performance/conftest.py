"""One table at the end: what was measured, what came out, what it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rig import Instance, make_instance

Measured = Callable[[str, str, str, bool], None]


@dataclass
class Table:
    """The rows so far."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, what: str, figure: str, goal: str, is_met: bool) -> None:
        """Note a figure; the verdict is a word of its own, so that the table can be read without colour."""
        self.rows.append((what, figure, goal, "met" if is_met else "MISSED"))

    def lines(self) -> Iterator[str]:
        """The table as text."""
        widths = [max(len(row[place]) for row in self.rows) for place in range(4)]
        for row in self.rows:
            yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


TABLE = Table()


@pytest.fixture(scope="session")
def measured() -> Measured:
    """Takes what was measured, the figure, the goal, and whether it is met."""
    return TABLE.add


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An installation with 64 patients on SQLite."""
    made = make_instance(tmp_path_factory.mktemp("bench"))
    yield made
    made.database.engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty instance folder."""
    return tmp_path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table last."""
    if TABLE.rows:
        terminalreporter.section("measurements")
        for line in TABLE.lines():
            terminalreporter.write_line(line)
