"""The permitted answers of an item: its own options, or a value set inside the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from feedback.catalogue.fhir.elements import (
    Element,
    extension_name,
    extension_value,
    extensions,
    flag,
    number,
    objects,
    string,
    value_of,
)
from feedback.catalogue.fhir.item.value_sets import read_value_set
from feedback.catalogue.fhir.texts import plain, text_of, translations
from feedback.catalogue.fhir.values import is_partial, to_value, typed
from feedback.domain.questionnaires.answers import FreeText, Quantity, Value

_ORDINAL = (
    "ordinalvalue",
    "itemweight",
    "questionnaire-ordinalvalue",
    "codesystem-ordinalvalue",
    "valueset-ordinalvalue",
)
_EXCLUSIVE = "questionnaire-optionexclusive"
TEXT_OPTION = "samsyn-text-option"  # our own: a text whose words in the first language are others


@dataclass(frozen=True, slots=True)
class RawOption:
    """One option of the file in one language. `value` is what is stored; `is_plain` where its text is the value
    itself, the same in every language."""

    value: Value
    code: str
    system: str
    text: str
    ordinal: Decimal | None
    is_initial: bool = False
    translated: tuple[tuple[str, str], ...] = ()
    exclusive: bool = False
    is_plain: bool = False
    version: str = ""  # of the code system
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class OptionList:
    """The options of an item; `outside` names a value set that the file does not hold, `lost` what was left
    out, `unused` what does not matter."""

    options: tuple[RawOption, ...] = ()
    outside: str = ""
    lost: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def read_options(item: Element, resource: Element) -> OptionList:
    """The options of `item`, in the order of the file. A value set outside the file is never fetched."""
    inline = objects(item, "answerOption")
    if inline:
        read = [_answer_option(option) for option in inline]
        lost = tuple(f"option {place} cannot be used" for place, one in enumerate(read, 1) if one is None)
        partial = (place for place, one in enumerate(inline, 1) if is_partial(one, "value"))
        days = (f"option {place} is a date without a day: its first day is meant" for place in partial)
        codings = [one["valueCoding"] for one in inline if isinstance(one.get("valueCoding"), dict)]
        both = (
            ("its value set is not used: the file lists answers too",) if item.get("answerValueSet") else ()
        )
        return _distinct(
            [one for one in read if one is not None],
            (*lost, *days, *_unusable_scores([*inline, *codings]), *both),
            _unused([*inline, *codings]),
        )
    address = string(item, "answerValueSet")
    if not address:
        return OptionList()
    found = read_value_set(address, resource)
    concepts = [option for concept in found.concepts if (option := coding_option(concept))]
    if not concepts:
        return OptionList(outside=address)
    return _distinct(concepts, (*found.lost, *_unusable_scores(found.concepts)), _unused(found.concepts))


def coding_option(coding: Element) -> RawOption | None:
    """The option that a coding, or a concept of a value set, stands for; None without code and display."""
    code, display = string(coding, "code").strip(), text_of(coding, "display")
    if not (code or display):
        return None
    words = (*translations(coding, "display").items(), *_designations(coding))
    system = string(coding, "system").strip()
    return RawOption(
        code or " ".join(display.split()),
        code,
        system,
        display or ("" if words else plain(code)),
        ordinal_of(coding),
        translated=words,
        exclusive=_is_exclusive(coding),
        version=string(coding, "version").strip(),
    )


def of_system(options: tuple[RawOption, ...], wanted: RawOption) -> RawOption | None:
    """The option with the code that is wanted: of the same system, or of any where none is said."""
    same = [one for one in options if one.code == wanted.code]
    exact = next((one for one in same if one.system == wanted.system), None)
    return exact or (same[0] if same and not wanted.system else None)


def _unusable_scores(elements: list[Element]) -> Iterator[str]:
    """A score that is no number."""
    for found in (one for element in elements for one in extensions(element, *_ORDINAL)):
        if number(value_of(found)) is None:
            yield f"the score {str(value_of(found))[:40]!r} of an option is no number"


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
        exclusive = _is_exclusive(option) or found.exclusive
        return replace(
            found,
            text=words,
            ordinal=ordinal_of(option, raw),
            is_initial=initial,
            exclusive=exclusive,
            is_text=extension_value(option, TEXT_OPTION) is True,
        )
    value = to_value(kind, raw)
    if value is None or isinstance(value, (bool, Quantity, FreeText)):
        return None
    text = plain(value) if isinstance(value, str) else str(value)
    if not text:
        return None
    is_plain = not isinstance(value, str)
    translated = tuple(translations(option, "valueString").items())
    return RawOption(
        value,
        str(value),
        "",
        text,
        ordinal_of(option),
        initial,
        translated,
        _is_exclusive(option),
        is_plain,
        is_text=isinstance(value, str),
    )


def _is_exclusive(element: Element) -> bool:
    return extension_value(element, _EXCLUSIVE) is True


def _distinct(
    options: list[RawOption], lost: tuple[str, ...], unused: tuple[tuple[str, ...], tuple[str, ...]]
) -> OptionList:
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
    unknown, harmless = unused
    return OptionList(tuple(seen.values()), lost=(*lost, *twice, *unknown), unused=harmless)


_USED = {
    *_ORDINAL,
    _EXCLUSIVE,
    TEXT_OPTION,
    "questionnaire-optionprefix",
    "translation",
    "rendering-markdown",
    "rendering-xhtml",
}
_HARMLESS = {
    "valueset-label",
    "valueset-conceptorder",
    "valueset-concept-comments",
    "valueset-concept-definition",
    "valueset-sourcereference",
    "sdc-questionnaire-itemanswermedia",
    "rendering-style",
}


def _unused(elements: list[Element]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the options' extensions say and we do not do: what may matter, and what does not."""
    names = {extension_name(found) for one in elements for found in objects(one, "extension")} - _USED
    unknown = (
        f"the extension {name!r} of its options is not known and not used" for name in names - _HARMLESS
    )
    harmless = (f"the extension {name!r} of its options is not used" for name in names & _HARMLESS)
    return tuple(sorted(unknown)), tuple(sorted(harmless))
