"""Codes keep their system, their version and the words that the code system has for them, on every way out."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

from fhir.resources.R4B.questionnaire import Questionnaire as R4Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from fhir_files import coded, extension, imported, item, resource, when
from test_fhir_responding import FACTS

from feedback.catalogue.fhir import (
    ResponseFacts,
    questionnaire_to_fhir,
    read_questionnaire,
    response_to_fhir,
    write_json,
)
from feedback.catalogue.typed_answers import read_answers
from feedback.domain.questionnaires.answers import Quantity, answered
from feedback.domain.questionnaires.questionnaire import Questionnaire

UCUM = "http://unitsofmeasure.org"
CELSIUS = {"system": UCUM, "code": "Cel", "display": "°C"}
WARM = item("t", "quantity", "Temperatur?", extension=[extension("questionnaire-unit", valueCoding=CELSIUS)])
SNOMED = {"system": "http://snomed.info/sct", "version": "2026-04", "code": "386661006", "display": "Fever"}


def _out(questionnaire: Questionnaire) -> dict[str, Any]:
    text = write_json(questionnaire_to_fhir(questionnaire))
    R4Questionnaire.model_validate_json(text)
    assert read_questionnaire(text.encode(), "again").questionnaire == questionnaire
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_unit_keeps_its_code_and_code_system() -> None:
    degrees = {"value": 38, "unit": "°C", "system": UCUM, "code": "Cel"}
    above = item("w", enableWhen=[when("t", ">", answerQuantity=degrees)])
    first = imported(WARM, above).questionnaire
    written = _out(first)
    assert written["item"][0]["extension"][0]["valueCoding"] == CELSIUS
    assert written["item"][1]["enableWhen"][0]["answerQuantity"] == degrees


def test_an_answer_bears_the_unit_with_its_code() -> None:
    first = imported(WARM).questionnaire
    answers = {"t": answered(Quantity(Decimal("38.5"), "°C"))}
    text = write_json(response_to_fhir(first, answers, ResponseFacts(**FACTS)))
    QuestionnaireResponse.model_validate_json(text)
    degrees = {"value": 38.5, "unit": "°C", "system": UCUM, "code": "Cel"}
    assert json.loads(text)["item"][0]["answer"] == [{"valueQuantity": degrees}]
    other = {"t": answered(Quantity(Decimal(101), "°F"))}
    fahrenheit = response_to_fhir(first, other, ResponseFacts(**FACTS))["item"][0]["answer"]
    assert fahrenheit == [{"valueQuantity": {"value": 101, "unit": "°F"}}]


def test_a_typed_amount_with_the_code_is_in_the_unit_of_the_question() -> None:
    first = imported(WARM).questionnaire
    typed = json.dumps({"t": {"value": 38, "code": "Cel", "system": UCUM}}).encode()
    assert read_answers(typed, "a", first)["t"].value == Quantity(Decimal(38), "°C")


def test_codes_keep_words_in_every_language_and_version() -> None:
    first = resource(item("a", code=[SNOMED], prefix="1"), code=[SNOMED])
    norwegian = {**SNOMED, "display": "Feber"}
    second = resource(item("a", code=[norwegian]), code=[norwegian], language="en")
    entries = [{"resource": first}, {"resource": second}]
    bundle = json.dumps({"resourceType": "Bundle", "entry": entries}).encode()
    found = read_questionnaire(bundle, "x.json").questionnaire
    assert found.codes == found.items[0].codes
    assert found.codes[0].display == {"nb": "Fever", "en": "Feber"}
    assert _out(found)["item"][0]["code"][0]["version"] == "2026-04"


def test_an_option_keeps_the_version_of_its_code_system() -> None:
    option = {"valueCoding": SNOMED}
    compose = {"include": [{"system": "urn:s", "version": "3", "concept": [{"code": "x", "display": "X"}]}]}
    contained = [{"resourceType": "ValueSet", "id": "v", "compose": compose}]
    found = imported(
        item("a", "choice", answerOption=[option]),
        item("b", "choice", answerValueSet="#v"),
        contained=contained,
    ).questionnaire
    assert [one.options[0].version for one in found.items] == ["2026-04", "3"]
    assert _out(found)["item"][0]["answerOption"] == [option]
    text = response_to_fhir(found, {"a": answered("386661006")}, ResponseFacts(**FACTS))
    assert text["item"][0]["answer"] == [{"valueCoding": SNOMED}]


def test_what_is_stored_without_them_reads_as_before() -> None:
    first = imported(WARM).questionnaire
    bare = replace(first.items[0], unit_system="", unit_code="", unit="kg")
    kept = _out(replace(first, items=(bare,)))["item"][0]["extension"]
    assert kept[0]["valueCoding"] == {"code": "kg"}


def test_words_of_several_lines_give_no_code_that_r4_refuses() -> None:
    lines = {"display": "times\na  week"}
    found = imported(
        item("u", "quantity", extension=[extension("questionnaire-unit", valueCoding=lines)]),
        item("c", "choice", answerOption=[{"valueCoding": {"display": "Now\nand then"}}]),
    ).questionnaire
    written = _out(found)["item"]
    assert written[0]["extension"][0]["valueCoding"]["code"] == "times a week"
    assert written[1]["answerOption"][0]["valueCoding"]["code"] == "Now and then"


def test_a_score_code_that_adds_up_nothing_does_not_begin_to() -> None:
    """Its section is gone here, and around it lie questions that another section adds up."""
    formulas = "http://ehelse.no/scoringFormulas"
    asked = item("q", "choice", answerOption=[coded("a", 1)], code=[{"system": formulas, "code": "QS"}])
    total = item("ss", "integer", code=[{"system": formulas, "code": "SS"}])
    found = imported(asked, item("gone", "odd", item=[total])).questionnaire
    assert found.by_link_id["ss"].calculation is None
    assert _out(found)["item"][1]["extension"] == [
        {"url": "urn:samsyn:fhir/samsyn-not-calculated", "valueBoolean": True}
    ]
