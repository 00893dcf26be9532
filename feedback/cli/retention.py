"""retention: what has been kept long enough, listed or removed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from feedback.cli.opening import now, operator, reading, transaction
from feedback.services.refusals import Refused
from feedback.services.units.retention import Expired, expired, remove_expired
from feedback.services.units.set_retention import rules_in_force, shipped_rule


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command."""
    command = commands.add_parser("retention", help="what has been kept for as long as its rule says")
    command.add_argument("--dry-run", action="store_true", help="list what would go; nothing is changed")
    command.add_argument("--yes", action="store_true", help="remove it")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=run_retention)


def run_retention(options: argparse.Namespace) -> None:
    """List, or remove. Raises Refused unless one of the two is asked for."""
    if options.dry_run == options.yes:
        raise Refused("Choose one: --dry-run lists what would go, --yes removes it.")
    if options.dry_run:
        with reading() as session:
            found = expired(session, rules_in_force(session), now())
    else:
        with transaction() as session:
            found = remove_expired(session, operator(), rules_in_force(session), now())
    sys.stdout.write(
        _as_json(found) if options.json else _as_text(found, "would go" if options.dry_run else "removed")
    )


def _as_text(found: Sequence[Expired], verb: str) -> str:
    return "".join(f"{_sentence(one, verb)}\n" for one in found)


def _sentence(one: Expired, verb: str) -> str:
    rule = one.rule
    if rule.days == 0:
        return f"{rule.key}: {rule.what}: kept ({rule.standing}). {rule.source}"
    since = f", the oldest of {one.oldest:%d.%m.%Y}" if one.oldest else ""
    shipped = shipped_rule(rule.key).days
    own = f", {shipped} as shipped" if shipped != rule.days else ""
    days = f"over {rule.days} days since {rule.counted_from}{own}{since}"
    return f"{rule.key}: {rule.what}: {one.count} {verb} ({days})."


def _as_json(found: Sequence[Expired]) -> str:
    rows = [
        {
            "key": one.rule.key,
            "days": one.rule.days,
            "shipped": shipped_rule(one.rule.key).days if one.rule.days else 0,
            "count": one.count,
            "oldest": one.oldest.isoformat() if one.oldest else None,
            "source": one.rule.source,
            "standing": one.rule.standing,
        }
        for one in found
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
