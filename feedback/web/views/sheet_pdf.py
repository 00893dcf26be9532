"""The sheet as a PDF answer, and which of its versions is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response, request
from flask_babel import gettext

from feedback.domain.points.sheet import SheetContent
from feedback.reports.sheet import render_sheet
from feedback.reports.writing_sheet import render_writing_sheet
from feedback.services.points.evaluation.evaluation_records import finished_record
from feedback.services.refusals import NotFound
from feedback.web import current, languages

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import EvaluationPoint, EvaluationRecord

FILE_NAME = "samtaleark.pdf"  # no name of anybody (rule A11)
PAPER_NAME = "notater.pdf"
LONGEST_VERSION = 4


def fonts() -> Path:
    """The folder with the built fonts."""
    return Path(str(current.app().static_folder)) / "fonts"


def sheet_pdf(content: SheetContent) -> Response:
    """A PDF of the sheet, shown in the browser and kept by nobody."""
    return pdf(render_sheet(content, gettext, languages.chosen(), fonts()), FILE_NAME)


def writing_pdf(content: SheetContent) -> Response:
    """A PDF to write on by hand."""
    return pdf(render_writing_sheet(content, gettext, languages.chosen(), fonts()), PAPER_NAME)


def version_wanted(session: Session, point: EvaluationPoint) -> EvaluationRecord | None:
    """The finished version that the address names; None where it names none. Raises NotFound."""
    wanted = request.args.get("version", "")
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= LONGEST_VERSION):
        raise NotFound
    return finished_record(session, point, int(wanted))


def pdf(data: bytes, name: str) -> Response:
    """PDF data as an answer."""
    disposition = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(data, mimetype="application/pdf", headers=disposition)
