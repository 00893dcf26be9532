"""Conditions and calculations that look at each other end, and types of totals are those of their items."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.measures.profile import ClinicalSide, Cutoff
from feedback.domain.questionnaires.answers import Answer, Quantity, Value, answered
from feedback.domain.questionnaires.questionnaire import (
    Calculation,
    CalculationKind,
    Condition,
    Item,
    ItemType,
    Operator,
    Option,
    Questionnaire,
)
from feedback.domain.questionnaires.settling import number_of, settle

SUM = Calculation(CalculationKind.SUM, ("a", "b"))
NUMBERS = (Item("a", ItemType.DECIMAL), Item("b", ItemType.DECIMAL))
TWO = {"a": answered(Decimal(1)), "b": answered(Decimal("1.5"))}


def _set(*items: Item) -> Questionnaire:
    return Questionnaire("x", "1", {"nb": "X"}, ("nb",), items)


@pytest.mark.parametrize(
    ("type_", "total"),
    [
        (ItemType.INTEGER, 3),
        (ItemType.DECIMAL, Decimal("2.5")),
        (ItemType.QUANTITY, Quantity(Decimal("2.5"), "kg")),
        (ItemType.STRING, "2.5"),
        (ItemType.TEXT, "2.5"),
    ],
)
def test_a_total_has_the_type_of_its_item(type_: ItemType, total: Value) -> None:
    questionnaire = _set(*NUMBERS, Item("c", type_, unit="kg", calculation=SUM))
    assert settle(questionnaire, TWO).answers["c"] == answered(total)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("x", 4),
        ("y", None),
        (True, None),
        (3, 3),
        (Decimal("0.5"), Decimal("0.5")),
        (Quantity(Decimal(2)), 2),
    ],
)
def test_the_number_of_an_answer(value: Value, number: Decimal | None) -> None:
    item = Item("a", ItemType.CHOICE, options=(Option("x", {}, Decimal(4)), Option("y", {})))
    assert number_of(item, value) == number


def test_a_text_among_the_operands_gives_no_sum_and_no_0() -> None:
    questionnaire = _set(
        Item("a", ItemType.STRING), Item("b", ItemType.DECIMAL), Item("c", ItemType.DECIMAL, calculation=SUM)
    )
    assert "c" not in settle(questionnaire, {**TWO, "a": answered("mye")}).answers


def test_what_lies_below_a_hidden_group_is_hidden_and_not_calculated() -> None:
    inside = Item("c", ItemType.DECIMAL, calculation=SUM)
    group = Item("g", ItemType.GROUP, items=(inside,), enable_when=(Condition("c", Operator.EXISTS, False),))
    settled = settle(_set(*NUMBERS, group), TWO)
    assert ("c" in settled.answers) is ("c" in settled.shown)
    assert {"a", "b"} <= settled.shown


def _any_item(draw: st.DrawFn, key: str, keys: list[str]) -> Item:
    conditions = draw(
        st.lists(
            st.builds(Condition, st.sampled_from(keys), st.just(Operator.EXISTS), st.booleans()), max_size=2
        )
    )
    operands = st.lists(st.sampled_from(keys), min_size=1, max_size=3).map(tuple)
    calculated = st.none() | st.builds(Calculation, st.sampled_from(CalculationKind), operands)
    return Item(key, ItemType.DECIMAL, enable_when=tuple(conditions), calculation=draw(calculated))


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    keys = list("abcdef")
    items = [_any_item(draw, key, keys) for key in keys]
    conditions = (Condition(draw(st.sampled_from(keys)), Operator.EXISTS, draw(st.booleans())),)
    return _set(*items[:3], Item("g", ItemType.GROUP, items=tuple(items[3:]), enable_when=conditions))


@given(
    questionnaires(),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9).map(lambda n: answered(Decimal(n)))),
)
def test_whatever_looks_at_whatever_it_ends_and_keeps_what_was_given(
    questionnaire: Questionnaire, answers: dict[str, Answer]
) -> None:
    settled = settle(questionnaire, answers)
    for item in questionnaire.questions:
        if item.calculation is None:
            assert settled.answers.get(item.link_id) == answers.get(item.link_id)
        elif item.link_id not in settled.shown:
            assert item.link_id not in settled.answers
    assert settle(questionnaire, answers) == settled


@pytest.mark.parametrize(
    ("side", "clinical"),
    [
        (ClinicalSide.AT_OR_ABOVE, (False, True, True)),
        (ClinicalSide.AT_OR_BELOW, (True, True, False)),
        (ClinicalSide.BELOW, (True, False, False)),
    ],
)
def test_the_clinical_side_of_a_cutoff(side: ClinicalSide, clinical: tuple[bool, ...]) -> None:
    cutoff = Cutoff(Decimal(10), side)
    assert tuple(cutoff.is_clinical(Decimal(value)) for value in (9, 10, 11)) == clinical


def test_pages_are_groups_and_loose_questions_share_one() -> None:
    group = Item("g", ItemType.GROUP, items=(NUMBERS[0],))
    loose = Item("l", ItemType.STRING)
    more = Item("m", ItemType.INTEGER)
    assert _set(loose, more, group).sections == ((loose, more), (group,))
    assert _set(group, loose).sections == ((group,), (loose,))
    assert _set(group).sections == ((group,),)


def test_what_counts_as_numeric() -> None:
    options = (Option("x", {}, Decimal(4)), Option("y", {}))
    items = (
        Item("a", ItemType.CHOICE, options=options),
        Item("b", ItemType.CHOICE, options=options[1:]),
        Item("c", ItemType.INTEGER, minimum=Decimal(0), maximum=Decimal(3)),
        Item("d", ItemType.INTEGER, minimum=Decimal(0)),
        Item("e", ItemType.STRING),
    )
    assert [item.link_id for item in _set(*items).numeric] == ["a", "c"]
