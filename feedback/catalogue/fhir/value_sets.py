"""The concepts of a value set that lies in the file. Nothing is fetched, and no filter is worked out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from feedback.catalogue.fhir.elements import Element, nested, number, objects, string, value_of

MOST_CONCEPTS = 2_000
SCORES = ("itemweight", "ordinalvalue", "ordinal", "weight", "score")


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
    defined = list(_flat(objects(code_system or {}, "concept"), "concept", system))
    by_code = {string(concept, "code"): concept for concept in defined}
    listed = [_defined(one, by_code) for one in objects(include, "concept")] or defined
    if not listed:
        found.lose(f"the code system {system[:120]} is outside the file: its answers are missing")
    found.concepts += [_with_score(concept) for concept in _flat(listed, "concept", system)]


def _defined(concept: Element, by_code: dict[str, Element]) -> Element:
    """The concept with what its code system in the file says of it, where the value set says nothing."""
    return {**by_code.get(string(concept, "code"), {}), **concept}


def _with_score(concept: Element) -> Element:
    """A score that a code system gives as a property, as if it were an extension."""
    scores = [
        {"url": "ordinalValue", "valueDecimal": value}
        for found in objects(concept, "property")
        if string(found, "code").lower() in SCORES and (value := number(value_of(found))) is not None
    ]
    return {**concept, "extension": [*objects(concept, "extension"), *scores]} if scores else concept


def _flat(concepts: list[Element], below: str, system: str) -> Iterator[Element]:
    """Every concept that can be chosen, with those below it after it."""
    for concept in concepts:
        if concept.get("abstract") is not True and concept.get("inactive") is not True:
            own = {name: value for name, value in concept.items() if name != below}
            yield {**own, "system": string(concept, "system") or system}
        yield from _flat(objects(concept, below), below, system)


def _find(resource: Element, kind: str, address: str) -> Element | None:
    wanted = address.split("|")[0]
    for contained in objects(resource, "contained"):
        names = (f"#{contained.get('id')}", contained.get("id"), contained.get("url"))
        if contained.get("resourceType") == kind and wanted in names:
            return contained
    return None
