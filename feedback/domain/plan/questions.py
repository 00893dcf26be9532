"""What a plan needs to know about a question set: how long it is, and how often it may be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from feedback.domain.questionnaires.questionnaire import Item, Questionnaire

BUDGET = 25


@dataclass(frozen=True, slots=True)
class Asking:
    """A question set as a plan sees it.

    `items` are its visible questions; `measure` what it measures: sets with the same measure share one
    window. Two requests of one measure to one person are at least `window_days` days apart.
    """

    ask: str
    items: int
    measure: str
    window_days: int
    respondents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """The question sets that can be asked, and the most visible items a person gets in a week."""

    askings: Mapping[str, Asking]
    budget: int = BUDGET


def visible_items(questionnaire: Questionnaire) -> int:
    """How many questions somebody can at most be shown (the worst case).

    A question that depends on an answer counts, as nobody knows the answer beforehand. Hidden, calculated and
    read-only questions, headings and texts do not.
    """
    return sum(_is_answered_by_hand(item) for item in _shown(questionnaire.items))


def _shown(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        if not item.hidden:
            yield item
            yield from _shown(item.items)


def _is_answered_by_hand(item: Item) -> bool:
    return item.type.is_question and item.calculation is None and not item.read_only
