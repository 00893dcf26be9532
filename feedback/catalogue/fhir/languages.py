"""Whether the files of two languages ask the same: only their words may differ."""

from __future__ import annotations

from typing import Any

from feedback.catalogue.fhir.elements import Element, objects, string
from feedback.catalogue.fhir.item.options import OptionList, RawOption
from feedback.catalogue.fhir.values import typed

_PLAIN = ("type", "required", "repeats", "readOnly", "maxLength", "enableBehavior")


def asks_the_same(one: Element, other: Element, options: tuple[OptionList, OptionList]) -> bool:
    """Whether an item has the same type, conditions, limits and answers in both languages."""
    first, second = options
    return _skeleton(one) == _skeleton(other) and _answers(first) == _answers(second)


def _skeleton(item: Element) -> tuple[Any, ...]:
    return (*(item.get(name) or None for name in _PLAIN), *map(_condition, objects(item, "enableWhen")))


def _answers(options: OptionList) -> list[Any]:
    return [_option(option) for option in options.options]


def _condition(entry: Element) -> tuple[Any, ...]:
    kind, raw = typed(entry, "answer")
    if kind == "String":
        raw = None  # words, which differ
    elif isinstance(raw, dict):
        raw = raw.get("code") if kind == "Coding" else raw.get("value")
    return string(entry, "question"), string(entry, "operator"), kind, raw


def _option(option: RawOption) -> tuple[Any, ...]:
    """A code that is its words says nothing but its score."""
    code = option.code if option.code != option.text and not option.is_plain else ""
    return code, option.ordinal, option.exclusive
