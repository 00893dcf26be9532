"""Conditions and calculations that go in a circle: they end, and count the answers as they were given, and are
reported."""

from __future__ import annotations

from collections.abc import Mapping

from feedback.catalogue.fhir.source import Source
from feedback.domain.questionnaires.questionnaire import Item, Questionnaire

Graph = Mapping[str, set[str]]


def report_circles(questionnaire: Questionnaire, source: Source) -> None:
    """Say of every item in a circle that it is in one. What lies inside a group is shown only with it, so a group that
    waits for an answer inside it waits for ever."""
    looks_at = {item.link_id: _looks_at(item, questionnaire) for item in questionnaire.walk()}
    for link_id in in_circles(looks_at):
        item = questionnaire.by_link_id[link_id]
        if item.enable_when:
            source.recorder.approximated(link_id, "its conditions go in a circle", meaning=True)
        if item.calculation:
            source.recorder.approximated(link_id, "its calculation goes in a circle", meaning=True)


def _looks_at(item: Item, questionnaire: Questionnaire) -> set[str]:
    asked = {condition.question for condition in item.enable_when}
    asked |= set(item.calculation.operands if item.calculation else ())
    return asked | {questionnaire.parents.get(item.link_id, "")}


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
