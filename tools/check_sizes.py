"""Limits that keep the code readable: functions of at most 50 lines, modules of at most 300, no import
inside a function, and no two test modules of one name (the test runner could load only one of them)."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

LONGEST_FUNCTION = 50
LONGEST_MODULE = 300
ROOTS = ("feedback", "tools", "tests")


def faults(path: Path) -> Iterator[str]:
    """What breaks a limit in one file."""
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > LONGEST_MODULE:
        yield f"{path}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _in_function(path, node)


def _in_function(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    size = (node.end_lineno or node.lineno) - node.lineno + 1
    if size > LONGEST_FUNCTION:
        yield f"{path}:{node.lineno} {node.name}: {size} lines"
    if any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node)):
        yield f"{path}:{node.lineno} {node.name}: an import inside"


def same_names(paths: Iterable[Path]) -> Iterator[str]:
    """Test modules that share their name with another."""
    count = Counter(path.name for path in paths if "tests" in path.parts and path.name != "conftest.py")
    yield from (f"{name}: {number} test modules of this name" for name, number in count.items() if number > 1)


def main() -> int:
    """Print every fault; 1 when there is one."""
    paths = [
        path for root in ROOTS for path in sorted(Path(root).rglob("*.py")) if "versions" not in path.parts
    ]
    found = [*(fault for path in paths for fault in faults(path)), *same_names(paths)]
    print("\n".join(found) or f"{len(paths)} files within the limits")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
