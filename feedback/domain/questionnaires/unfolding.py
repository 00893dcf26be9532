"""A questionnaire with its repeating groups written out: each as often as it is answered, as items of their own.

Whatever is made of a questionnaire and its answers (what is shown, pages, a response as FHIR) is made of the unfolded
one. Conditions refer as R4 says: to the question of the same time, else to the nearest time before the item, else
to the nearest after it. Calculations count the same time, and from outside the group all times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from feedback.domain.questionnaires.answers import Answers
from feedback.domain.questionnaires.occurrences import (
    MOST_ITEMS,
    MOST_TIMES,
    Times,
    key_of,
    occurring,
    read_key,
)
from feedback.domain.questionnaires.questionnaire import Calculation, Condition, Item, Questionnaire

MOST_KEPT = 32


def unfold(questionnaire: Questionnaire, answers: Answers) -> Questionnaire:
    """The questionnaire with as many times of each group as these answers need; itself where nothing repeats."""
    if not questionnaire.repeating:
        return questionnaire
    counts = times_asked(questionnaire, answers)
    kept = questionnaire.unfolded
    state = tuple(sorted((key, count) for key, count in counts.items() if count > 1))
    found = kept.get(state)
    if found is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found = kept[state] = _Unfolding(questionnaire, counts).whole()
    return found


def times_asked(questionnaire: Questionnaire, answers: Answers) -> dict[str, int]:
    """How many times each repeating group is there by what was answered, by the key of its first time."""
    found: dict[str, int] = {}
    items = questionnaire.by_link_id
    for key, answer in answers.items():
        if "#" not in key and not (key in items and items[key].is_repeating_group):
            continue  # an answer of the first time, which is always there
        link_id, times = read_key(questionnaire, key)
        around = questionnaire.repeating.get(link_id, ())
        for depth in range(len(times)):
            first = key_of(around[depth], times[:depth])
            found[first] = max(found.get(first, 1), times[depth])
        if around and around[-1] == link_id and isinstance(answer.value, int):
            found[key] = max(found.get(key, 1), answer.value)
    return {key: min(count, MOST_TIMES) for key, count in found.items()}


def times_of(group: Item, outer: Times, counts: Mapping[str, int]) -> int:
    """How many times a group is shown inside the times `outer`: as often as it is answered, and as it must be."""
    least = min(group.min_occurs or 1, MOST_TIMES)
    return max(1, least, counts.get(key_of(group.link_id, outer), 1))


def is_within_limit(questionnaire: Questionnaire, answers: Answers) -> bool:
    """Whether the unfolded questionnaire has at most `MOST_ITEMS` items; nothing is made to find out."""
    found = _counted(questionnaire.items, (), times_asked(questionnaire, answers))
    return sum(1 for _item in islice(found, MOST_ITEMS + 1)) <= MOST_ITEMS


def _counted(items: Iterable[Item], times: Times, counts: Mapping[str, int]) -> Iterator[Item]:
    for item in items:
        is_group = item.is_repeating_group
        for number in range(times_of(item, times, counts) if is_group else 1):
            yield item
            yield from _counted(item.items, (*times, number + 1) if is_group else times, counts)


@dataclass(frozen=True)
class _Unfolding:
    questionnaire: Questionnaire
    counts: dict[str, int]

    def whole(self) -> Questionnaire:
        return replace(self.questionnaire, items=tuple(self._all(self.questionnaire.items, (), ())))

    @cached_property
    def places(self) -> dict[str, int]:
        return {link_id: place for place, link_id in enumerate(self.questionnaire.by_link_id)}

    def _all(self, items: Iterable[Item], times: Times, told: Times) -> Iterator[Item]:
        """`told` are those of the times that tell something: of groups that are there more than once."""
        for item in items:
            if not item.is_repeating_group:
                yield self._one(item, times, told, is_told=any(number > 1 for number in told))
                continue
            count = times_of(item, times, self.counts)
            for number in range(1, count + 1):
                inner = (*told, number) if count > 1 else told
                yield self._one(
                    item, (*times, number), inner, is_told=count > 1 or any(one > 1 for one in told)
                )

    def _one(self, item: Item, times: Times, told: Times, *, is_told: bool) -> Item:
        conditions = tuple(self._condition(one, item, times) for one in item.enable_when)
        calculation = item.calculation and self._calculation(item.calculation, item, times)
        items = tuple(self._all(item.items, times, told))
        if not times:
            is_same = (
                items == item.items and conditions == item.enable_when and calculation == item.calculation
            )
            return (
                item
                if is_same
                else replace(item, items=items, enable_when=conditions, calculation=calculation)
            )
        label = ".".join(map(str, told)) if is_told else ""
        return occurring(item, times, label, items=items, enable_when=conditions, calculation=calculation)

    def _condition(self, condition: Condition, item: Item, times: Times) -> Condition:
        asked = condition.question
        if asked not in self.questionnaire.repeating:
            return condition
        before = self.places[asked] < self.places[item.link_id]
        return replace(condition, question=key_of(asked, self._nearest(asked, item, times, last=before)))

    def _nearest(self, asked: str, item: Item, times: Times, *, last: bool) -> Times:
        found = self._shared(asked, item, times)
        for group in self.questionnaire.repeating[asked][len(found) :]:
            count = times_of(self.questionnaire.by_link_id[group], found, self.counts)
            found = (*found, count if last else 1)
        return found

    def _shared(self, asked: str, item: Item, times: Times) -> Times:
        """The times of the groups that are around both."""
        around, own = self.questionnaire.repeating[asked], self.questionnaire.repeating.get(item.link_id, ())
        same = 0
        while same < min(len(around), len(own)) and around[same] == own[same]:
            same += 1
        return times[:same]

    def _calculation(self, calculation: Calculation, item: Item, times: Times) -> Calculation:
        operands = tuple(key for operand in calculation.operands for key in self._each(operand, item, times))
        return replace(calculation, operands=operands)

    def _each(self, operand: str, item: Item, times: Times) -> Iterator[str]:
        if operand not in self.questionnaire.repeating:
            yield operand
            return
        found = [self._shared(operand, item, times)]
        for group in self.questionnaire.repeating[operand][len(found[0]) :]:
            repeated = self.questionnaire.by_link_id[group]
            found = [
                (*one, number)
                for one in found
                for number in range(1, times_of(repeated, one, self.counts) + 1)
            ]
        yield from (key_of(operand, one) for one in found)
