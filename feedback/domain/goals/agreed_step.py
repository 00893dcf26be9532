"""Who does what by when: agreed at an evaluation point, or written into a treatment plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

FURTHEST_AHEAD = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class AgreedStep:
    """One step. `who` may be anybody, in the words that were used."""

    what: str
    who: str = ""
    due_on: date | None = None


def step_to_plain(step: AgreedStep) -> dict[str, str]:
    """The step as JSON-ready data; see `step_from_plain`."""
    return {"what": step.what, "who": step.who, "due_on": step.due_on.isoformat() if step.due_on else ""}


def step_from_plain(plain: Mapping[str, str]) -> AgreedStep:
    """The inverse of `step_to_plain`; the oldest records lack what is empty. Raises KeyError, ValueError."""
    due_on = plain.get("due_on")
    return AgreedStep(plain["what"], plain.get("who", ""), date.fromisoformat(due_on) if due_on else None)


def day_problem(due_on: date, began_on: date, today: date, agreed_on: date | None = None) -> str:
    """ "before" the course began, "past" on the day on which it was agreed where that is known, more than two years
    "ahead" of today, empty for a day that can be meant.

    The bounds are ours: a year that was mistyped lies outside, what can be agreed in a course inside.
    """
    if due_on < began_on:
        return "before"
    if agreed_on is not None and due_on < agreed_on:
        return "past"
    return "ahead" if due_on > today + FURTHEST_AHEAD else ""
