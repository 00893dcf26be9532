"""Everything about the collection plans of one patient: what was asked, what comes, what is left out, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.plan.request import LeftOut, Request
from feedback.domain.plan.schedule import schedule
from feedback.domain.questionnaires.questionnaire import Texts
from feedback.persistence.tables import CarePathway, CollectionPlan, Person, PlanAdaptation
from feedback.services.plans.asked_rows import AskedRow
from feedback.services.plans.clinician_tasks import days_rated, done_on, open_tasks
from feedback.services.plans.plan_facts import PlanFacts, facts_of
from feedback.services.plans.plan_rows import PlanRow, plans_of
from feedback.services.plans.plan_rules import current_sets
from feedback.services.questionnaires.question_sets import questionnaire_of

AHEAD = timedelta(weeks=12)


@dataclass(frozen=True, slots=True)
class AskedSet:
    """A question set as it is listed: its title and how many minutes the welcome page promises."""

    title: Texts
    minutes: int


@dataclass(frozen=True, slots=True)
class Line:
    """One request to one person. `state` is answered, begun, waiting, closed (no longer asked, still answerable) or
    coming; `by_hand` where staff asked it and no plan, `unasked` where the person began it."""

    request: Request
    name: str
    about: AskedSet
    state: str
    answered_on: date | None = None
    by_hand: bool = False
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """Something that the plan holds and that is not asked."""

    left_out: LeftOut
    name: str
    title: Texts


@dataclass(frozen=True, slots=True)
class PlanHistory:
    """A plan that was switched on, with its steps and every change; newest change first."""

    row: CollectionPlan
    plan: PlanRow
    adaptations: Sequence[PlanAdaptation]

    def is_in_force(self, today: date) -> bool:
        """Whether it asks today or will."""
        return self.plan.is_in_force(today)


@dataclass(frozen=True, slots=True)
class PlanOverview:
    """The page of one patient's plans. `asked` are open, `tasks` are what clinicians have to do."""

    plans: Sequence[PlanHistory] = ()
    asked: Sequence[Line] = ()
    coming: Sequence[Line] = ()
    answered: Sequence[Line] = ()
    left_out: Sequence[LeftOutLine] = ()
    tasks: Sequence[Line] = ()
    budget: int = 0

    def in_force(self, today: date) -> list[PlanHistory]:
        """The plans that ask today or will."""
        return [one for one in self.plans if one.is_in_force(today)]


@dataclass(frozen=True)
class Listing:
    """Turns requests into lines with names and titles."""

    names: Mapping[str, str]
    sets: Mapping[str, AskedSet]
    rows: Mapping[object, AskedRow]
    today: date

    def line(self, one: Request, done: date | None = None) -> Line:
        """One request as it is listed."""
        row = self.rows.get(one.key)
        state = _state(one, row, self.today) if done is None else "answered"
        about = self.sets.get(one.asking.ask) or AskedSet({"en": one.asking.ask}, 1)
        by_hand = row is not None and row.is_by_hand
        unasked = row is not None and row.plan is None and not by_hand
        days = one.answered_on or done
        return Line(one, self.names.get(one.of, ""), about, state, days, by_hand, unasked)

    def left_out(self, one: LeftOut) -> LeftOutLine:
        """Something that is left out."""
        about = self.sets.get(one.ask)
        return LeftOutLine(one, self.names.get(one.of, ""), about.title if about else {"en": one.ask})


def plan_overview(session: Session, patient: int, today: date) -> PlanOverview:
    """All of it, twelve weeks ahead."""
    plans = _histories(session, patient)
    known = facts_of(session, patient, today)
    if known is None:
        return PlanOverview(plans)
    found = schedule(known.facts, known.rules, today + AHEAD)
    listing = listing_of(session, known, today)
    rated = days_rated(session, patient)
    lines = [
        listing.line(one, done_on(one, rated) if one.role == "clinician" else None) for one in found.requests
    ]
    return PlanOverview(
        plans,
        asked=_asked(lines),
        coming=[one for one in lines if one.state == "coming"],
        answered=[one for one in reversed(lines) if one.state == "answered"],
        left_out=[listing.left_out(one) for one in found.left_out],
        tasks=[listing.line(one) for one in open_tasks(known.facts.courses, found.requests, rated, today)],
        budget=known.rules.budget,
    )


def listing_of(session: Session, known: PlanFacts, today: date) -> Listing:
    """Names of all who are asked, and titles of all that is."""
    people = {int(person.key) for person in known.facts.respondents} | {row.person for row in known.asked}
    names = select(Person.id, Person.name).where(Person.id.in_(people))
    return Listing(
        {str(number): name for number, name in session.execute(names)},
        asked_sets(session, known.sets),
        {row.key: row for row in known.asked if row.withdrawn_at is None or row.answered_at},
        today,
    )


def asked_sets(session: Session, sets: Mapping[str, int] | None = None) -> dict[str, AskedSet]:
    """Title and length of the question sets that are asked now, by key."""
    found = current_sets(session) if sets is None else sets
    known = {key: questionnaire_of(session, number) for key, number in found.items()}
    return {key: AskedSet(one.title, one.minutes) for key, one in known.items()}


def _asked(lines: Iterable[Line]) -> list[Line]:
    """What is open for patients and relatives: what is asked now first."""
    order = {"begun": 0, "waiting": 0, "closed": 1}
    found = [one for one in lines if one.state in order]
    return sorted(found, key=lambda one: order[one.state])


def _state(one: Request, row: AskedRow | None, today: date) -> str:
    if one.answered_on:
        return "answered"
    if one.role == "clinician":
        return "coming" if one.asked_on > today else "task"
    if row is None or one.asked_on > today:
        return "coming"
    if row.is_begun:
        return "begun"
    return "waiting" if row.asks_until is None or row.asks_until >= today else "closed"


def _histories(session: Session, patient: int) -> list[PlanHistory]:
    plans = {row.id: row for row in plans_of(session, patient)}
    rows = session.scalars(
        select(CollectionPlan)
        .join(CarePathway, CarePathway.id == CollectionPlan.pathway_id)
        .where(CarePathway.patient_id == patient)
        .order_by(CollectionPlan.starts_on.desc(), CollectionPlan.id.desc())
    ).all()
    changes = session.scalars(
        select(PlanAdaptation)
        .where(PlanAdaptation.plan_id.in_(plans))
        .order_by(PlanAdaptation.made_at.desc(), PlanAdaptation.id.desc())
    ).all()
    return [
        PlanHistory(row, plans[row.id], [one for one in changes if one.plan_id == row.id]) for row in rows
    ]
