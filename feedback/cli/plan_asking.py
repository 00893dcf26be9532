"""plan ask: make the invitations whose day has come, for a job that runs every hour or every evening."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field

from feedback.cli.opening import now, opened, operator
from feedback.cli.parsing import Commands, below
from feedback.domain.calendar import day_of
from feedback.persistence.database import Database
from feedback.services.plans.ask_what_is_due import WhatChanged, ask_what_is_due
from feedback.services.plans.patients_with_plans import patients_with_plans

FAILED = 1
HELP = (
    "Makes the invitations that the collection plans ask for today, and moves or withdraws unanswered ones whose"
    " day has changed. Running it again changes nothing. Each course is a transaction of its own: one that fails is"
    " counted and does not stop the others. No name is printed."
)


@dataclass
class Told:
    """What was done, in numbers."""

    courses: int = 0
    changed: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    def add(self, changed: WhatChanged) -> None:
        """Count one course."""
        self.courses += 1
        for name in ("made", "moved", "withdrawn"):
            self.changed[name] += len(getattr(changed, name))

    def sentence(self, *, dry: bool) -> str:
        """One line for the log of the job."""
        counts = "{made} asked, {moved} moved, {withdrawn} withdrawn".format_map(self.changed)
        verb = "would be " if dry else ""
        return f"{self.courses} patients with plans: {verb}{counts}."


def add_commands(commands: Commands) -> None:
    """Add this command."""
    plan = below(commands, "plan", "collection plans")
    ask = plan.add_parser("ask", help="make the invitations whose day has come", description=HELP)
    ask.add_argument("--unit", default="", metavar="KEY", help="only this unit: its key or its name")
    ask.add_argument("--dry-run", action="store_true", help="tell what would be done; nothing is stored")
    ask.set_defaults(run=ask_all)


def ask_all(options: argparse.Namespace) -> int:
    """Every patient with a plan, one transaction each; returns 1 when one of them failed."""
    with opened() as database:
        told = Told()
        for patient in _patients(database, options.unit):
            try:
                told.add(_ask(database, patient, dry=options.dry_run))
            except Exception as error:  # whatever it is, the next patient is asked all the same
                told.failed.append(f"Patient {patient} could not be asked: {type(error).__name__}.")
    sys.stdout.write(told.sentence(dry=options.dry_run) + "\n")
    sys.stderr.write("".join(f"{line}\n" for line in told.failed))
    return FAILED if told.failed else 0


def _patients(database: Database, unit: str) -> list[int]:
    session = database.open(writing=False)
    try:
        return patients_with_plans(session, day_of(now()), unit)
    finally:
        database.close(session)


def _ask(database: Database, patient: int, *, dry: bool) -> WhatChanged:
    session = database.open(writing=True)
    try:
        changed = ask_what_is_due(session, operator(), patient, now())
        if not dry:
            database.commit(session)
        return changed
    finally:
        database.close(session)
