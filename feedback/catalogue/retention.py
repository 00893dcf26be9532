"""How long things are kept, as data (retention.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from feedback.catalogue.errors import CatalogueError


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """What is kept for how many days, counted from when, and where the rule comes from. No days: no end.
    `least` is the fewest days that an installation may choose instead."""

    key: str
    what: str
    days: int
    least: int
    counted_from: str
    source: str
    standing: str

    @property
    def is_set_here(self) -> bool:
        """Whether an installation may choose its own days."""
        return self.days > 0

    def allows(self, days: int) -> bool:
        """Whether an installation may keep it for so many days: never for longer than the rule that ships."""
        return self.is_set_here and self.least <= days <= self.days


@cache
def retention_rules() -> tuple[RetentionRule, ...]:
    """The rules that ship. Raises CatalogueError."""
    return read_rules(files("feedback.catalogue").joinpath("retention.toml").read_text("utf-8"))


def read_rules(text: str) -> tuple[RetentionRule, ...]:
    """Rules from TOML. Raises CatalogueError where one is incomplete, negative, has no room between its limits,
    or is there twice."""
    try:
        rules = tuple(
            RetentionRule(
                rule["key"],
                rule["what"],
                int(rule["days"]),
                int(rule["least"]),
                rule["from"],
                rule["source"],
                rule["standing"],
            )
            for rule in tomllib.loads(text)["rule"]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"The retention rules cannot be read: {error}.") from error
    if not all(_has_room(rule) for rule in rules) or len({rule.key for rule in rules}) < len(rules):
        raise CatalogueError(
            "Every retention rule needs its own key, and days from its least upwards (both 0 for no end)."
        )
    return rules


def _has_room(rule: RetentionRule) -> bool:
    return 0 < rule.least <= rule.days or rule.days == rule.least == 0
