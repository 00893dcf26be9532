"""What is stored with a reversed item, and what an edit does to it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.measures.profile import SafetyItem
from feedback.domain.measures.reversal import AS_PRINTED, NOT_KNOWN, SEEMS_TURNED, Verdict, judge
from feedback.domain.measures.scoring import critical, score
from feedback.domain.measures.turning import settle, settle_changed, unsettled, with_turned
from feedback.domain.questionnaires.answers import answered
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Option, Questionnaire

CORE = profiles()["CORE-10"]
PLACES = CORE.reversed_items
WORDS = ("Aldri", "Sjelden", "Av og til", "Ofte", "Alltid")
UP, DOWN = (0, 1, 2, 3, 4), (4, 3, 2, 1, 0)


def _with(item: Item, numbers: tuple[int, ...], words: tuple[str, ...] = WORDS) -> Item:
    options = tuple(
        Option(f"{item.link_id}-{place}", {"nb": text}, Decimal(number))
        for place, (text, number) in enumerate(zip(words, numbers, strict=True))
    )
    return replace(item, options=options)


def _set(
    reversed_numbers: tuple[int, ...],
    reversed_words: tuple[str, ...] = WORDS,
    straight_words: tuple[str, ...] = WORDS,
) -> Questionnaire:
    made = neutral_questionnaire(CORE)
    items = tuple(
        _with(one, reversed_numbers, reversed_words) if place in PLACES else _with(one, UP, straight_words)
        for place, one in enumerate(made.items, start=1)
    )
    return replace(made, items=items)


def _total(asked: Questionnaire) -> Decimal | None:
    """*Always* everywhere: eight items count 4; the two that are reversed count 0 where they are read aright."""
    answers = {item.link_id: answered(item.options[-1].value) for item in asked.questions}
    return score(CORE, asked, answers)[0].value


NUMBERED = tuple(f"{text} ({number})" for number, text in enumerate(WORDS))
MARKED = tuple(f"{number} – «{text}»: " for number, text in zip(DOWN, WORDS, strict=True))
OWN = ("Aldri trygg", "Sjelden trygg", "Av og til trygg", "Ofte trygg", "Alltid trygg")


@pytest.mark.parametrize(
    ("numbers", "words", "verdict"),
    [
        (UP, WORDS, AS_PRINTED),
        (UP, NUMBERED, AS_PRINTED),
        (DOWN, WORDS, SEEMS_TURNED),
        (DOWN, tuple(text.upper() for text in WORDS), SEEMS_TURNED),
        (DOWN, MARKED, SEEMS_TURNED),
        (DOWN, ("Al\u00addri", *WORDS[1:]), SEEMS_TURNED),
        (DOWN, OWN, NOT_KNOWN),
        (UP, OWN, NOT_KNOWN),
        (DOWN, (*WORDS[:4], "Hele tiden"), NOT_KNOWN),
        ((0, 2, 1, 3, 4), WORDS, NOT_KNOWN),
    ],
)
def test_what_the_words_say(numbers: tuple[int, ...], words: tuple[str, ...], verdict: Verdict) -> None:
    asked = _set(numbers, words)
    assert {judge(asked.items, place, PLACES) for place in PLACES} == {verdict}
    assert _total(settle(CORE, asked)) == (32 if verdict != NOT_KNOWN or numbers != DOWN else 40)


def test_words_that_count_otherwise_from_item_to_item_say_nothing() -> None:
    asked = _set(UP)
    straight = next(place for place in range(1, 11) if place not in PLACES)
    items = list(asked.items)
    items[straight - 1] = _with(items[straight - 1], DOWN)
    assert {judge(items, place, PLACES) for place in PLACES} == {NOT_KNOWN}


def test_an_answer_without_a_number_says_nothing_of_the_others() -> None:
    asked = _set(UP)
    beside = Option("none", {"nb": "Vet ikke"})
    items = tuple(replace(item, options=(*item.options, beside)) for item in asked.items)
    assert {judge(items, place, PLACES) for place in PLACES} == {AS_PRINTED}


def test_a_number_that_is_typed_is_the_printed_one() -> None:
    items = list(neutral_questionnaire(CORE).items)
    place = min(PLACES)
    items[place - 1] = Item("n", ItemType.INTEGER, minimum=Decimal(0), maximum=Decimal(4))
    assert judge(items, place, PLACES) == AS_PRINTED


def test_what_was_said_counts_whatever_the_words_are() -> None:
    for turned, total in ((True, 40), (False, 32)):
        said = with_turned(_set(UP), {_set(UP).items[place - 1].link_id: turned for place in PLACES})
        assert _total(said) == total
        assert list(unsettled(CORE, said)) == []
        assert settle(CORE, said) == said


@given(st.sampled_from([WORDS, NUMBERED, OWN]), st.sampled_from([UP, DOWN]))
def test_other_words_of_other_items_change_no_score(words: tuple[str, ...], numbers: tuple[int, ...]) -> None:
    before = settle(CORE, _set(numbers))
    changed = replace(
        before,
        items=tuple(
            one if place in PLACES else _with(one, UP, words)
            for place, one in enumerate(before.items, start=1)
        ),
    )
    assert _total(settle_changed(CORE, before, changed)) == _total(before) == 32


def test_other_numbers_of_the_item_itself_are_judged_anew() -> None:
    before = settle(CORE, _set(DOWN))
    changed = replace(
        before,
        items=tuple(
            _with(one, UP) if place in PLACES else one for place, one in enumerate(before.items, start=1)
        ),
    )
    assert _total(settle_changed(CORE, before, changed)) == 32


def test_words_of_its_own_leave_what_was_known() -> None:
    before = settle(CORE, _set(DOWN))
    changed = replace(
        before,
        items=tuple(
            _with(one, DOWN, OWN) if place in PLACES else one
            for place, one in enumerate(before.items, start=1)
        ),
    )
    assert _total(settle_changed(CORE, before, changed)) == 32


def test_what_was_never_stored_is_judged_as_it_stood() -> None:
    """A set from before this was stored with it: an edit of other words leaves its scores as they were."""
    before = _set(DOWN)
    assert _total(before) == 32
    changed = _set(DOWN, straight_words=OWN)
    assert _total(settle_changed(CORE, before, changed)) == 32


def test_an_item_that_came_with_the_edit_is_judged_by_its_words() -> None:
    before = replace(_set(DOWN), items=())
    assert _total(settle_changed(CORE, before, _set(DOWN))) == 32


def test_a_measure_that_does_not_fit_settles_nothing() -> None:
    asked = replace(_set(DOWN), items=_set(DOWN).items[:4])
    assert settle(CORE, asked) == asked
    assert settle_changed(CORE, asked, asked) == asked


@pytest.mark.parametrize("turned", [UP, DOWN])
def test_a_reversed_safety_item_warns_by_what_counts(turned: tuple[int, ...]) -> None:
    place = min(PLACES)
    measure = replace(CORE, safety_items=(SafetyItem(place, Decimal(2)),))
    asked = settle(measure, _set(turned))
    item = asked.items[place - 1]
    for chosen, warns in ((0, True), (1, True), (2, False), (4, False)):
        answers = {item.link_id: answered(item.options[chosen].value)}
        assert critical(measure, asked, answers) == ((item.link_id,) if warns else ())
