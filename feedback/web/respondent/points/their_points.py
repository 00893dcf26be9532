"""What a patient shows to a relative of the evaluation points: when one meets, what is agreed, and copies of sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from feedback.domain.people.throttling import TAKING_OUT
from feedback.services.points.shown_points import read_copy
from feedback.services.sheets.make_sheet import make_sheet
from feedback.web import current, languages
from feedback.web.clinician.point.sheet_view import sheet_view
from feedback.web.guard import at_most, for_respondents
from feedback.web.views.sheet_pdf import sheet_pdf

if TYPE_CHECKING:
    from feedback.domain.points.sheet import SheetContent

pages = Blueprint("their_points", __name__, url_prefix="/me/their-points/<int:point_id>")


@pages.get("/sheet")
@for_respondents("relative")
def sheet(point_id: int) -> str:
    """The copy of the sheet, as it stands now; a correction takes its place."""
    view = sheet_view(_copy(point_id), languages.chosen())
    return render_template("respondent/their_sheet.html", sheet=view, voice=view.voice, point_id=point_id)


@pages.get("/sheet.pdf")
@at_most(TAKING_OUT)
@for_respondents("relative")
def pdf(point_id: int) -> Response:
    """The same copy, to keep."""
    return sheet_pdf(_copy(point_id))


def _copy(number: int) -> SheetContent:
    session, actor, now = current.session(), current.actor(), current.now()
    point = read_copy(session, actor, number, now)
    language = languages.chosen()
    return make_sheet(session, point, _, language, now, for_patient=True, for_relative=actor.person)
