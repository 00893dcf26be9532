"""The audit log is a chain that an anchor file outside the database knows the end of: what was changed, taken
out, put in another order, cut off or written anew is found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from clinic import OPERATOR, Clinic
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from feedback.persistence.anchor import Anchor, read_anchor
from feedback.services import audit
from feedback.services.audit import CHAINED, EVENTS, START, chained
from feedback.services.audit_rows import rows_of
from feedback.services.verify_audit import MOST_FAULTS, Verdict, verify

Row = dict[str, Any]


def _rows(session: Session) -> list[Row]:
    return [dict(row) for row in session.execute(select(EVENTS).order_by(EVENTS.c.id)).mappings()]


@pytest.fixture
def anchored(clinic: Clinic, tmp_path: Path) -> Iterator[Path]:
    """The clinic's database with an anchor file, and six more rows that it knows."""
    path = tmp_path / "audit.anchor"
    clinic.database.anchor = Anchor(path, clinic.database.keyring.anchor)
    for number in range(6):
        with clinic.database.transaction() as session:
            audit.record(session, OPERATOR, "tried", clinic.now, patient=clinic.kari, target=f"{number}")
    yield path
    clinic.database.anchor = None


def _verdict(session: Session, clinic: Clinic, anchor: Path) -> Verdict:
    return verify(rows_of(session), read_anchor(anchor, clinic.database.keyring.anchor))


def test_the_hash_covers_every_column() -> None:
    assert set(CHAINED) == set(EVENTS.columns.keys()) - {"id", "hash"}


def test_a_row_hashes_as_it_always_did(clinic: Clinic) -> None:
    row = dict.fromkeys(CHAINED, "x") | {"actor_id": 7, "patient_id": None, "target": 'ø "a" \\ \n'}
    assert chained(START, row) == "fecb5dbf4c5572bd3954346bc8a6f69510062e2039a510e9f007dae63fa1b506"


def test_every_row_follows_the_one_before_it(session: Session, clinic: Clinic) -> None:
    verdict = verify(rows_of(session))
    assert verdict.rows > 10
    assert verdict.count == 0


def test_it_goes_on_in_the_next_transaction(clinic: Clinic) -> None:
    for number in range(2):
        with clinic.database.transaction() as session:
            audit.record(session, OPERATOR, "a", clinic.now, target=f"{number}")
            audit.record(session, OPERATOR, "b", clinic.now, patient=clinic.kari)
    with clinic.database.transaction() as session:
        assert [row["action"] for row in _rows(session)[-4:]] == ["a", "b", "a", "b"]
        assert verify(rows_of(session)).count == 0


def test_the_anchor_knows_the_newest_row_of_every_commit(
    anchored: Path, session: Session, clinic: Clinic
) -> None:
    verdict = _verdict(session, clinic, anchored)
    assert (verdict.count, verdict.unanchored) == (0, 0)
    assert len(anchored.read_bytes().splitlines()) == 6
    assert anchored.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("column", [*CHAINED, "hash"])
def test_a_changed_row_is_seen(anchored: Path, session: Session, clinic: Clinic, column: str) -> None:
    row = _rows(session)[-3]
    value = (
        clinic.now - timedelta(days=9000)
        if column == "at"
        else 7_777
        if column.endswith("_id")
        else "changed"
    )
    session.execute(update(EVENTS).where(EVENTS.c.id == row["id"]).values({column: value}))
    verdict = _verdict(session, clinic, anchored)
    assert verdict.count == (3 if column == "hash" else 1)  # the next row and the anchor tell of the hash
    assert f"Row {row['id']} does not follow" in verdict.faults[0]


def test_a_row_that_was_taken_out_is_seen(anchored: Path, session: Session, clinic: Clinic) -> None:
    rows = _rows(session)
    for place, blamed in ((0, 1), (5, 6), (-3, -2)):
        session.execute(delete(EVENTS).where(EVENTS.c.id == rows[place]["id"]))
        found = _verdict(session, clinic, anchored).faults
        assert any(f"Row {rows[blamed]['id']} does not follow" in sentence for sentence in found)
    assert any(f"Row {rows[-3]['id']}, which the anchor" in sentence for sentence in found)


def test_rows_in_another_order_are_seen(session: Session, clinic: Clinic) -> None:
    one, other = _rows(session)[4:6]
    for row, number in ((one, -1), (other, one["id"]), (one, other["id"])):
        where = EVENTS.c.hash == row["hash"]
        session.execute(update(EVENTS).where(where).values(id=number))
    verdict = verify(rows_of(session))
    assert verdict.count == 3
    assert f"Row {one['id']} " in verdict.faults[0]


@pytest.mark.parametrize("number", [0, 1])
def test_a_number_that_was_changed_is_seen(session: Session, number: int) -> None:
    """In an export, where nothing keeps numbers unique."""
    rows = [tuple(row) for row in rows_of(session)]
    rows[5] = (rows[4][0] + number * 2, *rows[5][1:])
    assert verify(rows).count == 1


def test_a_cut_tail_is_seen(anchored: Path, session: Session, clinic: Clinic) -> None:
    rows = _rows(session)
    session.execute(delete(EVENTS).where(EVENTS.c.id > rows[-3]["id"]))
    assert verify(rows_of(session)).count == 0
    verdict = _verdict(session, clinic, anchored)
    assert verdict.faults == [
        f"The log ends at row {rows[-3]['id']}, but the anchor file knows row {rows[-1]['id']}: "
        "the newest rows were cut off."
    ]
    session.execute(delete(EVENTS))
    assert "ends at row 0" in _verdict(session, clinic, anchored).faults[0]


def test_a_log_that_was_written_anew_is_seen(anchored: Path, session: Session, clinic: Clinic) -> None:
    """Somebody who can write the database makes the whole chain fit again; the anchor file tells."""
    rows = _rows(session)
    rows[2]["action"] = "nothing to see"
    previous = START
    for row in rows:
        previous = row["hash"] = chained(previous, row)
        session.execute(update(EVENTS).where(EVENTS.c.id == row["id"]).values(row))
    assert verify(rows_of(session)).count == 0
    assert _verdict(session, clinic, anchored).count == 6


def test_it_is_still_seen_after_the_log_has_gone_on(clinic: Clinic, anchored: Path) -> None:
    with clinic.database.transaction() as session:
        last = _rows(session)[-1]
        session.execute(delete(EVENTS).where(EVENTS.c.id == last["id"]))
    with clinic.database.transaction() as session:
        audit.record(session, OPERATOR, "went on", clinic.now)
        number = session.info["audit_newest"][0]
    with clinic.database.transaction() as session:
        found = _verdict(session, clinic, anchored).faults
    assert len(found) == 1
    assert str(last["id"]) in found[0] or str(number) in found[0]


def test_a_crash_before_the_anchor_is_no_cut(clinic: Clinic, anchored: Path) -> None:
    """The process ended between commit and anchor: the file lags behind, and the next line covers the row."""
    clinic.database.anchor, kept = None, clinic.database.anchor
    with clinic.database.transaction() as session:
        audit.record(session, OPERATOR, "unanchored", clinic.now)
    with clinic.database.transaction() as session:
        verdict = _verdict(session, clinic, anchored)
        assert (verdict.count, verdict.unanchored) == (0, 1)
    clinic.database.anchor = kept
    with clinic.database.transaction() as session:
        audit.record(session, OPERATOR, "anchored", clinic.now)
    with clinic.database.transaction() as session:
        assert _verdict(session, clinic, anchored).unanchored == 0


def test_what_is_rolled_back_is_not_anchored(clinic: Clinic, anchored: Path) -> None:
    before = anchored.read_bytes()
    session = clinic.database.open(writing=True)
    audit.record(session, OPERATOR, "gone", clinic.now)
    clinic.database.close(session)
    assert anchored.read_bytes() == before


def test_a_line_that_power_failure_tore_is_no_fault(clinic: Clinic, anchored: Path) -> None:
    torn = anchored.read_bytes()[:-20]
    anchored.write_bytes(torn)
    clinic.database.anchor = Anchor(anchored, clinic.database.keyring.anchor)
    with clinic.database.transaction() as session:
        audit.record(session, OPERATOR, "after the failure", clinic.now)
    known = read_anchor(anchored, clinic.database.keyring.anchor)
    assert (len(known.rows), known.torn, known.forged) == (6, 1, 0)
    with clinic.database.transaction() as session:
        assert _verdict(session, clinic, anchored).count == 0


def test_a_forged_line_is_known(anchored: Path, session: Session, clinic: Clinic) -> None:
    Anchor(anchored, b"another key").note(10_000, "a" * 64)
    known = read_anchor(anchored, clinic.database.keyring.anchor)
    assert known.forged == 1
    assert verify(rows_of(session), known).count == 0  # what the forger wrote counts for nothing


def test_lines_of_two_processes_may_change_places(anchored: Path, session: Session, clinic: Clinic) -> None:
    lines = anchored.read_bytes().splitlines(keepends=True)
    lines[1], lines[3] = lines[3], lines[1]
    anchored.write_bytes(b"".join(lines))
    assert _verdict(session, clinic, anchored).count == 0
    rows = _rows(session)
    late = int(lines[3].split()[0])
    session.execute(delete(EVENTS).where(EVENTS.c.id == late))
    assert any(f"Row {late}, which the anchor" in one for one in _verdict(session, clinic, anchored).faults)
    assert all(row["id"] < after["id"] for row, after in pairwise(rows))


def test_very_many_faults_are_counted_and_not_all_told(session: Session, clinic: Clinic) -> None:
    row = {**_rows(session)[0], "hash": "f" * 64}
    del row["id"]
    session.connection().execute(insert(EVENTS), [row] * (MOST_FAULTS + 5))
    verdict = verify(rows_of(session))
    assert verdict.count == MOST_FAULTS + 5
    assert len(verdict.faults) == MOST_FAULTS


def test_a_full_disk_does_not_undo_what_stands(
    clinic: Clinic, anchored: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_anything: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("feedback.persistence.anchor.os.write", full)
        with clinic.database.transaction() as session:
            audit.record(session, OPERATOR, "stands", clinic.now)
    assert "could not be written" in caplog.text
    with clinic.database.transaction() as session:
        assert _rows(session)[-1]["action"] == "stands"
