"""From an answer about goals to goals: which goal each place of the form names, and which words are new.

The form has a place for each goal and shows the active ones, in their order, to be rated. What is written there is
either the words of a goal, or other words: then the goal of that place has been worded anew, or a goal is new. An
empty place says nothing: no goal ends because somebody left it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from feedback.domain.goals.rules import MOST_GOALS, same_words, tidy


@dataclass(frozen=True, slots=True)
class KnownGoal:
    """A goal of the course; `key` is the caller's name for it, `ended_on` None while it is active."""

    key: int
    words: str
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in one place of the form; `place` counts from 0, `rating` is None where none was given."""

    place: int
    words: str
    rating: int | None


@dataclass(frozen=True, slots=True)
class Named:
    """One written place understood: it names `goal`; or its words are new, perhaps `instead_of` a goal."""

    words: str
    rating: int | None
    goal: KnownGoal | None = None
    instead_of: KnownGoal | None = None


def understood(goals: Sequence[KnownGoal], written: Sequence[Written], begun_on: date) -> tuple[Named, ...]:
    """What an answer that was begun on a day says of goals, given all goals of the course in their order.

    Words that ended on that day or later name the goal that they belonged to, and do not begin it again: the form
    was opened before. At most `MOST_GOALS` are active afterwards: where there is no room, the first goal that the
    answer does not name is the one worded anew.
    """
    places = list(_once(written))
    found = [_named(goals, one, begun_on) for one in places]
    active = [goal for goal in goals if goal.ended_on is None]
    kept = {one.goal.key for one in found if one.goal}
    free = {place: goal for place, goal in enumerate(active) if goal.key not in kept}
    room = MOST_GOALS - len(active)
    for at, one in enumerate(found):
        if one.goal is None:
            old = free.pop(places[at].place, None)
            if old is None and room <= 0:
                old = free.pop(min(free))
            room -= old is None
            found[at] = replace(one, instead_of=old)
    return tuple(found)


def _once(written: Sequence[Written]) -> Iterator[Written]:
    """The places with words; the first where two say the same."""
    seen: list[str] = []
    for one in written:
        words = tidy(one.words)
        if words and not any(same_words(words, other) for other in seen):
            seen.append(words)
            yield replace(one, words=words)


def _named(goals: Sequence[KnownGoal], one: Written, begun_on: date) -> Named:
    same = [goal for goal in goals if same_words(goal.words, one.words)]
    active = [goal for goal in same if goal.ended_on is None]
    since = [goal for goal in same if goal.ended_on is not None and goal.ended_on >= begun_on]
    return Named(one.words, one.rating, goal=next(iter((*active, *reversed(since))), None))
