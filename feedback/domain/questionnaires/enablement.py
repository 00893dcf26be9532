"""Which items are shown, given the answers so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from feedback.domain.questionnaires.answers import Answers
from feedback.domain.questionnaires.questionnaire import Item, Questionnaire
from feedback.domain.questionnaires.settling import settle


def shown(questionnaire: Questionnaire, answers: Answers) -> frozenset[str]:
    """The link ids of everything shown: items whose conditions are met and whose ancestors are all shown.

    An answer of an item that is itself not shown counts as no answer. Several conditions mean *any*, unless
    the item says `enable_all`. Items marked hidden are included when enabled: they are part of the answer
    and are left out where pages are made.
    """
    return settle(questionnaire, answers).shown


def shown_questions(questionnaire: Questionnaire, answers: Answers) -> list[str]:
    """The link ids of the shown questions in reading order, without groups, displays and hidden items."""
    settled = settle(questionnaire, answers)
    return [
        item.link_id for item in _seen(settled.questionnaire.items, settled.shown) if item.type.is_question
    ]


def _seen(items: Iterable[Item], visible: frozenset[str]) -> Iterator[Item]:
    for item in items:
        if item.link_id in visible and not item.hidden:
            yield item
            yield from _seen(item.items, visible)
