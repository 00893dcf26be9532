"""What a plan asks of a clinician. Staff get no invitations: it is listed as something to do (need N22)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.plan.request import Request
from feedback.persistence.tables import CarePathway, Goal, GoalRating
from feedback.services.plans.plan_facts import CLINICIAN, PlanFacts


def days_rated(session: Session, patient: int) -> Mapping[str, Sequence[date]]:
    """The days on which clinicians rated the patient's goals, by the number of the clinician: this is how a
    clinician answers *my goals*."""
    rows = session.execute(
        select(GoalRating.by_id, GoalRating.rated_on)
        .join(Goal, Goal.id == GoalRating.goal_id)
        .join(CarePathway, CarePathway.id == Goal.pathway_id)
        .where(CarePathway.patient_id == patient, GoalRating.role == CLINICIAN)
        .order_by(GoalRating.rated_on)
    )
    found: defaultdict[str, list[date]] = defaultdict(list)
    for clinician, rated_on in rows:
        found[str(clinician)].append(rated_on)
    return found


def done_on(request: Request, rated: Mapping[str, Sequence[date]]) -> date | None:
    """The day on which the clinician did what was asked: the first on or after the day of asking."""
    return next((day for day in rated.get(request.of, ()) if day >= request.asked_on), None)


def open_tasks(
    known: PlanFacts, requests: Iterable[Request], rated: Mapping[str, Sequence[date]], today: date
) -> Iterator[Request]:
    """The newest request of each kind to each clinician that has come and is not done; one before a point stays
    until the point has been held."""
    newest = {(one.of, one.asking.ask): one for one in requests if _has_come(one, today)}
    waiting = {
        f"{course.key}/evaluation:{point.number}"
        for course in known.facts.courses
        for point in course.points
        if point.held_on is None and point.cancelled_on is None
    }
    for one in newest.values():
        if done_on(one, rated) is None and (one.until >= today or one.occasion.key in waiting):
            yield one


def _has_come(one: Request, today: date) -> bool:
    return one.role == CLINICIAN and one.asked_on <= today
