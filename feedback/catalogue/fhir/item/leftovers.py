"""What stands inside an item, and that no other sentence of the report speaks of, by its place in the file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from feedback.catalogue.fhir.elements import Element, extension_name, nested, objects
from feedback.catalogue.fhir.item.limits import read_unit
from feedback.catalogue.fhir.item.options import coding_option, of_system
from feedback.catalogue.fhir.source import Source

_CODING = frozenset({"code", "system", "version", "display", "_display", "extension"})
_NAMES = frozenset({"code", "system", "version", "display"})
_QUANTITY = frozenset({"value", "unit", "code", "system"})
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
_SAYS_NOTHING = frozenset({"id", "userSelected"})  # of interest to whoever made the file


def report_leftovers(item: Element, source: Source) -> None:
    """Say what is not kept: of the item, or once for all where it means nothing to anybody here."""
    link_id = item["linkId"]
    found = dict.fromkeys(name for one in source.each(link_id).values() for name in _within(one, source))
    told = [name for name in found if not _is_trifling(name)]
    if told:
        source.recorder.approximated(link_id, f"not kept: {', '.join(told)}")
    source.recorder.trifles.update(filter(_is_trifling, found))


def coding_leftovers(codings: list[Element]) -> Iterator[str]:
    """What is not kept of the codes of an item or of the whole."""
    for coding in codings:
        yield from _more(coding, _CODING - {"extension"}, "code")
        yield from _shadows(coding, "code")


def _is_trifling(name: str) -> bool:
    return name.rpartition(".")[2] in _SAYS_NOTHING or name.startswith(
        ("itemControl.", "minvalue.", "maxvalue.")
    )


def _more(element: Element, known: Collection[str], at: str) -> Iterator[str]:
    return (f"{at}.{key[:40]}" for key in element if key not in known)


def _within(item: Element, source: Source) -> Iterator[str]:
    if "id" in item:
        yield "item.id"
    yield from _shadows(item, "item")
    yield from coding_leftovers(objects(item, "code"))
    for option in objects(item, "answerOption"):
        yield from _of_value(option, "value", {"initialSelected", "extension"}, "answerOption")
        yield from _more(_coding(option, "valueCoding"), _CODING, "answerOption.valueCoding")
        yield from _shadows(_coding(option, "valueCoding"), "answerOption.valueCoding")
    yield from _of_initial(item, source)
    yield from _of_conditions(item, source)
    for extension in objects(item, "extension"):
        yield from _of_extension(extension, item)


def _of_value(element: Element, prefix: str, known: Collection[str], at: str) -> Iterator[str]:
    """What is beside `value[x]`, of which only the first is read."""
    values = [key for key in element if key.startswith(prefix)]
    yield from _more(element, {*known, *values[:1], *(f"_{key}" for key in values[:1])}, at)
    for key in values[:1]:
        shadow = nested(element, f"_{key}")
        yield from _more(shadow, {"extension"}, f"{at}.{key}")
        names = (extension_name(one) for one in objects(shadow, "extension"))
        yield from (f"{at}.{key}.{name}" for name in names if name != "translation")


def _shadows(element: Element, at: str) -> Iterator[str]:
    """What stands beside plain values: ids, and more about a translation than its language and words."""
    for key in (key for key in element if key.startswith("_")):
        shadow = nested(element, key)
        yield from _more(shadow, {"extension"}, f"{at}.{key[1:]}")
        for extension in objects(shadow, "extension"):
            name = extension_name(extension)
            if name == "translation":
                parts = objects(extension, "extension")
                yield from (
                    f"{at}.{key[1:]}.{part.get('url')}"
                    for part in parts
                    if part.get("url") not in ("lang", "content")
                )
            elif at != "item":  # said with the item's own words
                yield f"{at}.{key[1:]}.{name}"


def _coding(element: Element, key: str) -> Element:
    found = element.get(key)
    return found if isinstance(found, dict) else {}


def _of_initial(item: Element, source: Source) -> Iterator[str]:
    for entry in objects(item, "initial"):
        yield from _of_value(entry, "value", (), "initial")
        yield from _of_choice(_coding(entry, "valueCoding"), item["linkId"], source, "initial.valueCoding")
        yield from _of_quantity(_coding(entry, "valueQuantity"), item, "initial.valueQuantity")


def _of_conditions(item: Element, source: Source) -> Iterator[str]:
    for entry in objects(item, "enableWhen"):
        question = str(entry.get("question"))
        at = "enableWhen.answer"
        yield from (f"enableWhen.{key}" for key in entry if key == "id")
        yield from _of_choice(_coding(entry, "answerCoding"), question, source, f"{at}Coding")
        asked = source.items.get(question, {})
        yield from _of_quantity(_coding(entry, "answerQuantity"), asked, f"{at}Quantity")


def _of_choice(coding: Element, question: str, source: Source, at: str) -> Iterator[str]:
    """A code that means an option has the option's words and version when it goes out again."""
    yield from _more(coding, _NAMES, at)
    wanted = coding_option(coding)
    option = of_system(source.options_of(question).options, wanted) if wanted else None
    for name in ("display", "version"):
        known = {"display": option.text, "version": option.version}[name] if option else ""
        if coding.get(name) and coding[name] != known:
            yield f"{at}.{name}"


def _of_quantity(quantity: Element, asked: Element, at: str) -> Iterator[str]:
    """An amount in the question's unit has its words, code and code system; of another the code, else the words."""
    yield from _more(quantity, _QUANTITY, at)
    words, code, system = read_unit(asked)
    if quantity.get("system") and quantity.get("system") != system:
        yield f"{at}.system"
    if quantity.get("code") and quantity.get("unit") not in (None, quantity["code"], words):
        yield f"{at}.unit"
    if quantity.get("unit") == words and quantity.get("code") not in (None, code, words):
        yield f"{at}.code"


def _of_extension(extension: Element, item: Element) -> Iterator[str]:
    name = extension_name(extension)
    value = next((found for key, found in extension.items() if key.startswith("value")), None)
    yield from _of_value(extension, "value", {"url", "extension"}, name)
    if name == "questionnaire-itemcontrol":
        yield from _of_control(value)
    elif name == "questionnaire-unit" and isinstance(value, dict):
        yield from _more(value, {"code", "system", "display"}, "unit")
    elif "expression" in name and isinstance(value, dict):
        yield from _more(value, {"expression", "language"}, name)
    elif name in ("minvalue", "maxvalue") and isinstance(value, dict):
        yield from _more(value, {"value"}, name)


def _of_control(value: Any) -> Iterator[str]:
    concept = value if isinstance(value, dict) else {}
    yield from _more(concept, {"coding"}, "itemControl")
    for coding in concept.get("coding", ()) if isinstance(concept.get("coding"), list) else ():
        if isinstance(coding, dict):
            yield from _more(coding, {"system", "code"}, "itemControl.coding")
            if coding.get("system") not in (None, CONTROLS):
                yield "itemControl.coding.system"
