"""Copies, sums, means and counts, settled together with what is shown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from feedback.domain.questionnaires.answers import SKIPPED, Answer, Answers, Quantity, Value, answered
from feedback.domain.questionnaires.calculation import initial_answers, with_calculations
from feedback.domain.questionnaires.enablement import shown
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

OPTIONS = tuple(Option(code, {}, Decimal(number)) for number, code in enumerate("abcd"))
A = Item("a", ItemType.CHOICE, options=OPTIONS)
B = Item("b", ItemType.INTEGER)


def _value(kind: str, answers: Answers, type_: ItemType = ItemType.INTEGER) -> Value | None:
    calculated = Item("c", type_, unit="cm", calculation=Calculation(CalculationKind(kind), ("a", "b")))
    filled = with_calculations(Questionnaire("k", "1", {}, ("nb",), (A, B, calculated)), answers)
    return filled["c"].value if "c" in filled else None


@pytest.mark.parametrize("kind", list(CalculationKind))
@pytest.mark.parametrize("answers", [{}, {"a": SKIPPED, "b": SKIPPED}, {"c": answered(7)}])
def test_nothing_in_gives_nothing_out(kind: str, answers: dict[str, Answer]) -> None:
    assert _value(kind, answers) is None


def test_totals_count_choices_by_their_ordinal() -> None:
    both = {"a": answered("d"), "b": answered(2)}
    assert _value("sum", both) == 5
    assert _value("mean", both, ItemType.DECIMAL) == Decimal("2.5")
    assert _value("mean", both) == 3
    assert _value("count", both) == 2
    assert _value("sum", both, ItemType.QUANTITY) == Quantity(Decimal(5), "cm")
    assert _value("copy", both) == "d"


def test_a_skipped_item_never_counts_as_0() -> None:
    one = {"a": answered("d"), "b": SKIPPED}
    assert _value("sum", one) is None
    assert _value("mean", one) == 3
    assert _value("count", one) == 1


def test_a_calculated_answer_shows_an_item_and_a_hidden_one_counts_for_nothing() -> None:
    total = Item("total", ItemType.INTEGER, calculation=Calculation(CalculationKind.SUM, ("a", "b")))
    more = Item("more", ItemType.TEXT, enable_when=(Condition("total", Operator.AT_LEAST, 4),))
    hidden = Item("b", ItemType.INTEGER, enable_when=(Condition("a", Operator.EQUAL, "d"),))
    questionnaire = Questionnaire("k", "1", {}, ("nb",), (more, total, A, hidden))
    answers = {"a": answered("d"), "b": answered(1)}
    assert "more" in shown(questionnaire, answers)
    assert with_calculations(questionnaire, answers)["total"] == answered(4)
    assert with_calculations(questionnaire, {**answers, "a": answered("c")})["total"] == answered(2)


def test_calculations_in_a_circle_end() -> None:
    def item(link_id: str, other: str) -> Item:
        return Item(link_id, ItemType.INTEGER, calculation=Calculation(CalculationKind.COPY, (other,)))

    questionnaire = Questionnaire("k", "1", {}, ("nb",), (item("x", "y"), item("y", "x")))
    assert with_calculations(questionnaire, {"x": answered(1)}) == {}


def test_questions_begin_with_their_initial_values_and_calculated_ones_with_none() -> None:
    begun = Item("a", ItemType.INTEGER, initial=(3,))
    total = Item("t", ItemType.INTEGER, initial=(9,), calculation=Calculation(CalculationKind.SUM, ("a",)))
    questionnaire = Questionnaire("k", "1", {}, ("nb",), (begun, B, total))
    assert initial_answers(questionnaire) == {"a": answered(3)}
