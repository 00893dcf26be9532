"""What an expression looks at: the items of a file, selected by link id, and the score on an option."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Protocol

from feedback.catalogue.fhir.expressions.fhirpath import Node

SCORES = ("ordinalvalue", "ordnialvalue", "itemweight")
MOST_GROUPS = 3
_PARTS: dict[str, Callable[[str, str], bool]] = {
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": str.__contains__,
}

_SAFE_PATTERN = re.compile(r"[\w\-./: ^$|()\[\]]{1,200}\Z")


class Structure(Protocol):
    """The items of the file: what lies inside one (all at the top for an empty link id), and which are asked."""

    def inside(self, link_id: str) -> tuple[str, ...]: ...

    def is_one(self, link_id: str) -> bool:
        """Whether the item has one place: not in a group that repeats, or in the same as what is calculated."""

    def is_asked(self, link_id: str) -> bool | None:
        """None for a group or display, which count for nothing."""

    def has_scores(self, link_id: str) -> bool:
        """Whether it is a choice whose answers have scores."""


def named_link_ids(condition: Node, candidates: tuple[str, ...]) -> tuple[str, ...]:
    """The items that a condition on `linkId` names; wherever they lie, as renderers read it.

    Raises ValueError for a condition of another shape.
    """
    return tuple(_named(condition, candidates))


def _named(condition: Node, candidates: tuple[str, ...]) -> Iterable[str]:
    match condition:
        case Node(kind="sign", value="or", parts=(left, right)):
            return [*_named(left, candidates), *_named(right, candidates)]
        case Node(
            kind="sign", value="=", parts=(Node(kind="name", value="linkId"), Node(kind="text") as name)
        ):
            return [name.value]
        case Node(
            kind="sign", value="=", parts=(Node(kind="text") as name, Node(kind="name", value="linkId"))
        ):
            return [name.value]
        case Node(kind="sign", value="in", parts=(Node(kind="name", value="linkId"), listed)):
            return _texts(listed)
        case Node(kind="call", value="matches", base=Node(kind="name", value="linkId"), parts=(pattern,)):
            return _matching(pattern.value, candidates)
        case Node(kind="call", base=Node(kind="name", value="linkId"), parts=(Node(kind="text") as part,)):
            return [link_id for link_id in candidates if _PARTS[condition.value](link_id, part.value)]
    raise ValueError("not a condition on linkId")


def _matching(pattern: str, candidates: tuple[str, ...]) -> list[str]:
    """Only patterns that cannot take long: without repetition, and with few groups."""
    if not _SAFE_PATTERN.match(pattern) or pattern.count("(") > MOST_GROUPS:
        raise ValueError("a pattern that could take long")
    try:
        return [link_id for link_id in candidates if re.search(pattern, link_id)]
    except re.error as error:
        raise ValueError("no pattern") from error


def _texts(listed: Node) -> Iterable[str]:
    if listed.kind == "text":
        return [listed.value]
    if listed.kind == "sign" and listed.value == "|":
        return [text for part in listed.parts for text in _texts(part)]
    raise ValueError("not a list of texts")


def names_a_score(condition: Node) -> bool:
    """`url = '.../ordinalValue'`."""
    return condition.value == "=" and any(part.value.lower().endswith(SCORES) for part in condition.parts)


def adds_up(call: Node) -> bool:
    """`aggregate($this + $total, 0)`."""
    names = {part.value for part in call.parts[0].parts}
    start = call.parts[1].number if len(call.parts) > 1 else None
    return call.parts[0].value == "+" and names == {"$this", "$total"} and start == 0
