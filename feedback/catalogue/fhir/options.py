"""The permitted answers of an item: its own options, or a value set inside the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from feedback.catalogue.fhir.elements import Element, extension_value, flag, nested, number, objects, string
from feedback.catalogue.fhir.texts import plain, text_of, translations
from feedback.catalogue.fhir.values import to_value, typed
from feedback.domain.answers import FreeText, Quantity, Value

_ORDINAL = ("ordinalvalue", "itemweight", "questionnaire-ordinalvalue", "codesystem-ordinalvalue")


@dataclass(frozen=True, slots=True)
class RawOption:
    """One option of the file in one language. `value` is what is stored."""

    value: Value
    code: str
    system: str
    text: str
    ordinal: Decimal | None
    is_initial: bool = False
    translated: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OptionList:
    """The options of an item; `outside` names a value set that the file does not hold, `lost` what was left
    out."""

    options: tuple[RawOption, ...] = ()
    outside: str = ""
    lost: tuple[str, ...] = ()


def read_options(item: Element, resource: Element) -> OptionList:
    """The options of `item`, in the order of the file. A value set outside the file is never fetched."""
    inline = objects(item, "answerOption")
    if inline:
        read = [_answer_option(option) for option in inline]
        lost = tuple(f"option {place} cannot be used" for place, one in enumerate(read, 1) if one is None)
        return _distinct([one for one in read if one is not None], lost)
    address = string(item, "answerValueSet")
    if not address:
        return OptionList()
    value_set = _find(resource, "ValueSet", address)
    concepts = list(_concepts(value_set, resource)) if value_set else []
    return _distinct(concepts, ()) if concepts else OptionList(outside=address)


def coding_option(coding: Element) -> RawOption | None:
    """The option that a coding stands for; None where it has neither code nor display."""
    code, display = string(coding, "code").strip(), text_of(coding, "display")
    if not (code or display):
        return None
    words = tuple(translations(coding, "display").items())
    system = string(coding, "system").strip()
    return RawOption(code or display, code, system, display or code, ordinal_of(coding), translated=words)


def ordinal_of(*elements: Element) -> Decimal | None:
    """The ordinal value (or weight) on the first of `elements` that has one."""
    found = (number(extension_value(element, *_ORDINAL)) for element in elements)
    return next((ordinal for ordinal in found if ordinal is not None), None)


def _answer_option(option: Element) -> RawOption | None:
    kind, raw = typed(option, "value")
    initial = flag(option, "initialSelected")
    if kind == "Coding" and isinstance(raw, dict):
        found = coding_option(raw)
        return found and replace(found, ordinal=ordinal_of(option, raw), is_initial=initial)
    value = to_value(kind, raw)
    if value is None or isinstance(value, (bool, Quantity, FreeText)):
        return None
    text = plain(value) if isinstance(value, str) else str(value)
    return RawOption(value, str(value), "", text, ordinal_of(option), initial)


def _distinct(options: list[RawOption], lost: tuple[str, ...]) -> OptionList:
    """Options told apart: the same code of another system is stored with its system."""
    seen: dict[Value, RawOption] = {}
    twice: list[str] = []
    for option in options:
        if option.value in seen and option.system != seen[option.value].system:
            option = replace(option, value=f"{option.system}|{option.code}")
        if option.value in seen:
            twice.append(f"option {option.value!r} is there twice: the first is used")
            continue
        seen[option.value] = option
    return OptionList(tuple(seen.values()), lost=(*lost, *twice))


def _find(resource: Element, kind: str, address: str) -> Element | None:
    wanted = address.split("|")[0]
    for contained in objects(resource, "contained"):
        names = (f"#{contained.get('id')}", contained.get("id"), contained.get("url"))
        if contained.get("resourceType") == kind and wanted in names:
            return contained
    return None


def _concepts(value_set: Element, resource: Element) -> Iterator[RawOption]:
    expansion = objects(nested(value_set, "expansion"), "contains")
    for concept in expansion:
        if option := coding_option(concept):
            yield option
    for include in [] if expansion else objects(nested(value_set, "compose"), "include"):
        system = string(include, "system")
        code_system = _find(resource, "CodeSystem", system) if system else None
        listed = objects(include, "concept") or (objects(code_system, "concept") if code_system else [])
        for concept in listed:
            if option := coding_option({**concept, "system": system}):
                yield option
