"""What was sent from a page of headings: read, looked over, and kept in the draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from flask import request

from feedback.domain.points.evaluation_record import Record
from feedback.domain.points.sheet import Heading
from feedback.services.goals.decide_goals import settled
from feedback.services.goals.held_decisions import decided_anew
from feedback.services.points.evaluation.check_days import first_day, step_day_problems
from feedback.services.points.evaluation.evaluation_records import agreed_before, own_draft, record_of
from feedback.services.points.evaluation.write_evaluation import save_parts
from feedback.services.points.expected_people import expected_people
from feedback.services.refusals import Refused
from feedback.web import current
from feedback.web.clinician.goals.goal_choices import sent_choices
from feedback.web.clinician.together.checks import ONWARDS, page_problems, step_days
from feedback.web.clinician.together.form import PointForm
from feedback.web.clinician.together.ratings import keep_ratings
from feedback.web.clinician.together.rows import filled, record_of_form

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationPoint

SUGGESTING = (Heading.TOOK_PART, Heading.NEXT)  # where fields are filled in before anybody has said anything


def typed_record(point: EvaluationPoint, form: PointForm, wanted: Sequence[Heading]) -> Record:
    """What was typed, with what was chosen about each goal."""
    return _with_goals(point, record_of_form(form, agreed_before(current.session(), point)), wanted)


def problems_of(
    point: EvaluationPoint, form: PointForm, typed: Record, wanted: Sequence[Heading]
) -> list[Refused]:
    """All of them, so that one does not find the next only after the first was put right."""
    session, action = current.session(), request.form.get("do", "save")
    agreed_on = _agreed_on(form, wanted, action)
    days = step_day_problems(step_days(form, wanted), point.pathway, current.today(), agreed_on)
    stored = record_of(own_draft(session, current.actor(), point))
    nobody_known = point.held_on is not None and not stored.took_part
    return [*page_problems(form, typed, wanted, action, nobody_known=nobody_known), *days]


def _agreed_on(form: PointForm, wanted: Sequence[Heading], action: str) -> date | None:
    """Known once one says on which day the point was held; while it is written the day is a suggestion."""
    held_on = form.held_on.data
    if Heading.NEXT not in wanted or action not in ("hold", "finish") or held_on is None:
        return None
    return first_day((day for day in form.earlier_days.data if day), held_on)


def keep_parts(point: EvaluationPoint, typed: Record, wanted: Sequence[Heading]) -> None:
    """Save the headings of the page; a heading counts as gone through when one goes on from it."""
    session, action = current.session(), request.form.get("do", "save")
    seen = {one: request.form.get(f"seen-{one}", "") for one in wanted}
    if action not in ONWARDS:
        seen = {one: mark for one, mark in seen.items() if not _is_as_offered(point, typed, one)}
    written = [one for one in seen if typed.has_written(one)]
    visited = list(wanted) if action in ONWARDS else written
    save_parts(session, current.actor(), point, typed, seen, current.now(), visited)
    keep_ratings(point, wanted)


def _is_as_offered(point: EvaluationPoint, typed: Record, heading: Heading) -> bool:
    """Whether a heading holds nothing but what the page suggests: who passes it has not said so."""
    record = record_of(own_draft(current.session(), current.actor(), point))
    if heading not in SUGGESTING or heading in record.visited:
        return False
    session, today = current.session(), current.today()
    known = expected_people(session, current.actor(), point, today)
    is_new = point.held_on is None
    offered = filled(record, (), known, point.held_on or today, sent=False, suggests=is_new)
    return record_of_form(offered, ()).part(heading) == typed.part(heading)


def _with_goals(point: EvaluationPoint, typed: Record, wanted: Sequence[Heading]) -> Record:
    """With what was chosen about each goal."""
    session = current.session()
    if Heading.PLAN not in wanted:
        return typed
    if point.held_on is not None:
        stored = record_of(own_draft(session, current.actor(), point))
        return replace(typed, goal_decisions=decided_anew(session, point, stored, sent_choices(request.form)))
    return replace(typed, goal_decisions=settled(session, point.pathway_id, sent_choices(request.form)))
