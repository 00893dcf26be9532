"""All due dates of one course, and the next evaluation point."""

from __future__ import annotations

from feedback.domain.pathway.assessment import assessment_due_dates
from feedback.domain.pathway.due import DueDate
from feedback.domain.pathway.history import History
from feedback.domain.pathway.intervals import IntervalRules
from feedback.domain.pathway.points import point_due_dates

__all__ = ["DueDate", "due_dates", "next_point"]


def due_dates(history: History, rules: IntervalRules) -> tuple[DueDate, ...]:
    """One due date for each phase that has begun, in the order of the course; the next point's is the last.

    Points between the first and the next are left out: `point_due_dates` has them all. The facts must have
    passed `check`; then the answer depends on them alone, not on their order and not on today.
    """
    rules = _in_use(history, rules)
    points = point_due_dates(history, rules)
    upcoming = tuple(point for point in points[1:] if point.reached_on is None)
    return (*assessment_due_dates(history, rules), *points[:1], *upcoming)


def next_point(history: History, rules: IntervalRules) -> DueDate | None:
    """The due date of the next point; None without a decision, and after the closing."""
    points = point_due_dates(history, _in_use(history, rules))
    return points[-1] if points and points[-1].reached_on is None else None


def _in_use(history: History, rules: IntervalRules) -> IntervalRules:
    return rules.with_own(history.own_rules) if history.own_rules else rules
