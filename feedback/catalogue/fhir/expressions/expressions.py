"""Calculated expressions that are copies, sums, means or counts of answers become our own rules.

Nothing of a file is ever run: the tree of an expression (see `fhirpath`) either has one of these shapes or the
expression is listed as not evaluated. A sum that counts a missing answer as 0 becomes our sum, which does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from feedback.catalogue.fhir.expressions.fhirpath import Node, parse
from feedback.catalogue.fhir.expressions.meanings import TOP, Items, Meaning, OtherShapeError, Total
from feedback.catalogue.fhir.expressions.selecting import (
    SCORES,
    Structure,
    adds_up,
    named_link_ids,
    names_a_score,
)
from feedback.domain.questionnaires.questionnaire import Calculation, CalculationKind

MOST_OPERANDS = 2_000

_ROOTS = {"resource", "questionnaireresponse", "context", "questionnaire", "rootResource"}
_VALUES = re.compile(r"value([A-Z]\w*)?\Z")
_SAME = {
    "ordinal", "weight", "first", "toInteger", "toDecimal", "value", "code", "ofType", "hasValue", "distinct",
}  # fmt: skip
_TOTALS = {"sum": CalculationKind.SUM, "avg": CalculationKind.MEAN, "count": CalculationKind.COUNT}


@dataclass(frozen=True, slots=True)
class Reading:
    """Our rule for an expression. `counts_equal_once`: the file leaves out answers that are equal, ours does not."""

    rule: Calculation
    counts_equal_once: bool = False


def read_calculation(
    expression: str, structure: Structure, variables: Mapping[str, str] | None = None
) -> Reading | None:
    """What an expression calculates, or None when it has another shape or looks at what is not asked."""
    tree = parse(expression)
    if tree is None:
        return None
    reader = _Reader(structure, dict(variables or {}))
    try:
        found = reader.meaning(tree)
    except (OtherShapeError, RecursionError, IndexError, ValueError, KeyError):
        return None
    rule = reader.rule(found)
    return Reading(rule, reader.counts_equal_once) if rule else None


@dataclass(slots=True)
class _Reader:
    structure: Structure
    variables: dict[str, str]
    known: dict[str, Meaning] = field(default_factory=dict)
    presences: dict[str, tuple[bool, tuple[str, ...]]] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    focus: Items = TOP
    counts_equal_once: bool = False

    def rule(self, found: Meaning) -> Calculation | None:
        if isinstance(found, Items) and not found.answers:
            return None
        asked = [(link_id, self.structure.is_asked(link_id)) for link_id in found.link_ids]
        operands = tuple(link_id for link_id, is_asked in asked if is_asked)
        if not operands or any(is_asked is False for _link_id, is_asked in asked):
            return None
        if isinstance(found, Total):
            return Calculation(found.kind, operands)
        if not found.scored:
            return Calculation(CalculationKind.COPY, operands)
        is_one = len(operands) == 1 and self.structure.is_one(operands[0])
        return Calculation(CalculationKind.SUM, operands) if is_one else None

    def meaning(self, node: Node) -> Meaning:
        """What a part of the expression leads to. Raises OtherShapeError."""
        match node.kind:
            case "variable":
                return self._variable(node.value)
            case "sign":
                return self._sign(node)
            case "call":
                return self._call(node)
            case "name":
                return self._name(node)
            case "index" if node.base and node.parts[0].number == 0:
                return self.meaning(node.base)
        raise OtherShapeError

    def _variable(self, name: str) -> Meaning:
        if name.lower() in _ROOTS or name == "rootResource":
            return TOP
        if name not in self.known:
            tree = parse(self.variables.get(name, ""))
            if tree is None or name in self.open:
                raise OtherShapeError
            self.open.add(name)
            self.known[name] = self._seen_from(TOP, tree)
        return self.known[name]

    def _name(self, node: Node) -> Meaning:
        if node.base is None and node.value == "QuestionnaireResponse":
            return TOP
        before = self.meaning(node.base) if node.base else self.focus
        if not isinstance(before, Items):
            raise OtherShapeError
        if node.value == "item":
            return Items(tuple(below for one in before.link_ids for below in self.structure.inside(one)))
        if node.value == "answer":
            return replace(before, answers=True)
        if node.value == "answerOption":
            return Items(before.link_ids, answers=True, options=True)
        if before.answers and (_VALUES.match(node.value) or node.value in ("code", "extension")):
            return before
        raise OtherShapeError

    def _call(self, node: Node) -> Meaning:
        if node.value == "iif":
            return self._either(node)
        before = self.meaning(node.base) if node.base else None
        if not isinstance(before, Items):
            raise OtherShapeError
        if before.answers:
            return self._of_answers(before, node)
        match node.value:
            case "descendants" | "repeat":
                return Items(tuple(self._below(before.link_ids)))
            case "where":
                return self._where(before, node.parts[0])
            case "select":
                return self._seen_from(before, node.parts[0])
        raise OtherShapeError

    def _of_answers(self, before: Items, node: Node) -> Meaning:
        self.counts_equal_once |= node.value in ("union", "distinct")
        match node.value:
            case "sum" | "avg" | "count" if not before.options:
                return Total(_TOTALS[node.value], self._counted(before))
            case "aggregate" if adds_up(node):
                return Total(CalculationKind.SUM, self._counted(before))
            case "union" | "combine":
                return self._joined(before, self.meaning(node.parts[0]))
            case "where":
                return self._where(before, node.parts[0])
            case "select":
                return self._seen_from(before, node.parts[0])
            case "extension" if node.parts[0].value.lower().endswith(SCORES):
                return replace(before, scored=True)
        if node.value in _SAME:
            return replace(before, scored=before.scored or node.value in ("ordinal", "weight"))
        raise OtherShapeError

    def _counted(self, found: Items) -> tuple[str, ...]:
        if found.named or not found.scored:
            return found.link_ids
        return tuple(filter(self.structure.has_scores, found.link_ids))

    def _seen_from(self, place: Items, node: Node) -> Meaning:
        """What a part leads to whose names begin at a place, as in `select(value.ordinal())`."""
        around, self.focus = self.focus, place
        found = self.meaning(node)
        self.focus = around
        return found

    def _where(self, before: Items, condition: Node) -> Items:
        if before.answers:
            if names_a_score(condition):
                return replace(before, scored=True)
            if before.options and self._is_chosen(before, condition):
                return before
            raise OtherShapeError
        try:
            return Items(named_link_ids(condition, before.link_ids), named=True)
        except ValueError as error:
            raise OtherShapeError from error

    def _is_chosen(self, before: Items, condition: Node) -> bool:
        """`valueCoding.code = (the answer of the same item)`: the option that was chosen."""
        if condition.kind != "sign" or condition.value != "=":
            return False
        for side in condition.parts:
            try:
                found = self.meaning(side)
            except OtherShapeError:
                continue
            if isinstance(found, Items) and found.link_ids == before.link_ids:
                return True
        return False

    def _below(self, link_ids: Iterable[str]) -> list[str]:
        """What lies inside these, at any depth, each item's own before what lies inside them."""
        found: list[str] = []
        waiting = list(link_ids)[::-1]
        while waiting:
            inside = self.structure.inside(waiting.pop())
            found += inside
            waiting += reversed(inside)
        return found

    def _sign(self, node: Node) -> Meaning:
        left, right = node.parts
        if node.value == "/":
            return self._mean(self.meaning(left), right)
        if node.value not in ("+", "|"):
            raise OtherShapeError
        self.counts_equal_once |= node.value == "|"
        if node.value == "+" and (left.number == 0 or right.number == 0):
            return self.meaning(right if left.number == 0 else left)
        return self._joined(self.meaning(left), self.meaning(right), adds=node.value == "+")

    def _joined(self, left: Meaning, right: Meaning, *, adds: bool = False) -> Meaning:
        link_ids = (*left.link_ids, *right.link_ids)
        if len(link_ids) > MOST_OPERANDS:
            raise OtherShapeError
        if adds and all(self._is_one_number(side) for side in (left, right)):
            return Total(CalculationKind.SUM, link_ids)
        if not adds and all(isinstance(side, Items) and side.answers for side in (left, right)):
            scored = all(isinstance(side, Items) and side.scored for side in (left, right))
            named = all(isinstance(side, Items) and side.named for side in (left, right))
            return Items(link_ids, answers=True, scored=scored, named=named)
        raise OtherShapeError

    def _mean(self, total: Meaning, divisor: Node) -> Meaning:
        is_sum = isinstance(total, Total) and total.kind is CalculationKind.SUM
        if (
            is_sum
            and divisor.number == len(total.link_ids)
            and all(map(self.structure.is_one, total.link_ids))
        ):
            return Total(CalculationKind.MEAN, total.link_ids)
        raise OtherShapeError

    def _is_one_number(self, side: Meaning) -> bool:
        """FHIRPath adds single numbers: the answers of a group that repeats have to be summed up first."""
        if isinstance(side, Total):
            return side.kind is CalculationKind.SUM
        return side.answers and len(side.link_ids) == 1 and self.structure.is_one(side.link_ids[0])

    def _either(self, node: Node) -> Meaning:
        """`iif(x.exists(), x, 0)`: x, where the condition looks at nothing else and nothing else is said of missing
        answers."""
        condition, yes, *no = node.parts
        is_there, looked_at = self._presence(condition)
        otherwise = no[0] if no else Node("empty")
        given, instead = (yes, otherwise) if is_there else (otherwise, yes)
        found = self.meaning(given)
        if (instead.kind != "empty" and instead.number != 0) or not set(looked_at) <= set(found.link_ids):
            raise OtherShapeError
        return found

    def _presence(self, condition: Node) -> tuple[bool, tuple[str, ...]]:
        """Whether a condition asks that answers are there (or that they are not), and the items it looks at."""
        match condition:
            case Node(kind="sign", value="or" | "and", parts=(left, right)):
                (one, first), (other, second) = self._presence(left), self._presence(right)
                if one is other and len(first) + len(second) <= MOST_OPERANDS:
                    return one, (*first, *second)
            case Node(kind="variable", value=name) if name not in self.open:
                return self.presences.get(name) or self._presence_of(name)
            case Node(kind="call", value="not", base=Node() as base, parts=()):
                is_there, looked_at = self._presence(base)
                return not is_there, looked_at
            case Node(kind="call", value="exists" | "hasValue" | "empty", base=Node() as base, parts=()):
                return condition.value != "empty", self.meaning(base).link_ids
        raise OtherShapeError

    def _presence_of(self, name: str) -> tuple[bool, tuple[str, ...]]:
        tree = parse(self.variables.get(name, ""))
        if tree is None:
            raise OtherShapeError
        self.open.add(name)
        around, self.focus = self.focus, TOP
        self.presences[name] = self._presence(tree)
        self.focus = around
        self.open.discard(name)
        return self.presences[name]
