"""responses export: what was sent about a patient, as FHIR."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from feedback.catalogue.fhir import write_json
from feedback.cli.files import write_private
from feedback.cli.opening import now, operator, transaction
from feedback.domain.calendar import day_of
from feedback.services import audit
from feedback.services.access.admission import require_patient
from feedback.services.answers.export_responses import responses_bundle
from feedback.services.answers.read_feedback import responses_about
from feedback.services.refusals import Refused


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command."""
    responses = commands.add_parser("responses", help="what was answered").add_subparsers(required=True)
    export = responses.add_parser(
        "export",
        help="write what was sent about a patient as a FHIR R4 Bundle",
        description="What a person keeps for themself is marked 'masked' and is not in the file.",
    )
    export.add_argument("--patient", type=int, required=True, help="the patient's number")
    export.add_argument("--out", type=Path, required=True, metavar="FILE.json")
    export.set_defaults(run=export_responses)


def export_responses(options: argparse.Namespace) -> None:
    """A Bundle of QuestionnaireResponses; audited, and readable by the file's owner alone."""
    with transaction() as session:
        patient = require_patient(session, operator(), options.patient, day_of(now()))
        found = responses_about(session, options.patient)
        if not found:
            raise Refused("Nothing has been sent about this patient yet.")
        bundle = responses_bundle(session, found, interprets=patient.person.unit.interprets)
        target = ", ".join(f"response {read.response.id}" for read in found)
        audit.record(session, operator(), "exported response", now(), patient=options.patient, target=target)
    write_private(options.out, write_json(bundle))
    sys.stdout.write(f"{options.out}\n")
