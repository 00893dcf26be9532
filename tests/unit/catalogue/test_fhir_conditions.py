"""Conditions and calculations: kept, approximated or said to be left out."""

from __future__ import annotations

import pytest
from fhir_files import FHIR, coded, extension, imported, item, outcomes, when, whys

from feedback.domain.questionnaires.answers import answered
from feedback.domain.questionnaires.calculation import with_calculations
from feedback.domain.questionnaires.enablement import shown
from feedback.domain.questionnaires.questionnaire import Calculation, CalculationKind


def test_several_conditions_mean_any_and_it_is_said() -> None:
    conditions = [when("a", answerBoolean=True), when("b", answerInteger=2)]
    found = imported(item("a", "boolean"), item("b", "integer"), item("c", enableWhen=conditions))
    assert "c" in shown(found.questionnaire, {"b": answered(2)})
    assert "no enableBehavior" in whys(found)["c"]
    every = imported(
        item("a", "boolean"), item("b", "integer"), item("c", enableWhen=conditions, enableBehavior="all")
    )
    assert "c" not in shown(every.questionnaire, {"b": answered(2)})
    assert outcomes(every)["c"] == "kept"


def test_a_condition_on_an_item_that_is_not_asked_shows_its_item() -> None:
    sex = item("s", "string", "Kjønn")
    on_sex = when("s", answerString="Kvinne")
    found = imported(
        sex,
        item("a", "boolean"),
        item("b", enableWhen=[on_sex]),
        item("c", enableWhen=[on_sex, when("a", answerBoolean=True)], enableBehavior="all"),
    )
    assert outcomes(found)["s"] == "dropped"
    assert found.report.changes_meaning
    assert shown(found.questionnaire, {}) == {"a", "b"}
    assert shown(found.questionnaire, {"a": answered(True)}) == {"a", "b", "c"}


def test_conditions_that_refer_to_nothing_or_go_in_a_circle_are_said() -> None:
    found = imported(
        item("a", enableWhen=[when("b", "exists", answerBoolean=True)]),
        item("b", enableWhen=[when("a", "exists", answerBoolean=True)]),
        item("c", enableWhen=[when("?", answerString="x")]),
        item("d", enableWhen=[when("a", "exists", answerBoolean=True)]),
        item("e", enableWhen=[when("a", "~", answerString="x")]),
        item(
            "f",
            extension=[
                extension("sdc-questionnaire-enableWhenExpression", valueExpression={"expression": "1"})
            ],
        ),
    )
    assert shown(found.questionnaire, {}) == {"e", "f"}
    reasons = whys(found)
    assert "circle" in reasons["a"]
    assert "circle" in reasons["b"]
    assert "does not exist" in reasons["c"]
    assert reasons["d"] == ""
    assert "not known" in reasons["e"]
    assert "not evaluated" in reasons["f"]


def test_a_group_that_waits_for_an_answer_inside_it_is_said() -> None:
    found = imported(
        item("g", "group", enableWhen=[when("a", "exists", answerBoolean=True)], item=[item("a"), item("b")]),
        item("h", "group", enableWhen=[when("z", "exists", answerBoolean=True)], item=[item("c")]),
        item("z", enableWhen=[when("c", "exists", answerBoolean=True)]),
        item("k", "group", item=[item("d"), item("e", enableWhen=[when("d", answerString="x")])]),
    )
    reasons = whys(found)
    assert {link_id for link_id, why in reasons.items() if "circle" in why} == {"g", "h", "z"}
    assert found.report.changes_meaning


def test_calculations_that_go_in_a_circle_are_said() -> None:
    def copy_of(link_id: str) -> dict[str, object]:
        return extension(
            "cqf-expression", valueString=f"%resource.item.where(linkId='{link_id}').answer.value"
        )

    found = imported(
        item("a", "integer", extension=[copy_of("b")]),
        item("b", "integer", extension=[copy_of("a")]),
        item("c", "integer", extension=[copy_of("d")]),
        item("d", "integer", enableWhen=[when("c", "exists", answerBoolean=True)]),
        item("e", "integer", extension=[copy_of("f")]),
        item("f", "integer"),
    )
    reasons = whys(found)
    assert {link_id for link_id, why in reasons.items() if "circle" in why} == {"a", "b", "c", "d"}
    assert "calculation goes in a circle" in reasons["a"]
    assert set(with_calculations(found.questionnaire, {"f": answered(3)})) == {"f", "e"}


def test_a_choice_compared_with_a_text_or_a_coding_finds_its_option() -> None:
    choice = item("a", "choice", answerOption=[coded("x"), coded("y")])
    by_coding = when("a", answerCoding={"code": "x", "system": "urn:x"})
    other = when("a", answerCoding={"code": "x", "system": "urn:other"})
    found = imported(
        choice,
        item("b", enableWhen=[by_coding]),
        item("c", enableWhen=[when("a", answerString="X")]),
        item("d", enableWhen=[other]),
    )
    assert shown(found.questionnaire, {"a": answered("x")}) == {"a", "b", "c"}


COPY = "QuestionnaireResponse.descendants().where(linkId='a').answer.value"
RESOURCE = "%resource.item.where(linkId='{}').answer.value"


@pytest.mark.parametrize(
    ("expression", "kind", "operands"),
    [
        (COPY, "copy", ("a",)),
        (COPY.replace("'", '"') + ".first()", "copy", ("a",)),
        (RESOURCE.format("a") + " + " + RESOURCE.format("b"), "sum", ("a", "b")),
        (f"({RESOURCE.format('a')}+{RESOURCE.format('b')}) / 2", "mean", ("a", "b")),
        (
            "%resource.descendants().where(linkId='a' or linkId='b').answer.value.ordinal().sum()",
            "sum",
            ("a", "b"),
        ),
        (f"{RESOURCE.format('a')}.combine({RESOURCE.format('b')}).avg()", "mean", ("a", "b")),
        ("%resource.item.where(linkId='g').item.answer.value.sum()", "sum", ("a", "b")),
        ("%resource.item.where(linkId='g').item.answer.value.count()", "count", ("a", "b")),
    ],
)
def test_calculations_that_we_have_a_rule_for(expression: str, kind: str, operands: tuple[str, ...]) -> None:
    calculated = item(
        "c",
        "decimal",
        extension=[
            extension("sdc-questionnaire-calculatedExpression", valueExpression={"expression": expression})
        ],
    )
    numbers = item("g", "group", item=[item("a", "integer"), item("b", "integer")])
    found = imported(numbers, calculated)
    rule = found.questionnaire.by_link_id["c"].calculation
    assert rule == Calculation(CalculationKind(kind), operands)
    assert not found.report.changes_meaning


@pytest.mark.parametrize(
    "expression",
    [
        "today()",
        "iif(true, 1, 2)",
        RESOURCE.format("nowhere"),
        RESOURCE.format("c"),
        "(" * 3000,
        "%resource." * 900,
    ],
)
def test_other_expressions_are_listed_and_never_run(expression: str) -> None:
    calculated = item("c", "decimal", extension=[{"url": FHIR + "cqf-expression", "valueString": expression}])
    found = imported(item("a", "integer"), calculated)
    assert found.questionnaire.by_link_id["c"].calculation is None
    assert "not evaluated" in whys(found)["c"]
    assert found.report.changes_meaning


def test_a_sum_needs_every_answer() -> None:
    formulas = "http://ehelse.no/scoringFormulas"
    scored = [
        item(
            name,
            "choice",
            code=[{"system": formulas, "code": "QS"}],
            answerOption=[coded("x", 1), coded("y", 2)],
        )
        for name in "ab"
    ]
    total = item("t", "integer", code=[{"system": formulas, "code": "TS"}])
    questionnaire = imported(*scored, total).questionnaire
    both = {"a": answered("x"), "b": answered("y")}
    assert with_calculations(questionnaire, both)["t"] == answered(3)
    assert "t" not in with_calculations(questionnaire, {"a": answered("x")})
