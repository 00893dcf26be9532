"""The weekly budget and the window of each measure (`limits.toml`), and what they say of question sets."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.profiles import recognise
from feedback.domain.plan.questions import Asking, Rules, visible_items
from feedback.domain.questionnaires.questionnaire import Questionnaire

FILE = "limits.toml"
LONGEST_WINDOW = 366
LARGEST_BUDGET = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """`budget` visible items in a week; `measures` maps a set or profile to its measure and window in days."""

    budget: int
    window_days: int
    measures: Mapping[str, tuple[str, int]] = field(default_factory=dict)


@cache
def shipped_limits() -> Limits:
    """The limits that ship, read once."""
    return read_limits(files("feedback.catalogue.plans").joinpath(FILE).read_text(encoding="utf-8"))


def read_limits(text: str) -> Limits:
    """The limits of a TOML text. Raises CatalogueError naming the place and what to correct."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{FILE}: not readable as TOML ({error}).") from error
    budget = _number(content, "budget", LARGEST_BUDGET, "the file")
    window = _number(content, "window_days", LONGEST_WINDOW, "the file")
    return Limits(budget, window, _measures(content.get("measures", ())))


def rules_for(questionnaires: Iterable[Questionnaire], limits: Limits, budget: int | None = None) -> Rules:
    """What a schedule needs to know of these question sets; `budget` in place of that of the limits."""
    askings = {questionnaire.key: asking_for(questionnaire, limits) for questionnaire in questionnaires}
    return Rules(askings, limits.budget if budget is None else budget)


def asking_for(questionnaire: Questionnaire, limits: Limits) -> Asking:
    """What a plan sees of a question set; a known instrument has the measure and the window of its own."""
    profile = recognise(questionnaire)
    name = profile.name if profile else questionnaire.profile or questionnaire.key
    measure, window_days = limits.measures.get(name, (name, limits.window_days))
    items = visible_items(questionnaire)
    return Asking(questionnaire.key, items, measure, window_days, tuple(questionnaire.respondents))


def _measures(entries: Iterable[Mapping[str, Any]]) -> Mapping[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for entry in entries:
        name = entry.get("name")
        if not isinstance(name, str) or not name:
            raise CatalogueError(f"{FILE}: a measure has no name. Add it.")
        window = _number(entry, "window_days", LONGEST_WINDOW, name)
        for key in entry.get("sets", (name,)):
            if key in found:
                raise CatalogueError(f"{FILE}: {key} belongs to two measures. Remove it from one.")
            found[key] = name, window
    return found


def _number(entry: Mapping[str, Any], name: str, most: int, place: str) -> int:
    number = entry.get(name)
    if type(number) is not int or not 1 <= number <= most:
        raise CatalogueError(f"{FILE}: {name} of {place} is not a whole number from 1 to {most}. Correct it.")
    return number
