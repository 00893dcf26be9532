"""`enableWhen`: which conditions of the file become ours, and what is said about the others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from feedback.catalogue.fhir.elements import Element, extensions, objects, string
from feedback.catalogue.fhir.item.limits import read_unit
from feedback.catalogue.fhir.item.options import coding_option, of_system
from feedback.catalogue.fhir.source import Source
from feedback.catalogue.fhir.texts import plain
from feedback.catalogue.fhir.values import is_partial, to_value, typed
from feedback.domain.questionnaires.answers import FreeText, Quantity, Value
from feedback.domain.questionnaires.questionnaire import Condition, Operator

_EXPRESSIONS = tuple(
    f"{prefix}enablewhenexpression" for prefix in ("sdc-questionnaire-", "questionnaire-", "")
)


def read_conditions(item: Element, source: Source) -> tuple[tuple[Condition, ...], bool]:
    """The conditions of the item and whether all are needed.

    A condition that cannot be evaluated shows its item: with *any* no condition is left, with *all* the
    others remain. Several without `enableBehavior` mean *any*, as in the Norwegian reference renderer.
    """
    link_id, raw = item["linkId"], objects(item, "enableWhen")
    behaviour = string(item, "enableBehavior")
    enable_all = behaviour == "all"
    if behaviour not in ("", "all", "any"):
        source.recorder.approximated(
            link_id, f"the enableBehavior {behaviour[:40]!r} is not known: any of them shows it", meaning=True
        )
    if len(raw) > 1 and not behaviour:
        source.recorder.approximated(
            link_id, "several conditions and no enableBehavior: any of them shows it", meaning=True
        )
    conditions = [_condition(entry, link_id, source) for entry in raw]
    known = tuple(condition for condition in conditions if condition)
    if any(True for _ in extensions(item, *_EXPRESSIONS)):
        source.recorder.approximated(
            link_id, "enableWhenExpression is not evaluated: always shown", meaning=True
        )
        return (), False
    if len(known) < len(conditions) and not enable_all:
        return (), False
    return known, enable_all


def _condition(entry: Element, link_id: str, source: Source) -> Condition | None:
    question, sign = string(entry, "question"), _sign(entry, link_id, source)
    reason = _why_not(question, sign, source)
    expected, system = _expected(entry, question, source)
    if not reason and (expected is None or (sign == "exists" and not isinstance(expected, bool))):
        reason = f"the value that {question!r} is compared with cannot be used"
    if reason:
        source.recorder.approximated(link_id, f"{reason}: the condition is left out", meaning=True)
        return None
    if more := sorted({key.lstrip("_") for key in entry} - {"question", "operator", "id"} - _answer(entry)):
        source.recorder.approximated(
            link_id, f"a condition says more than is understood: {', '.join(more)[:60]}", meaning=True
        )
    if is_partial(entry, "answer"):
        source.recorder.approximated(link_id, "a condition has a date without a day: its first day is meant")
    if question not in source.items:
        source.recorder.approximated(
            link_id,
            f"a condition refers to {question!r}, which does not exist: {_how_often(sign, expected)}",
            meaning=True,
        )
    assert expected is not None  # noqa: S101 - ruled out above
    return Condition(question, Operator(sign), expected, system)


def _answer(entry: Element) -> set[str]:
    """The element that holds the value, which is one."""
    kind, _raw = typed(entry, "answer")
    return {f"answer{kind}"}


def _how_often(sign: str, expected: Value | None) -> str:
    return "it is always met" if sign == Operator.EXISTS and expected is False else "it is never met"


def _sign(entry: Element, link_id: str, source: Source) -> str:
    """The operator; one that is left out means *equal*, as it did before R4."""
    written = string(entry, "operator")
    if not written and typed(entry, "answer")[0]:
        source.recorder.approximated(link_id, "a condition without an operator: read as '='", meaning=True)
        return Operator.EQUAL
    return written


def _why_not(question: str, sign: str, source: Source) -> str:
    if sign not in list(Operator):
        return f"the operator {sign!r} is not known"
    if source.recorder.is_dropped(question):
        return f"a condition looks at {question!r}, which is not asked"
    return ""


def _expected(entry: Element, question: str, source: Source) -> tuple[Value | None, str]:
    """The value to compare with, and the system of a coding."""
    kind, raw = typed(entry, "answer")
    if kind == "Coding" and isinstance(raw, dict):
        return _expected_coding(raw, question, source)
    value = to_value(kind, raw)
    if isinstance(value, Quantity):
        return _in_unit_of(value, source.items.get(question, {})), ""
    if isinstance(value, str):
        return _expected_text(value, question, source), ""
    return _as_asked(value, source.items.get(question, {})), ""


def _expected_coding(raw: Element, question: str, source: Source) -> tuple[Value | None, str]:
    wanted = coding_option(raw)
    if wanted is None:
        return None, ""
    found = of_system(source.options_of(question).options, wanted) if wanted.code else None
    return found.value if found else wanted.value, wanted.system


def _expected_text(text: str, question: str, source: Source) -> Value:
    """A text that a choice is compared with means the option with that code or label, else own words."""
    kind = string(source.items.get(question, {}), "type")
    for option in source.options_of(question).options:
        if text in (option.value, option.code) or plain(text) == option.text:
            return option.value
    return FreeText(text) if kind == "open-choice" else text


def _in_unit_of(value: Quantity, asked: Element) -> Quantity:
    """The same amount, its unit called as the question calls it."""
    unit, code, _system = read_unit(asked)
    return Quantity(value.value, unit) if value.unit and value.unit == code else value


def _as_asked(value: Any, asked: Element) -> Value | None:
    """A whole number for an integer question, a decimal for the others; a day for a date question."""
    if isinstance(value, Decimal) and string(asked, "type") == "integer" and value == int(value):
        return int(value)
    if isinstance(value, date) and string(asked, "type") == "date":
        return date(value.year, value.month, value.day)
    found: Value | None = value
    return found
