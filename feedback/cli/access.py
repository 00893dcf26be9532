"""access table: who may call which page."""

from __future__ import annotations

import argparse
import json
import sys

from feedback.application import create_app
from feedback.cli.opening import settings
from feedback.web.access_table import ALLOWED, DENIED, Row, access_table


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command."""
    access = commands.add_parser("access", help="who may do what").add_subparsers(required=True)
    table = access.add_parser("table", help="every page and role, with its rule")
    table.add_argument("--json", action="store_true", help="as JSON")
    table.set_defaults(run=show_table)


def show_table(options: argparse.Namespace) -> None:
    """The table, made from the address map of the application itself."""
    rows = access_table(create_app(settings()))
    if options.json:
        sys.stdout.write(json.dumps([row.to_plain() for row in rows], indent=1) + "\n")
        return
    for row in rows:
        sys.stdout.write(f"{', '.join(row.methods)} {row.path}\n    {row.rule}\n    {_roles(row)}\n")


def _roles(row: Row) -> str:
    denied = [role for role, said in row.roles.items() if said == DENIED]
    let_in = [role for role, said in row.roles.items() if said != DENIED]
    under = "" if all(row.roles[role] == ALLOWED for role in let_in) else " (on the condition)"
    return f"allowed{under}: {', '.join(let_in)}. denied: {', '.join(denied) or 'nobody'}."
