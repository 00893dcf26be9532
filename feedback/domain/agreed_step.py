"""Who does what by when: agreed at an evaluation point, or written into a treatment plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


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
