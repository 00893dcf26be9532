"""The audit log is a chain: what was changed, taken out or put in another order does not fit any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from clinic import OPERATOR, Clinic
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback.services import audit
from feedback.services.audit import EVENTS, START, chained

Row = dict[str, Any]


def _rows(session: Session) -> list[Row]:
    return [dict(row) for row in session.execute(select(EVENTS).order_by(EVENTS.c.id)).mappings()]


def _first_broken(rows: Sequence[Row]) -> int | None:
    """The place of the first row whose hash does not follow from the row before it."""
    previous = START
    for place, row in enumerate(rows):
        if row["hash"] != chained(previous, row):
            return place
        previous = row["hash"]
    return None


def test_every_row_follows_the_one_before_it(session: Session, clinic: Clinic) -> None:
    rows = _rows(session)
    assert len(rows) > 10
    assert _first_broken(rows) is None


def test_it_goes_on_in_the_next_transaction(clinic: Clinic) -> None:
    for number in range(2):
        with clinic.database.transaction() as session:
            audit.record(session, OPERATOR, "a", clinic.now, target=f"{number}")
            audit.record(session, OPERATOR, "b", clinic.now, patient=clinic.kari)
    with clinic.database.transaction() as session:
        rows = _rows(session)
    assert [row["action"] for row in rows[-4:]] == ["a", "b", "a", "b"]
    assert _first_broken(rows) is None


@pytest.mark.parametrize("column", ["at", "actor_id", "role", "purpose", "action", "patient_id", "target"])
def test_a_changed_row_is_seen(session: Session, clinic: Clinic, column: str) -> None:
    rows = _rows(session)
    value = (
        clinic.now.replace(year=2001) if column == "at" else 7_777 if column.endswith("_id") else "changed"
    )
    session.execute(update(EVENTS).where(EVENTS.c.id == rows[3]["id"]).values({column: value}))
    assert _first_broken(_rows(session)) == 3


def test_a_row_that_was_taken_out_is_seen(session: Session, clinic: Clinic) -> None:
    rows = _rows(session)
    session.execute(delete(EVENTS).where(EVENTS.c.id == rows[0]["id"]))
    assert _first_broken(_rows(session)) == 0
    session.execute(delete(EVENTS).where(EVENTS.c.id == rows[5]["id"]))
    assert _first_broken(_rows(session)[1:]) == 0


def test_rows_in_another_order_are_seen(session: Session, clinic: Clinic) -> None:
    rows = _rows(session)
    rows[4], rows[5] = rows[5], rows[4]
    assert _first_broken(rows) == 4


def test_the_first_row_of_all_follows_the_start(session: Session, clinic: Clinic) -> None:
    session.execute(delete(EVENTS))
    session.info.clear()
    audit.record(session, OPERATOR, "begun", clinic.now)
    assert _first_broken(_rows(session)) is None
