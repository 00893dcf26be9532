"""audit verify and audit export."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from feedback.cli.opening import now, operator, reading, settings, transaction
from feedback.persistence.anchor import Anchored, read_anchor
from feedback.persistence.keys import read_keyring
from feedback.services import audit
from feedback.services.audit_rows import Row, export, rows_in, rows_of
from feedback.services.verify_audit import Verdict, verify

FAULTY = 1


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add these commands."""
    log = commands.add_parser("audit", help="the log of who saw and did what").add_subparsers(required=True)
    check = log.add_parser("verify", help="find rows that were changed, taken out or cut off")
    check.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a copy: SQLite file or export")
    check.add_argument("--anchor", type=Path, help="the anchor file (audit.anchor of the instance)")
    check.add_argument("--json", action="store_true", help="as JSON")
    check.set_defaults(run=verify_log)
    out = log.add_parser("export", help="write every row as a line of JSON")
    out.add_argument("--out", type=Path, required=True, metavar="FILE")
    out.set_defaults(run=export_log)


def verify_log(options: argparse.Namespace) -> int:
    """Verify the database of the settings, or a copy; 1 when something is wrong."""
    known = _anchor(options)  # read first: it must never be newer than the rows
    verdict = verify(rows_in(options.file) if options.file else _live(), known)
    _judge_anchor(verdict, known)
    return _tell(verdict, known, as_json=options.json)


def export_log(options: argparse.Namespace) -> None:
    """Every row, to be kept or verified elsewhere; audited, and readable by the file's owner alone."""
    with transaction() as session:
        audit.record(session, operator(), "exported audit log", now(), purpose="operation")
    descriptor = os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file, reading() as session:
        count = export(rows_of(session), file)
    sys.stdout.write(f"{count} rows in {options.out}\n")


def _anchor(options: argparse.Namespace) -> Anchored | None:
    """The anchor file named, the one beside the copy, or the one of the instance."""
    found = settings()
    beside = options.file.with_name(found.anchor_file.name) if options.file else None
    path = options.anchor or (beside if beside and beside.exists() else found.anchor_file)
    if options.anchor is None and not path.exists():
        return None
    return read_anchor(path, read_keyring(found.key_file).anchor)


def _live() -> Iterator[Row]:
    with reading() as session:
        yield from rows_of(session)


def _judge_anchor(verdict: Verdict, known: Anchored | None) -> None:
    if known is None and verdict.rows:
        verdict.blame(
            "There is no anchor file: nothing outside the database tells how long the log should be."
        )
    elif known is not None and known.forged:
        verdict.blame(
            f"{known.forged} lines of the anchor file bear a wrong seal: "
            "they were forged, or the key file belongs to another installation."
        )


def _tell(verdict: Verdict, known: Anchored | None, *, as_json: bool) -> int:
    if as_json:
        sys.stdout.write(json.dumps(_facts(verdict, known), indent=1) + "\n")
    else:
        sys.stdout.write("".join(f"{sentence}\n" for sentence in _sentences(verdict, known)))
    return FAULTY if verdict.count else 0


def _facts(verdict: Verdict, known: Anchored | None) -> dict[str, object]:
    return {
        "rows": verdict.rows,
        "newest": verdict.newest,
        "anchored": known.newest if known else None,
        "after_anchor": verdict.unanchored,
        "torn_lines": known.torn if known else None,
        "fault_count": verdict.count,
        "faults": verdict.faults,
    }


def _sentences(verdict: Verdict, known: Anchored | None) -> Iterator[str]:
    yield from verdict.faults
    if verdict.count > len(verdict.faults):
        yield f"... and {verdict.count - len(verdict.faults)} more."
    if known is not None and verdict.unanchored:
        yield f"{_count(verdict.unanchored, 'row')} came after the last line of the anchor file."
    if known is not None and known.torn:
        yield f"A crash tore {_count(known.torn, 'line')} of the anchor file; the line after it covers what was said."
    state = _count(verdict.count, "fault") if verdict.count else "nothing is missing or changed"
    yield f"{verdict.rows} rows: {state}."


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
