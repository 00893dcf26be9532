"""Reading JSON elements of FHIR without trusting their shape."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from feedback.catalogue.errors import CatalogueError

Element = dict[str, Any]

_MISSPELT = {"ordnialvalue": "ordinalvalue"}


def objects(element: Element, key: str) -> list[Element]:
    """The list of objects under `key`; empty where there is none. Raises CatalogueError on another shape."""
    found = element.get(key)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise CatalogueError(f"{place(element)}: {key!r} must be a list of objects.")
    return found


def nested(element: Element, key: str) -> Element:
    """The object under `key`; empty where there is none. Raises CatalogueError on another shape."""
    found = element.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise CatalogueError(f"{place(element)}: {key!r} must be an object.")
    return found


def string(element: Element, key: str) -> str:
    """The string under `key`; empty where there is none. Raises CatalogueError on another shape."""
    found = element.get(key)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise CatalogueError(f"{place(element)}: {key!r} must be a text.")
    return found


def flag(element: Element, key: str) -> bool:
    """The boolean under `key`, which some files write as a text; False where there is none.

    Raises CatalogueError on another shape.
    """
    found = element.get(key)
    if found is None:
        return False
    if found in ("true", "false"):
        return bool(found == "true")
    if not isinstance(found, bool):
        raise CatalogueError(f"{place(element)}: {key!r} must be true or false.")
    return found


def place(element: Element) -> str:
    """How a message names the element."""
    link_id = element.get("linkId")
    return f"item {link_id!r}" if isinstance(link_id, str) else "the questionnaire"


def extension_name(extension: Element) -> str:
    """The last part of an extension's address in lower case, known misspellings put right."""
    return _name_in(string(extension, "url"))


@lru_cache(maxsize=1024)
def _name_in(address: str) -> str:
    last = address.rsplit("/", 1)[-1].lower()
    return _MISSPELT.get(last, last)


def extensions(element: Element, *names: str) -> Iterator[Element]:
    """The element's own extensions that have one of these names (in lower case)."""
    if "extension" not in element:
        return  # most have none
    for extension in objects(element, "extension"):
        if extension_name(extension) in names:
            yield extension


def extension_value(element: Element, *names: str) -> Any:
    """The value of the first such extension, whatever its type; None where there is none."""
    if "extension" not in element:
        return None
    return next((value_of(extension) for extension in extensions(element, *names)), None)


def value_of(extension: Element) -> Any:
    """The `value[x]` of an extension; None where there is none."""
    return next((value for key, value in extension.items() if key.startswith("value")), None)


def number(value: Any) -> Decimal | None:
    """A JSON number as a decimal; None for anything else, booleans included."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    return Decimal(value)


def codings(concept: Any) -> list[Element]:
    """The codings of a CodeableConcept; empty for anything else."""
    found = concept.get("coding", []) if isinstance(concept, dict) else []
    return [coding for coding in found if isinstance(coding, dict)] if isinstance(found, list) else []


def expression_of(extension: Element) -> str:
    """The expression that an extension holds, as a string or as an Expression."""
    value = value_of(extension)
    if isinstance(value, dict):
        value = value.get("expression")
    return value if isinstance(value, str) else ""
