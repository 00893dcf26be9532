"""Answers as data and back, and what others may see of them (rules A5 and A9)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.questionnaires.answers import (
    Answer,
    AnswerState,
    FreeText,
    Quantity,
    Value,
    answered,
    answers_from_plain,
    answers_to_plain,
    value_from_plain,
    value_to_plain,
)
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Option, Questionnaire
from feedback.domain.questionnaires.visibility import is_answered, value_text, visible_answers

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False)
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.booleans(), st.integers(), NUMBERS, st.text(max_size=9), st.dates(), st.times(),
    st.datetimes(timezones=st.just(UTC)), st.builds(Quantity, NUMBERS, st.text(max_size=3)),
    st.builds(FreeText, st.text(max_size=9)),
)  # fmt: skip
ANSWERS = st.one_of(
    st.lists(VALUES, max_size=3).map(lambda values: answered(*values)),
    st.sampled_from([Answer(state) for state in AnswerState if state is not AnswerState.ANSWERED]),
)
ITEMS = (
    Item("number", ItemType.INTEGER),
    Item("words", ItemType.TEXT),
    Item("open", ItemType.OPEN_CHOICE, options=(Option("a", {"nb": "Ja", "en": "Yes"}),)),
)
SET = Questionnaire("x", "1", {"nb": "X"}, ("nb", "en"), ITEMS)


@given(st.dictionaries(st.text(max_size=4), ANSWERS, max_size=4))
def test_answers_come_back_from_json_as_they_were(answers: dict[str, Answer]) -> None:
    assert answers_from_plain(json.loads(json.dumps(answers_to_plain(answers)))) == answers


def test_the_types_of_values_are_kept_apart() -> None:
    for value in (True, 1, Decimal(1), "1", datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1), time(8)):
        assert type(value_from_plain(value_to_plain(value))) is type(value)


@pytest.mark.parametrize("plain", ["a", 1, None])
def test_what_is_no_answer_is_refused(plain: object) -> None:
    with pytest.raises(ValueError, match="not an answer"):
        answers_from_plain({"a": plain})


@pytest.mark.parametrize("plain", [None, {}, {"decimal": 1}, {"colour": "red"}, [1]])
def test_what_is_no_value_is_refused(plain: object) -> None:
    with pytest.raises(ValueError, match="not a value"):
        value_from_plain(plain)
    with pytest.raises(ValueError, match="not a value"):
        value_to_plain(plain)  # type: ignore[arg-type]


def test_numbers_without_own_words() -> None:
    given_ = {
        "number": answered(3),
        "words": answered("hemmelig"),
        "open": answered(FreeText("hemmelig")),
        "gone": answered("hemmelig"),
    }
    assert visible_answers(SET, given_, "numbers") == {"number": answered(3)}
    assert visible_answers(SET, {"open": answered("a")}, "numbers") == {"open": answered("a")}
    for sharing in ("all", "talk-first"):
        assert visible_answers(SET, given_, sharing) == given_
    assert visible_answers(SET, given_, "private") == {}


@given(st.dictionaries(st.sampled_from(["number", "words", "open", "gone"]), ANSWERS))
def test_sharing_less_never_shows_more(answers: dict[str, Answer]) -> None:
    whole, numbers = visible_answers(SET, answers, "all"), visible_answers(SET, answers, "numbers")
    assert numbers.items() <= whole.items()
    assert "words" not in numbers


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        ("a", "en", "Yes"),
        ("a", "nn", "Ja"),
        (FreeText("mine ord"), "nb", "mine ord"),
        (Quantity(Decimal("1.50"), "cm"), "nb", "1.50 cm"),
        (Quantity(Decimal(2)), "nb", "2"),
        (Decimal("1E+2"), "nb", "100"),
        (7, "nb", "7"),
    ],
)
def test_a_value_is_told_as_the_person_saw_it(value: Value, language: str, text: str) -> None:
    assert value_text(ITEMS[2], value, language) == text


def test_only_a_value_is_an_answer() -> None:
    assert is_answered(answered(0))
    for nothing in (None, answered(), Answer(AnswerState.SKIPPED), Answer(AnswerState.NOT_SHOWN)):
        assert not is_answered(nothing)
