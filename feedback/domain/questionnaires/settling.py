"""What is shown and what is calculated, decided together in one pass.

A condition can look at a calculated answer and a calculation at a conditional item, so both are decided item
by item, each after everything it looks at. Every item is visited once: a circle or a reference to nothing
cannot hang. An item inside a circle takes the answers of those not yet decided as they were given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from feedback.domain.questionnaires.answers import Answer, Answers, FreeText, Quantity, Value, answered
from feedback.domain.questionnaires.comparison import meets
from feedback.domain.questionnaires.questionnaire import (
    Calculation,
    CalculationKind,
    Condition,
    Item,
    ItemType,
    Questionnaire,
)
from feedback.domain.questionnaires.unfolding import unfold


@dataclass(frozen=True, slots=True)
class Settled:
    """The link ids of everything shown, groups and hidden items included; the answers with calculations; the
    questionnaire with its repeating groups written out (see `unfolding`)."""

    shown: frozenset[str]
    answers: dict[str, Answer]
    questionnaire: Questionnaire


def settle(questionnaire: Questionnaire, answers: Answers) -> Settled:
    """Decide every item once. Answers of items that are not shown stay in `answers` and count for nothing."""
    questionnaire = unfold(questionnaire, answers)
    given = dict(answers)
    for link_id, values in questionnaire.fixed.items():
        given.setdefault(link_id, answered(*values))
    for item in questionnaire.calculated:
        given.pop(item.link_id, None)
    one_pass = _Pass(questionnaire, given)
    for item in questionnaire.evaluation_order:
        one_pass.decide(item)
    one_pass.hide_below_hidden()
    visible = frozenset(link_id for link_id, is_shown in one_pass.decided.items() if is_shown)
    return Settled(visible, one_pass.answers, questionnaire)


@dataclass(slots=True)
class _Pass:
    questionnaire: Questionnaire
    answers: dict[str, Answer]
    decided: dict[str, bool] = field(default_factory=dict)

    def decide(self, item: Item) -> None:
        parent = self.questionnaire.parents.get(item.link_id)
        is_below_shown = parent is None or self.decided.get(parent, True)
        self.decided[item.link_id] = is_below_shown and (not item.enable_when or self._enabled(item))
        if item.calculation and self.decided[item.link_id]:
            values = self._calculated(item, item.calculation)
            if values:
                self.answers[item.link_id] = answered(*values)

    def hide_below_hidden(self) -> None:
        """A group that looks at its own content is decided last: what lies below it follows."""
        for link_id, item in self.questionnaire.by_link_id.items():
            parent = self.questionnaire.parents.get(link_id)
            if parent is not None and not self.decided[parent]:
                self.decided[link_id] = False
                if item.calculation:
                    self.answers.pop(link_id, None)

    def _enabled(self, item: Item) -> bool:
        combine = all if item.enable_all else any
        return combine(map(self._meets, item.enable_when))

    def _meets(self, condition: Condition) -> bool:
        question = condition.question
        return meets(condition, self.questionnaire.by_link_id.get(question), self._counting(question))

    def _counting(self, link_id: str) -> tuple[Value, ...]:
        """The values that count: none where the item is not shown or was not answered."""
        if link_id not in self.answers or not self.decided.get(link_id, True):
            return ()
        return self.answers[link_id].values

    def _calculated(self, item: Item, calculation: Calculation) -> tuple[Value, ...]:
        asked = [operand for operand in calculation.operands if self.decided.get(operand, False)]
        found = [(operand, self._counting(operand)) for operand in asked]
        if calculation.kind is CalculationKind.COPY:
            return tuple(_copied(item, value) for _, values in found for value in values)
        if calculation.kind is CalculationKind.COUNT:
            count = sum(len(values) for _, values in found)
            return (_of_type(item, Decimal(count)),) if count else ()
        if calculation.kind is CalculationKind.SUM and not all(values for _, values in found):
            return ()  # a missing answer never counts as 0 (rule A5)
        items = self.questionnaire.by_link_id
        numbers = [number_of(items[operand], value) for operand, values in found for value in values]
        return _total(item, calculation.kind, numbers)


def _copied(item: Item, value: Value) -> Value:
    """The value as the item holds it: a whole number as a decimal, own words and codes as a text."""
    if item.type is ItemType.DECIMAL and isinstance(value, int):
        return Decimal(value)
    if item.type in (ItemType.STRING, ItemType.TEXT) and not isinstance(value, str):
        return value.text if isinstance(value, FreeText) else str(value)
    return value


def _total(item: Item, kind: CalculationKind, numbers: list[Decimal | None]) -> tuple[Value, ...]:
    known = [number for number in numbers if number is not None]
    if not known or (kind is CalculationKind.SUM and len(known) < len(numbers)):
        return ()
    total = sum(known, Decimal(0))
    return (_of_type(item, total if kind is CalculationKind.SUM else total / len(known)),)


def number_of(item: Item, value: Value) -> Decimal | None:
    """The number an answer stands for: the ordinal of its option, else the number itself, else None."""
    for option in item.options:
        if option.value == value and option.ordinal is not None:
            return option.ordinal
    match value:
        case bool():
            return None
        case int() | Decimal():
            return Decimal(value)
        case Quantity():
            return value.value
    return None


def _of_type(item: Item, number: Decimal) -> Value:
    match item.type:
        case ItemType.INTEGER:
            return int(number.quantize(Decimal(1), ROUND_HALF_UP))
        case ItemType.QUANTITY:
            return Quantity(number, item.unit)
        case ItemType.STRING | ItemType.TEXT:
            return str(number)
    return number
