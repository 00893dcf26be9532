"""What is shown: every operator on every type, ancestors, circles, speed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.questionnaires.answers import SKIPPED, Answer, FreeText, Quantity, Value, answered
from feedback.domain.questionnaires.enablement import shown
from feedback.domain.questionnaires.questionnaire import (
    Condition,
    Item,
    ItemType,
    Operator,
    Option,
    Questionnaire,
)


def _set(*items: Item) -> Questionnaire:
    return Questionnaire("k", "1", {"nb": "T"}, ("nb",), items)


def _when(
    link_id: str, *conditions: Condition, enable_all: bool = False, items: tuple[Item, ...] = ()
) -> Item:
    kind = ItemType.GROUP if items else ItemType.STRING
    return Item(link_id, kind, enable_when=conditions, enable_all=enable_all, items=items)


def _is(question: str, value: Value, operator: str = "=", system: str = "") -> Condition:
    return Condition(question, Operator(operator), value, system)


CASES: list[tuple[ItemType, Value, dict[str, tuple[Value, bool]]]] = [
    (ItemType.INTEGER, 5, {"=": (Decimal("5.0"), True), ">": (4, True), "<": (5, False), ">=": (5, True)}),
    (ItemType.DECIMAL, Decimal("0.3"), {"=": (Decimal("0.30"), True), "<=": (0, False), "!=": (1, True)}),
    (ItemType.BOOLEAN, True, {"=": (True, True), "!=": (False, True)}),
    (ItemType.BOOLEAN, False, {"=": (0, False), "!=": (False, False)}),
    (
        ItemType.DATE,
        date(2026, 3, 1),
        {">": (date(2026, 2, 28), True), "=": (datetime(2026, 3, 1, 9), True)},
    ),
    (
        ItemType.DATE_TIME,
        datetime(2026, 3, 1, 9, tzinfo=UTC),
        {"=": (datetime(2026, 3, 1, 10), True), "<": (datetime(2026, 3, 1, 10, tzinfo=UTC), True)},
    ),
    (ItemType.TIME, time(9, 30), {">=": (time(9, 30), True), "<": (time(9), False)}),
    (ItemType.STRING, "b", {"=": ("b", True), "!=": ("b", False), ">": ("a", True), "<=": ("a", False)}),
    (ItemType.OPEN_CHOICE, FreeText("x"), {"=": (FreeText("x"), True), "!=": ("x", True)}),
    (
        ItemType.QUANTITY,
        Quantity(Decimal(70), "kg"),
        {">": (Quantity(Decimal(60), "kg"), True), "=": (70, True)},
    ),
    (ItemType.QUANTITY, Quantity(Decimal(70), "kg"), {">": (Quantity(Decimal(60), "cm"), False)}),
    (ItemType.STRING, "5", {"=": (5, False), ">": (4, False)}),
]


@pytest.mark.parametrize(("kind", "value", "expectations"), CASES)
def test_operators_on_types(
    kind: ItemType, value: Value, expectations: dict[str, tuple[Value, bool]]
) -> None:
    for operator, (expected, outcome) in expectations.items():
        questionnaire = _set(Item("a", kind), _when("b", _is("a", expected, operator)))
        assert ("b" in shown(questionnaire, {"a": answered(value)})) is outcome, operator


@pytest.mark.parametrize("answer", [None, SKIPPED, answered()])
def test_without_an_answer_only_exists_false_is_met(answer: Answer | None) -> None:
    answers = {"a": answer} if answer else {}
    for operator in Operator:
        for expected in (True, False, 3):
            questionnaire = _set(Item("a", ItemType.INTEGER), _when("b", Condition("a", operator, expected)))
            is_met = operator is Operator.EXISTS and expected is False
            assert ("b" in shown(questionnaire, answers)) is is_met


def test_codes_compare_systems_only_where_both_have_one() -> None:
    options = (Option("x", {"nb": "X"}, system="urn:a"), Option("y", {"nb": "Y"}))
    source = Item("a", ItemType.CHOICE, options=options)
    questionnaire = _set(
        source,
        _when("same", _is("a", "x", system="urn:a")),
        _when("other", _is("a", "x", system="urn:b")),
        _when("none", _is("a", "x")),
        _when("y", _is("a", "y", system="urn:b")),
    )
    assert shown(questionnaire, {"a": answered("x")}) == {"a", "same", "none"}
    assert shown(questionnaire, {"a": answered("y")}) == {"a", "y"}


def test_codes_are_ordered_by_their_ordinals() -> None:
    options = tuple(Option(code, {}, Decimal(number)) for code, number in (("z", 0), ("a", 3)))
    questionnaire = _set(Item("q", ItemType.CHOICE, options=options), _when("b", _is("q", "z", ">")))
    assert "b" in shown(questionnaire, {"q": answered("a")})


def test_with_several_answers_one_that_fits_is_enough() -> None:
    questionnaire = _set(
        Item("a", ItemType.STRING, repeats=True), _when("b", _is("a", "x")), _when("c", _is("a", "x", "!="))
    )
    assert shown(questionnaire, {"a": answered("y", "x")}) == {"a", "b"}


def test_several_conditions_mean_any_unless_the_item_says_all() -> None:
    either = (_is("a", 1), _is("b", 1))
    numbers = (Item("a", ItemType.INTEGER), Item("b", ItemType.INTEGER))
    questionnaire = _set(*numbers, _when("any", *either), _when("all", *either, enable_all=True))
    assert shown(questionnaire, {"a": answered(1)}) == {"a", "b", "any"}
    assert shown(questionnaire, {"a": answered(1), "b": answered(1)}) == {"a", "b", "any", "all"}


def test_an_answer_of_an_item_that_is_not_shown_counts_as_none() -> None:
    questionnaire = _set(
        Item("a", ItemType.INTEGER),
        _when("g", _is("a", 1), items=(Item("b", ItemType.INTEGER),)),
        _when("c", _is("b", 1)),
    )
    answers = {"b": answered(1)}
    assert shown(questionnaire, answers) == {"a"}
    assert shown(questionnaire, {**answers, "a": answered(1)}) == {"a", "g", "b", "c"}


def test_a_condition_on_an_item_further_down_works() -> None:
    questionnaire = _set(_when("first", _is("last", 1)), Item("last", ItemType.INTEGER))
    assert "first" in shown(questionnaire, {"last": answered(1)})


def test_a_group_that_looks_at_its_own_content_hides_it() -> None:
    questionnaire = _set(_when("g", _is("inner", 1), items=(Item("inner", ItemType.INTEGER),)))
    assert shown(questionnaire, {}) == frozenset()
    assert shown(questionnaire, {"inner": answered(1)}) == {"g", "inner"}


def test_a_circle_and_a_reference_to_nothing_end() -> None:
    questionnaire = _set(
        _when("a", _is("c", "x")),
        _when("b", _is("a", "x")),
        _when("c", _is("b", "x")),
        _when("d", _is("?", 1)),
    )
    assert shown(questionnaire, {}) == frozenset()
    assert shown(questionnaire, {key: answered("x") for key in "abc"}) == {"a", "b", "c"}


def test_a_chain_as_long_as_the_questionnaire_ends() -> None:
    chain = [Item("0", ItemType.STRING), *(_when(str(n), _is(str(n - 1), "x")) for n in range(1, 3000))]
    questionnaire = _set(*reversed(chain))
    assert len(shown(questionnaire, {str(n): answered("x") for n in range(3000)})) == 3000


@given(st.data())
def test_whatever_refers_to_whatever_it_ends_and_ancestors_are_shown(data: st.DataObject) -> None:
    ids = [str(number) for number in range(8)]
    condition = st.builds(_is, st.sampled_from([*ids, "?"]), st.integers(0, 1))
    conditions = [data.draw(st.lists(condition, max_size=2)) for _ in ids]
    inner = [_when(key, *found) for key, found in zip(ids[4:], conditions[4:], strict=True)]
    outer = [
        _when(key, *found, items=(child,)) for key, found, child in zip(ids, conditions, inner, strict=False)
    ]
    questionnaire = _set(*outer)
    answers = {key: answered(data.draw(st.integers(0, 1))) for key in ids}
    visible = shown(questionnaire, answers)
    assert all(questionnaire.parents.get(key, key) in visible for key in visible)
