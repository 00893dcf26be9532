"""Going through an evaluation point together: a screen for each heading, or all on one page after paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.goals.rules import GoalDecision
from feedback.domain.people.actors import LANGUAGES
from feedback.domain.points.evaluation_record import Record
from feedback.domain.points.sheet import READING_ORDER, Heading
from feedback.services.all_or_nothing import all_or_nothing
from feedback.services.answers.reply import mark_read
from feedback.services.goals.decide_goals import choices_of, goal_problems
from feedback.services.goals.held_decisions import open_decisions
from feedback.services.points.evaluation.correct_evaluation import correct_point
from feedback.services.points.evaluation.evaluation_records import (
    agreed_before,
    get_point_of,
    own_draft,
    record_of,
)
from feedback.services.points.evaluation.hold_evaluation import check_hold
from feedback.services.points.evaluation.write_evaluation import OvertakenError
from feedback.services.refusals import NotFound, Refused
from feedback.web import current, languages
from feedback.web.clinician.goals.goal_choices import GoalChoice, chosen_words, goal_choices, sent_choices
from feedback.web.clinician.point.point_forms import reason_of
from feedback.web.clinician.together.checks import is_about_goal, row_names
from feedback.web.clinician.together.form import PointForm, form_errors
from feedback.web.clinician.together.page import (
    TogetherPage,
    first_open,
    next_heading,
    previous_heading,
    together_page,
)
from feedback.web.clinician.together.ratings import rating_room
from feedback.web.clinician.together.rows import filled, record_of_form
from feedback.web.clinician.together.saving import keep_parts, problems_of, typed_record
from feedback.web.clinician.together.stored_words import all_words
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.views.goal_view import goal_views
from feedback.web.words import refusal_sentence

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationPoint, EvaluationRecord

pages = Blueprint(
    "together", __name__, url_prefix="/staff/patients/<int:patient_id>/points/<int:point_id>/together"
)
Page = tuple[str, int]
ALL = "all"
PLACES = ("steps", "people", "copies", "days")  # where rows are


@pages.get("")
@for_staff("clinician")
def start(patient_id: int, point_id: int) -> BaseResponse:
    """Go on at the first heading that has not been gone through; a correction has all of them on one page, as only who
    corrects knows where."""
    point, row = _draft(patient_id, point_id)
    if row is None:
        return _back(patient_id, point_id)
    return _to(patient_id, point_id, ALL if point.held_on else first_open(record_of(row)))


@pages.get("/<heading>")
@for_staff("clinician")
def show(patient_id: int, point_id: int, heading: str) -> Page | BaseResponse:
    """One heading, or all of them on one page."""
    wanted = _headings(heading)
    point, row = _draft(patient_id, point_id)
    if row is None or point.cancelled_on is not None:
        return _back(patient_id, point_id)
    page = _page(point, row)
    day = point.held_on or current.today()
    form = filled(page.record, page.before, page.known, day, suggests=point.held_on is None)
    return _shown(page, form, wanted)


@pages.post("/<heading>")
@for_staff("clinician")
def save(patient_id: int, point_id: int, heading: str) -> Page | BaseResponse:
    """Keep what was typed, then go where the button says: on, back, to another heading, or hold the point."""
    wanted = _headings(heading)
    if request.form.get("language") in LANGUAGES:
        languages.choose(request.form["language"])
    point, row = _draft(patient_id, point_id)
    if row is None or point.cancelled_on is not None:
        return _not_saved(point)
    form = filled(Record(), (), (), current.today())
    try:
        is_right, typed = form.validate(), typed_record(point, form, wanted)
        about_goals = list(goal_problems(current.session(), point.pathway_id, typed.goal_decisions))
        problems = problems_of(point, form, typed, wanted)
        for one in problems:
            show_refusal(form, one, keep=True)
        if problems or not is_right:
            current.undo()
            return _again(point, row, form, wanted, about=about_goals)
        keep_parts(point, replace(typed, goal_decisions=choices_of(typed.goal_decisions)), wanted)
        if about_goals:  # what was written stays in the draft
            return _again(point, row, form, wanted, about=about_goals)
        return _go(point, form, wanted, heading)
    except OvertakenError as error:
        current.undo()
        form.form_errors.append(_("Somebody has saved here meanwhile. Look at both, then save again."))
        return _again(point, error.row, form, wanted, error.headings)
    except Refused as refused:  # what was written stays in the draft
        if not is_about_goal(refused):
            show_refusal(form, refused, keep=True)
        return _again(point, row, form, wanted, about=[refused])


def _go(point: EvaluationPoint, form: PointForm, wanted: Sequence[Heading], heading: str) -> BaseResponse:
    patient, number = point.pathway.patient_id, point.id
    action, _colon, target = request.form.get("do", "save").partition(":")
    if action in ("hold", "finish"):
        return _hold(point, form)
    if action == "go" and target in set(Heading):
        return _to(patient, number, Heading(target))
    if action == "leave":
        return _back(patient, number)
    if action == "more":
        return _to(patient, number, heading, target)
    following = next_heading(wanted[0]) if action == "next" and heading != ALL else None
    return _to(patient, number, following or heading)


def _hold(point: EvaluationPoint, form: PointForm) -> BaseResponse:
    """What was corrected becomes a version; before a point is held one looks at the whole once more."""
    held_on = form.held_on.data
    if held_on is None:
        raise Refused(_("Write the day on which it was held."), field="held_on")
    reason = reason_of(form.late_reason.data, form.late_words.data)
    session, actor, now = current.session(), current.actor(), current.now()
    if point.held_on:
        with all_or_nothing(session):
            correct_point(session, actor, point, held_on, reason, now)
        return _back(point.pathway.patient_id, point.id)
    check_hold(session, point, record_of(own_draft(session, actor, point)), held_on, reason, now)
    target = url_for("together_hold.show", patient_id=point.pathway.patient_id, point_id=point.id)
    return redirect(target, 303)


def _not_saved(point: EvaluationPoint) -> Page:
    """What was typed is shown and not stored: the draft is not there any more."""
    form = filled(Record(), (), (), current.today())
    patient = point.pathway.patient.person.name
    typed = all_words(record_of_form(form, agreed_before(current.session(), point)), patient)
    sent = {goal: one for goal, one in sent_choices(request.form).items() if one.do != "keep"}
    typed += chosen_words(goal_views(current.session(), point.pathway, languages.chosen()), sent)
    current.undo()
    return render_template("clinician/together/not_saved.html", typed=typed, point=point), 422


def _headings(heading: str) -> tuple[Heading, ...]:
    if heading == ALL:
        return READING_ORDER
    if heading not in set(Heading):
        raise NotFound
    return (Heading(heading),)


def _draft(patient_id: int, point_id: int) -> tuple[EvaluationPoint, EvaluationRecord | None]:
    point = get_point_of(current.session(), patient_id, point_id)
    return point, own_draft(current.session(), current.actor(), point)


def _page(point: EvaluationPoint, row: EvaluationRecord, overtaken: Sequence[Heading] = ()) -> TogetherPage:
    session, actor, now = current.session(), current.actor(), current.now()
    page = together_page(session, actor, point, row, languages.chosen(), now, overtaken)
    shown = [read.response for read in page.shown]
    mark_read(session, actor, page.patient_id, shown, now, "read evaluation point")
    return page


def _again(
    point: EvaluationPoint,
    row: EvaluationRecord,
    form: PointForm,
    wanted: Sequence[Heading],
    overtaken: Sequence[Heading] = (),
    about: Sequence[Refused] = (),
) -> Page:
    return _shown(_page(point, row, overtaken), form, wanted, about)


def _goals(page: TogetherPage, wanted: Sequence[Heading], about: Sequence[Refused]) -> list[GoalChoice]:
    """The goals with what is chosen about each; of a held point those of which something else can be decided."""
    if Heading.PLAN not in wanted:
        return []
    errors = {one.field: refusal_sentence(one) for one in about if is_about_goal(one)}
    session, point = current.session(), get_point_of(current.session(), page.patient_id, page.point.id)
    stored = page.record.goal_decisions
    if page.is_correction:
        stored = open_decisions(session, point, page.record)
    chosen = sent_choices(request.form) if request.method == "POST" else stored
    among = set(stored) if page.is_correction else None
    return goal_choices(session, point.pathway, chosen, errors, among)


def _stored_goals(page: TogetherPage, goals: Sequence[GoalChoice]) -> list[tuple[str, str]]:
    """What somebody else has saved about each goal meanwhile."""
    stored, kept = page.record.goal_decisions, GoalDecision("keep")
    decisions = {one.goal.id: stored.get(one.goal.id, kept) for one in goals}
    return chosen_words([one.goal for one in goals], decisions) if Heading.PLAN in page.overtaken else []


def _shown(
    page: TogetherPage, form: PointForm, wanted: Sequence[Heading], about: Sequence[Refused] = ()
) -> Page:
    goals = _goals(page, wanted, about)
    named = {f"{goal.name}-{part}": sentence for goal in goals for part, sentence in goal.errors.items()}
    lost = [("main", refusal_sentence(one)) for one in about if is_about_goal(one) and one.field not in named]
    is_all = len(wanted) > 1
    errors = [*named.items(), *form_errors(form, row_names(form, page.before, page.sheet.voice)), *lost]
    elsewhere = [one.field for one in about if one.field in ("copies", "steps")]
    if elsewhere:  # they are on this page, or the way to them
        errors = [(elsewhere[0] if is_all else "headings", sentence) for _target, sentence in errors]
    html = render_template(
        "clinician/together/all.html" if is_all else "clinician/together/heading.html",
        page=page,
        form=form,
        errors=errors,
        name=g.patient.person.name,
        voice=page.sheet.voice,
        goals=goals,
        stored_goals=_stored_goals(page, goals),
        ratings=rating_room(get_point_of(current.session(), page.patient_id, page.point.id), wanted),
        chosen=request.form,
        at=None if is_all else wanted[0],
        before=None if is_all else previous_heading(wanted[0]),
        following=None if is_all else next_heading(wanted[0]),
    )
    return html, 422 if errors else 200


def _to(patient_id: int, point_id: int, heading: str, place: str = "") -> BaseResponse:
    anchor = place if place in PLACES else None
    target = url_for(".show", patient_id=patient_id, point_id=point_id, heading=str(heading), _anchor=anchor)
    return redirect(target, 303)


def _back(patient_id: int, point_id: int) -> BaseResponse:
    return redirect(url_for("evaluation.show", patient_id=patient_id, point_id=point_id), 303)
