"""questionnaires list and import."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from feedback.catalogue.codec import rights_from_plain
from feedback.cli.opening import now, operator, transaction
from feedback.cli.parsing import Commands, below
from feedback.domain.questionnaires.questionnaire import text_in
from feedback.domain.questionnaires.rights import Rights
from feedback.services.questionnaires.import_question_set import import_question_set
from feedback.services.questionnaires.question_sets import list_current, questionnaire_of, versions_in_use

STORED_AS_DRAFT = 3


def add_commands(commands: Commands) -> None:
    """Add these commands."""
    sets = below(commands, "questionnaires", "question sets")
    listing = sets.add_parser("list", help="the newest version of each")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.set_defaults(run=list_sets)
    bring = sets.add_parser("import", help="bring in a FHIR R4 Questionnaire")
    bring.add_argument("file", type=Path)
    bring.add_argument("--report", type=Path, metavar="OUT.json", help="write the report of every item here")
    bring.add_argument("--yes", action="store_true", help="accept changes of meaning and publish")
    bring.set_defaults(run=import_set)


def list_sets(options: argparse.Namespace) -> None:
    """Key, version, state and languages of each question set."""
    with transaction() as session:
        in_use = versions_in_use(session)
        found = [
            {
                "key": row.key,
                "version": row.version,
                "state": row.state,
                "in_use": in_use.get(row.key),
                "origin": row.origin,
                "languages": list(questionnaire_of(session, row.id).languages),
                "title": text_in(questionnaire_of(session, row.id).title, "nb"),
            }
            for row in list_current(session)
        ]
    if options.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        return
    for entry in found:
        sys.stdout.write(f"{entry['key']:<28} {entry['version']:<10} {_state(entry):<10} {entry['title']}\n")


def _state(entry: dict[str, Any]) -> str:
    """A draft says which version is asked meanwhile."""
    asked = entry["in_use"] if entry["in_use"] != entry["version"] else None
    return f"{entry['state']} ({asked} in use)" if asked else entry["state"]


def import_set(options: argparse.Namespace) -> int:
    """Store the file's question set; 3 when it is kept as a draft because its meaning would change.

    The report is written before the set is kept: where it cannot be, nothing is stored.
    """
    with transaction() as session:
        row, report = import_question_set(
            session, operator(), options.file.read_bytes(), options.file.name, options.yes, now()
        )
        state, key, rights = row.state, row.key, rights_from_plain(row.definition)
        if options.report:
            text = json.dumps(report.to_plain(), ensure_ascii=False, indent=1)
            options.report.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{key} version {report.version}: {state}.\n")
    if rights.vouched:
        sys.stderr.write(_vouched(rights))
    if state == "published":
        return 0
    sys.stderr.write("The import changes meaning: read the report, then import with --yes to publish.\n")
    return STORED_AS_DRAFT


def _vouched(rights: Rights) -> str:
    return (
        f"The file states no terms of use or no owner: {rights.recorded_by} answers for the right to use its words"
        f" (recorded {rights.recorded_on}).\n"
    )
