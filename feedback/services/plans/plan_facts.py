"""The facts of one patient from which it follows what is asked when (domain.plan)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.plan.facts import Appointment, Course, Facts, Given, Point, Respondent
from feedback.domain.plan.questions import Rules
from feedback.domain.plan.request import Request, RequestKey
from feedback.domain.plan.template import Adaptation, Step
from feedback.domain.plan.vocabulary import OfWhom, When
from feedback.persistence.tables import Appointment as AppointmentRow
from feedback.persistence.tables import CarePathway, EvaluationPoint
from feedback.services.plans.asked_rows import AskedRow, asked_rows
from feedback.services.plans.plan_people import pauses_in, respondents_of
from feedback.services.plans.plan_rows import PlanRow, plans_of
from feedback.services.plans.plan_rules import asking_of, current_sets, rules_in_force

CLINICIAN = "clinician"  # gets no invitation, so nothing tells when something was shown first
FOLLOWED_FOR = timedelta(days=60)  # after its last day; what is still unanswered then stays as it is
WHEN = {
    "start": When.START,
    "session": When.SESSION,
    "evaluation": When.BEFORE_POINT,
    "closing": When.CLOSING,
}


@dataclass(frozen=True)
class PlanFacts:
    """The facts and rules of a schedule, and the rows that they came from. `sets` are the question sets asked now.

    `movable` are the invitations that a plan has made and nobody has begun to answer, withdrawn ones among
    them. `begins_at` is when the session of an occasion begins.
    """

    facts: Facts
    rules: Rules
    plans: Sequence[PlanRow]
    asked: Sequence[AskedRow]
    movable: Mapping[RequestKey, AskedRow]
    begins_at: Mapping[str, datetime]
    sets: Mapping[str, int]

    @cached_property
    def answered_occasions(self) -> frozenset[int]:
        """The occasions on which somebody has answered something: they keep their day."""
        return frozenset(row.occasion for row in self.asked if row.answered_at)


@dataclass(frozen=True)
class Days:
    """What courses hang on: appointments and points by course."""

    appointments: Mapping[int, tuple[Appointment, ...]]
    points: Mapping[int, tuple[Point, ...]]
    begins_at: Mapping[str, datetime]


def facts_of(session: Session, patient: int, today: date, new: PlanRow | None = None) -> PlanFacts | None:
    """The facts of a patient; None where no plan is followed. `new` is a plan that is only tried out."""
    known = followed(plans_of(session, patient), today)
    plans = [*known, new] if new else known
    if not plans:
        return None
    people = respondents_of(session, patient)
    days = days_of(session, {patient: [person for person in people if person.role == "relative"]})
    asked = asked_rows(session, patient)
    movable = _movable(asked, plans)
    moving = {row.id for row in movable.values()}
    facts = Facts(
        courses=courses_of(plans, days),
        respondents=people,
        pauses=pauses_in(session, people),
        answered=tuple(_as_stood(session, row, plans) for row in asked if _stands(row, moving)),
        given=tuple(_given(row) for row in asked if row.is_own_initiative and row.answered_at),
        shown={key: day_of(row.made_at) for key, row in movable.items() if row.withdrawn_at is None},
        not_before={person.key: today for person in people if person.role != CLINICIAN},
    )
    newest = newest_of(plans)
    sets = current_sets(session)
    rules = rules_in_force(session, newest.unit, newest.starts_on, sets)
    return PlanFacts(facts, rules, plans, asked, movable, days.begins_at, sets)


def with_courses(found: PlanFacts, courses: Iterable[Course]) -> PlanFacts:
    """The same facts with other courses."""
    return replace(found, facts=replace(found.facts, courses=tuple(courses)))


def _movable(asked: Iterable[AskedRow], plans: Iterable[PlanRow]) -> dict[RequestKey, AskedRow]:
    """The newest of each that belongs to one of these plans; older versions of the same stay as they are."""
    followed = {row.id for row in plans}
    return {row.key: row for row in asked if row.plan in followed and not row.is_begun}


def _stands(row: AskedRow, moving: set[int]) -> bool:
    """Whether nothing moves it: answered, begun, asked by hand, or by a plan that is over."""
    if row.id in moving or row.is_own_initiative:
        return False
    return row.answered_at is not None or row.withdrawn_at is None


def _given(row: AskedRow) -> Given:
    return Given(row.ask, str(row.person), row.answered_on or row.opens_on)


def _as_stood(session: Session, row: AskedRow, plans: Iterable[PlanRow]) -> Request:
    step, adaptation = _step_of(row, plans)
    return Request(
        row.opens_on,
        row.asks_until or row.opens_on,
        row.moment,
        asking_of(session, row.question_set),
        str(row.person),
        row.role,
        step,
        adaptation,
        answered_on=row.answered_on,
        plan=f"plan-{row.plan}" if row.plan else "",
    )


def _step_of(row: AskedRow, plans: Iterable[PlanRow]) -> tuple[Step, Adaptation | None]:
    """The step of the plan that asked it, or one made up for what was asked by hand."""
    when = WHEN.get(row.kind, When.EVERY)
    for plan in plans:
        for one in plan.plan.steps if plan.id == row.plan else ():
            same = (one.step.ask, one.step.when, one.step.of.role) == (row.ask, when, row.role)
            if same and one.first <= row.happened_on <= one.last:
                return one.step, one.adaptation
    return Step(row.ask, OfWhom(row.role), when), None


def followed(plans: Iterable[PlanRow], today: date) -> list[PlanRow]:
    """The plans that ask, will ask, or have asked until lately."""
    return [row for row in plans if row.last_day >= today - FOLLOWED_FOR]


def newest_of(plans: Iterable[PlanRow]) -> PlanRow:
    """The one whose first day decides about the unit's budget."""
    return max(plans, key=lambda row: (row.starts_on, row.id))


def courses_of(plans: Iterable[PlanRow], days: Days) -> tuple[Course, ...]:
    """The courses of these plans, but for a plan that would have begun after the closing."""
    return tuple(_course(row, days) for row in plans if row.starts_on <= row.last_day)


def _course(row: PlanRow, days: Days) -> Course:
    points = days.points.get(row.pathway, ())
    return Course(
        row.plan,
        row.starts_on,
        days.appointments.get(row.pathway, ()),
        tuple(one for one in points if one.held_on is None or one.held_on >= row.starts_on),
        row.closing_on,
        str(row.pathway),
        row.key,
        row.ends_on or date.max,
    )


def days_of(session: Session, relatives: Mapping[int, Sequence[Respondent]]) -> Days:
    """The days of the courses of some patients, by patient the relatives who can be asked."""
    pathways = session.execute(
        select(CarePathway.patient_id, CarePathway.id, CarePathway.started_on)
        .where(CarePathway.patient_id.in_(relatives))
        .order_by(CarePathway.started_on, CarePathway.id)
    ).all()
    rows = session.execute(
        select(AppointmentRow.patient_id, AppointmentRow.id, AppointmentRow.starts_at, AppointmentRow.state)
        .where(AppointmentRow.patient_id.in_(relatives))
        .order_by(AppointmentRow.id)
    )
    courses: defaultdict[int, list[tuple[int, date]]] = defaultdict(list)
    for patient, pathway, started_on in pathways:
        courses[patient].append((pathway, started_on))
    found: defaultdict[int, list[Appointment]] = defaultdict(list)
    begins_at: dict[str, datetime] = {}
    for patient, number, starts_at, state in rows:
        on = day_of(starts_at)
        begins_at[f"session:{number}"] = starts_at
        begun = [pathway for pathway, started_on in courses[patient] if started_on <= on]
        if begun:
            taking = taking_part(relatives[patient], on)
            found[begun[-1]].append(Appointment(str(number), on, state, taking))
    began = {pathway: started_on for _patient, pathway, started_on in pathways}
    return Days({key: tuple(ones) for key, ones in found.items()}, _points(session, began), begins_at)


def taking_part(relatives: Iterable[Respondent], on: date) -> tuple[str, ...]:
    """The relatives of a session: who came is not recorded, so all whose consent holds that day."""
    here = (person.key for person in relatives if person.from_on <= on <= person.until_on)
    return tuple(sorted(set(here)))


def _points(session: Session, began: Mapping[int, date]) -> dict[int, tuple[Point, ...]]:
    """The points of each course; the interval of one begins when the one before it was held."""
    rows = session.execute(
        select(
            EvaluationPoint.pathway_id,
            EvaluationPoint.number,
            EvaluationPoint.due_on,
            EvaluationPoint.held_on,
            EvaluationPoint.cancelled_on,
            EvaluationPoint.meeting_at,
        )
        .where(EvaluationPoint.pathway_id.in_(began))
        .order_by(EvaluationPoint.pathway_id, EvaluationPoint.number)
    )
    found: defaultdict[int, list[Point]] = defaultdict(list)
    last_held = dict(began)
    for pathway, number, due_on, held_on, cancelled_on, meeting_at in rows:
        meets_on = day_of(meeting_at) if meeting_at else None
        found[pathway].append(Point(number, due_on, last_held[pathway], held_on, cancelled_on, meets_on))
        last_held[pathway] = held_on or last_held[pathway]
    return {pathway: tuple(points) for pathway, points in found.items()}
