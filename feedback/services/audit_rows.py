"""The rows of the audit log, one after the other: from a database, or from an export in JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import create_engine, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from feedback.services.audit import CHAINED, EVENTS
from feedback.services.refusals import Refused

AT_ONCE = 5_000
SQLITE = b"SQLite format 3\0"
COLUMNS = ("id", "hash", *CHAINED)
Row = Sequence[Any]  # the values of these columns


def rows_of(session: Session) -> Iterator[Row]:
    """Every row of a database in order, some thousands in memory at a time."""
    query = select(*(EVENTS.c[name] for name in COLUMNS)).order_by(EVENTS.c.id)
    yield from session.connection().execute(query.execution_options(yield_per=AT_ONCE))


def rows_in(path: Path) -> Iterator[Row]:
    """Every row of a copy: a SQLite file, or an export. Raises FileNotFoundError, Refused."""
    with path.open("rb") as file:
        is_sqlite = file.read(len(SQLITE)) == SQLITE
    return _of_copy(path) if is_sqlite else _of_export(path)


def export(rows: Iterator[Row], out: TextIO) -> int:
    """Write every row as a line of JSON; returns how many."""
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007
        content = dict(zip(COLUMNS, row, strict=True))
        out.write(json.dumps({**content, "at": str(content["at"])}, ensure_ascii=False) + "\n")
    return count


def _of_copy(path: Path) -> Iterator[Row]:
    beside = path.with_name(f"{path.name}-wal")
    how = "mode=ro" if beside.exists() else "immutable=1"  # a copy alone may lie where nothing can be written
    engine = create_engine(f"sqlite:///file:{path.resolve()}?{how}&uri=true")
    try:
        with Session(engine) as session:
            yield from rows_of(session)
    except DatabaseError as error:
        raise Refused(f"'{path}' is not a database with an audit log. Check the name.") from error
    finally:
        engine.dispose()


def _of_export(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            yield _row(line, f"Line {number} of '{path}' is not a row of an audit log. Check the name.")


def _row(line: str, complaint: str) -> Row:
    try:
        row = json.loads(line)
        row["at"] = datetime.fromisoformat(row["at"]).astimezone(UTC)
        row["id"] = int(row["id"])
        return tuple(row[name] for name in COLUMNS)
    except (ValueError, TypeError, KeyError) as error:
        raise Refused(complaint) from error
