"""The facts of courses as the domain reads them, gathered with a number of statements that does not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.pathway import history as domain
from feedback.domain.pathway.choices import choices_for
from feedback.domain.pathway.due import DueDate
from feedback.domain.pathway.due_dates import next_point
from feedback.domain.pathway.history import History
from feedback.domain.pathway.intervals import IntervalRules
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting
from feedback.domain.people.actors import ADULT, age_on
from feedback.persistence.tables import (
    AreaChange,
    CarePathway,
    EvaluationPoint,
    Milestone,
    Transfer,
    TreatmentPause,
)
from feedback.services.units.unit_rules import UnitRules, rules_of_units


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """A course, what has happened in it, its points by number, and the rules of its unit."""

    pathway: CarePathway
    history: History
    points: Sequence[EvaluationPoint]
    unit: UnitRules

    @property
    def rules(self) -> IntervalRules:
        return self.unit.intervals

    @property
    def began_on(self) -> date:
        return self.history.on(MilestoneKind.FIRST_ATTENDANCE) or self.pathway.started_on

    @property
    def waiting(self) -> EvaluationPoint | None:
        """The point that comes next, cancelled or not; None where the last one was held."""
        return self.points[-1] if self.points and self.points[-1].held_on is None else None

    @property
    def next_due(self) -> DueDate | None:
        """The date of the next point; None without a decision, and after the closing."""
        return next_point(self.history, self.rules)

    def changed(self, **facts: Any) -> CourseFacts:
        """The same course with other facts, by the fields of `History`."""
        return replace(self, history=replace(self.history, **facts)).settled()

    def settled(self) -> CourseFacts:
        """With what follows from the day on which it began: the unit's choices of that time, and the age."""
        age = age_on(self.began_on, self.pathway.patient.born_on)
        choices = choices_for(self.began_on, self.unit.choices)
        return replace(self, history=replace(self.history, choices=choices, under_18=age < ADULT))


def course_facts(session: Session, pathway: CarePathway) -> CourseFacts:
    """The facts of one course as they are stored now."""
    return facts_of_courses(session, [pathway])[0]


def facts_of_courses(session: Session, pathways: Sequence[CarePathway]) -> list[CourseFacts]:
    """The facts of many courses, in the same order."""
    ids = [pathway.id for pathway in pathways]
    units = rules_of_units(session, {pathway.unit_id for pathway in pathways})
    milestones = _by_course(session, ids, Milestone.kind, Milestone.happened_on)
    transfers = _by_course(session, ids, Transfer.to_setting, Transfer.happened_on)
    areas = _by_course(session, ids, AreaChange.to_area, AreaChange.happened_on)
    pauses = _by_course(session, ids, TreatmentPause.starts_on, TreatmentPause.ends_on)
    points = _points(session, ids)
    return [
        CourseFacts(
            pathway,
            History(
                area=CarePathwayArea(pathway.area),
                setting=Setting(pathway.setting),
                milestones=(*_happened(milestones[pathway.id]), *_closing(pathway)),
                transfers=tuple(domain.Transfer(Setting(to), on) for to, on in transfers[pathway.id]),
                pauses=tuple(domain.Pause(first, last) for first, last in pauses[pathway.id]),
                area_changes=tuple(
                    domain.AreaChange(CarePathwayArea(to), on) for to, on in areas[pathway.id]
                ),
                held=tuple(point.held_on for point in points[pathway.id] if point.held_on is not None),
            ),
            points[pathway.id],
            units[pathway.unit_id],
        ).settled()
        for pathway in pathways
    ]


def _by_course(
    session: Session, ids: Iterable[int], what: Any, day: Any
) -> defaultdict[int, list[tuple[Any, Any]]]:
    """Plain columns: they are read anew, whatever the session has seen before, and cost half of mapped rows."""
    owner = what.class_.pathway_id
    found: defaultdict[int, list[tuple[Any, Any]]] = defaultdict(list)
    for course, *pair in session.execute(select(owner, what, day).where(owner.in_(ids))):
        found[course].append((pair[0], pair[1]))
    return found


def _points(session: Session, ids: Iterable[int]) -> defaultdict[int, list[EvaluationPoint]]:
    """Read anew, too: another transaction may have held one since this session saw it."""
    query = (
        select(EvaluationPoint).where(EvaluationPoint.pathway_id.in_(ids)).order_by(EvaluationPoint.number)
    )
    found: defaultdict[int, list[EvaluationPoint]] = defaultdict(list)
    for point in session.scalars(query.execution_options(populate_existing=True)):
        found[point.pathway_id].append(point)
    return found


def _happened(rows: Iterable[tuple[str, date]]) -> Iterable[domain.Milestone]:
    return (domain.Milestone(MilestoneKind(kind), on) for kind, on in rows)


def _closing(pathway: CarePathway) -> tuple[domain.Milestone, ...]:
    """The closing is stored once, with the course."""
    closed_on = pathway.closed_on
    return (domain.Milestone(MilestoneKind.CLOSING, closed_on),) if closed_on else ()
