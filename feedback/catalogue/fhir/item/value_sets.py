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
    found = _collect(address, resource, {}) or ValueSet()
    if len(found.concepts) > MOST_CONCEPTS:
        found.lose(f"of {len(found.concepts)} answers the first {MOST_CONCEPTS} are kept")
        del found.concepts[MOST_CONCEPTS:]
    return found


Seen = dict[str, ValueSet | None]  # by address; None while it is being read, so that a circle ends


def _collect(address: str, resource: Element, seen: Seen) -> ValueSet | None:
    value_set = _find(resource, "ValueSet", address)
    if value_set is None or address in seen:
        return seen.get(address)
    seen[address] = None
    found = seen[address] = _composed(value_set, resource, seen)
    return found


def _composed(value_set: Element, resource: Element, seen: Seen) -> ValueSet:
    found = ValueSet()
    if expansion := objects(nested(value_set, "expansion"), "contains"):
        found.concepts += _flat(expansion, "contains", "")
        return found
    compose = nested(value_set, "compose")
    for include in objects(compose, "include"):
        there = _names(found.concepts)
        found.concepts += [
            one for one in _included(include, resource, found, seen) if _name(one) not in there
        ]
    for exclude in objects(compose, "exclude"):
        _leave_out(exclude, resource, found, seen)
    return found


def _leave_out(exclude: Element, resource: Element, found: ValueSet, seen: Seen) -> None:
    others = ValueSet()
    gone = _names(_included(exclude, resource, others, seen))
    system = string(exclude, "system")
    if system and not (exclude.keys() & {"concept", "filter", "valueSet"}):
        found.concepts = [one for one in found.concepts if one["system"] != system]
    elif others.lost:
        found.lose("what its value set leaves out is not known: more can be chosen")
    found.concepts = [one for one in found.concepts if _name(one) not in gone]


def _names(concepts: list[Element]) -> set[tuple[str, str]]:
    return {_name(concept) for concept in concepts if string(concept, "code")}


def _name(concept: Element) -> tuple[str, str]:
    return string(concept, "system"), string(concept, "code")


def _included(include: Element, resource: Element, found: ValueSet, seen: Seen) -> list[Element]:
    """The concepts that all parts of an include have in common (R4: system and value sets narrow each other)."""
    system = string(include, "system")
    own = _of_system(include, resource, found) if system else []
    parts = [own] if own else []
    others = include.get("valueSet")
    for other in others if isinstance(others, list) else ():
        whole = _collect(other, resource, seen) if isinstance(other, str) else None
        if whole is None:
            found.lose(f"the value set {str(other)[:120]} is outside the file: its answers are missing")
            continue
        parts.append(whole.concepts)
        for lost in whole.lost:
            found.lose(lost)
    common = set.intersection(*map(_names, parts)) if len(parts) > 1 else set()
    kept = [one for one in parts[0] if len(parts) == 1 or _name(one) in common] if parts else []
    return [one for one in kept if system in ("", one["system"])]


def _of_system(include: Element, resource: Element, found: ValueSet) -> list[Element]:
    system = string(include, "system")
    if objects(include, "filter"):
        found.lose("the filter of its value set is not worked out")
    code_system = _find(resource, "CodeSystem", system)
    defined = list(_flat(objects(code_system or {}, "concept"), "concept", system))
    by_code = {string(concept, "code"): concept for concept in defined}
    listed = [_defined(one, by_code) for one in objects(include, "concept")] or defined
    if not listed and "valueSet" not in include:
        found.lose(f"the code system {system[:120]} is outside the file: its answers are missing")
    version = {"version": string(include, "version")} if "version" in include else {}
    return [{**version, **_with_score(concept)} for concept in _flat(listed, "concept", system)]


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
