"""When patient and clinician have agreed to meet for an evaluation point. It says nothing about the recommended day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of, instant_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import EvaluationPoint
from feedback.services.courses.course_facts import course_facts
from feedback.services.courses.plan_evaluation import plan_course
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.points.evaluation.evaluation_records import lock_point
from feedback.services.points.evaluation.write_evaluation import note
from feedback.services.refusals import Refused, _

FURTHEST_AHEAD = timedelta(days=366)


def agree_meeting(
    session: Session, actor: Actor, point: EvaluationPoint, meeting_at: datetime | None, now: datetime
) -> None:
    """Note the time, or that there is none any more; the point opens before the meeting if that is earlier than before
    its recommended day, which stays, and what is asked before the point is open until then. Raises Refused."""
    lock_point(session, point)
    if point.held_on is not None or point.cancelled_on is not None:
        raise Refused(_("This point is over, so no meeting can be agreed for it."), field="day")
    if meeting_at is not None:
        _check(meeting_at, now, "day")
    point.meeting_at = meeting_at
    session.flush()
    note(session, actor, "agreed meeting for" if meeting_at else "took away meeting of", point, now)
    plan_course(session, course_facts(session, point.pathway), day_of(now))
    ask_what_is_due(session, actor, point.pathway.patient_id, now)


def next_meeting(day: date | None, clock: time | None, now: datetime) -> datetime | None:
    """When one meets for the next point, as it is written at this one. Raises Refused for half of it, and for a
    time that cannot be."""
    if day is None and clock is None:
        return None
    if day is None:
        raise Refused(_("Write the day, too, or take the time away."), field="meets_on")
    if clock is None:
        raise Refused(_("Write the time, too, or take the day away."), field="meets_clock")
    try:
        meeting_at = instant_of(datetime.combine(day, clock))
    except ValueError as error:
        message = _("The clock skips this time on the night to summer time.")
        raise Refused(message, field="meets_clock") from error
    _check(meeting_at, now, "meets_on")
    return meeting_at


def _check(meeting_at: datetime, now: datetime, field: str) -> None:
    if day_of(meeting_at) < day_of(now):
        raise Refused(_("This day has passed. Write the day on which you will meet."), field=field)
    if meeting_at > now + FURTHEST_AHEAD:
        raise Refused(_("This is more than a year ahead. Check the year."), field=field)
