"""The permitted answers of an item: its own options, or a value set inside the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from feedback.catalogue.fhir.elements import (
    Element,
    extension_name,
    extension_value,
    flag,
    number,
    objects,
    string,
)
from feedback.catalogue.fhir.texts import plain, text_of, translations
from feedback.catalogue.fhir.value_sets import read_value_set
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
        lost = (*lost, *_unused(inline))
        return _distinct([one for one in read if one is not None], lost)
    address = string(item, "answerValueSet")
    if not address:
        return OptionList()
    found = read_value_set(address, resource)
    concepts = [option for concept in found.concepts if (option := coding_option(concept))]
    return _distinct(concepts, found.lost) if concepts else OptionList(outside=address)


def coding_option(coding: Element) -> RawOption | None:
    """The option that a coding, or a concept of a value set, stands for; None without code and display."""
    code, display = string(coding, "code").strip(), text_of(coding, "display")
    if not (code or display):
        return None
    words = (*translations(coding, "display").items(), *_designations(coding))
    system = string(coding, "system").strip()
    return RawOption(
        code or display, code, system, display or plain(code), ordinal_of(coding), translated=words
    )


def ordinal_of(*elements: Element) -> Decimal | None:
    """The ordinal value (or weight) on the first of `elements` that has one."""
    found = (number(extension_value(element, *_ORDINAL)) for element in elements)
    return next((ordinal for ordinal in found if ordinal is not None), None)


def _designations(concept: Element) -> Iterator[tuple[str, str]]:
    """The words of a value set's concept in other languages."""
    for designation in objects(concept, "designation"):
        language, words = string(designation, "language"), plain(string(designation, "value"))
        if language and words:
            yield language, words


def _prefix(*elements: Element) -> str:
    """A label such as *A.* before an option's words."""
    found = (extension_value(element, "questionnaire-optionprefix") for element in elements)
    return next((plain(prefix) for prefix in found if isinstance(prefix, str)), "")


def _answer_option(option: Element) -> RawOption | None:
    kind, raw = typed(option, "value")
    initial = flag(option, "initialSelected")
    if kind == "Coding" and isinstance(raw, dict):
        found = coding_option(raw)
        if found is None:
            return None
        words = " ".join(filter(None, (_prefix(option, raw), found.text)))
        return replace(found, text=words, ordinal=ordinal_of(option, raw), is_initial=initial)
    value = to_value(kind, raw)
    if value is None or isinstance(value, (bool, Quantity, FreeText)):
        return None
    text = plain(value) if isinstance(value, str) else str(value)
    if not text:
        return None
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


_USED = {*_ORDINAL, "questionnaire-optionprefix", "translation", "rendering-markdown", "rendering-xhtml"}


def _unused(options: list[Element]) -> Iterator[str]:
    """What the options' extensions say and we do not do."""
    codings = [option["valueCoding"] for option in options if isinstance(option.get("valueCoding"), dict)]
    names = {extension_name(found) for one in (*options, *codings) for found in objects(one, "extension")}
    if "questionnaire-optionexclusive" in names:
        yield "that an option excludes the others is not checked"
    for name in sorted(names - _USED - {"questionnaire-optionexclusive"}):
        yield f"the extension {name!r} of its options is not known and not used"
