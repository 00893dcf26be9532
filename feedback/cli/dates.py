"""pathway due: due dates of a course that is typed in, without a database."""

from __future__ import annotations

import argparse
import json
import sys

from feedback.cli.clock import now
from feedback.domain.calendar import day_of
from feedback.services.courses.explain_due_dates import CourseTyped, explain_due_dates
from feedback.services.refusals import Refused
from feedback.services.typed import TypedWrongly

SINGLE = ("first-attendance", "decision", "extended-decision", "detox-end", "today")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command."""
    pathway = commands.add_parser("pathway", help="care pathways").add_subparsers(required=True)
    due = pathway.add_parser("due", help="due dates of a course, each with its reasons")
    due.add_argument("--pathway", required=True)
    due.add_argument("--setting", required=True)
    for name in SINGLE:
        due.add_argument(f"--{name}", metavar="DATE")
    due.add_argument("--transfer", action="append", default=[], metavar="SETTING:DATE", dest="transfers")
    due.add_argument(
        "--change-to", action="append", default=[], metavar="PATHWAY:DATE", dest="area_changes",
        help="another care pathway is followed from that day on",
    )  # fmt: skip
    due.add_argument("--pause", action="append", default=[], metavar="FROM:TO", dest="pauses")
    due.add_argument("--held", action="append", default=[], metavar="DATE")
    due.add_argument("--under-18", action="store_true")
    due.add_argument("--json", action="store_true", help="as JSON; max_days is the figure of the table")
    due.set_defaults(run=show_due_dates)


def show_due_dates(options: argparse.Namespace) -> None:
    """Every due date of the course."""
    fields = {name: getattr(options, name) for name in CourseTyped.__dataclass_fields__}
    try:
        found = explain_due_dates(CourseTyped(**fields), day_of(now()))
    except TypedWrongly as error:
        raise Refused(str(error)) from error
    if options.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        return
    for due in found:
        sys.stdout.write(f"{due['due_on']}  {due['phase']}: {due['explanation']}\n")
