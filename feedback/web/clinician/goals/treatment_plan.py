"""The treatment plan at the clinician's: read, compared with earlier versions, and written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.people.throttling import TAKING_OUT
from feedback.domain.points.evaluation_record import Record
from feedback.reports.voice import Voice
from feedback.services import audit
from feedback.services.goals.read_goals import words_of_goals
from feedback.services.goals.treatment_plan import get_plan, plan_problems, plans_about, write_plan
from feedback.services.points.evaluation.evaluation_records import finished_record, get_point_of, record_of
from feedback.services.refusals import NotFound, Refused
from feedback.web import current
from feedback.web.clinician.goals.plan_form import TypedPlan, filled, named_errors, sent
from feedback.web.clinician.tables import task_table
from feedback.web.guard import also_in_emergency, at_most, for_staff
from feedback.web.languages import chosen
from feedback.web.views.plan_pdf import plan_pdf
from feedback.web.views.plan_view import plan_titles, plan_view
from feedback.web.words import refusal_sentence

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationPoint, TreatmentPlan

pages = Blueprint("treatment_plan", __name__, url_prefix="/staff/patients/<int:patient_id>/treatment-plan")
Page = tuple[str, int]
LONGEST_NUMBER = 9


@pages.get("")
@also_in_emergency
@for_staff("clinician")
def show(patient_id: int) -> str:
    """The plan as it stands."""
    plans = plans_about(current.session(), patient_id)
    return _shown(patient_id, plans[-1] if plans else None)


@pages.get("/<int:number>")
@also_in_emergency
@for_staff("clinician")
def version(patient_id: int, number: int) -> str:
    """A version, and what it changed."""
    return _shown(patient_id, get_plan(current.session(), patient_id, number))


@pages.get("/<int:number>.pdf")
@at_most(TAKING_OUT)
@also_in_emergency
@for_staff("clinician")
def pdf(patient_id: int, number: int) -> Response:
    """A version on paper."""
    plan = get_plan(current.session(), patient_id, number)
    _note(patient_id, plan)
    return plan_pdf(plan)


@pages.route("/write", methods=["GET", "POST"])
@for_staff("clinician")
def write(patient_id: int) -> Page | BaseResponse:
    """The next version, with the last one filled in; at the evaluation point whose row `point` names."""
    session = current.session()
    point = _point(patient_id, request.values.get("point", ""))
    plans = plans_about(session, patient_id)
    last, decided = next(reversed(plans), None), _decided(patient_id, point)
    is_new = point is not None and all(plan.point_id != point.id for plan in plans)
    typed, errors = filled(last, decided.steps if is_new else ()), {}
    if request.method == "POST":
        typed = sent(request.form)
        errors = _written(patient_id, typed, point)
        if not errors:
            return redirect(url_for(".show", patient_id=patient_id), 303)
    _note(patient_id, last)
    voice = Voice(gettext, chosen())
    html = render_template(
        "clinician/write_plan.html",
        patient_id=patient_id,
        name=g.patient.person.name,
        typed=typed,
        titles=plan_titles(),
        goals=words_of_goals(session, patient_id),
        point=point,
        decided=decided,
        steps=task_table(decided.steps, voice),
        errors=errors,
        told=named_errors(typed, errors, voice),
    )
    return html, 422 if errors else 200


def _written(patient_id: int, typed: TypedPlan, point: EvaluationPoint | None) -> dict[str, str]:
    """Store what was typed; else all that has to be put right, by field, and nothing is stored."""
    session, actor, now = current.session(), current.actor(), current.now()
    try:
        found = [*typed.day_problems(), *plan_problems(session, patient_id, typed.content, now)]
        if not found:
            write_plan(session, actor, patient_id, typed.content, typed.made_together, now, point)
    except Refused as refused:
        found = [refused]
    if found:
        current.undo()
    return {one.field or "main": refusal_sentence(one) for one in found}


def _point(patient_id: int, number: str) -> EvaluationPoint | None:
    """The point that the address or the form names. Raises NotFound for one that is not there."""
    if not number:
        return None
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        raise NotFound
    return get_point_of(current.session(), patient_id, int(number))


def _decided(patient_id: int, point: EvaluationPoint | None) -> Record:
    """What was decided at a held point, as it was finished last; nothing without one."""
    row = finished_record(current.session(), point) if point else None
    if point is not None and row is not None:
        target = f"evaluation point {point.id}"
        session, actor, now = current.session(), current.actor(), current.now()
        audit.record(session, actor, "read evaluation point", now, patient=patient_id, target=target)
    return record_of(row)


def _shown(patient_id: int, plan: TreatmentPlan | None) -> str:
    _note(patient_id, plan)
    view = plan_view(current.session(), plan, chosen(), current.now()) if plan else None
    name = g.patient.person.name
    return render_template("clinician/treatment_plan.html", view=view, patient_id=patient_id, name=name)


def _note(patient_id: int, plan: TreatmentPlan | None) -> None:
    target = f"treatment plan {plan.id}" if plan else "no treatment plan yet"
    session, actor, now = current.session(), current.actor(), current.now()
    audit.record(session, actor, "read treatment plan", now, patient=patient_id, target=target)
