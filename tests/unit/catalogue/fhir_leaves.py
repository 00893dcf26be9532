"""What of a file makes no difference: every value is taken away, and made another, and the file is read again.

A value is **kept** when it goes out again where it stood, or another one gives another set (which goes out and comes
back the same), and **named** when a sentence of the report goes with it, with the extension that holds it, or with the
element of the head. What is neither is lost without a word. Values at places of the same kind are tried together, so
that a large file is read as often as it has kinds of places.
"""

from __future__ import annotations

import copy
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.fhir import Imported, questionnaire_to_fhir, read_questionnaire, write_json
from feedback.catalogue.fhir.report import Outcome
from feedback.domain.questionnaires.questionnaire import Item

Steps = tuple[str | int, ...]
_R4 = frozenset(
    ("id", "extension", "modifierExtension", "linkId", "definition", "code", "prefix", "text", "type", "enableWhen",
     "enableBehavior", "required", "repeats", "readOnly", "maxLength", "answerValueSet", "answerOption", "initial",
     "item")
)  # fmt: skip
_HOLDERS = ("extension", "modifierExtension", "enableWhen", "initial")
_KINDS = ("url", "system", "name", "resourceType")


@dataclass(frozen=True)
class Leaf:
    """One value: where it is, below which item, and where things like it are."""

    steps: Steps
    link_id: str
    kind: tuple[str, ...]
    holder: Steps = ()  # the extension or condition around it, or the element of the head


def leaves(file: dict[str, Any]) -> list[Leaf]:
    """Every value of the file, in its order."""
    return list(_below(file, Leaf((), "", ())))


def _below(value: Any, at: Leaf) -> Iterator[Leaf]:
    if isinstance(value, dict) and value:
        for key, found in value.items():
            yield from _below(found, _named(at, key))
    elif isinstance(value, list) and value:
        for place, found in enumerate(value):
            yield from _below(found, _entry(at, place, found))
    else:
        yield at


def _named(at: Leaf, key: str) -> Leaf:
    is_element = (not at.link_id and key != "resource") or (at.kind[-1:] == ("item",) and key not in _R4)
    holder = at.holder or ((*at.steps, key) if is_element else ())
    if key in ("id", "userSelected") and at.link_id:
        return replace(at, steps=(*at.steps, key), kind=(*at.kind[: at.kind.index("item") + 1], key))
    kind = at.kind if key == "resource" else (*at.kind, key)
    return replace(at, steps=(*at.steps, key), kind=kind, holder=holder)


def _entry(at: Leaf, place: int, found: Any) -> Leaf:
    steps, step = (*at.steps, place), at.steps[-1]
    if isinstance(found, dict) and step == "item":
        return Leaf(
            steps, str(found.get("linkId")), (*(part for part in at.kind if part[:3] == "in "), "item")
        )
    if step == "entry":
        return Leaf(steps, "", (f"in {place}",))
    named = next((str(found[key]) for key in _KINDS if key in found), "") if isinstance(found, dict) else ""
    is_whole = step in _HOLDERS and not named.isalpha()
    kind = (*at.kind, named.rsplit("/", 1)[-1] or "[]")
    return replace(at, steps=steps, kind=kind, holder=steps if is_whole else at.holder)


def by_kind(found: Iterable[Leaf]) -> dict[tuple[str, ...], list[Leaf]]:
    """The values at places of the same kind."""
    grouped: dict[tuple[str, ...], list[Leaf]] = defaultdict(list)
    for leaf in found:
        grouped[leaf.kind].append(leaf)
    return grouped


def without(file: dict[str, Any], places: Iterable[Steps]) -> dict[str, Any]:
    """The file without what is at these places."""
    changed = copy.deepcopy(file)
    for steps in sorted(set(places), key=_last_first):
        holder = _at(changed, steps[:-1])
        del holder[steps[-1]]
        if holder == [] and steps[:-1]:
            del _at(changed, steps[:-2])[steps[-2]]
    return changed


def _last_first(steps: Steps) -> list[tuple[int, str]]:
    return [(-step, "") if isinstance(step, int) else (0, step) for step in steps]


def another(file: dict[str, Any], found: Iterable[Leaf]) -> dict[str, Any]:
    """The file with another value at each place."""
    changed = copy.deepcopy(file)
    for leaf in found:
        holder = _at(changed, leaf.steps[:-1])
        holder[leaf.steps[-1]] = _other(holder[leaf.steps[-1]])
    return changed


def _at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value[step]
    return value


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    return f"{value}z" if isinstance(value, str) else "z"


@dataclass(frozen=True)
class Read:
    """A file as it was read, or the sentence with which it was refused."""

    found: Imported | None
    refused: str = ""

    def of(self, link_id: str) -> tuple[object, ...]:
        """What the set makes of the item, of what is around it, and of the head."""
        if self.found is None:
            return (self.refused,)
        built = self.found.questionnaire
        alone = [built.by_link_id.get(one) for one in (link_id, built.parents.get(link_id, ""))]
        around = [_alone(item) for item in (*alone, *self._absorbing(link_id)) if item]
        return (replace(built, items=()), *around) if link_id else (built,)

    def _absorbing(self, link_id: str) -> Iterator[Item]:
        assert self.found is not None
        told = next((entry.why for entry in self.found.report.items if entry.link_id == link_id), "")
        return (item for item in self.found.questionnaire.walk() if f" of {item.link_id!r}" in told)

    def said(self, link_id: str) -> set[str]:
        """The sentences of the report about the item, or about the whole."""
        if self.found is None:
            return set()
        told = {entry.link_id: set(entry.why.split("; ")) for entry in self.found.report.items}
        outcome = {f"{entry.link_id} {entry.outcome}" for entry in self.found.report.items}
        return (told.get(link_id, set()) if link_id else outcome) | set(self.found.report.notes)


def _alone(item: Item) -> Item:
    return replace(item, items=())


def read(file: dict[str, Any]) -> Read:
    """The file read as if it came from somebody."""
    try:
        return Read(read_questionnaire(json.dumps(file).encode(), "x.json"))
    except CatalogueError as error:
        return Read(None, str(error))


def lost_in(file: dict[str, Any]) -> dict[str, list[str]]:
    """The kinds of places whose values are lost without a word, each with the items that they are lost from."""
    before, found = read(file), {}
    assert before.found is not None, before.refused
    out = json.loads(write_json(questionnaire_to_fhir(before.found.questionnaire)))
    written = {(leaf.link_id, leaf.kind, _value(out, leaf)) for leaf in leaves(out)}
    dropped = {entry.link_id for entry in before.found.report.items if entry.outcome is Outcome.DROPPED}
    asked = [
        leaf
        for leaf in leaves(file)
        if leaf.link_id not in dropped
        and not _says_nothing(leaf, _value(file, leaf))
        and not _is_empty(file, leaf)
        and (leaf.link_id, _in_one(leaf.kind), _value(file, leaf)) not in written
    ]
    everywhere = by_kind(replace(leaf, kind=_in_one(leaf.kind)) for leaf in asked)
    for kind, group in by_kind(asked).items():
        lost = _not_kept(file, before, group)
        if lost := _not_named(file, before, lost, everywhere[_in_one(kind)]):
            found[".".join(kind)] = sorted({leaf.link_id for leaf in lost})
    return found


def _is_empty(file: Any, leaf: Leaf) -> bool:
    """An extension without a value."""
    holder = _at(file, leaf.steps[:-1])
    return isinstance(holder, dict) and holder.keys() == {"url"}


def _value(file: Any, leaf: Leaf) -> str:
    return repr(_at(file, leaf.steps))


def _in_one(kind: tuple[str, ...]) -> tuple[str, ...]:
    """The kind of place in a file of one language."""
    return kind[1:] if kind[0].startswith("in ") else kind


def _says_nothing(leaf: Leaf, value: str) -> bool:
    """What is so anyway: a *false* that is the default, an empty list, and what makes a Bundle one."""
    is_default = value == "False" and leaf.kind[-1] in _FALSE
    return is_default or value in ("[]", "{}") or leaf.kind[-1] in ("resourceType", "linkId")


_FALSE = ("required", "repeats", "readOnly", "initialSelected")


def _structure(file: dict[str, Any], before: Read) -> str:
    """Which resource of a Bundle the others are compared with."""
    assert before.found is not None
    first = before.found.questionnaire.languages[0]
    entries = (entry.get("resource", {}).get("language", "") for entry in file.get("entry", ()))
    return next((f"in {place}" for place, code in enumerate(entries) if code.startswith(first)), "")


def _not_kept(file: dict[str, Any], before: Read, group: list[Leaf]) -> list[Leaf]:
    """Those that another value changes nothing for. Languages are compared: there it may also be a sentence more."""
    after, structure = read(another(file, group)), _structure(file, before)
    return [
        leaf
        for leaf in group
        if after.of(leaf.link_id) == before.of(leaf.link_id)
        and (
            leaf.kind[0] in (_in_one(leaf.kind)[0], structure)
            or not after.said(leaf.link_id) - before.said(leaf.link_id)
        )
    ]


def _says_more(before: Read, after: Read, leaf: Leaf) -> bool:
    return bool(after.said(leaf.link_id) - before.said(leaf.link_id))


def _not_named(file: dict[str, Any], before: Read, group: list[Leaf], same: list[Leaf]) -> list[Leaf]:
    """Those of the group with which no sentence goes when the `same` are taken away in all languages."""
    for whole in (False, True):
        if group:
            after = read(without(file, ((whole and leaf.holder) or leaf.steps for leaf in same)))
            group = [leaf for leaf in group if not before.said(leaf.link_id) - after.said(leaf.link_id)]
    return group
