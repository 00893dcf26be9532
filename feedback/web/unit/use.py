"""The leader's page: is it used."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from feedback.services.units.unit_use import months_of_use
from feedback.web import current
from feedback.web.guard import for_staff

pages = Blueprint("use", __name__, url_prefix="/staff/use")


@pages.get("")
@for_staff("leader")
def of_unit() -> str:
    """Counts of the unit by month, small groups hidden; no person and no clinician."""
    months = months_of_use(current.session(), current.actor(), current.today())
    return render_template("staff/use.html", months=months, unit=g.unit)
