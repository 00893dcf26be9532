"""What is wrong with an answer, as codes."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from feedback.domain.questionnaires.answers import (
    IN_PERSON,
    SKIPPED,
    Answer,
    FreeText,
    Quantity,
    Value,
    answered,
)
from feedback.domain.questionnaires.enablement import shown
from feedback.domain.questionnaires.occurrences import key_of
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Option, Questionnaire
from feedback.domain.questionnaires.validation import Problem, item_problems, problems


def _codes(item: Item, *values: Value) -> list[str]:
    return [problem.code.value for problem in item_problems(item, answered(*values))]


OPTIONS = (Option("x", {}), Option(1, {}))

GOOD: list[tuple[ItemType, Value]] = [
    (ItemType.BOOLEAN, True),
    (ItemType.INTEGER, 3),
    (ItemType.DECIMAL, Decimal("0.1")),
    (ItemType.DECIMAL, 4),
    (ItemType.QUANTITY, Quantity(Decimal(4), "kg")),
    (ItemType.DATE, date(2026, 1, 1)),
    (ItemType.DATE_TIME, datetime(2026, 1, 1, 8)),
    (ItemType.TIME, time(8)),
    (ItemType.STRING, "x"),
    (ItemType.TEXT, "x\ny"),
    (ItemType.URL, "https://example.org/a"),
]

BAD: list[tuple[ItemType, Value, str]] = [
    (ItemType.BOOLEAN, 1, "not-a-yes-or-no"),
    (ItemType.INTEGER, True, "not-a-whole-number"),
    (ItemType.INTEGER, Decimal("1.5"), "not-a-whole-number"),
    (ItemType.DECIMAL, "1", "not-a-number"),
    (ItemType.DECIMAL, Decimal("NaN"), "not-a-number"),
    (ItemType.QUANTITY, Decimal(1), "not-a-number"),
    (ItemType.DATE, datetime(2026, 1, 1), "not-a-date"),
    (ItemType.DATE_TIME, date(2026, 1, 1), "not-a-date"),
    (ItemType.TIME, "8", "not-a-time"),
    (ItemType.TEXT, 1, "not-a-text"),
    (ItemType.URL, "javascript:alert(1)", "not-an-address"),
    (ItemType.URL, "https://[", "not-an-address"),
    (ItemType.URL, "https://example.org/a b", "not-an-address"),
    (ItemType.URL, 1, "not-an-address"),
    (ItemType.CHOICE, "y", "not-an-option"),
    (ItemType.CHOICE, True, "not-an-option"),
    (ItemType.CHOICE, FreeText("x"), "not-an-option"),
    (ItemType.OPEN_CHOICE, FreeText(" "), "not-an-option"),
]


def _item(kind: ItemType) -> Item:
    return Item("a", kind, options=OPTIONS if "choice" in kind else ())


@pytest.mark.parametrize(("kind", "value"), GOOD)
def test_fitting_values_pass(kind: ItemType, value: Value) -> None:
    assert _codes(_item(kind), value) == []


@pytest.mark.parametrize(("kind", "value", "code"), BAD)
def test_values_of_another_kind_are_named(kind: ItemType, value: Value, code: str) -> None:
    assert _codes(_item(kind), value) == [code]


def test_options_and_own_words() -> None:
    assert _codes(_item(ItemType.CHOICE), "x") == []
    assert _codes(_item(ItemType.OPEN_CHOICE), FreeText("mine")) == []


def test_limits() -> None:
    scale = Item("a", ItemType.INTEGER, minimum=Decimal(0), maximum=Decimal(10))
    assert _codes(scale, 0) == _codes(scale, 10) == []
    assert list(item_problems(scale, answered(11))) == [Problem("a", "above-maximum", "10")]  # type: ignore[arg-type]
    assert _codes(scale, -1) == ["below-minimum"]
    assert _codes(Item("a", ItemType.STRING, max_length=2), "abc") == ["too-long"]
    several = Item("a", ItemType.STRING, repeats=True, min_occurs=2, max_occurs=3)
    assert _codes(several, "a") == ["too-few"]
    assert _codes(several, *"abcd") == ["too-many"]
    assert _codes(Item("a", ItemType.STRING), "a", "b") == ["too-many"]


@pytest.mark.parametrize(("answer", "reminded"), [(None, True), (SKIPPED, False), (IN_PERSON, False)])
def test_required_reminds_once_and_skipping_is_accepted(answer: Answer | None, reminded: bool) -> None:
    found = list(item_problems(Item("a", ItemType.STRING, required=True), answer))
    assert [problem.code.value for problem in found] == (["required-reminder"] if reminded else [])


def test_only_what_is_shown_is_checked() -> None:
    items = tuple(Item(key, ItemType.INTEGER) for key in "abc")
    questionnaire = Questionnaire("k", "1", {}, ("nb",), items)
    found = problems(questionnaire, {"a": answered("?"), "c": answered("?")}, {"a", "b"})
    assert [problem.link_id for problem in found] == ["a"]


def _group(**fields: int | bool) -> Questionnaire:
    inside = (Item("a", ItemType.INTEGER, maximum=Decimal(9)),)
    repeated = Item("g", ItemType.GROUP, {}, items=inside, repeats=True, **fields)  # type: ignore[arg-type]
    return Questionnaire("x", "1", {}, ("nb",), (repeated,))


def _found(questionnaire: Questionnaire, *numbers: int) -> list[tuple[str, str, str]]:
    answers = {key_of("a", (time,)): answered(number) for time, number in enumerate(numbers, start=1)}
    visible = shown(questionnaire, answers)
    return [(one.link_id, one.code.value, one.detail) for one in problems(questionnaire, answers, visible)]


def test_each_time_of_a_group_is_looked_at() -> None:
    assert _found(_group(), 1, 10, 3) == [("a#2", "above-maximum", "9")]


def test_a_group_can_be_answered_too_often_and_too_seldom() -> None:
    assert _found(_group(max_occurs=2), 1, 2) == []
    assert _found(_group(max_occurs=2), 1, 2, 3) == [("g", "too-many", "2")]
    assert _found(_group(min_occurs=2), 1, 2) == []
    assert _found(_group(min_occurs=2), 1) == [("g", "required-reminder", "2")]
    assert _found(_group(min_occurs=2, hidden=True), 1) == []


def test_a_group_inside_another_is_counted_in_each_time_of_it() -> None:
    inner = Item("h", ItemType.GROUP, items=(Item("a", ItemType.INTEGER),), repeats=True, max_occurs=1)
    outer = Questionnaire("x", "1", {}, ("nb",), (Item("g", ItemType.GROUP, items=(inner,), repeats=True),))
    answers = {"a": answered(1), "a#2": answered(1), "a#2.2": answered(1)}
    [problem] = problems(outer, answers, shown(outer, answers))
    assert (problem.link_id, problem.code.value) == ("h#2", "too-many")


@pytest.mark.parametrize(
    ("values", "codes"), [(("a", "b"), []), (("none",), []), (("a", "none"), ["not-alone"])]
)
def test_an_answer_that_excludes_the_others_goes_alone(values: tuple[str, ...], codes: list[str]) -> None:
    options = (Option("a", {}), Option("b", {}), Option("none", {}, exclusive=True))
    assert _codes(Item("q", ItemType.CHOICE, options=options, repeats=True), *values) == codes
