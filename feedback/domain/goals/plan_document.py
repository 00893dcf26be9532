"""A version of the treatment plan as its readers see it: page and PDF are drawn from this one object (rule A12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.points.sheet import Goal


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """Which version, written when by whom; `point` is the number of the evaluation point that it came out of."""

    number: int
    written_on: date
    by: str
    made_together: bool
    point: int | None = None


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """One version in the reader's language. `parts` are pairs of heading and what was written, in order; `goals`
    those at that time; `history` every version, newest first, this one included."""

    service: str
    patient: str
    drawn_on: date
    version: PlanVersion
    parts: tuple[tuple[str, str], ...] = ()
    steps: tuple[AgreedStep, ...] = ()
    goals: tuple[Goal, ...] = ()
    history: tuple[PlanVersion, ...] = ()

    @property
    def is_newest(self) -> bool:
        return not self.history or self.version == self.history[0]
