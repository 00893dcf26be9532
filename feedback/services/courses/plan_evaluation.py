"""Planning the next evaluation point from the facts of the course, in the transaction that changes one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.due import DueDate
from feedback.domain.pathway.points import point_due_dates
from feedback.domain.people.actors import Actor
from feedback.domain.points.evaluation_point import opens_on
from feedback.persistence.tables import CarePathway, EvaluationPoint, Invitation, Occasion, Response
from feedback.services.courses.course_facts import CourseFacts, course_facts, facts_of_courses
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.plans.patients_with_plans import patients_with_plans


def open_pathway(session: Session, patient: int) -> CarePathway | None:
    """The patient's course that is not closed."""
    mine = (CarePathway.patient_id == patient, CarePathway.closed_on.is_(None))
    return session.scalar(select(CarePathway).where(*mine))


def newest_pathway(session: Session, patient: int) -> CarePathway | None:
    """The course that runs, or the last one."""
    mine = select(CarePathway).where(CarePathway.patient_id == patient)
    return session.scalar(mine.order_by(CarePathway.closed_on.is_not(None), CarePathway.id.desc()).limit(1))


def points_of(session: Session, pathway: int) -> list[EvaluationPoint]:
    """The evaluation points of a course, by number."""
    mine = EvaluationPoint.pathway_id == pathway
    return list(session.scalars(select(EvaluationPoint).where(mine).order_by(EvaluationPoint.number)))


def plan_next_point(session: Session, patient: int, today: date) -> EvaluationPoint | None:
    """Plan the next point of the open course, or move the one that waits; None before a decision."""
    pathway = open_pathway(session, patient)
    return plan_course(session, course_facts(session, pathway), today) if pathway else None


def plan_course(session: Session, facts: CourseFacts, today: date) -> EvaluationPoint | None:
    """Plan the next point from these facts. A held point never changes.

    Where the facts give no date any more, the waiting point is cancelled: on the day of the closing, else
    today. The same point comes back when there is a date again, so nothing is asked twice.
    """
    return _plan(session, [facts], today)[0]


def plan_unit(session: Session, actor: Actor, unit: int, now: datetime) -> int:
    """Plan every open course of a unit anew, after its rules have changed, and ask the patients whose point has
    moved what their plans ask now; returns how many points moved."""
    mine = (CarePathway.unit_id == unit, CarePathway.closed_on.is_(None))
    courses = list(session.scalars(select(CarePathway).where(*mine).order_by(CarePathway.id)))
    found = facts_of_courses(session, courses)
    before = [facts.waiting and (facts.waiting.opens_on, facts.waiting.due_on) for facts in found]
    after = [point and (point.opens_on, point.due_on) for point in _plan(session, found, day_of(now))]
    whose = (course.patient_id for course in courses)
    moved = [patient for patient, old, new in zip(whose, before, after, strict=True) if old != new]
    for patient in patients_with_plans(session, day_of(now), among=moved) if moved else ():
        ask_what_is_due(session, actor, patient, now)
    return len(moved)


def _plan(session: Session, courses: Sequence[CourseFacts], today: date) -> list[EvaluationPoint | None]:
    """As many statements for many courses as for one, but for the points that change."""
    points, moved = [], []
    for facts in courses:
        before = facts.waiting.due_on if facts.waiting else None
        point = _planned(session, facts, today)
        points.append(point)
        if point is not None and before not in (None, point.due_on):
            moved.append(point)
    session.flush()
    if moved:
        _move_occasions(session, [point.id for point in moved])
    return points


def _planned(session: Session, facts: CourseFacts, today: date) -> EvaluationPoint | None:
    due, point = facts.next_due, facts.waiting
    if due is None:
        if point is not None:
            point.cancelled_on = facts.pathway.closed_on or point.cancelled_on or today
        return None
    if point is None:
        point = EvaluationPoint(pathway=facts.pathway, number=len(facts.points) + 1)
        session.add(point)
    meets_on = day_of(point.meeting_at) if point.meeting_at else None
    point.opens_on, point.due_on = opens_on(due, facts.history.choices.opens_before, meets_on), due.due_on
    point.cancelled_on = None
    return point


def due_of(session: Session, point: EvaluationPoint) -> DueDate | None:
    """The date of a point with its reasons; see `dues_of_points`."""
    return dues_of_points(course_facts(session, point.pathway)).get(point.id)


def dues_of_points(facts: CourseFacts) -> Mapping[int, DueDate]:
    """The date of each point with its reasons, by the number of the row.

    A held point keeps the date that it had: where facts have been corrected since, the reasons would speak of
    another day and are left out. A cancelled one has none.
    """
    found = {due.reached_on: due for due in point_due_dates(facts.history, facts.rules)}
    return {
        point.id: due
        for point in facts.points
        if (due := found.get(point.held_on)) is not None
        and point.cancelled_on is None
        and (point.held_on is None or due.due_on == point.due_on)
    }


def _move_occasions(session: Session, points: Sequence[int]) -> None:
    """What belongs to the points moves with them, unless something has been answered."""
    answered = exists().where(
        Invitation.occasion_id == Occasion.id,
        Response.invitation_id == Invitation.id,
        Response.status != "in-progress",
    )
    due_on = select(EvaluationPoint.due_on).where(EvaluationPoint.id == Occasion.point_id).scalar_subquery()
    mine = (Occasion.point_id.in_(points), ~answered)
    session.execute(update(Occasion).where(*mine).values(happened_on=due_on))
