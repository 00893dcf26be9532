"""The sheet as a PDF answer."""

from __future__ import annotations

from pathlib import Path

from flask import Response
from flask_babel import gettext

from feedback.domain.sheet import SheetContent
from feedback.reports.sheet import render_sheet
from feedback.web import current, languages

FILE_NAME = "samtaleark.pdf"  # no name of anybody (rule A11)


def fonts() -> Path:
    """The folder with the built fonts."""
    return Path(str(current.app().static_folder)) / "fonts"


def sheet_pdf(content: SheetContent) -> Response:
    """A PDF of the sheet, shown in the browser and kept by nobody."""
    return pdf(render_sheet(content, gettext, languages.chosen(), fonts()), FILE_NAME)


def pdf(data: bytes, name: str) -> Response:
    """PDF data as an answer."""
    disposition = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(data, mimetype="application/pdf", headers=disposition)
