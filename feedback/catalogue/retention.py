"""How long things are kept, as data (retention.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from feedback.catalogue.errors import CatalogueError


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """What is kept for how many days, counted from when, and where the rule comes from. No days: no end."""

    key: str
    what: str
    days: int
    counted_from: str
    source: str
    standing: str


@cache
def retention_rules() -> tuple[RetentionRule, ...]:
    """The rules that ship. Raises CatalogueError."""
    return read_rules(files("feedback.catalogue").joinpath("retention.toml").read_text("utf-8"))


def read_rules(text: str) -> tuple[RetentionRule, ...]:
    """Rules from TOML. Raises CatalogueError where one is incomplete, negative or there twice."""
    try:
        rules = tuple(
            RetentionRule(
                rule["key"],
                rule["what"],
                int(rule["days"]),
                rule["from"],
                rule["source"],
                rule["standing"],
            )
            for rule in tomllib.loads(text)["rule"]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"The retention rules cannot be read: {error}.") from error
    if any(rule.days < 0 for rule in rules) or len({rule.key for rule in rules}) < len(rules):
        raise CatalogueError("Every retention rule needs its own key and no negative days.")
    return rules
