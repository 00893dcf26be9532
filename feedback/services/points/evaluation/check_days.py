"""On which day a point can have been held, and what has to be written down with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.goals.agreed_step import day_problem
from feedback.domain.pathway.vocabulary import DECISIONS, MilestoneKind
from feedback.domain.points.evaluation_point import LateReason, read_late_reason
from feedback.domain.points.evaluation_record import Copy, Record, without_consent
from feedback.persistence.tables import CarePathway, EvaluationPoint, Milestone
from feedback.services.refusals import Refused, _


def check_day(
    session: Session, point: EvaluationPoint, others: Iterable[EvaluationPoint], held_on: date, today: date
) -> None:
    """Whether the point can have been held on this day; `others` are the points of its course. Raises Refused."""
    pathway = point.pathway
    if held_on > today:
        raise Refused(_("The day lies ahead. Record the point when it has been held."), field="held_on")
    if held_on < pathway.started_on:
        raise Refused(_("The day lies before the course began. Check it."), field="held_on")
    if pathway.closed_on is not None and held_on > pathway.closed_on:
        message = _("The course was closed on %(day)s, and the point was held before that. Check the day.")
        raise Refused(message, field="held_on", day=pathway.closed_on)
    _check_decision(session, pathway, held_on)
    for other in others:
        if other.held_on is not None and other.id != point.id:
            _check_other(other, other.held_on, point, held_on)


def reason_for(point: EvaluationPoint, held_on: date, late_reason: str) -> str | None:
    """The reason that is stored: none for a day up to the recommended one, else what is given now or was noted
    before. Raises Refused."""
    return checked_reason(late_reason or point.late_reason or "") if held_on > point.due_on else None


def checked_reason(late_reason: str, *, is_held: bool = True) -> str:
    """A reason as it is stored, of a point that was held late or still waits. Raises Refused."""
    message = _("The point was held after its recommended day. Choose or write the reason.")
    if not is_held:
        message = _("Choose why the point has not been held yet, or write it in your own words.")
    try:
        code, words = read_late_reason(late_reason)
    except ValueError as error:
        raise Refused(message, field="late_reason") from error
    if code is LateReason.OTHER and not words:
        raise Refused(_("You chose another reason. Write in a few words what it is."), field="late_words")
    return f"{code}: {words}" if words else str(code)


def check_record(record: Record, held_on: date, began: date) -> None:
    """Whether what was written fits a point that was held on this day, in a course that began then. Raises Refused."""
    if any(day < began for day in record.earlier_days):
        message = _("One of the earlier days lies before the course began, on %(began)s. Check the year.")
        raise Refused(message, field="earlier_days", began=began)
    if any(day >= held_on for day in record.earlier_days):
        message = _("The earlier days lie before the day on which the point was held. Check them.")
        raise Refused(message, field="earlier_days")
    for copy in without_consent(record):
        raise needs_yes(copy, "copies")


def needs_yes(copy: Copy, field: str) -> Refused:
    """What is said about a copy to which the patient has not agreed."""
    message = _(
        "%(name)s did not take part, and gets a copy only if the patient agrees. Ask, then tick that they "
        "agree, or take the copy away."
    )
    return Refused(message, field=field, name=copy.name)


def step_day_problems(
    days: Mapping[str, date | None], pathway: CarePathway, today: date
) -> Iterator[Refused]:
    """What is wrong with days by which a step is to be done, given by the field of each."""
    for field, day in days.items():
        problem = day_problem(day, pathway.started_on, today) if day else ""
        if problem == "before":
            message = _("This day lies before the course began, on %(began)s. Check the year.")
            yield Refused(message, field=field, began=pathway.started_on)
        elif problem:
            yield Refused(_("This day lies more than two years ahead. Check the year."), field=field)


def _check_decision(session: Session, pathway: CarePathway, held_on: date) -> None:
    """After the basic decision, and after the extended one where there is one: the points count from the last."""
    mine = (Milestone.pathway_id == pathway.id, Milestone.kind.in_(DECISIONS))
    rows = session.execute(select(Milestone.kind, Milestone.happened_on).where(*mine))
    found = {row.kind: row.happened_on for row in rows}
    decided_on = max(found.values(), default=held_on)
    if MilestoneKind.BASIC_DECISION not in found:
        message = _("No decision about treatment is registered yet. Register it first, then hold the point.")
        raise Refused(message, field="held_on")
    if held_on < decided_on:
        message = _(
            "The decision about treatment was made on %(day)s. A point is held after it: check the day."
        )
        raise Refused(message, field="held_on", day=decided_on)


def _check_other(other: EvaluationPoint, day: date, point: EvaluationPoint, held_on: date) -> None:
    if day == held_on:
        message = _(
            "Evaluation point %(number)s was held on that day already. Two points are not held on one day: "
            "check the day."
        )
        raise Refused(message, field="held_on", number=other.number)
    if other.number < point.number and day > held_on:
        message = _(
            "Evaluation point %(number)s was held on %(day)s, and this one comes after it. Check the day. If a "
            "point was left out, correct that one first, so that the points stand in the order of their days."
        )
        raise Refused(message, field="held_on", number=other.number, day=day)
    if other.number > point.number and day < held_on:
        message = _(
            "Evaluation point %(number)s was held on %(day)s, and this one comes before it. Check the day."
        )
        raise Refused(message, field="held_on", number=other.number, day=day)
