"""Groups that repeat in a file: what is kept, what is said, and what an expression may count."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fhir_files import coded, control, extension, imported, item, outcomes, whys

from feedback.catalogue.fhir import Imported, questionnaire_to_fhir, read_questionnaire, write_json
from feedback.domain.questionnaires.questionnaire import Calculation, CalculationKind


def _calculated(expression: str) -> dict[str, Any]:
    value = {"language": "text/fhirpath", "expression": expression}
    return extension("sdc-questionnaire-calculatedExpression", valueExpression=value)


def _group(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return item("g", "group", repeats=True, item=list(items), **more)


def _calculation(found: Imported, link_id: str = "total") -> Calculation | None:
    return found.questionnaire.by_link_id[link_id].calculation


def test_a_group_with_its_limits_comes_back_the_same() -> None:
    limits = [
        extension("questionnaire-minOccurs", valueInteger=1),
        extension("questionnaire-maxOccurs", valueInteger=5),
    ]
    found = imported(_group(item("a"), extension=limits))
    written = write_json(questionnaire_to_fhir(found.questionnaire)).encode()
    assert read_questionnaire(written, "x").questionnaire == found.questionnaire
    assert whys(found)["g"] == "repeats: asked again as often as there is something to say"


def test_a_limit_above_ours_is_said() -> None:
    found = imported(_group(item("a"), extension=[extension("questionnaire-maxOccurs", valueInteger=99)]))
    assert "at most 30 times here, where the file says 99" in whys(found)["g"]
    assert (outcomes(found)["g"], found.report.changes_meaning) == ("approximated", False)


def test_a_link_id_that_could_be_taken_for_an_answers_key_makes_the_group_ask_once() -> None:
    found = imported(_group(item("a")), item("a#2"))
    assert (
        "a group that repeats is asked once: 'a#2' could be taken for one of its answers" in whys(found)["g"]
    )
    assert not found.questionnaire.by_link_id["g"].repeats
    assert found.report.changes_meaning


def test_limits_without_repetition_and_a_required_group_are_said() -> None:
    limit = extension("questionnaire-minOccurs", valueInteger=1)
    found = imported(item("a", extension=[limit]), item("h", "group", required=True, item=[item("b")]))
    assert whys(found) == {
        "a": "'minOccurs' and 'maxOccurs' mean nothing where nothing repeats",
        "h": "required for a group: nobody is reminded of a group",
        "b": "",
    }


def test_what_lies_below_a_question_with_several_answers_is_asked_once() -> None:
    found = imported(item("a", repeats=True, item=[item("b")]))
    assert "what lies below a question with several answers is asked once" in whys(found)["a"]
    assert found.report.changes_meaning
    chosen = imported(item("a", "choice", repeats=True, answerOption=[coded("x")], item=[item("b")]))
    assert "what lies below a question with several answers is asked once" in whys(chosen)["a"]
    assert not chosen.report.changes_meaning  # as renderers do
    with_text = imported(item("a", repeats=True, item=[item("b", "display")]))
    assert whys(with_text)["a"] == ""
    with_help = item("h", "display", extension=[control("help")])
    assert whys(imported(item("a", repeats=True, item=[with_help])))["a"] == ""


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("%resource.descendants().where(linkId='a').answer.value.sum()", CalculationKind.SUM),
        ("%resource.item.where(linkId='g').item.where(linkId='a').answer.value.avg()", CalculationKind.MEAN),
        ("%resource.descendants().where(linkId='a').answer.count()", CalculationKind.COUNT),
        (" + ".join(f"%resource.descendants().where(linkId='{one}').answer.value" for one in "ab"), None),
        ("%resource.descendants().where(linkId='a' or linkId='b').answer.value.sum() / 2", None),
    ],
)
def test_from_outside_only_what_is_defined_for_several_answers_is_kept(
    expression: str, kind: CalculationKind | None
) -> None:
    total = item("total", "integer", extension=[_calculated(expression)])
    found = imported(_group(item("a", "integer"), item("b", "integer")), total)
    calculation = _calculation(found)
    assert (calculation.kind if calculation else None) == kind
    assert ("not evaluated" in whys(found)["total"]) is (kind is None)


def test_inside_the_group_the_same_time_counts_and_that_is_said() -> None:
    added = " + ".join(f"%resource.descendants().where(linkId='{one}').answer.value" for one in "ab")
    total = item("total", "integer", extension=[_calculated(added)])
    found = imported(_group(item("a", "integer"), item("b", "integer"), total))
    assert _calculation(found) == Calculation(CalculationKind.SUM, ("a", "b"))
    assert "only the answers of the same time count" in whys(found)["total"]
    assert found.report.changes_meaning


def test_a_norwegian_section_total_inside_the_group_needs_no_word() -> None:
    def code(name: str) -> list[dict[str, str]]:
        return [{"system": "http://ehelse.no/scoringFormulas", "code": name}]

    options = [coded("x", 1), coded("y", 2)]
    asked = item("a", "choice", answerOption=options, code=code("QS"))
    found = imported(_group(asked, item("total", "integer", code=code("SS"))))
    assert _calculation(found) == Calculation(CalculationKind.SUM, ("a",))
    assert not found.report.changes_meaning


def test_the_file_is_read_without_its_shape_being_trusted() -> None:
    found = read_questionnaire(
        json.dumps(
            {"resourceType": "Questionnaire", "item": [_group(_group(item("a"), linkId="h"), linkId="g")]}
        ).encode(),
        "x",
    )
    assert found.questionnaire.repeating["a"] == ("g", "h")


def test_a_name_inside_the_group_is_not_that_of_the_one_who_answers() -> None:
    name = [{"system": "http://loinc.org", "code": "54125-0"}]
    found = imported(item("mine", text="Navn"), _group(item("its", text="Navn"), item("still", code=name)))
    assert outcomes(found) == {"mine": "dropped", "g": "kept", "its": "kept", "still": "dropped"}
