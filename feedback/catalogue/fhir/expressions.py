"""Calculated expressions that are copies, sums, means or counts of answers become our own rules.

Nothing of a file is ever run: an expression either has one of these shapes or is listed as not evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from feedback.domain.questionnaire import Calculation, CalculationKind

LONGEST = 20_000

_WHERE = r"where\(linkId='[^']+'(?:orlinkId='[^']+')*\)"
_ROOT = r"(?:%resource|%questionnaireresponse|QuestionnaireResponse|%context)"
_STEP = r"(?:descendants\(\)|repeat\(item\)|item)"
_TAIL = (
    r"\.answer(?:\.first\(\))?\.value(?:[A-Z]\w*)?(?:\.(?:ordinal|weight|first|value|code|toInteger)\(?\)?)*"
)
_ATOM = rf"{_ROOT}(?:\.{_STEP}(?:\.{_WHERE})?)*{_TAIL}"
_ONE = re.compile(_ATOM)
_PLUS = re.compile(rf"({_ATOM})(?:\+({_ATOM}))+")
_MEAN_OF = re.compile(rf"\((?P<terms>{_ATOM}(?:\+{_ATOM})+)\)/(?P<count>\d+)")
_CALLED = re.compile(rf"\(?(?P<terms>{_ATOM}(?:\|{_ATOM})*)\)?\.(?P<call>sum|avg|count)\(\)")
_LINK_ID = re.compile(r"linkId='([^']+)'")
_LAST_WHERE = re.compile(_WHERE)
_CALLS = {"sum": CalculationKind.SUM, "avg": CalculationKind.MEAN, "count": CalculationKind.COUNT}

Operands = Callable[[str, bool], tuple[str, ...]]


def read_calculation(expression: str, operands_of: Operands) -> Calculation | None:
    """Our rule for the expression, or None when it has another shape.

    `operands_of(link_id, below)` gives the questions that a link id stands for: itself, or with `below` the
    questions directly inside it; nothing when it does not exist.
    """
    if len(expression) > LONGEST:
        return None
    text = _compact(expression)
    if _ONE.fullmatch(text):
        return _rule(CalculationKind.COPY, text, operands_of)
    if _PLUS.fullmatch(text.removeprefix("(").removesuffix(")")) or _PLUS.fullmatch(text):
        return _rule(CalculationKind.SUM, text, operands_of)
    if (mean := _MEAN_OF.fullmatch(text)) and len(_atoms(mean["terms"])) == int(mean["count"]):
        return _rule(CalculationKind.MEAN, mean["terms"], operands_of)
    if called := _CALLED.fullmatch(text):
        return _rule(_CALLS[called["call"]], called["terms"], operands_of)
    return None


def _compact(expression: str) -> str:
    """Without spaces outside quotes, with single quotes."""
    parts = expression.strip().replace('"', "'").split("'")
    return "'".join(part if place % 2 else re.sub(r"\s+", "", part) for place, part in enumerate(parts))


def _atoms(text: str) -> list[str]:
    return [found.group() for found in _ONE.finditer(text)]


def _rule(kind: CalculationKind, text: str, operands_of: Operands) -> Calculation | None:
    operands: list[str] = []
    for atom in _atoms(text):
        named = list(_LAST_WHERE.finditer(atom))
        if not named:
            return None
        last = named[-1]
        below = ".item" in atom[last.end() :].split(".answer")[0]
        found = [link for link_id in _LINK_ID.findall(last.group()) for link in operands_of(link_id, below)]
        if not found:
            return None
        operands += found
    return Calculation(kind, tuple(operands)) if operands else None
