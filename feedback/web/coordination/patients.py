"""The unit's patients, and what is registered about one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, render_template, request
from flask_babel import gettext

from feedback.domain.calendar import day_of
from feedback.domain.pathway.due import DueDate
from feedback.domain.questionnaires.questionnaire import text_in
from feedback.services import audit
from feedback.services.access.admission import seen_by
from feedback.services.date_words import language_of, why
from feedback.services.patients.ending_consents import ending_soon
from feedback.services.patients.patient_lists import unit_patients
from feedback.services.patients.read_registration import read_registration
from feedback.web import current
from feedback.web.clinician.plan.plan_card import plan_card
from feedback.web.clinician.point.point_view import PointView, point_view
from feedback.web.coordination.imported import take_imported
from feedback.web.guard import for_staff
from feedback.web.languages import chosen

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationPoint

pages = Blueprint("patients", __name__, url_prefix="/staff/unit")


@pages.get("")
@for_staff("coordinator")
def unit() -> str:
    """The patients of the unit, fifty a page, found by part of a name or the clinic's own number."""
    wanted = request.args.get("find", "").strip()
    number = request.args.get("page", 1, type=int)
    page = unit_patients(current.session(), current.actor(), wanted, number, current.today())
    seen = seen_by(current.actor(), current.today())
    ending = [] if wanted or page.number > 1 else ending_soon(current.session(), seen, current.today())
    shown = list(
        dict.fromkeys([row.patient.person_id for row in page.rows] + [one.patient for one in ending])
    )
    audit.record_list(current.session(), current.actor(), shown, current.now(), "registration")
    return render_template(
        "coordination/patients.html",
        rows=page.rows,
        count=page.count,
        wanted=wanted,
        number=page.number,
        last=page.last,
        ending=ending,
        imported=take_imported(),
        point_today=_today,
    )


@pages.get("/patients/<int:patient_id>")
@for_staff("coordinator")
def one(patient_id: int) -> str:
    """Registration, appointments, relatives, points and what was asked. Never an answer."""
    known = read_registration(current.session(), current.actor(), g.patient, current.now())
    coming = [row for row in known.appointments if day_of(row.starts_at) >= current.today()]
    return render_template(
        "coordination/patient.html",
        known=known,
        coming=coming[::-1],
        earlier=[row for row in known.appointments if row not in coming],
        points=[(_today(point), _why(known.dues.get(point.id))) for point in known.points],
        plan=plan_card(current.session(), patient_id, current.today()),
        today=current.today(),
        title=lambda texts: text_in(texts, chosen()),
    )


def _today(point: EvaluationPoint) -> PointView:
    return point_view(point, current.today())


def _why(due: DueDate | None) -> str:
    return why(due, language_of(gettext, chosen())) if due else ""
