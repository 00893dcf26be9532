"""questionnaires check and enabled: a file is read and tried without being stored, and without a database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from feedback.catalogue.fhir import read_questionnaire
from feedback.catalogue.typed_answers import read_answers
from feedback.cli.parsing import Commands, below
from feedback.domain.questionnaires.enablement import shown_questions

ANSWERS = (
    'ANSWERS.json maps linkId to a code, number, boolean, text or date, a list of these, or {"skipped": true};'
    " for scored choices the ordinal number is accepted too. A group that repeats is a list of objects, one for each"
    " time; what it is asked the second time bears #2 behind its linkId."
)


def add_commands(commands: Commands) -> None:
    """Add these commands."""
    sets = below(commands, "questionnaires", "question sets")
    check = sets.add_parser(
        "check", help="read a file without storing it; the report goes to standard output"
    )
    check.add_argument("file", type=Path)
    check.set_defaults(run=check_file)
    enabled = sets.add_parser(
        "enabled",
        help="which questions of a file typed answers show",
        description=f"{ANSWERS} Standard output is one JSON list: the linkIds of the shown questions in order,"
        " without groups, displays and hidden items.",
    )
    enabled.add_argument("file", type=Path)
    enabled.add_argument("--answers", type=Path, required=True, metavar="ANSWERS.json")
    enabled.set_defaults(run=show_enabled)


def check_file(options: argparse.Namespace) -> None:
    """The report alone."""
    report = read_questionnaire(options.file.read_bytes(), options.file.name).report
    sys.stdout.write(json.dumps(report.to_plain(), ensure_ascii=False, indent=1) + "\n")


def show_enabled(options: argparse.Namespace) -> None:
    """The questions of a file that typed answers show."""
    found = read_questionnaire(options.file.read_bytes(), options.file.name)
    left_out = {entry.link_id for entry in found.report.items} - found.questionnaire.by_link_id.keys()
    data = options.answers.read_bytes()
    answers = read_answers(data, options.answers.name, found.questionnaire, left_out)
    shown = shown_questions(found.questionnaire, answers)
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
