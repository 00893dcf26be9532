"""The treatment plan as a PDF answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response
from flask_babel import gettext

from feedback.reports.treatment_plan import render_plan
from feedback.services.goals.tell_plan import tell_plan
from feedback.web import current, languages
from feedback.web.views.sheet_pdf import fonts, pdf

if TYPE_CHECKING:
    from feedback.persistence.tables import TreatmentPlan

FILE_NAME = "behandlingsplan.pdf"  # no name of anybody (rule A11)


def plan_pdf(plan: TreatmentPlan) -> Response:
    """A version, shown in the browser and kept by nobody."""
    language = languages.chosen()
    content = tell_plan(current.session(), plan, gettext, language, current.now())
    return pdf(render_plan(content, gettext, language, fonts()), FILE_NAME)
