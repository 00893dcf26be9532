"""units link-second: what a unit asks for after a link was opened."""

from __future__ import annotations

import argparse
import sys

from sqlalchemy import select

from feedback.cli.opening import now, operator, transaction
from feedback.domain.people.actors import LINK_SECONDS
from feedback.persistence.tables import Unit
from feedback.services.access.link_second import choose_second
from feedback.services.refusals import Refused


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command."""
    units = commands.add_parser("units", help="settings of units").add_subparsers(required=True)
    second = units.add_parser("link-second", help="what is asked for once after a link was opened")
    second.add_argument("--unit", required=True, help="the unit's name")
    second.add_argument("--ask", required=True, choices=LINK_SECONDS)
    second.set_defaults(run=set_second)


def set_second(options: argparse.Namespace) -> None:
    """Links that are open already stay open."""
    with transaction() as session:
        unit = session.scalar(select(Unit).where(Unit.name == options.unit))
        if unit is None:
            raise Refused("There is no unit named '%(name)s'.", name=options.unit)
        choose_second(session, operator(), unit, options.ask, now())
    sys.stdout.write(f"{options.unit} asks for: {options.ask}.\n")
