"""On which day a point can have been held, and what has to be written down with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.goals.agreed_step import day_problem
from feedback.domain.pathway.vocabulary import DECISIONS, MilestoneKind
from feedback.domain.points.evaluation_point import LateReason, read_late_reason
from feedback.domain.points.evaluation_record import Copy, Record, given_days, without_consent
from feedback.persistence.tables import CarePathway, EvaluationPoint, Milestone
from feedback.services.points.evaluation.evaluation_records import finished_record, record_of
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
            _check_other(other, _began(session, other, other.held_on, point), point, held_on)


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


def check_record(session: Session, point: EvaluationPoint, record: Record, held_on: date) -> None:
    """Whether what was written fits a point that was held on this day. Raises Refused."""
    if record.earlier_days:
        _check_earlier(session, point, min(record.earlier_days))
    if any(day >= held_on for day in record.earlier_days):
        message = _("The earlier days lie before the day on which the point was held. Check them.")
        raise Refused(message, field="earlier_days")
    agreed_on = first_day(record.earlier_days, held_on)
    for what, day in given_days(record):
        if day < agreed_on:
            message = _(
                "“%(what)s” is to be done by %(day)s, and that lies before the point, on %(agreed)s. Correct one of "
                "the days."
            )
            raise Refused(message, field="steps", what=what, day=day, agreed=agreed_on)
    for copy in without_consent(record):
        raise needs_yes(copy, "copies")


def first_day(earlier_days: Iterable[date], held_on: date) -> date:
    """The first day on which a point was gone through: what is agreed is agreed from then on."""
    return min((*earlier_days, held_on))


def needs_yes(copy: Copy, field: str) -> Refused:
    """What is said about a copy to which the patient has not agreed."""
    message = _(
        "%(name)s did not take part, and gets a copy only if the patient agrees. Ask, then tick that they "
        "agree, or take the copy away."
    )
    return Refused(message, field=field, name=copy.name)


def step_day_problems(
    days: Mapping[str, date | None], pathway: CarePathway, today: date, agreed_on: date | None = None
) -> Iterator[Refused]:
    """What is wrong with days by which a step is to be done, given by the field of each; `agreed_on` where that day is
    known."""
    for field, day in days.items():
        problem = day_problem(day, pathway.started_on, today, agreed_on) if day else ""
        if problem == "before":
            message = _("This day lies before the course began, on %(began)s. Check the year.")
            yield Refused(message, field=field, began=pathway.started_on)
        elif problem == "past":
            message = _(
                "This day lies before the day on which you agreed on it, %(day)s. Correct it, or the day of the point."
            )
            yield Refused(message, field=field, day=agreed_on)
        elif problem:
            yield Refused(_("This day lies more than two years ahead. Check the year."), field=field)


def _check_earlier(session: Session, point: EvaluationPoint, day: date) -> None:
    """A part of a point lies in its course, after the basic decision and after the point before."""
    began = point.pathway.started_on
    if day < began:
        message = _("One of the earlier days lies before the course began, on %(began)s. Check the year.")
        raise Refused(message, field="earlier_days", began=began)
    decided_on = _decisions(session, point.pathway).get(MilestoneKind.BASIC_DECISION, began)
    if day < decided_on:
        message = _("One of the earlier days lies before the decision about treatment, on %(day)s. Check it.")
        raise Refused(message, field="earlier_days", day=decided_on)
    before = (EvaluationPoint.pathway_id == point.pathway_id, EvaluationPoint.number < point.number)
    last = session.scalar(select(func.max(EvaluationPoint.held_on)).where(*before))
    if last is not None and day <= last:
        message = _(
            "One of the earlier days lies on or before the day of the last point, %(day)s, and belongs to that one. "
            "Check it."
        )
        raise Refused(message, field="earlier_days", day=last)


def _decisions(session: Session, pathway: CarePathway) -> dict[str, date]:
    mine = (Milestone.pathway_id == pathway.id, Milestone.kind.in_(DECISIONS))
    rows = session.execute(select(Milestone.kind, Milestone.happened_on).where(*mine))
    return {row.kind: row.happened_on for row in rows}


def _check_decision(session: Session, pathway: CarePathway, held_on: date) -> None:
    """After the basic decision, and after the extended one where there is one: the points count from the last."""
    found = _decisions(session, pathway)
    decided_on = max(found.values(), default=held_on)
    if MilestoneKind.BASIC_DECISION not in found:
        message = _("No decision about treatment is registered yet. Register it first, then hold the point.")
        raise Refused(message, field="held_on")
    if held_on < decided_on:
        message = _(
            "The decision about treatment was made on %(day)s. A point is held after it: check the day."
        )
        raise Refused(message, field="held_on", day=decided_on)


def _began(session: Session, other: EvaluationPoint, day: date, point: EvaluationPoint) -> date:
    """The day that bounds another point: of a later one that was held in parts the first."""
    if other.number < point.number:
        return day
    return first_day(record_of(finished_record(session, other)).earlier_days, day)


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
