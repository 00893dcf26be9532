"""What lies around the questions and is not kept: of value sets in the file, of a Bundle, of a second language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from feedback.catalogue.fhir.elements import Element, extension_name, nested, objects, string
from feedback.catalogue.fhir.source import Source, walk

Known = dict[str, Any]  # what is read of an element; None for all that lies below

_CONCEPT: Known = dict.fromkeys(
    ("code", "display", "_display", "extension", "property", "abstract", "inactive", "system", "version")
) | {"designation": {"language": None, "value": None}}
_CONCEPT |= {"concept": _CONCEPT, "contains": _CONCEPT}
_PART: Known = {"system": None, "version": None, "filter": None, "valueSet": None, "concept": _CONCEPT}
_HEAD: Known = dict.fromkeys(("resourceType", "id", "url"))
_READ: Known = {
    "ValueSet": _HEAD
    | {"compose": {"include": _PART, "exclude": _PART}, "expansion": {"contains": _CONCEPT}},
    "CodeSystem": _HEAD | {"concept": _CONCEPT},
}
_AT_HEAD = frozenset({"language", "meta", "item", "contained"})
_WORDS = frozenset(("text", "display", "title", "description", "valueString", "valueMarkdown"))
_NO_WORDS = re.compile("expression|fhirpath|regex")
_COMPARED = ("type", "required", "repeats", "readOnly", "maxLength", "enableBehavior", "enableWhen")
_SAID = frozenset((*_COMPARED, "answerOption", "answerValueSet", "linkId", "prefix", "item"))  # see languages


def note_around(source: Source) -> None:
    """Say what is not kept of value sets and of other languages."""
    kept = [one for one in objects(source.resource, "contained") if string(one, "resourceType")]
    addresses = set(_addresses(source))
    unused = [one for one in kept if not addresses & {*_names(one)}]
    for one in unused:
        name = " ".join((one["resourceType"], *_names(one)[1:]))
        source.recorder.note(f"The contained resource {name[:80]!r} is not used.")
    for kind, known in _READ.items():
        those = [one for one in kept if one["resourceType"] == kind and one not in unused]
        if names := sorted({name for one in those for name in _beyond(one, known)}):
            source.recorder.note(f"Not kept of a {kind} in the file: {', '.join(names)}.")
    _note_languages(source)


def bundle_leftovers(bundle: Element) -> Iterator[str]:
    """What a Bundle says beside the resources that are read of it."""
    yield from bundle.keys() - {"resourceType", "entry"}
    for entry in objects(bundle, "entry"):
        yield from (f"entry.{key}" for key in entry if key != "resource")
        kind = str(nested(entry, "resource").get("resourceType"))
        if kind not in ("Questionnaire", "ValueSet", "CodeSystem"):
            yield f"entry.resource {kind}"


def _addresses(source: Source) -> Iterator[str]:
    """Every value set and code system that something in the file names."""
    for resource in source.resources.values():
        yield from (string(item, "answerValueSet").split("|")[0] for item in walk(resource))
    for value_set in objects(source.resource, "contained"):
        compose = nested(value_set, "compose")
        for part in (*objects(compose, "include"), *objects(compose, "exclude")):
            yield string(part, "system")
            others = part.get("valueSet")
            yield from (str(one).split("|")[0] for one in (others if isinstance(others, list) else ()))


def _names(contained: Element) -> list[str]:
    """What a value set can be called by, first as a part of the file."""
    found = [string(contained, key) for key in ("id", "url")]
    return [f"#{found[0]}", *filter(None, found)]


def _beyond(value: Any, known: Known | None, at: str = "") -> Iterator[str]:
    """The places in an element that are not read."""
    if isinstance(value, list):
        for one in value:
            yield from _beyond(one, known, at)
    elif isinstance(value, dict) and known is not None:
        for key, found in value.items():
            if key in known:
                yield from _beyond(found, known[key], f"{at}{key}.")
            else:
                yield f"{at}{key[:40]}"


def _note_languages(source: Source) -> None:
    for code, resource in source.resources.items():
        if names := _differing(source.resource, resource, _AT_HEAD):
            source.recorder.note(f"{code}: another {', '.join(names)} at the head is not kept.")
        for link_id, other in source.elements[code].items():
            one = source.items.get(link_id)
            if one is not None and (names := _differing(one, other, _SAID)):
                source.recorder.approximated(
                    link_id, f"in {code!r} it has another {', '.join(names)}, which is not kept"
                )


def _differing(one: Element, other: Element, said: frozenset[str]) -> list[str]:
    """What differs beside words, which are kept for each language."""
    first, second = (_named(element, said | _WORDS) for element in (one, other))
    return [name for name in dict.fromkeys((*first, *second)) if first.get(name) != second.get(name)]


def _named(element: Element, said: frozenset[str]) -> dict[str, Any]:
    """What an element says beside what was `said`, its extensions by their names."""
    told: dict[str, list[Any]] = {}
    for extension in objects(element, "extension"):
        name = extension_name(extension)
        told.setdefault(name, []).append(extension if _NO_WORDS.search(name) else _wordless(extension))
    plain = {
        key: _wordless(value)
        for key, value in element.items()
        if key != "extension" and key.removeprefix("_") not in said
    }
    return {**plain, **told}


def _wordless(value: Any) -> Any:
    if isinstance(value, list):
        return [_wordless(one) for one in value]
    if isinstance(value, dict):
        return {key: _wordless(one) for key, one in value.items() if key.lstrip("_") not in _WORDS}
    return value
