"""The limits of an item."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from feedback.catalogue.fhir.elements import (
    Element,
    extension_value,
    extensions,
    number,
    string,
)
from feedback.catalogue.fhir.source import Source
from feedback.catalogue.fhir.texts import text_of
from feedback.catalogue.fhir.values import is_partial, to_value, typed
from feedback.domain.questionnaires.answers import Quantity
from feedback.domain.questionnaires.comparison import is_before
from feedback.domain.questionnaires.questionnaire import ItemType


def read_limits(item: Element, kind: ItemType, source: Source) -> dict[str, Any]:
    """The limits of the item as fields of ours; what cannot be kept is reported."""
    unit, code, system = read_unit(item)
    found = {
        **_bounds(item, kind, source),
        "max_length": _max_length(item, source),
        "min_occurs": _occurs(item, "minOccurs", source),
        "max_occurs": _occurs(item, "maxOccurs", source),
        "unit": unit,
        "unit_code": code,
        "unit_system": system,
    }
    return _that_can_be_met(found, item, source)


_PAIRS = (("minimum", "maximum"), ("earliest", "latest"), ("min_occurs", "max_occurs"))


def _that_can_be_met(found: dict[str, Any], item: Element, source: Source) -> dict[str, Any]:
    """The limits without pairs that leave no answer between them: nobody could answer."""
    for low, high in _PAIRS:
        lowest, highest = found.get(low), found.get(high)
        if lowest is None or highest is None:
            continue
        if is_before(highest, lowest) or (low != "earliest" and highest < lowest):
            why = "its lowest limit lies above its highest: neither is checked"
            source.recorder.approximated(item["linkId"], why, meaning=True)
            found = {**found, low: None, high: None}
    return found


def _occurs(item: Element, name: str, source: Source) -> int | None:
    raw = extension_value(item, f"questionnaire-{name.lower()}")
    found = _count(raw)
    if found is None and raw is not None:
        source.recorder.approximated(item["linkId"], f"the limit {name!r} is not checked")
    return found


def read_unit(item: Element) -> tuple[str, str, str]:
    """The unit of a quantity in words, its code where that is another, and its code system."""
    unit = extension_value(item, "questionnaire-unit", "questionnaire-unitoption")
    if not isinstance(unit, dict):
        return "", "", ""
    code, words = (" ".join(text.split()) for text in (string(unit, "code"), text_of(unit, "display")))
    system = string(unit, "system").strip() if code else ""
    return words or code, code if words and words != code else "", system


def _bounds(item: Element, kind: ItemType, source: Source) -> dict[str, Any]:
    """The lowest and the highest of a number, the earliest and the latest of a date or time."""
    found: dict[str, Any] = {}
    for name, of_number, of_moment in (
        ("minvalue", "minimum", "earliest"),
        ("maxvalue", "maximum", "latest"),
    ):
        for extension in extensions(item, name):
            if is_partial(extension, "value"):
                why = "a limit is a date without a day: its first day is meant"
                source.recorder.approximated(item["linkId"], why)
            value = _in_its_unit(to_value(*typed(extension, "value")), item)
            if kind in _NUMBERS and (limit := _as_number(value)) is not None:
                found[of_number] = limit
            elif kind in _MOMENTS and isinstance(value, _MOMENTS[kind]):
                found[of_moment] = value
            else:
                source.recorder.approximated(item["linkId"], f"the limit {name!r} is not checked")
    return found


def _in_its_unit(value: Any, item: Element) -> Any:
    """None for a limit in another unit than the question's: it would be compared number by number."""
    if isinstance(value, Quantity) and value.unit and value.unit not in read_unit(item)[:2]:
        return None
    return value


def _as_number(value: Any) -> Decimal | None:
    return value.value if isinstance(value, Quantity) else number(value)


def _max_length(item: Element, source: Source) -> int | None:
    found = _count(item.get("maxLength")) or None
    if found is None and "maxLength" in item:
        source.recorder.approximated(item["linkId"], "the limit 'maxLength' is not checked")
    return found


def _count(raw: Any) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0 else None


_NUMBERS = (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY)
_MOMENTS = {ItemType.DATE: date, ItemType.DATE_TIME: date, ItemType.TIME: time}
