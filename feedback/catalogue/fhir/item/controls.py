"""How an item looks, and the words that lie around it: sliders' ends, help, units."""

from __future__ import annotations

from feedback.catalogue.fhir.elements import (
    Element,
    codings,
    extension_value,
    extensions,
    objects,
    string,
    value_of,
)
from feedback.catalogue.fhir.source import Source, short_language
from feedback.catalogue.fhir.texts import plain, text_of, translations
from feedback.domain.questionnaires.questionnaire import Control

_LOOKS = {
    "samsyn-scale": Control.SCALE,
    "slider": Control.SLIDER,
    "drop-down": Control.DROP_DOWN,
    "autocomplete": Control.DROP_DOWN,
    "lookup": Control.DROP_DOWN,
    "radio-button": Control.RADIO,
    "check-box": Control.CHECK_BOX,
}
_PLAIN = {
    "step",
    "page",
    "group",
    "list",
    "text-box",
    "spinner",
    "summary",
    "data-receiver",
    "inline",
    "prompt",
}
_PLAIN |= {"header", "footer", "display", "text", "instructions", "lower", "upper", "unit", "help"}
_SHOWS = {"inline", "lower", "upper", "unit", "help"}  # said elsewhere
_TOLD = dict.fromkeys(
    ("table", "table-hn1", "table-hn2", "table-ordinal", "gtable", "htable", "atable", "grid"),
    "its parts stand below each other, not in a table",
) | {
    "sidebar": "it stands among the questions, not at the side",
    "highlight": "it looks like other texts",
    "year": "asked in the plain way, without a choice of years",
    "yearmonth": "a whole date is asked, where the file asks for year and month",
}
_HELP = {"help", "flyover", "more", "tooltip"}


def control_codes(item: Element) -> tuple[str, ...]:
    """The codes of the item's controls, as the file has them."""
    found = [value_of(extension) for extension in extensions(item, "questionnaire-itemcontrol")]
    return tuple(string(coding, "code") for concept in found for coding in codings(concept))


def read_control(item: Element, source: Source) -> Control:
    """The control of the item; a control that we do not have is reported."""
    codes = control_codes(item)
    for code in codes:
        if code.lower() in _TOLD:
            source.recorder.approximated(item["linkId"], _TOLD[code.lower()])
        elif code not in _LOOKS and code not in _PLAIN and code not in _HELP:
            source.recorder.approximated(item["linkId"], f"the control {code!r} is shown in the plain way")
    looks = [_LOOKS[code] for code in codes if code in _LOOKS]
    _report_unused(codes, looks, item, source)
    return looks[0] if looks else Control.DEFAULT


def _report_unused(codes: tuple[str, ...], looks: list[Control], item: Element, source: Source) -> None:
    """A control that is as ours are anyway, and a second one; our own scale is a slider to others."""
    for code in codes:
        second = code in _LOOKS and _LOOKS[code] is not looks[0] and looks[0] is not Control.SCALE
        if second or (code in _PLAIN and code not in _SHOWS):
            source.recorder.kept(item["linkId"], f"the control {code!r} changes nothing here")


def is_hidden(item: Element, source: Source) -> bool:
    """Whether the file hides the item, or wants it in print only (the Norwegian render option 2; 4 hides)."""
    if extension_value(item, "questionnaire-hidden") is True:
        return True
    options = [
        coding for coding in objects(item, "code") if string(coding, "system").endswith("RenderOptions")
    ]
    if any(string(coding, "code") in ("2", "4") for coding in options):
        source.recorder.approximated(item["linkId"], "meant for print only: not shown on the screen")
        return True
    return False


def absorbed_as(item: Element) -> str:
    """What the item is to the one around it: `help`, `unit`, `low_label`, `high_label`; else empty."""
    if string(item, "type") not in ("display", "text"):
        return ""
    codes = set(control_codes(item))
    if codes & _HELP:
        return "help"
    for code, part in (("unit", "unit"), ("lower", "low_label"), ("upper", "high_label")):
        if code in codes and string(item, "type") == "display":
            return part
    return ""


def slider_labels(link_id: str, source: Source) -> tuple[dict[str, str], dict[str, str]]:
    """The words at both ends of a Norwegian slider, which lie among the item's codes."""
    low: dict[str, str] = {}
    high: dict[str, str] = {}
    for language, elements in source.elements.items():
        for coding in objects(elements.get(link_id, {}), "code"):
            if string(coding, "system").endswith("SliderLabels") and (
                words := plain(string(coding, "display"))
            ):
                (low if string(coding, "code") == "LabelLeft" else high)[language] = words
    return low, high


def extension_texts(item: Element, source: Source, *names: str) -> dict[str, str]:
    """The words of a text extension of the item, by language."""
    found: dict[str, str] = {}
    for language, elements in source.elements.items():
        for extension in extensions(elements.get(item["linkId"], {}), *names):
            if words := text_of({"text": value_of(extension)}):
                found[language] = words
            found |= _translated(extension) | _by_language(extension)
    return found


def _by_language(extension: Element) -> dict[str, str]:
    """The words of our own extension: one part for each language."""
    parts = ((string(part, "url"), value_of(part)) for part in objects(extension, "extension"))
    return {short_language(code): plain(words) for code, words in parts if isinstance(words, str)}


def _translated(extension: Element) -> dict[str, str]:
    for key in extension:
        if key.startswith("_value"):
            words = translations(extension, key.removeprefix("_"))
            return {short_language(written): text for written, text in words.items()}
    return {}
