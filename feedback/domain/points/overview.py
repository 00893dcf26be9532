"""What an evaluation point still lacks, from the facts about it: a reminder, and nothing is called a breach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from feedback.domain.points.evaluation_point import PointFacts, PointStatus, status


class Missing(StrEnum):
    """What can be missing, in the order in which it is told."""

    NO_DECISION = "no-decision"
    NOT_PLANNED = "not-planned"
    NO_REASON = "no-reason"
    NOT_PREPARED = "not-prepared"
    NOT_MEASURED = "not-measured"
    PATIENT_NOT_RATED = "goals-patient"
    CLINICIAN_NOT_RATED = "goals-clinician"
    RELATIVES_NOT_RATED = "goals-relatives"
    RELATIVES_NOT_ASKED = "relatives-not-asked"
    RELATIVES_SILENT = "relatives-silent"
    OBJECTED = "objected"
    NOT_CONFIRMED = "not-confirmed"
    NOT_REGISTERED = "not-registered"


NOT_RATED = (Missing.PATIENT_NOT_RATED, Missing.CLINICIAN_NOT_RATED, Missing.RELATIVES_NOT_RATED)
OF_HELD = (Missing.OBJECTED, Missing.NOT_CONFIRMED, Missing.NOT_REGISTERED)
OF_BOTH = (Missing.NO_REASON,)  # all else is of what waits


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known about one point, or with `point` None about a course without a planned one.

    `since` is the first day after the point before, or that of the course; `measured_on` the day of the newest
    measure. `unrated` tells for whom it is missing how near the goals are; it is nobody where there are no goals. A
    relative is `unasked` or `silent` about this point while they take part. `noted` is whether it is
    recorded if the point was gone through together, also as *not confirmed* with a reason; `objected` whether the
    patient has said that it was not like that, and has not confirmed since.
    """

    point: PointFacts | None
    decided: bool = True
    has_reason: bool = False
    prepared: bool = False
    since: date = date.min
    measured_on: date | None = None
    unrated: frozenset[Missing] = frozenset()
    unasked: bool = False
    silent: bool = False
    noted: bool = False
    objected: bool = False
    unregistered: bool = False


def missing(facts: Standing, today: date) -> tuple[Missing, ...]:
    """What is missing today. Before a point opens nothing is; after it was held only what can still be done."""
    if facts.point is None:
        return (Missing.NOT_PLANNED if facts.decided else Missing.NO_DECISION,)
    found = {
        PointStatus.DUE: _before,
        PointStatus.OVERDUE: _before,
        PointStatus.HELD: _after,
    }.get(status(facts.point, today))
    return tuple(code for code, lacks in found(facts, facts.point, today) if lacks) if found else ()


def _before(facts: Standing, point: PointFacts, today: date) -> Iterator[tuple[Missing, bool]]:
    yield Missing.NO_REASON, today > point.due_on and not facts.has_reason
    yield Missing.NOT_PREPARED, not facts.prepared
    yield Missing.NOT_MEASURED, facts.measured_on is None or facts.measured_on < facts.since
    for code in NOT_RATED:
        yield code, code in facts.unrated
    yield Missing.RELATIVES_NOT_ASKED, facts.unasked
    yield Missing.RELATIVES_SILENT, facts.silent


def _after(facts: Standing, point: PointFacts, today: date) -> Iterator[tuple[Missing, bool]]:
    yield Missing.NO_REASON, (point.held_on or today) > point.due_on and not facts.has_reason
    yield Missing.OBJECTED, facts.objected
    yield Missing.NOT_CONFIRMED, not facts.noted
    yield Missing.NOT_REGISTERED, facts.unregistered
