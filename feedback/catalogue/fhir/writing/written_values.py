"""Values and texts of ours as FHIR `value[x]`, and words with their translations."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from feedback.domain.calendar import OSLO
from feedback.domain.questionnaires.answers import FreeText, Quantity, Value
from feedback.domain.questionnaires.questionnaire import Item, Questionnaire, Texts

OWN_SETS = "urn:samsyn:questionnaire:"
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
Unit = tuple[str, str, str]
NO_UNIT: Unit = ("", "", "")


def json_number(number: Decimal) -> int | Decimal:
    """A decimal for `write_json`, which keeps every digit; whole numbers stay whole."""
    return int(number) if number == number.to_integral_value() else number


def canonical_of(questionnaire: Questionnaire) -> str:
    """The set's own address where it has one, else a URN made of its key, with the version."""
    own = questionnaire.rights.source
    address = own if own.startswith(("http://", "https://", "urn:")) else f"{OWN_SETS}{questionnaire.key}"
    return f"{address.split('|')[0]}|{questionnaire.version}"


def value_x(
    prefix: str, value: Value, *, as_code: bool = False, system: str = "", unit: Unit = NO_UNIT
) -> dict[str, Any]:
    """`{"valueInteger": 3}` and the like; with `as_code` a text is a coding. `unit` is that of the question."""
    match value:
        case bool():
            return {f"{prefix}Boolean": value}
        case int():
            return {f"{prefix}Integer": value}
        case Decimal():
            return {f"{prefix}Decimal": json_number(value)}
        case Quantity():
            return {f"{prefix}Quantity": _quantity(value, unit)}
        case FreeText():
            return {f"{prefix}String": value.text}
        case str():
            coding = {"code": value, "system": system} if system else {"code": value}
            return {f"{prefix}Coding": coding} if as_code else {f"{prefix}String": value}
    return _moment(prefix, value)


def unit_of(item: Item | None) -> Unit:
    """The unit of a question: its words, its code and the code system."""
    return (item.unit, item.unit_code or item.unit, item.unit_system) if item else NO_UNIT


def _quantity(value: Quantity, unit: Unit) -> dict[str, Any]:
    """An amount; in the question's own unit also the code, where its system is known, without which R4 has none."""
    words, code, system = unit
    found = {"unit": value.unit}
    if value.unit in (words, code):
        found = {"unit": words, **({"system": system, "code": code} if system else {})}
    return {"value": json_number(value.value), **{name: text for name, text in found.items() if text}}


def _moment(prefix: str, value: date | time) -> dict[str, Any]:
    match value:
        case datetime():
            moment = value if value.tzinfo else value.replace(tzinfo=OSLO)
            return {f"{prefix}DateTime": moment.isoformat()}
        case date():
            return {f"{prefix}Date": value.isoformat()}
    return {f"{prefix}Time": value.isoformat()}


def with_translations(key: str, texts: Texts, languages: tuple[str, ...]) -> dict[str, Any]:
    """The text of the first language under `key`, the others as translations beside it."""
    first = languages[0]
    others = [(language, text) for language, text in texts.items() if language != first and text]
    found: dict[str, Any] = {key: texts[first]} if texts.get(first) else {}
    if others:
        found[f"_{key}"] = {"extension": [_translation(language, text) for language, text in others]}
    return found


def _translation(language: str, text: str) -> dict[str, Any]:
    parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": text}]
    return {"url": TRANSLATION, "extension": parts}
