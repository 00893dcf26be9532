"""questionnaires export and score: a question set goes out again, and is tried on typed answers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from feedback.catalogue.fhir import questionnaire_to_fhir, write_json
from feedback.catalogue.typed_answers import read_answers
from feedback.cli.checking import ANSWERS
from feedback.cli.opening import transaction
from feedback.cli.parsing import Commands, below
from feedback.services.questionnaires.question_sets import get_version, not_asked_of, questionnaire_of
from feedback.services.questionnaires.score_answers import score_answers


def add_commands(commands: Commands) -> None:
    """Add these commands."""
    sets = below(commands, "questionnaires", "question sets")
    export = sets.add_parser("export", help="write a question set as a FHIR R4 Questionnaire")
    export.add_argument("key")
    export.add_argument("--version", help="the newest that is published, else the newest draft")
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    export.set_defaults(run=export_set)
    score = sets.add_parser(
        "score",
        help="what typed answers score",
        description=f"{ANSWERS} Standard output is one JSON object: scores (value null if not calculated)"
        " and the linkIds of critical answers.",
    )
    score.add_argument("key")
    score.add_argument("--answers", type=Path, required=True, metavar="ANSWERS.json")
    score.set_defaults(run=score_set)


def export_set(options: argparse.Namespace) -> None:
    """One version as a file that can be imported again."""
    with transaction() as session:
        row = get_version(session, options.key, options.version)
        status = "active" if row.state == "published" else "draft"
        content = questionnaire_to_fhir(questionnaire_of(session, row.id), status=status)
    options.out.write_text(write_json(content), encoding="utf-8")
    sys.stdout.write(f"{options.out}\n")


def score_set(options: argparse.Namespace) -> None:
    """The scores of typed answers to a stored question set."""
    data = options.answers.read_bytes()
    with transaction() as session:
        row = get_version(session, options.key)
        questionnaire = questionnaire_of(session, row.id)
        answers = read_answers(data, options.answers.name, questionnaire, not_asked_of(row))
        found = score_answers(session, questionnaire, answers)
    sys.stdout.write(write_json(found))
