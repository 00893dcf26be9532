"""Conditions that go in a circle: they end, and count the answers as they were given, and are reported."""

from __future__ import annotations

from collections.abc import Mapping

from feedback.catalogue.fhir.elements import objects, string
from feedback.catalogue.fhir.source import Source

Graph = Mapping[str, set[str]]


def report_circles(source: Source) -> None:
    """Say of every item in a circle of conditions that it is in one."""
    looks_at = {
        link_id: {string(entry, "question") for entry in objects(item, "enableWhen")}
        for link_id, item in source.items.items()
    }
    for link_id in in_circles(looks_at):
        source.recorder.approximated(link_id, "its conditions go in a circle", meaning=True)


def in_circles(graph: Graph) -> list[str]:
    """What is left when everything that leads nowhere, and then everything nobody leads to, is taken away."""
    left = {node: {other for other in others if other in graph} for node, others in graph.items()}
    ahead = _without_ends(left)
    return list(_without_ends(_turned(ahead)))


def _without_ends(graph: Graph) -> dict[str, set[str]]:
    """The graph without the nodes from which no circle can be reached; each node is looked at once."""
    back = _turned(graph)
    open_ends = {node: len(others) for node, others in graph.items()}
    ends = [node for node, count in open_ends.items() if not count]
    gone = set(ends)
    while ends:
        for other in back[ends.pop()]:
            open_ends[other] -= 1
            if not open_ends[other]:
                gone.add(other)
                ends.append(other)
    return {node: others - gone for node, others in graph.items() if node not in gone}


def _turned(graph: Graph) -> dict[str, set[str]]:
    turned: dict[str, set[str]] = {node: set() for node in graph}
    for node, others in graph.items():
        for other in others:
            turned[other].add(node)
    return turned
