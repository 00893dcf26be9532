"""What a plan asks of a clinician. Staff get no invitations: it is listed as something to do (need N22)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.plan.facts import Course
from feedback.domain.plan.request import Request
from feedback.persistence.tables import CarePathway, Goal, GoalRating
from feedback.services.plans.plan_facts import CLINICIAN

Rated = Mapping[str, Sequence[date]]


def days_rated(session: Session, patient: int) -> Rated:
    """The days on which clinicians rated the patient's goals, by the number of the clinician: this is how a
    clinician answers *my goals*."""
    return days_rated_of_many(session, [patient])[patient]


def days_rated_of_many(session: Session, patients: Iterable[int]) -> dict[int, Rated]:
    """The same for many patients in one statement."""
    patients = list(patients)
    rows = session.execute(
        select(CarePathway.patient_id, GoalRating.by_id, GoalRating.rated_on)
        .join(Goal, Goal.id == GoalRating.goal_id)
        .join(CarePathway, CarePathway.id == Goal.pathway_id)
        .where(CarePathway.patient_id.in_(patients), GoalRating.role == CLINICIAN)
        .order_by(GoalRating.rated_on)
    )
    found: defaultdict[int, defaultdict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    for patient, clinician, rated_on in rows:
        found[patient][str(clinician)].append(rated_on)
    return {patient: found[patient] for patient in patients}


def done_on(request: Request, rated: Rated) -> date | None:
    """The day on which the clinician did what was asked: the first on or after the day of asking."""
    return next((day for day in rated.get(request.of, ()) if day >= request.asked_on), None)


def open_tasks(
    courses: Iterable[Course], requests: Iterable[Request], rated: Rated, today: date
) -> Iterator[Request]:
    """The newest request of each kind to each clinician that has come and is not done; one before a point stays
    until the point has been held."""
    newest = {(one.of, one.asking.ask): one for one in requests if _has_come(one, today)}
    waiting = {
        f"{course.key}/evaluation:{point.number}"
        for course in courses
        for point in course.points
        if point.held_on is None and point.cancelled_on is None
    }
    for one in newest.values():
        if done_on(one, rated) is None and (one.until >= today or one.occasion.key in waiting):
            yield one


def _has_come(one: Request, today: date) -> bool:
    return one.role == CLINICIAN and one.asked_on <= today
