"""process export: what was done in a unit, with the unit's own codes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from feedback.cli.files import write_private
from feedback.cli.opening import now, operator, transaction
from feedback.domain.spreadsheet import csv_text
from feedback.services.points.process.export_process import (
    COLUMNS,
    ProcessExport,
    export_process,
    unit_by_key,
)
from feedback.services.refusals import Refused
from feedback.services.typed import TypedWrongly, read_day

CODES = (
    "Codes are those that the unit had filled in on the day it was done; none ships. Without one, 'system' and 'code'"
    " are empty and 'remark' says so. 'registered_on' is empty for what is done and not yet registered."
    " 'in_time' is whether a point was held by its recommended day."
)


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command."""
    process = commands.add_parser(
        "process", help="what was done at evaluation points and between them"
    ).add_subparsers(required=True)
    export = process.add_parser(
        "export", help="what was done in a unit, for the clinic's reporting", description=CODES
    )
    export.add_argument(
        "--unit", required=True, metavar="KEY", help="the unit's key, for example fjellheim-dps"
    )
    export.add_argument("--from", required=True, metavar="DATE", dest="begins_on", help="the first day")
    export.add_argument("--to", required=True, metavar="DATE", dest="ends_on", help="the last day")
    export.add_argument("--json", action="store_true", help="as JSON in place of CSV")
    export.add_argument("--out", type=Path, metavar="FILE", help="a file that its owner alone can read")
    export.set_defaults(run=export_facts)


def export_facts(options: argparse.Namespace) -> None:
    """The list, audited; what has no code is also said on standard error."""
    try:
        begins_on, ends_on = read_day("--from", options.begins_on), read_day("--to", options.ends_on)
    except TypedWrongly as error:
        raise Refused(str(error)) from error
    with transaction() as session:
        unit = unit_by_key(session, options.unit)
        found = export_process(session, operator(), unit, begins_on, ends_on, now())
    text = _json(found) if options.json else csv_text(_table(found))
    if options.out:
        write_private(options.out, text)
        sys.stdout.write(f"{len(found.rows)} rows in {options.out}\n")
    else:
        sys.stdout.write(text)
    sys.stderr.write("".join(_warnings(found)))


def _json(found: ProcessExport) -> str:
    facts = [row.to_plain() for row in found.rows]
    content = {"facts": facts, "without_code": found.without_code}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _table(found: ProcessExport) -> Iterator[tuple[object, ...]]:
    yield COLUMNS
    for row in found.rows:
        yield tuple(row.to_plain().values())


def _warnings(found: ProcessExport) -> Iterator[str]:
    for kind, count in found.without_code.items():
        yield f"{kind}: {count} without a code on their day. An administrator fills codes in on the unit's page.\n"
