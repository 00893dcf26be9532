"""64 respondents who read each page for 1-2 s, on one machine with the server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rig import HERE, Instance, product

pytestmark = pytest.mark.performance
PEOPLE = 64
EACH = 5
SECONDS = 120


def test_sixty_four_respondents(instance: Instance, folder: Path, measured) -> None:
    links = instance.links(PEOPLE * EACH)
    file = folder / "links.json"
    file.write_text(json.dumps([links[place::PEOPLE] for place in range(PEOPLE)]))
    with product(instance.folder) as server:
        command = [sys.executable, str(HERE / "load.py"), str(server.port), str(file)]
        found = subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    result = json.loads(found.stdout)
    took, errors = sorted(result["took"]), result["errors"]
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    figure = f"{len(took)} pages, p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {took[-1]:.0f} ms, {len(errors)} errors"
    measured(f"load, {PEOPLE} respondents", figure, "p99 <= 120 ms, 0 errors", p99 <= 120 and not errors)
    assert not errors, errors[:3]
