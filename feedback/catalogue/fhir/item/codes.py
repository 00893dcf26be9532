"""The codes of an item or of the whole, with the words that the code system has for them in each language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from feedback.catalogue.fhir.elements import Element, objects, string
from feedback.catalogue.fhir.source import short_language
from feedback.catalogue.fhir.texts import plain, translations
from feedback.domain.questionnaires.coding import Coding


def read_codings(elements: Mapping[str, Element], language: str) -> tuple[Coding, ...]:
    """The codes of the element in `language`, which gives the structure; words of the same codes in the others."""
    listed = [one for one in objects(elements.get(language, {}), "code") if string(one, "code")]
    return tuple(
        Coding(string(one, "code"), string(one, "system"), _words(one, elements), string(one, "version"))
        for one in listed
        if "SliderLabels" not in string(one, "system")
    )


def _words(coding: Element, elements: Mapping[str, Element]) -> dict[str, str]:
    found = {short_language(written): text for written, text in translations(coding, "display").items()}
    for language, element in elements.items():
        same = (one for one in objects(element, "code") if _name(one) == _name(coding))
        found |= _display(same, language)
    return found


def _display(codings: Iterable[Element], language: str) -> dict[str, str]:
    words = next((plain(string(one, "display")) for one in codings), "")
    return {language: words} if words else {}


def _name(coding: Element) -> tuple[str, str]:
    return string(coding, "system"), string(coding, "code")
