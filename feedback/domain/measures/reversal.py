"""Whether a set's own numbers are turned round already where a measure turns items round."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from feedback.domain.questionnaires.questionnaire import Item


def already_turned(items: Sequence[Item], places: Collection[int]) -> frozenset[int]:
    """Of the reversed items at `places`, counted from 1, those whose words have the opposite numbers of what the same
    words have in the other items: some files give the number that counts, others the one that is printed."""
    if not places:
        return frozenset()
    straight = {
        words: number
        for place, item in enumerate(items, start=1)
        if place not in places
        for words, number in _numbered(item)
    }
    return frozenset(place for place in places if _is_opposite(items[place - 1], straight))


def _is_opposite(item: Item, straight: dict[tuple[str, str], Decimal]) -> bool:
    numbers = [number for _words, number in _numbered(item)]
    shared = [(number, straight[words]) for words, number in _numbered(item) if words in straight]
    if len({number for number, _other in shared}) < 2:
        return False
    ends = min(numbers) + max(numbers)
    return all(number + other == ends for number, other in shared)


def _numbered(item: Item) -> Iterator[tuple[tuple[str, str], Decimal]]:
    """Every answer's words in each language with its number."""
    for option in item.options:
        if option.ordinal is not None:
            for language, words in option.text.items():
                yield (language, " ".join(words.casefold().split())), option.ordinal
