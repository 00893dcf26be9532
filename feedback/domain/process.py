"""What is recorded as done in a care pathway, apart from any code (rule A14)."""

from __future__ import annotations

from enum import StrEnum


class ProcessKind(StrEnum):
    """A fact about how the care was carried out (facts: evaluation-point, *Registration*)."""

    FEEDBACK_GONE_THROUGH = "feedback-gone-through"
    PLAN_MADE_TOGETHER = "plan-made-together"
    EVALUATION_HELD = "evaluation-held"
    RELATIVES_INVOLVED = "relatives-involved"
