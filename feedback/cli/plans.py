"""plan dry-run: what a collection plan would ask, without a database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping

from feedback.cli.clock import now
from feedback.cli.parsing import Commands, below
from feedback.domain.calendar import day_of
from feedback.services.plans.plan_dry_run import PlanTyped, dry_run
from feedback.services.refusals import Refused
from feedback.services.typed import TypedWrongly

ASSUMED = (
    "Nothing is stored and no database is read. The start is the first attendance. Assumed unless told"
    " otherwise: an appointment on the start day and every 7 days after it; the basic decision on the last"
    " recommended day; every point held on its due date, the next one following from it; one patient, one"
    " relative (for young people a parent, who takes part in every appointment) and one clinician; nothing"
    " answered before; no closing. A week is Monday to Sunday."
)
KEYS = (
    "With --json: a list of objects, by day. asked_on and from: the first day; until: the last, both included;"
    " of: patient, relative or clinician, person: which; ask: the question set; occasion: what the answer"
    " belongs to; items: questions at most; priority: preparation, session-feedback or periodic; why: start,"
    " session, every, before-point or closing, and explanation in words; deferred_from: the day it was moved"
    " from (null if it was not) and deferred_because: budget, pause or spaced; instead_of: the occasions that this"
    " request also serves. What is not asked at all comes last,"
    " without days: left_out is the reason, left_out_on the day it would have been asked."
)


def add_commands(commands: Commands) -> None:
    """Add these commands."""
    plan = below(commands, "plan", "collection plans")
    dry = plan.add_parser(
        "dry-run",
        help="every date and request that a plan gives, before it is switched on",
        description=ASSUMED,
        epilog=KEYS,
    )
    dry.add_argument("--template", required=True, metavar="KEY")
    dry.add_argument("--start", required=True, metavar="DATE", help="the first attendance")
    dry.add_argument("--weeks", required=True, metavar="N", help="how many weeks to show, 1 to 260")
    dry.add_argument("--every-days", metavar="N", help="days from one appointment to the next (default 7)")
    dry.add_argument(
        "--appointment",
        action="append",
        default=[],
        metavar="DATE",
        dest="appointments",
        help="an appointment, in place of regular ones; can be given many times",
    )
    dry.add_argument("--decision", metavar="DATE", help="the basic decision")
    dry.add_argument("--closing", metavar="DATE", help="the planned closing of the course")
    dry.add_argument(
        "--pause",
        action="append",
        default=[],
        metavar="FROM:TO",
        dest="pauses",
        help="days on which nobody is asked anything; can be given many times",
    )
    dry.add_argument("--budget", metavar="N", help="questions per person and week (default 25)")
    dry.add_argument("--json", action="store_true", help="as JSON")
    dry.set_defaults(run=show_dry_run)


def show_dry_run(options: argparse.Namespace) -> None:
    """Every request of the plan, and what is left out."""
    fields = {name: getattr(options, name) for name in PlanTyped.__dataclass_fields__}
    try:
        found = dry_run(PlanTyped(**fields), day_of(now()))
    except TypedWrongly as error:
        raise Refused(str(error)) from error
    if options.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        return
    sys.stdout.write("\n".join((ASSUMED, "", *_lines(found))) + "\n")


def _lines(found: Iterable[Mapping[str, object]]) -> Iterator[str]:
    for one in found:
        if one["left_out"]:
            what = f"{one['person']:9}  {one['ask']} ({one['occasion']})"
            yield f"not asked ({one['left_out_on']})   {what}: {one['explanation']}"
        else:
            what = f"{one['person']:9}  {one['ask']}, at most {one['items']} questions"
            yield f"{one['from']} - {one['until']}  {what}: {one['explanation']}{_also(one)}"


def _also(one: Mapping[str, object]) -> str:
    others = one["instead_of"]
    return f"; counts also for {', '.join(map(str, others))}" if isinstance(others, list) and others else ""
