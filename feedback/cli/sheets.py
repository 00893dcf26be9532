"""sheet: the joint-review sheet of one evaluation point as PDF."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
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
from feedback.services.points.evaluation.evaluation_records import points_by_course
from feedback.services.refusals import NotFound, Refused
from feedback.services.sheets.make_sheet import make_sheet
from feedback.services.typed import TypedWrongly, read_day

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command."""
    sheet = commands.add_parser("sheet", help="write the joint-review sheet of an evaluation point")
    sheet.add_argument("--patient", type=int, required=True, help="the patient's number")
    sheet.add_argument("--point", type=int, required=True, help="the point's number in its course")
    which = sheet.add_mutually_exclusive_group()
    course = "which course, where more than one has such a point: 1 is the first"
    which.add_argument("--course", type=int, metavar="NUMBER", help=course)
    which.add_argument("--held", metavar="DATE", help="or the day on which the point was held")
    sheet.add_argument("--language", choices=LANGUAGES, default="nb")
    sheet.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    sheet.set_defaults(run=write_sheet)


def write_sheet(options: argparse.Namespace) -> None:
    """The same sheet as on the web; audited, and readable by the file's owner alone."""
    held = _day(options.held) if options.held else None
    translate = Translations.load(str(ROOT / "translations"), [options.language]).gettext
    with transaction() as session:
        point = _point(session, options, held)
        content = make_sheet(session, point, translate, options.language, now())
        target = f"evaluation point {point.id}"
        audit.record(session, operator(), "read sheet", now(), patient=options.patient, target=target)
    data = render_sheet(content, translate, options.language, FONTS)
    descriptor = os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    sys.stdout.write(f"{options.out}\n")


def _day(text: str) -> date:
    try:
        return read_day("--held", text)
    except TypedWrongly as error:
        raise Refused(str(error)) from error


def _point(session: Session, options: argparse.Namespace, held: date | None) -> EvaluationPoint:
    """The one point that is meant; where courses share its number, course or day tells which."""
    patient, number = options.patient, options.point
    try:
        require_patient(session, operator(), patient, day_of(now()))
    except NotFound as error:
        message = f"There is no patient with the number {patient}: 'feedback people list' shows them."
        raise Refused(message) from error
    known = points_by_course(session, patient)
    numbered = [(course, point) for course, point in known if point.number == number]
    meant = [point for course, point in numbered if _is_meant(course, point, options.course, held)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        told = "; ".join(
            f"--course {course} ({_told(point)})" for course, point in numbered if point in meant
        )
        raise Refused(f"Patient {patient} has {len(meant)} points {number}. Say which: {told}.")
    raise Refused(_unknown(patient, number, known))


def _is_meant(course: int, point: EvaluationPoint, wanted: int | None, held: date | None) -> bool:
    if wanted is None and point.cancelled_on is not None:
        return False
    return wanted in (None, course) and held in (None, point.held_on)


def _unknown(patient: int, number: int, known: Sequence[tuple[int, EvaluationPoint]]) -> str:
    told = "; ".join(f"point {point.number} of course {course} ({_told(point)})" for course, point in known)
    return f"Patient {patient} has no such evaluation point {number}. There are: {told or 'none'}."


def _told(point: EvaluationPoint) -> str:
    began = f"course begun {point.pathway.started_on}"
    if point.held_on is not None:
        return f"held {point.held_on}, {began}"
    return f"{'not held' if point.cancelled_on is None else 'called off'}, {began}"
