"""rescore."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal

from feedback.cli.opening import transaction
from feedback.services.questionnaires.rescore import Rescored, Rewatched, what_would_change
from feedback.services.refusals import Refused


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command."""
    again = commands.add_parser("rescore", help="list the scores that newer facts would change; changes none")
    again.add_argument("--dry-run", action="store_true", help="only list; there is nothing else it does")
    again.add_argument("--measure", default="", metavar="NAME", help="one measure, for example PHQ-9")
    again.add_argument("--json", action="store_true", help="as JSON")
    again.set_defaults(run=rescore)


def rescore(options: argparse.Namespace) -> None:
    """A line for each score, and for each answer to a safety item, that would be another.

    Raises Refused without --dry-run: finished scores stay.
    """
    if not options.dry_run:
        raise Refused(
            "Finished scores never change: newer facts score what is sent from now on. "
            "Use --dry-run to see what they would make of the answers that are here."
        )
    with transaction() as session:
        changes = what_would_change(session, options.measure)
    found = [_plain(asdict(entry)) for entry in changes]
    if options.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        return
    for entry in found:
        sys.stdout.write((_line_of_item if "safety_item" in entry else _line)(entry) + "\n")
    sys.stderr.write(_summary(changes))


def _summary(changes: Sequence[Rescored | Rewatched]) -> str:
    items = sum(isinstance(change, Rewatched) for change in changes)
    scores = _counted(len(changes) - items, "score")
    told = f"{scores} would be another, {_counted(items, 'answer')} would become critical or cease to be"
    return f"{told}. Nothing was changed.\n"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _plain(entry: Mapping[str, object]) -> dict[str, object]:
    """Decimals as numbers of JSON where that loses nothing: a score has at most four decimals."""
    return {key: _number(value) if isinstance(value, Decimal) else value for key, value in entry.items()}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _line(entry: Mapping[str, object]) -> str:
    old, new = (_told(entry, time) for time in ("old", "new"))
    return f"response {entry['response']}: {entry['measure']} {entry['name']}: {old} -> {new}"


def _line_of_item(entry: Mapping[str, object]) -> str:
    told = "would be critical" if entry["would_be_critical"] else "would not be critical any more"
    item, version = entry["safety_item"], entry["new_version"]
    return f"response {entry['response']}: {entry['measure']} safety item {item} {told} (version {version})"


def _told(entry: Mapping[str, object], time: str) -> str:
    if not entry[f"{time}_version"]:
        return "none"
    value, band = entry[f"{time}_value"], entry[f"{time}_band"]
    told = "not calculated" if value is None else str(value)
    return f"{told}{f' {band}' if band else ''} (version {entry[f'{time}_version']})"
