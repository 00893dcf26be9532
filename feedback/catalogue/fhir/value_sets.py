"""The concepts of a value set that lies in the file. Nothing is fetched, and no filter is worked out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from feedback.catalogue.fhir.elements import Element, nested, objects, string

MOST_CONCEPTS = 2_000


@dataclass(slots=True)
class ValueSet:
    """The concepts in order, each with its system; `lost` says what could not be worked out."""

    concepts: list[Element] = field(default_factory=list)
    lost: tuple[str, ...] = ()

    def lose(self, why: str) -> None:
        if why not in self.lost:
            self.lost = (*self.lost, why)


def read_value_set(address: str, resource: Element) -> ValueSet:
    """The value set that `address` names (`#id`, an address, or an address and a version); empty outside."""
    found = ValueSet()
    _collect(address, resource, found, set())
    if len(found.concepts) > MOST_CONCEPTS:
        found.lose(f"of {len(found.concepts)} answers the first {MOST_CONCEPTS} are kept")
        del found.concepts[MOST_CONCEPTS:]
    return found


def _collect(address: str, resource: Element, found: ValueSet, seen: set[str]) -> bool:
    value_set = _find(resource, "ValueSet", address)
    if value_set is None or address in seen:
        return False
    seen.add(address)
    if expansion := objects(nested(value_set, "expansion"), "contains"):
        found.concepts += _flat(expansion, "contains", "")
        return True
    compose, before = nested(value_set, "compose"), len(found.concepts)
    for include in objects(compose, "include"):
        _include(include, resource, found, seen)
    left_out = {
        (string(entry, "system"), string(concept, "code"))
        for entry in objects(compose, "exclude")
        for concept in objects(entry, "concept")
    }
    kept = [one for one in found.concepts[before:] if _name(one) not in left_out]
    found.concepts[before:] = kept
    return True


def _name(concept: Element) -> tuple[str, str]:
    return string(concept, "system"), string(concept, "code")


def _include(include: Element, resource: Element, found: ValueSet, seen: set[str]) -> None:
    for other in include.get("valueSet", ()):
        if not (isinstance(other, str) and _collect(other, resource, found, seen)):
            found.lose(f"the value set {str(other)[:120]} is outside the file: its answers are missing")
    system = string(include, "system")
    if not system:
        return
    if objects(include, "filter"):
        found.lose("the filter of its value set is not worked out")
    code_system = _find(resource, "CodeSystem", system)
    listed = objects(include, "concept") or (objects(code_system, "concept") if code_system else [])
    if not listed:
        found.lose(f"the code system {system[:120]} is outside the file: its answers are missing")
    found.concepts += _flat(listed, "concept", system)


def _flat(concepts: list[Element], below: str, system: str) -> Iterator[Element]:
    """Every concept that can be chosen, with those below it after it."""
    for concept in concepts:
        if concept.get("abstract") is not True and concept.get("inactive") is not True:
            yield {**concept, "system": string(concept, "system") or system}
        yield from _flat(objects(concept, below), below, system)


def _find(resource: Element, kind: str, address: str) -> Element | None:
    wanted = address.split("|")[0]
    for contained in objects(resource, "contained"):
        names = (f"#{contained.get('id')}", contained.get("id"), contained.get("url"))
        if contained.get("resourceType") == kind and wanted in names:
            return contained
    return None
