"""What is recorded as done in a care pathway, apart from any code (rule A14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ProcessKind(StrEnum):
    """A fact about how the care was carried out (facts: evaluation-point, *Registration*)."""

    FEEDBACK_GONE_THROUGH = "feedback-gone-through"
    PLAN_MADE_TOGETHER = "plan-made-together"
    EVALUATION_HELD = "evaluation-held"
    RELATIVES_INVOLVED = "relatives-involved"


# What is also done between points; that a point was held is told by the point itself.
BESIDE_POINTS = (
    ProcessKind.FEEDBACK_GONE_THROUGH,
    ProcessKind.PLAN_MADE_TOGETHER,
    ProcessKind.RELATIVES_INVOLVED,
)


@dataclass(frozen=True, slots=True)
class UnitCode:
    """The code that a unit uses for a kind of fact, from a day on; `system` is the code set that it belongs to."""

    kind: ProcessKind
    system: str
    code: str
    effective_from: date


def code_on(codes: Iterable[UnitCode], kind: ProcessKind, day: date) -> UnitCode | None:
    """The code that was in force for a kind on a day: of those that had begun, the newest."""
    begun = [code for code in codes if code.kind == kind and code.effective_from <= day]
    return max(begun, key=lambda code: code.effective_from, default=None)


def kinds_without_code(codes: Iterable[UnitCode], day: date) -> tuple[ProcessKind, ...]:
    """The kinds for which a unit has no code on a day."""
    known = list(codes)
    return tuple(kind for kind in ProcessKind if code_on(known, kind, day) is None)
