"""Whether the files of two languages ask the same: only their words may differ."""

from __future__ import annotations

from typing import Any

from feedback.catalogue.fhir.elements import Element, objects, string
from feedback.catalogue.fhir.options import RawOption, read_options
from feedback.catalogue.fhir.values import typed

_PLAIN = ("type", "required", "repeats", "readOnly", "maxLength", "enableBehavior")


def asks_the_same(one: Element, other: Element, resources: tuple[Element, Element]) -> bool:
    """Whether an item has the same type, conditions, limits and answers in both languages."""
    found = [_skeleton(item, resource) for item, resource in zip((one, other), resources, strict=True)]
    return found[0] == found[1]


def _skeleton(item: Element, resource: Element) -> tuple[Any, ...]:
    plain = tuple(item.get(name) or None for name in _PLAIN)
    conditions = tuple(_condition(entry) for entry in objects(item, "enableWhen"))
    return plain, conditions, tuple(map(_option, read_options(item, resource).options))


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
