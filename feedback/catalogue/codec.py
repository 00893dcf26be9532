"""A questionnaire as JSON-ready data and back, for storing and for `feedback questionnaires export`.

Only what differs from the default is written, in the order of the fields, so the same set always gives the
same bytes. `from_plain` is the exact inverse of `to_plain`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from feedback.catalogue.errors import CatalogueError
from feedback.domain.questionnaires.answers import value_from_plain, value_to_plain
from feedback.domain.questionnaires.coding import Coding
from feedback.domain.questionnaires.questionnaire import (
    Calculation,
    CalculationKind,
    Condition,
    Control,
    Item,
    ItemType,
    Operator,
    Option,
    Questionnaire,
)
from feedback.domain.questionnaires.rights import Rights

Record = TypeVar("Record", Questionnaire, Item, Option, Condition, Calculation, Coding, Rights)
Convert = Callable[[Any], Any]


def to_plain(questionnaire: Questionnaire) -> dict[str, Any]:
    """The questionnaire as dicts, lists, strings, numbers and booleans."""
    return _record_to_plain(questionnaire)


def from_plain(plain: Mapping[str, Any]) -> Questionnaire:
    """The inverse of `to_plain`. Raises CatalogueError on data of another shape."""
    try:
        return _record_from_plain(Questionnaire, plain)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise CatalogueError(f"The stored question set cannot be read ({error}).") from error


def rights_from_plain(plain: Mapping[str, Any]) -> Rights:
    """The rights alone of what `to_plain` wrote, without reading its items."""
    return _record_from_plain(Rights, plain.get("rights", {}))


def _default(field: Field[Any]) -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _record_to_plain(record: Any) -> dict[str, Any]:
    return {
        field.name: _WRITE.get(field.name, _as_is)(value)
        for field in fields(record)
        if (value := getattr(record, field.name)) != _default(field)
    }


def _record_from_plain(kind: type[Record], plain: Mapping[str, Any]) -> Record:
    unknown = set(plain) - {field.name for field in fields(kind)}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    return kind(**{name: _converter(kind, name)(raw) for name, raw in plain.items()})


def _converter(kind: type[Any], name: str) -> Convert:
    return _READ.get((kind, name)) or _READ_ANY.get(name, _as_is)


def _as_is(value: Any) -> Any:
    return value


def _records_to_plain(records: Any) -> list[dict[str, Any]]:
    return [_record_to_plain(record) for record in records]


def _reader(kind: type[Any]) -> Convert:
    return lambda plain: tuple(_record_from_plain(kind, entry) for entry in plain)


def _values_to_plain(values: Any) -> list[object]:
    return [value_to_plain(value) for value in values]


def _values_from_plain(plain: Any) -> tuple[Any, ...]:
    return tuple(value_from_plain(value) for value in plain)


_WRITE: dict[str, Convert] = {
    "title": dict,
    "intro": dict,
    "text": dict,
    "help": dict,
    "low_label": dict,
    "high_label": dict,
    "alternative": dict,
    "other_prefixes": dict,
    "display": dict,
    "languages": list,
    "respondents": list,
    "operands": list,
    "items": _records_to_plain,
    "options": _records_to_plain,
    "enable_when": _records_to_plain,
    "codes": _records_to_plain,
    "rights": _record_to_plain,
    "calculation": _record_to_plain,
    "value": value_to_plain,
    "earliest": value_to_plain,
    "latest": value_to_plain,
    "expected": value_to_plain,
    "initial": _values_to_plain,
    "type": str,
    "control": str,
    "operator": str,
    "kind": str,
    "ordinal": str,
    "minimum": str,
    "maximum": str,
    "weight": str,
    "read_on": str,
    "recorded_on": str,
}

_READ_ANY: dict[str, Convert] = {
    "languages": tuple,
    "respondents": tuple,
    "operands": tuple,
    "items": _reader(Item),
    "options": _reader(Option),
    "enable_when": _reader(Condition),
    "codes": _reader(Coding),
    "rights": lambda plain: _record_from_plain(Rights, plain),
    "calculation": lambda plain: _record_from_plain(Calculation, plain),
    "value": value_from_plain,
    "earliest": value_from_plain,
    "latest": value_from_plain,
    "expected": value_from_plain,
    "initial": _values_from_plain,
    "control": Control,
    "operator": Operator,
    "ordinal": Decimal,
    "minimum": Decimal,
    "maximum": Decimal,
    "weight": Decimal,
    "read_on": date.fromisoformat,
    "recorded_on": date.fromisoformat,
}

_READ: dict[tuple[type[Any], str], Convert] = {
    (Item, "type"): ItemType,
    (Calculation, "kind"): CalculationKind,
}
