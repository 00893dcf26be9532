"""sheet: the joint-review sheet of one evaluation point as PDF."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from babel.support import Translations
from sqlalchemy.orm import Session

from feedback import ROOT
from feedback.cli.opening import now, operator, transaction
from feedback.domain.calendar import day_of
from feedback.domain.people.actors import LANGUAGES
from feedback.persistence.tables import EvaluationPoint
from feedback.reports.sheet import render_sheet
from feedback.services import audit
from feedback.services.access.admission import require_patient
from feedback.services.courses.plan_evaluation import open_pathway, points_of
from feedback.services.points.hold_evaluation import get_point
from feedback.services.refusals import NotFound, Refused
from feedback.services.sheets.make_sheet import make_sheet

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command."""
    sheet = commands.add_parser("sheet", help="write the joint-review sheet of an evaluation point")
    sheet.add_argument("--patient", type=int, required=True, help="the patient's number")
    sheet.add_argument("--point", type=int, required=True, help="the point's number in the course")
    sheet.add_argument("--language", choices=LANGUAGES, default="nb")
    sheet.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    sheet.set_defaults(run=write_sheet)


def write_sheet(options: argparse.Namespace) -> None:
    """The same sheet as on the web; audited, and readable by the file's owner alone."""
    translate = Translations.load(str(ROOT / "translations"), [options.language]).gettext
    with transaction() as session:
        point = _point(session, options.patient, options.point)
        content = make_sheet(session, point, translate, options.language, now())
        target = f"evaluation point {point.id}"
        audit.record(session, operator(), "read sheet", now(), patient=options.patient, target=target)
    data = render_sheet(content, translate, options.language, FONTS)
    descriptor = os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    sys.stdout.write(f"{options.out}\n")


def _point(session: Session, patient: int, number: int) -> EvaluationPoint:
    try:
        require_patient(session, operator(), patient, day_of(now()))
    except NotFound as error:
        message = f"There is no patient with the number {patient}: 'feedback people list' shows them."
        raise Refused(message) from error
    try:
        return get_point(session, patient, number)
    except NotFound as error:
        pathway = open_pathway(session, patient)
        points = points_of(session, pathway.id) if pathway else []
        known = ", ".join(str(point.number) for point in points) or "none"
        message = f"Patient {patient} has no evaluation point {number}. In the course that runs: {known}."
        raise Refused(message) from error
