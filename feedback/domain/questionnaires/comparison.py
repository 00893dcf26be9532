"""Does an answer meet a condition? Every operator of FHIR R4 `enableWhen` on every type of value."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from feedback.domain.calendar import OSLO
from feedback.domain.questionnaires.answers import FreeText, Quantity, Value
from feedback.domain.questionnaires.questionnaire import Condition, Item, Operator

_ORDER: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.GREATER: operator.gt,
    Operator.LESS: operator.lt,
    Operator.AT_LEAST: operator.ge,
    Operator.AT_MOST: operator.le,
}


_EXISTS, _NOT_EQUAL = Operator.EXISTS, Operator.NOT_EQUAL
_PLAIN = (bool, int, Decimal, str, time)  # compared as they are


def meets(condition: Condition, source: Item | None, values: tuple[Value, ...]) -> bool:
    """Whether `values`, the answer to `source`, meet the condition; no values means no answer.

    Without an answer only *exists = false* is met. With several values, *equal* and the orders need one that
    fits and *not equal* needs that none is equal (FHIR R4). Values that cannot be compared meet nothing.
    """
    how = condition.operator
    if how is _EXISTS:
        return bool(values) is bool(condition.expected)
    if not values or source is None:
        return False
    compare = _ordered if how in _ORDER else _equal
    fits = any(compare(condition, source, value) for value in values)
    return fits is not (how is _NOT_EQUAL)


def _equal(condition: Condition, source: Item, value: Value) -> bool:
    left, right = _comparable(value, condition.expected)
    is_equal = left is not None and left == right
    return is_equal and (not condition.system or _same_system(condition, source, value))


def _same_system(condition: Condition, source: Item, value: Value) -> bool:
    systems = {option.system for option in source.options if option.value == value and option.system}
    return not systems or condition.system in systems


def _ordered(condition: Condition, source: Item, value: Value) -> bool:
    compare = _ORDER[condition.operator]
    left, right = _ordinal(source, value), _ordinal(source, condition.expected)
    if left is None or right is None:
        left, right = _comparable(value, condition.expected)
    return left is not None and compare(left, right)


def _ordinal(source: Item, value: Value) -> Decimal | None:
    """Codes are ordered by the options' ordinals where these are given."""
    return next((option.ordinal for option in source.options if option.value == value), None)


def _comparable(value: Value, expected: Value) -> tuple[Any, Any]:
    """Both sides as things of one kind, or (None, None)."""
    if type(value) is type(expected) and type(value) in _PLAIN:
        return value, expected
    match value, expected:
        case (bool(), _) | (_, bool()):
            return None, None
        case ((int() | Decimal()), (int() | Decimal())):
            return value, expected
        case (Quantity(), _) | (_, Quantity()):
            return _quantities(value, expected)
        case (FreeText(text=text), FreeText(text=other)) | (str(text), FreeText(text=other)):
            return text, other
        case (date(), date()):
            return _moments(value, expected)
    return None, None


def is_before(value: Value, other: Value) -> bool:
    """Whether one date, instant or time lies before another; False where they cannot be compared."""
    left, right = _comparable(value, other)
    return left is not None and bool(left < right)


def _quantities(value: Value, expected: Value) -> tuple[Any, Any]:
    left, right = _as_quantity(value), _as_quantity(expected)
    if left is None or right is None or (left.unit and right.unit and left.unit != right.unit):
        return None, None
    return left.value, right.value


def _as_quantity(value: Value) -> Quantity | None:
    if isinstance(value, Quantity):
        return value
    return Quantity(Decimal(value)) if isinstance(value, (int, Decimal)) else None


def _moments(value: date, expected: date) -> tuple[date, date]:
    """A date and an instant are compared by the date in Norway, where a clock without a zone stands."""
    if isinstance(value, datetime) and isinstance(expected, datetime):
        return _with_zone(value), _with_zone(expected)
    return _day(value), _day(expected)


def _day(moment: date) -> date:
    return _with_zone(moment).astimezone(OSLO).date() if isinstance(moment, datetime) else moment


def _with_zone(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=OSLO)
