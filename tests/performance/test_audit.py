"""Verifying a million audit rows: the chain, the anchor file, and an export of the same rows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rig import make_instance
from sqlalchemy import insert

from feedback.persistence.anchor import Anchor, _seal, read_anchor
from feedback.persistence.database import Database
from feedback.services.audit import EVENTS, chained
from feedback.services.audit_rows import export, rows_in, rows_of
from feedback.services.verify_audit import verify

pytestmark = pytest.mark.performance
ROWS = 1_000_000
AT_ONCE = 10_000
GOAL = 20.0


def _rows(previous: str, first: int) -> Iterator[dict[str, object]]:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(first, first + ROWS):
        row: dict[str, object] = {
            "id": number, "at": now + timedelta(seconds=number), "actor_id": number % 97, "actor_label": "",
            "role": "clinician", "unit_id": 1, "purpose": "care", "action": "read patient page",
            "patient_id": number % 997, "target": f"response {number}, response {number + 1}",
        }  # fmt: skip
        previous = str(row.setdefault("hash", chained(previous, row)))
        yield row


def _fill(database: Database, anchor: Path) -> None:
    with database.transaction() as session:
        *_before, last = rows_of(session)
        batch: list[dict[str, object]] = []
        with anchor.open("ab") as file:
            for row in _rows(last[1], last[0] + 1):
                content = f"{row['id']} {row['hash']}".encode()
                file.write(b"%b %b\n" % (content, _seal(database.keyring.anchor, content)))
                batch.append(row)
                if len(batch) == AT_ONCE:
                    session.connection().execute(insert(EVENTS), batch)
                    batch.clear()


def test_a_million_rows(folder: Path, measured) -> None:
    made = make_instance(folder, patients=2)
    anchor = folder / "audit.anchor"
    Anchor(anchor, made.database.keyring.anchor)
    _fill(made.database, anchor)
    began = time.perf_counter()
    known = read_anchor(anchor, made.database.keyring.anchor)
    verdict = verify(rows_in(folder / "feedback.sqlite"), known)
    took = time.perf_counter() - began
    assert verdict.rows > ROWS
    assert (verdict.count, verdict.unanchored, len(known.rows)) == (0, 0, ROWS)
    measured("verify 1 million audit rows", f"{took:.1f} s", f"<= {GOAL:.0f} s", took <= GOAL)
    copy = folder / "copy.jsonl"
    with copy.open("w") as file:
        export(rows_in(folder / "feedback.sqlite"), file)
    began = time.perf_counter()
    assert verify(rows_in(copy), read_anchor(anchor, made.database.keyring.anchor)).count == 0
    took = time.perf_counter() - began
    measured("the same of an export", f"{took:.1f} s", f"<= {GOAL:.0f} s", took <= GOAL)
    made.database.engine.dispose()
