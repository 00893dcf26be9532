"""Collection plans that ship: one file each, and `limits.toml` with budget and windows."""

from feedback.catalogue.plans.codec import (
    step_from_plain,
    step_to_plain,
    template_from_plain,
    template_to_plain,
)
from feedback.catalogue.plans.limits import Limits, asking_for, read_limits, rules_for, shipped_limits
from feedback.catalogue.plans.templates import find_template, read_template, shipped_templates

__all__ = [
    "Limits",
    "asking_for",
    "find_template",
    "read_limits",
    "read_template",
    "rules_for",
    "shipped_limits",
    "shipped_templates",
    "step_from_plain",
    "step_to_plain",
    "template_from_plain",
    "template_to_plain",
]
