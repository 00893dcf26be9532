"""Calculated expressions as they stand in real files: ours where they add up, else listed; never run."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from fhir_files import FHIR, coded, extension, imported, item, whys
from hypothesis import given
from hypothesis import strategies as st

from feedback.catalogue.fhir import Imported
from feedback.catalogue.fhir.expressions.fhirpath import parse
from feedback.domain.questionnaires.answers import FreeText, Quantity, Value, answered
from feedback.domain.questionnaires.calculation import with_calculations
from feedback.domain.questionnaires.questionnaire import Calculation, CalculationKind

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
ONE = "%resource.item.where(linkId='{}').answer.value"
LONG = (
    "%questionnaire.item.where(linkId = '{0}').answerOption.where(valueCoding.code=%resource.item"
    ".where(linkId = '{0}').answer.valueCoding.code).extension"
    ".where(url='http://hl7.org/fhir/StructureDefinition/ordinalValue').valueDecimal"
)


def _variable(name: str, expression: str) -> dict[str, object]:
    value = {"name": name, "language": "text/fhirpath", "expression": expression}
    return {"url": FHIR + "variable", "valueExpression": value}


def _import(expression: str, made: str = "decimal", **variables: str) -> Imported:
    total = item(
        "total",
        made,
        extension=[{"url": SDC + "calculatedExpression", "valueExpression": {"expression": expression}}],
    )
    options = [coded("x", 1), coded("y", 2)]
    questions = [item(name, "choice", answerOption=options) for name in ("q-1", "q-2")]
    inside = item("g", "group", item=[item("q-3", "choice", answerOption=options), item("i", "display")])
    named = [_variable(name, text) for name, text in variables.items()]
    return imported(*questions, inside, total, extension=named)


LHC = "iif(%any, iif(%a.exists(), %a, 0) + iif(%b.exists(), %b, 0), {})"


@pytest.mark.parametrize(
    ("expression", "kind", "operands"),
    [
        (ONE.format("q-1") + ".ordinal()", "sum", "q-1"),
        (ONE.format("q-1") + ".ordinal().first()", "sum", "q-1"),
        (ONE.format("q-1") + ".first()", "copy", "q-1"),
        ("%resource.item.where(linkId.matches('^q-[1-2]$')).answer.value.ordinal().sum()", "sum", "q-1 q-2"),
        ("%resource.item.where(linkId in ('q-1' | 'q-2')).answer.value.weight().sum()", "sum", "q-1 q-2"),
        ("%context.item.where(linkId='q-1' or 'q-2' = linkId).answer.value.weight().aggregate($this + $total, 0)",
         "sum", "q-1 q-2"),
        ("%resource.repeat(item).where(linkId='g').item.answer.value.weight().aggregate($total + $this, 0)",
         "sum", "q-3"),
        ("%resource.descendants().where(linkId.matches('q-')).answer.value.ordinal().avg()", "mean", "q-1 q-2 q-3"),
        ("%resource.item.where(linkId='q-1' or linkId='q-2').answer.value.ordinal().sum() / 2", "mean", "q-1 q-2"),
        ("%resource.item.where(linkId='g').item.answer.count()", "count", "q-3"),
        ("%resource.item.where(linkId.startsWith('q-')).answer.value.ordinal().sum()", "sum", "q-1 q-2"),
        ("%resource.item.where(linkId.endsWith('1') or linkId.contains('-2')).answer.value.sum()", "sum", "q-1 q-2"),
        ("%resource.item.where(linkId in ('q-1' | 'q-2')).select(answer.value.ordinal()).sum()", "sum", "q-1 q-2"),
        ("%resource.item.where(linkId='g').select(item.answer.select(value.ordinal())).avg()", "mean", "q-3"),
        (f"{ONE.format('q-1')}.combine({ONE.format('q-2')}).ordinal().sum()", "sum", "q-1 q-2"),
        (f"0 + {ONE.format('q-1')}.ordinal() + {ONE.format('q-2')}[0].ordinal()", "sum", "q-1 q-2"),
        (f"iif({ONE.format('q-1')}.empty(), 0, {ONE.format('q-1')}.ordinal())", "sum", "q-1"),
        (f"iif({ONE.format('q-1')}.empty().not(), {ONE.format('q-1')}.ordinal(), 0)", "sum", "q-1"),
        ("%resource.item.where(linkId='q-1').answer.valueCoding"
         ".extension('http://hl7.org/fhir/StructureDefinition/ordinalValue').valueDecimal", "sum", "q-1"),
        ("// the sum\nitem.where(linkId=\"q-1\").answer.value.ordinal().sum()", "sum", "q-1"),
    ],
)  # fmt: skip
def test_what_adds_up_becomes_a_rule(expression: str, kind: str, operands: str) -> None:
    found = _import(expression, "string" if kind == "copy" else "decimal")
    rule = found.questionnaire.by_link_id["total"].calculation
    assert rule == Calculation(CalculationKind(kind), tuple(operands.split())), whys(found)["total"]
    assert not found.report.changes_meaning


@pytest.mark.parametrize(
    ("expression", "kind", "said"),
    [
        (f"({ONE.format('q-1')} | {ONE.format('q-2')}).ordinal().sum()", "sum", True),
        (f"{ONE.format('q-1')}.union({ONE.format('q-2')}).count()", "count", True),
        (f"{ONE.format('q-1')}.distinct().count()", "count", True),
        (f"{ONE.format('q-1')} | {ONE.format('q-2')}", "copy", False),
    ],
)
def test_a_union_that_counts_equal_answers_once_is_said(expression: str, kind: str, said: bool) -> None:
    found = _import(expression, "string" if kind == "copy" else "decimal")
    rule = found.questionnaire.by_link_id["total"].calculation
    assert rule is not None
    assert rule.kind == kind
    assert ("answers that are equal all count" in whys(found)["total"]) is said
    assert found.report.changes_meaning is said


def test_variables_are_put_in_their_places() -> None:
    found = _import(LHC, a=LONG.format("q-1"), b=LONG.format("q-2"), any="%a.exists() or %b.exists()")
    rule = found.questionnaire.by_link_id["total"].calculation
    assert rule == Calculation(CalculationKind.SUM, ("q-1", "q-2"))
    both = {"q-1": answered("x"), "q-2": answered("y")}
    assert with_calculations(found.questionnaire, both)["total"] == answered(3)
    assert "total" not in with_calculations(found.questionnaire, {"q-1": answered("x")})
    assert "the sum is given when every shown question" in whys(found)["total"]


@pytest.mark.parametrize(
    "expression",
    [
        f"iif({ONE.format('q-1')} = 'x', {ONE.format('q-1')}, 0)",
        f"iif({ONE.format('q-1')}.exists(), {ONE.format('q-1')}, 5)",
        f"iif({ONE.format('q-2')}.exists(), {ONE.format('q-1')}, 0)",
        f"iif({ONE.format('q-1')}.empty(), {ONE.format('q-1')}, 0)",
        f"iif({ONE.format('q-1')}.exists().not(), {ONE.format('q-1')}, 0)",
        f"iif({ONE.format('q-1')}.exists() or {ONE.format('q-1')}.empty(), {ONE.format('q-1')}, 0)",
        f"iif(%nowhere, {ONE.format('q-1')}, 0)",
        f"{ONE.format('q-1')} * 2",
        f"{ONE.format('q-1')} - {ONE.format('q-2')}",
        f"{ONE.format('q-1')}.ordinal().sum() / 3",
        "%resource.item.where(type='choice').answer.value.ordinal().sum()",
        "%resource.item.where(linkId.matches('(q+)+$')).answer.value.sum()",
        "%resource.item.where(linkId.matches('[')).answer.value.sum()",
        "%resource.item.where(linkId.upper('q')).answer.value.sum()",
        "%resource.item.where(linkId in ('q-1' | 'q-2')).answer.value.ordinal()",
        "%resource.item.select('q').answer.value.sum()",
        "%resource.item.answer.where(value='x').value.sum()",
        f"%resource.descendants().answer.value.sum() + {ONE.format('q-1')}.avg()",
        ONE.format("nowhere"),
        "%a", "%loop", "%resource", "%resource.item.where(linkId='q-1')", "today()", "1", "'text'", "{}", "a b", "((",
        "%resource.item.where()", "%resource.item.answer.aggregate()", "iif()", "%resource.item.union()",
        "%patient.name", "%resource.item.where(linkId='q-1').answer.value.ordinal().round(1)",
        "%resource.item.where(linkId='q-1').answer.value.aggregate($this * $total, 0)",
    ],
)  # fmt: skip
def test_others_are_listed_as_not_evaluated(expression: str) -> None:
    found = _import(expression, loop="%loop + %loop")
    assert found.questionnaire.by_link_id["total"].calculation is None
    assert "not evaluated" in whys(found)["total"]


def test_a_sum_over_what_is_not_asked_is_not_evaluated() -> None:
    expression = f"{ONE.format('name')} + {ONE.format('q')}"
    total = item("t", "decimal", extension=[extension("cqf-expression", valueString=expression)])
    found = imported(item("name", "integer", "Alder"), item("q", "integer"), total)
    assert found.questionnaire.by_link_id["t"].calculation is None


def test_expressions_that_grow_end_soon() -> None:
    names = [f"v{place}" for place in range(60)]
    doubled = {name: f"%{below} + %{below}" for name, below in zip(names[1:], names, strict=False)}
    begun = time.monotonic()
    found = _import("%v59", v0=ONE.format("q-1"), **doubled)
    assert found.questionnaire.by_link_id["total"].calculation is None
    asked = {name: f"%{below} or %{below}" for name, below in zip(names[1:], names, strict=False)}
    _import(f"iif(%v59, {ONE.format('q-1')}, 0)", v0=f"{ONE.format('q-1')}.exists()", **asked)
    assert time.monotonic() - begun < 1


@given(st.text("%item.where(linkId='q')answer value+|/0 [],{}\"`$", max_size=60))
def test_nonsense_is_read_or_not_but_never_fails(text: str) -> None:
    parse(text)
    _import(text)


def test_the_score_of_one_answer_is_a_number_and_not_its_code() -> None:
    found = _import(ONE.format("q-1") + ".ordinal()")
    assert with_calculations(found.questionnaire, {"q-1": answered("y")})["total"] == answered(2)


@pytest.mark.parametrize(
    ("made", "given", "answer", "expected"),
    [
        ("boolean", "integer", 3, None),
        ("integer", "decimal", Decimal("2.5"), None),
        ("date", "integer", 3, None),
        ("integer", "choice", "x", None),
        ("decimal", "integer", 3, Decimal(3)),
        ("string", "choice", "x", "x"),
        ("text", "open-choice", FreeText("eige"), "eige"),
        ("quantity", "quantity", Quantity(Decimal(3), "kg"), Quantity(Decimal(3), "kg")),
    ],
)
def test_a_copy_is_made_where_the_item_can_hold_it(
    made: str, given: str, answer: Value, expected: Value
) -> None:
    asked = item("q", given, answerOption=[coded("x", 1)] if "choice" in given else [])
    copy = extension("cqf-expression", valueString=ONE.format("q"))
    found = imported(asked, item("t", made, extension=[copy]))
    copied = with_calculations(found.questionnaire, {"q": answered(answer)}).get("t")
    assert copied == (None if expected is None else answered(expected))
    assert ("not evaluated" in whys(found)["t"]) is (expected is None)
    assert copied is None or type(copied.value) is type(expected)


def test_of_all_items_those_that_have_scores_are_added_up() -> None:
    scored = [item(name, "choice", answerOption=[coded("x", 1), coded("y", 2)]) for name in "ab"]
    every = {"language": "text/fhirpath", "expression": "%resource.item.answer.value.ordinal().sum()"}
    total = item(
        "t", "integer", extension=[extension("sdc-questionnaire-calculatedExpression", valueExpression=every)]
    )
    found = imported(*scored, item("words"), total).questionnaire
    answers = {"a": answered("x"), "b": answered("y"), "words": answered("Hei")}
    assert with_calculations(found, answers)["t"] == answered(3)
