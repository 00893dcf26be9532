"""The pages of a question set for one person: which there are now, and what stands on each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from feedback.domain.answers import Answer
from feedback.domain.questionnaire import Item, ItemType, Questionnaire
from feedback.domain.settling import Settled, settle


@dataclass(frozen=True)
class Pages:
    """The sections of a question set in the light of the answers so far. Pages are counted from 1."""

    questionnaire: Questionnaire
    answers: Mapping[str, Answer]

    @cached_property
    def settled(self) -> Settled:
        return settle(self.questionnaire, self.answers)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Each item's place in the question set."""
        return {item.link_id: place for place, item in enumerate(self.questionnaire.walk(), start=1)}

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """The pages that have something on them; the first where none has, so that one can be sent."""
        sections = enumerate(self.questionnaire.sections, start=1)
        return tuple(number for number, section in sections if any(self._items(section))) or (1,)

    def items_on(self, page: int) -> list[tuple[Item, int]]:
        """What stands on a page, each with its depth; hidden and switched-off items are left out."""
        return list(self._items(self.questionnaire.sections[page - 1]))

    def questions_on(self, page: int) -> list[Item]:
        """The questions of a page that take an answer."""
        return [item for item, _depth in self.items_on(page) if takes_answer(item)]

    def after(self, page: int) -> int | None:
        """The next page with something on it."""
        return next((number for number in self.shown if number > page), None)

    def before(self, page: int) -> int | None:
        """The page before."""
        return next((number for number in reversed(self.shown) if number < page), None)

    def _items(self, section: tuple[Item, ...], depth: int = 0) -> Iterator[tuple[Item, int]]:
        for item in section:
            if item.hidden or item.link_id not in self.settled.shown:
                continue
            inside = list(self._items(item.items, depth + (item.type.is_question or depth > 0)))
            if item.type is ItemType.GROUP and not inside:
                continue
            yield item, depth
            yield from inside


def takes_answer(item: Item) -> bool:
    """Whether a person answers the item: a question that is neither calculated nor read only."""
    return item.type.is_question and item.calculation is None and not item.read_only
