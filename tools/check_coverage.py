"""Every line and branch of `feedback/domain` and `feedback/services` is covered by a test: reads `.coverage`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from coverage import Coverage

WHOLE = ("feedback/domain", "feedback/services")


def gaps(coverage: Coverage, path: Path) -> Iterator[str]:
    """What no test reaches in one file: lines, and branches that were never taken."""
    analysis = coverage._analyze(str(path))  # the public `analysis2` knows no branches
    if analysis.missing:
        yield f"{path}: lines {analysis.missing_formatted()}"
    for start, ends in sorted(analysis.missing_branch_arcs().items()):
        if start not in analysis.missing:
            yield f"{path}: from line {start} never to {', '.join(map(str, ends))}"


def main() -> int:
    """Print every gap; 1 when there is one, 2 when nothing was measured."""
    coverage = Coverage()
    coverage.load()
    measured = coverage.get_data().measured_files()
    paths = [path for root in WHOLE for path in sorted(Path(root).rglob("*.py"))]
    if not measured:
        print("There is no .coverage: run pytest --cov first")
        return 2
    found = [gap for path in paths for gap in gaps(coverage, path)]
    print("\n".join(found) or f"{len(paths)} files covered, every line and branch")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
