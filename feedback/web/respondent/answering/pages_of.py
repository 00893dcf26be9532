"""The pages of a question set for one person: which there are now, and what stands on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from feedback.domain.questionnaires.answers import Answer
from feedback.domain.questionnaires.occurrences import Occurrence, origin_of
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Questionnaire
from feedback.domain.questionnaires.settling import Settled, settle


@dataclass(frozen=True, slots=True)
class TimeEnds:
    """The place on a page where one time of a group that repeats ends; `count` is how many there are."""

    group: Occurrence
    count: int

    @property
    def is_last(self) -> bool:
        return self.group.times[-1] == self.count


@dataclass(frozen=True)
class Pages:
    """The sections of a question set in the light of the answers so far. Pages are counted from 1; all times of
    a group stand on the same page, so that pages keep their numbers."""

    questionnaire: Questionnaire
    answers: Mapping[str, Answer]

    @cached_property
    def settled(self) -> Settled:
        return settle(self.questionnaire, self.answers)

    @cached_property
    def numbers(self) -> dict[str, str]:
        """Each item's place in the question set, and which time it is: `12`, `12_2`. It never changes."""
        places = {item.link_id: place for place, item in enumerate(self.questionnaire.walk(), start=1)}
        return {
            item.link_id: _numbered(places[origin_of(item).link_id], item)
            for item in self.settled.questionnaire.walk()
        }

    @cached_property
    def sections(self) -> tuple[tuple[Item, ...], ...]:
        """The pages with what can stand on each."""
        if not self.questionnaire.repeating:
            return self.questionnaire.sections
        times: defaultdict[str, list[Item]] = defaultdict(list)
        for item in self.settled.questionnaire.items:
            times[origin_of(item).link_id].append(item)
        return tuple(
            tuple(one for item in section for one in times[item.link_id])
            for section in self.questionnaire.sections
        )

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """The pages that have something on them; the first where none has, so that one can be sent."""
        sections = enumerate(self.sections, start=1)
        return tuple(number for number, section in sections if any(self._parts(section))) or (1,)

    def parts_on(self, page: int) -> list[tuple[Item | TimeEnds, int]]:
        """What stands on a page, each with its depth; hidden and switched-off items are left out."""
        return list(self._parts(self.sections[page - 1]))

    def items_on(self, page: int) -> list[tuple[Item, int]]:
        """The items of a page, each with its depth."""
        return [(part, depth) for part, depth in self.parts_on(page) if isinstance(part, Item)]

    def questions_on(self, page: int) -> list[Item]:
        """The questions of a page that take an answer."""
        return [item for item, _depth in self.items_on(page) if takes_answer(item)]

    def after(self, page: int) -> int | None:
        """The next page with something on it."""
        return next((number for number in self.shown if number > page), None)

    def before(self, page: int) -> int | None:
        """The page before."""
        return next((number for number in reversed(self.shown) if number < page), None)

    def _parts(self, section: tuple[Item, ...], depth: int = 0) -> Iterator[tuple[Item | TimeEnds, int]]:
        seen = [item for item in section if not item.hidden and item.link_id in self.settled.shown]
        for item in seen:
            inside = list(self._parts(item.items, depth + (item.type.is_question or depth > 0)))
            if item.type is ItemType.GROUP and not inside:
                continue
            yield item, depth
            yield from inside
            if isinstance(item, Occurrence) and origin_of(item).is_repeating_group:
                yield TimeEnds(item, _count(item, seen)), depth


def takes_answer(item: Item) -> bool:
    """Whether a person answers the item: a question that is neither calculated nor read only."""
    return item.type.is_question and item.calculation is None and not item.read_only


def _count(item: Occurrence, beside: Iterable[Item]) -> int:
    same = (one for one in beside if isinstance(one, Occurrence) and one.origin is item.origin)
    return max(one.times[-1] for one in same)


def _numbered(place: int, item: Item) -> str:
    number = item.number if isinstance(item, Occurrence) else ""
    return f"{place}_{number.replace('.', '_')}" if number else str(place)
