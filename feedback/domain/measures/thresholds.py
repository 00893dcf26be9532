"""When a signal is a reason to talk (rule A8): published defaults, within limits that a unit may choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Threshold:
    """A whole number with its default and the limits of what a unit may set instead. `unit` is what it counts:
    measurements, weeks, or steps on the scale from 0 to 10."""

    key: str
    default: int
    lowest: int
    highest: int
    unit: str


# The first two and the last are the product's rules; the three between them are ours.
THRESHOLDS = (
    Threshold("no-change-measurements", 5, 3, 20, "measurements"),
    Threshold("no-change-weeks", 8, 4, 52, "weeks"),
    Threshold("low-session", 5, 1, 9, "steps"),
    Threshold("falling-session", 2, 1, 9, "steps"),
    Threshold("no-answers-weeks", 4, 2, 26, "weeks"),
    Threshold("goal-difference", 3, 1, 10, "steps"),
)


def values_in_force(own: Mapping[str, int]) -> dict[str, int]:
    """The value of each threshold where a unit has set these of its own."""
    return {row.key: own.get(row.key, row.default) for row in THRESHOLDS}


def is_allowed(row: Threshold, value: int) -> bool:
    """Whether a unit may set this value."""
    return row.lowest <= value <= row.highest
