"""Storing goals: a new one, and how one ended. Whoever calls has checked the words and notes it in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import Goal


@dataclass(frozen=True, slots=True)
class Occurred:
    """When something about a goal was done, by whom it was written down, and at which evaluation point, if at one."""

    at: datetime
    on: date
    by: int
    point: int | None = None

    @classmethod
    def now(cls, now: datetime, by: int) -> Occurred:
        """At this instant, at no point."""
        return cls(now, day_of(now), by)


def add_goal(
    session: Session, pathway: int, words: str, when: Occurred, changed_from: Goal | None = None
) -> Goal:
    """A new goal of a course, perhaps in place of one that was worded anew."""
    row = Goal(
        pathway_id=pathway,
        words=words,
        state="active",
        made_by_id=when.by,
        made_at=when.at,
        made_on=when.on,
        changed_from_id=changed_from.id if changed_from else None,
    )
    session.add(row)
    session.flush()
    return row


def finish_goal(session: Session, goal: Goal, state: str, when: Occurred) -> None:
    """An active goal is *changed*, *reached* or *stopped* from now on."""
    goal.state, goal.ended_on, goal.ended_at = state, when.on, when.at
    goal.ended_by_id, goal.ended_at_point_id = when.by, when.point
    session.flush()
