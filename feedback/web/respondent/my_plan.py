"""My treatment plan: as it stands, every version of it, and each as a PDF to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, render_template

from feedback.domain.people.throttling import TAKING_OUT
from feedback.services.goals.treatment_plan import get_plan, plans_about
from feedback.web import current, languages
from feedback.web.guard import at_most, for_respondents
from feedback.web.views.plan_pdf import plan_pdf
from feedback.web.views.plan_view import plan_view

if TYPE_CHECKING:
    from feedback.persistence.tables import TreatmentPlan

pages = Blueprint("my_plan", __name__, url_prefix="/me/plan")


@pages.get("")
@for_respondents("patient")
def newest() -> str:
    """The plan as it stands."""
    plans = plans_about(current.session(), g.person.id)
    return _shown(plans[-1] if plans else None)


@pages.get("/<int:number>")
@for_respondents("patient")
def version(number: int) -> str:
    """A version, and what it changed."""
    return _shown(get_plan(current.session(), g.person.id, number))


@pages.get("/<int:number>.pdf")
@at_most(TAKING_OUT)
@for_respondents("patient")
def pdf(number: int) -> Response:
    """A version on paper, to keep."""
    return plan_pdf(get_plan(current.session(), g.person.id, number))


def _shown(plan: TreatmentPlan | None) -> str:
    view = plan_view(current.session(), plan, languages.chosen(), current.now()) if plan else None
    return render_template("respondent/plan.html", view=view)
