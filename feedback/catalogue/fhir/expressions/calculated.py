"""Calculated items: expressions that we have a rule for, and the Norwegian score codes QS, SS and TS."""

from __future__ import annotations

from feedback.catalogue.fhir.elements import (
    Element,
    expression_of,
    extension_name,
    extension_value,
    extensions,
    objects,
    string,
    value_of,
)
from feedback.catalogue.fhir.expressions.expressions import Reading, read_calculation
from feedback.catalogue.fhir.source import Source, walk
from feedback.domain.questionnaires.questionnaire import Calculation, CalculationKind

_CALCULATED = (
    "cqf-expression",
    "calculatedexpression",
    "questionnaire-calculatedexpression",
    "sdc-questionnaire-calculatedexpression",
    "sdf-fhirpath",
)
_INITIAL = ("sdc-questionnaire-initialexpression", "initialexpression", "questionnaire-initialexpression")
SUM_RULE = "the sum is given when every shown question of it has an answer"


def calculation_of(item: Element, source: Source) -> Calculation | None:
    """The item's rule, or None: an expression first, then a Norwegian score code. An expression of another shape is
    reported as not evaluated."""
    for extension in extensions(item, *_INITIAL):
        expression = expression_of(extension)
        source.recorder.approximated(item["linkId"], f"initial value not evaluated: {expression[:120]}")
    for extension in extensions(item, *_CALCULATED):
        expression = expression_of(extension)
        structure = _Structure(source, item["linkId"])
        read = read_calculation(expression, structure, _variables(item, source))
        if read and item["linkId"] not in read.rule.operands and _fits(item, read.rule, source):
            _report_reading(item, read, source)
            return _told(item, read.rule, source)
        source.recorder.approximated(item["linkId"], f"not evaluated: {expression[:120]}", meaning=True)
    return _score_code(item, source)


def _fits(item: Element, rule: Calculation, source: Source) -> bool:
    """Whether what comes out is an answer that the item can hold."""
    kind = string(item, "type")
    if rule.kind is not CalculationKind.COPY:
        return kind in _NUMBERS or kind in _WORDS
    given = {string(source.items[operand], "type") for operand in rule.operands}
    return given <= {kind, *_TAKES.get(kind, ())}


_WORDS = ("string", "text")
_NUMBERS = ("integer", "decimal", "quantity")
_CHOICES = ("choice", "open-choice")
_TAKES: dict[str, tuple[str, ...]] = {"decimal": ("integer",)}
_TAKES |= dict.fromkeys(_WORDS, (*_WORDS, *_CHOICES, "url")) | dict.fromkeys(_CHOICES, _CHOICES)


def has_expression(item: Element) -> bool:
    """Whether the file fills the item in by an expression."""
    return any(True for _ in extensions(item, *_CALCULATED, *_INITIAL))


def _told(item: Element, calculation: Calculation, source: Source) -> Calculation:
    why = SUM_RULE if calculation.kind is CalculationKind.SUM else ""
    source.recorder.kept(item["linkId"], why)
    return calculation


def _report_reading(item: Element, read: Reading, source: Source) -> None:
    """An expression that begins at the whole response means all times of a group, even from inside it; and a union
    in FHIRPath leaves out what is equal, which nobody means who adds up scores."""
    if read.counts_equal_once and read.rule.kind is not CalculationKind.COPY:
        why = "answers that are equal all count, where the expression counts them once"
        source.recorder.approximated(item["linkId"], why, meaning=True)
    around = source.repeating(item["linkId"])
    if around and any(source.repeating(operand)[: len(around)] == around for operand in read.rule.operands):
        why = "inside a group that repeats: only the answers of the same time count"
        source.recorder.approximated(item["linkId"], why, meaning=True)


class _Structure:
    """The items of a source as an expression of the item `link_id` looks at them."""

    def __init__(self, source: Source, link_id: str) -> None:
        self.source = source
        self.around = source.repeating(link_id)

    def is_one(self, link_id: str) -> bool:
        around = self.source.repeating(link_id)
        return around == self.around[: len(around)]

    def inside(self, link_id: str) -> tuple[str, ...]:
        return tuple(self.source.inside.get(link_id, ()))

    def is_asked(self, link_id: str) -> bool | None:
        element = self.source.items.get(link_id)
        if element is None:
            return False
        if string(element, "type") in ("group", "display"):
            return None
        return not self.source.recorder.is_dropped(link_id)

    def has_scores(self, link_id: str) -> bool:
        return any(option.ordinal is not None for option in self.source.options_of(link_id).options)


def _variables(item: Element, source: Source) -> dict[str, str]:
    """The named expressions that hold for the item: its own, those of what lies around it, the file's."""
    found: dict[str, str] = {}
    place: Element | None = item
    while place is not None:
        for extension in extensions(place, "variable"):
            value = value_of(extension)
            name = value.get("name") if isinstance(value, dict) else None
            if isinstance(name, str):
                found.setdefault(name, expression_of(extension))
        link_id = source.parents.get(place.get("linkId", ""))
        outermost = None if place is source.resource else source.resource
        place = source.items[link_id] if link_id else outermost
    return found


def is_used_variable(extension: Element, source: Source) -> bool:
    """Whether an expression of the file speaks of the value that the extension names."""
    value = value_of(extension) if extension_name(extension) == "variable" else None
    named = f"%{value.get('name')}" if isinstance(value, dict) else ""
    holders = [source.resource, *source.items.values()]
    others = (one for holder in holders for one in objects(holder, "extension") if one is not extension)
    return bool(named) and any(named in expression_of(one) for one in others)


def _counts(item: Element, source: Source) -> bool:
    is_question = string(item, "type") not in ("group", "display")
    return is_question and not source.recorder.is_dropped(item["linkId"])


def _score_code(item: Element, source: Source) -> Calculation | None:
    """SS adds up the QS questions of the section around it, TS those of the whole form."""
    code = scoring_code(item)
    if code not in ("SS", "TS") or extension_value(item, "samsyn-not-calculated") is True:
        return None
    section = source.items.get(source.parents.get(item["linkId"], ""), source.resource)
    inside = section if code == "SS" else source.resource
    operands = tuple(
        found["linkId"] for found in walk(inside) if scoring_code(found) == "QS" and _counts(found, source)
    )
    if operands:
        return _told(item, Calculation(CalculationKind.SUM, operands), source)
    source.recorder.approximated(
        item["linkId"], f"{code} without any QS question: not calculated", meaning=True
    )
    return None


def scoring_code(item: Element) -> str:
    """QS, SS or TS of the Norwegian scoring formulas; else empty."""
    codes = (
        coding for coding in objects(item, "code") if string(coding, "system").endswith("scoringFormulas")
    )
    return next((string(coding, "code") for coding in codes), "")
