"""Whether a set's own numbers are turned round already where a measure turns items round.

Some files give the number that is printed beside an answer, others the one that counts. Where the words leave no doubt
that it is the printed one, the measure turns it; anything else is an administrator's to say, and is stored with the
item (docs/decisions/0044).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.questionnaires.questionnaire import Item

_MARKS = re.compile(r"[\W\d_]+")
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the words say of a reversed item: whether its numbers are turned, and whether nobody has to look."""

    turned: bool
    sure: bool


AS_PRINTED = Verdict(turned=False, sure=True)
SEEMS_TURNED = Verdict(turned=True, sure=False)
NOT_KNOWN = Verdict(turned=False, sure=False)


def already_turned(items: Sequence[Item], places: Collection[int]) -> frozenset[int]:
    """Of the reversed items at `places`, counted from 1, those whose numbers count as they stand: as it is stored
    with them, else by their words alone, as it was before it was stored."""
    if not places:
        return frozenset()
    return frozenset(place for place in places if _is_turned(items, place, places))


def judge(items: Sequence[Item], place: int, places: Collection[int]) -> Verdict:
    """What the words of the reversed item at `place` say, beside those of the items that are not reversed."""
    item = items[place - 1]
    if not item.options:
        return AS_PRINTED  # a number that is typed or moved to is the printed one
    numbers = _straight(items, places)
    own = list(_numbered(item))
    if not own or any(len(numbers.get(words, ())) != 1 for words, _number in own):
        return NOT_KNOWN  # words of its own, or words that count differently from one item to the next
    pairs = [(number, next(iter(numbers[words]))) for words, number in own]
    if all(number == other for number, other in pairs):
        return AS_PRINTED
    return SEEMS_TURNED if _are_opposite(pairs) else NOT_KNOWN


def _is_turned(items: Sequence[Item], place: int, places: Collection[int]) -> bool:
    stored = items[place - 1].turned
    return judge(items, place, places).turned if stored is None else stored


def _straight(items: Sequence[Item], places: Collection[int]) -> Mapping[tuple[str, str], set[Decimal]]:
    """The numbers that each answer's words have in the items that are not reversed."""
    found: dict[tuple[str, str], set[Decimal]] = {}
    for place, item in enumerate(items, start=1):
        if place not in places:
            for words, number in _numbered(item):
                found.setdefault(words, set()).add(number)
    return found


def _are_opposite(pairs: Sequence[tuple[Decimal, Decimal]]) -> bool:
    numbers = [number for number, _other in pairs]
    ends = min(numbers) + max(numbers)
    return all(number + other == ends for number, other in pairs)


def _numbered(item: Item) -> Iterator[tuple[tuple[str, str], Decimal]]:
    """Every answer's words in each language with its number; a number or mark beside the words is no part of them."""
    for option in item.options:
        if option.ordinal is not None:
            for language, words in option.text.items():
                folded = words.replace(_SOFT_HYPHEN, "").casefold()
                yield (language, _MARKS.sub(" ", folded).strip() or folded.strip()), option.ordinal
