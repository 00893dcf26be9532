"""An item that counts the other way round is turned round once, wherever the numbers come from."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.measures.reversal import already_turned
from feedback.domain.measures.scoring import score
from feedback.domain.questionnaires.answers import answered
from feedback.domain.questionnaires.questionnaire import Item, Option, Questionnaire

CORE = profiles()["CORE-10"]
WORDS = ("Never", "Seldom", "Sometimes", "Often", "Always")


def _item(item: Item, numbers: tuple[int, ...], words: tuple[str, ...] = WORDS) -> Item:
    options = tuple(
        Option(f"{item.link_id}-{place}", {"en": text}, Decimal(number))
        for place, (text, number) in enumerate(zip(words, numbers, strict=True))
    )
    return replace(item, options=options)


def _set(turned: tuple[int, ...], words: tuple[str, ...] = WORDS) -> Questionnaire:
    made = neutral_questionnaire(CORE)
    straight = (0, 1, 2, 3, 4)
    items = (
        _item(one, turned, words) if place in CORE.reversed_items else _item(one, straight)
        for place, one in enumerate(made.items, start=1)
    )
    return replace(made, items=tuple(items))


@pytest.mark.parametrize("turned", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0)])
def test_the_same_words_count_the_same(turned: tuple[int, ...]) -> None:
    """*Always* everywhere: eight items count 4, the two that are reversed count 0."""
    asked = _set(turned)
    answers = {item.link_id: answered(item.options[-1].value) for item in asked.questions}
    assert score(CORE, asked, answers)[0].value == 32


def test_it_is_seen_by_words_alone() -> None:
    places = CORE.reversed_items
    assert already_turned(_set((4, 3, 2, 1, 0)).items, places) == places
    assert already_turned(_set((0, 1, 2, 3, 4)).items, places) == frozenset()
    other = ("Nie", "Kaum", "Manchmal", "Oft", "Immer")
    assert already_turned(_set((4, 3, 2, 1, 0), other).items, places) == frozenset()
    assert already_turned(_set((4, 3, 2, 1, 0)).items, frozenset()) == frozenset()
