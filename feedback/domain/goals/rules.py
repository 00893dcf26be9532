"""The rules for goals: in the patient's own words, at most three at a time, each rated 0-10 by every person for
themselves. Words and ratings never change; a goal that is worded anew is followed by another."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MOST_GOALS = 3
HIGHEST_RATING = 10
LONGEST_GOAL = 500  # characters; as long as the question set *my-goals* takes
GOAL_STATES = ("active", "changed", "reached", "stopped")
RATER_ROLES = ("patient", "relative", "clinician")
WORDING_ROLES = ("patient", "clinician")  # a clinician writes down what the patient says
GOAL_DECISIONS = ("keep", "changed", "reached", "stopped")
ENDINGS = ("reached", "stopped")


@dataclass(frozen=True, slots=True)
class GoalDecision:
    """What was decided about one goal: keep it, word it anew (`words`), reached, or no longer a goal."""

    do: str
    words: str = ""


def tidy(words: str) -> str:
    """The words on one line, without space around; nothing else is touched."""
    return " ".join(words.split())


def same_words(one: str, other: str) -> bool:
    """Whether both say the same: large and small letters, spaces and the full stop in the end do not count."""
    return _plain(one) == _plain(other)


def _plain(words: str) -> str:
    return tidy(unicodedata.normalize("NFC", words)).casefold().rstrip(".! ")


def is_rating(value: int | None) -> bool:
    """Whether this can be stored: a number on the scale, or None for somebody who would rather not say."""
    return value is None or 0 <= value <= HIGHEST_RATING


def difference(latest: Iterable[int | None]) -> int | None:
    """How far apart people are, from the latest rating of each; None while fewer than two have said."""
    said = [value for value in latest if value is not None]
    return max(said) - min(said) if len(said) > 1 else None


def decisions_to_plain(decisions: Mapping[int, GoalDecision]) -> dict[str, dict[str, str]]:
    """Decisions as JSON-ready data, for a draft that is finished later; see `decisions_from_plain`."""
    return {str(key): {"do": one.do, "words": one.words} for key, one in decisions.items()}


def decisions_from_plain(plain: Mapping[str, Mapping[str, str]]) -> dict[int, GoalDecision]:
    """The inverse of `decisions_to_plain`. Raises KeyError, ValueError on data of another shape."""
    return {int(key): GoalDecision(one["do"], one["words"]) for key, one in plain.items()}
