"""Counts that speak of no person: groups under five are hidden, and so is what would give them away.

Counts stand in steps, each counting a part of the people of the step before (all, asked, answered, replied to).
What could be told from them are the counts themselves and the differences between two steps. A count is shown
only when each of those is nobody or at least five people. Parts of a whole (by care pathway) are shown only when
that holds for every part, so that neither a part nor a difference of whole and parts is a small group; otherwise
the whole alone is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

SMALLEST = 5
Counts = Sequence[int]
Shown = tuple[int | None, ...]


def is_small(count: int) -> bool:
    """Whether so few people might be known by the count alone."""
    return 0 < count < SMALLEST


def shown_steps(counts: Counts) -> Shown:
    """Each step's count, or None where it is hidden. Raises ValueError unless each is part of the one before."""
    if any(later > earlier for earlier, later in pairwise(counts)):
        raise ValueError("each step counts a part of the step before")
    shown: list[int | None] = []
    for count in counts:
        known = [other for other in shown if other is not None]
        gives_away = is_small(count) or any(is_small(other - count) for other in known)
        shown.append(None if gives_away else count)
    return tuple(shown)


def shown_parts(whole: Counts, parts: Mapping[str, Counts]) -> dict[str, Shown]:
    """The parts that make up the whole, or none of them where one would give a small group away. Raises
    ValueError unless they add up to the whole."""
    if [sum(column) for column in zip(*parts.values(), strict=True)] != list(whole):
        raise ValueError("the parts do not add up to the whole")
    found = {name: shown_steps(counts) for name, counts in parts.items()}
    if any(None in steps for steps in found.values()):
        return {}
    return found
