"""The clinician's first page."""

from __future__ import annotations

from flask import Blueprint, render_template

from feedback.services import audit
from feedback.web import current
from feedback.web.clinician.day_list import day_list
from feedback.web.guard import for_staff

pages = Blueprint("today", __name__, url_prefix="/staff")


@pages.get("/today")
@for_staff("clinician")
def mine() -> str:
    """What is new and what needs me, then all own patients."""
    day = day_list(current.session(), current.actor(), current.today())
    patients = [line.id for line in day.patients]
    audit.record_list(current.session(), current.actor(), patients, current.now())
    return render_template("clinician/today.html", day=day)
