"""Responses as QuestionnaireResponse: valid R4, every state told apart, every digit kept."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from fhir_files import coded, imported, item

from feedback.catalogue.fhir import ResponseFacts, StoredTotal, Who, response_to_fhir, write_json
from feedback.domain.measures.scoring import Why
from feedback.domain.questionnaires.answers import (
    IN_PERSON,
    NOT_APPLICABLE,
    NOT_SHOWN,
    SKIPPED,
    Answer,
    FreeText,
    Quantity,
    answered,
)

OBSERVATION_STATUS = {
    "registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown",
}  # fmt: skip
WEIGHT = Quantity(Decimal("70.5"), "kg")
KARI, BERG = Who("Patient", "1", "Kari Nordvik"), Who("Practitioner", "7", "Anna Berg")
FACTS: dict[str, Any] = {
    "id": "12",
    "identifier": "3",
    "version": 1,
    "status": "completed",
    "subject": KARI,
    "source": KARI,
    "author": BERG,
    "authored": datetime(2026, 11, 23, 10, 30, tzinfo=UTC),
    "language": "nb",
    "way": "paper",
}
QUESTIONS = imported(
    item("info", "display", "Les dette"),
    item(
        "g",
        "group",
        "Om deg",
        item=[
            item("c", "choice", answerOption=[coded("a", 1.5), coded("b", 2)]),
            item("o", "open-choice", answerOption=[coded("a")], item=[item("below", "text")]),
        ],
    ),
    *(item(kind, kind) for kind in ("boolean", "decimal", "integer", "date", "dateTime", "time", "url")),
    item("quantity", "quantity"),
    item("alone", "open-choice", answerOption=[coded("a")]),
    url="http://example.org/q",
    version="2",
).questionnaire


def _written(answers: dict[str, Answer], **more: Any) -> dict[str, Any]:
    text = write_json(response_to_fhir(QUESTIONS, answers, ResponseFacts(**{**FACTS, **more})))
    QuestionnaireResponse.model_validate_json(text)
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return found


def _item(resource: dict[str, Any], link_id: str) -> dict[str, Any] | None:
    queue = [resource]
    while queue:
        element = queue.pop()
        if element.get("linkId") == link_id:
            return element
        queue += [*element.get("item", ()), *element.get("answer", ())]
    return None


def test_who_what_when_and_how_are_there() -> None:
    found = _written({})
    assert found["subject"]["reference"] == found["source"]["reference"] == "Patient/1"
    assert found["author"]["reference"] == "Practitioner/7"
    assert found["authored"] == "2026-11-23T10:30:00+00:00"
    assert (found["language"], found["status"]) == ("nb", "completed")
    assert found["questionnaire"] == "http://example.org/q|2"
    assert found["extension"][0]["valueCodeableConcept"]["text"] == "paper"


@pytest.mark.parametrize(
    ("link_id", "answer", "expected"),
    [
        ("boolean", answered(False), {"valueBoolean": False}),
        ("decimal", answered(Decimal("0.10000000000000001")), {"valueDecimal": Decimal("0.10000000000000001")}),
        ("integer", answered(-3), {"valueInteger": -3}),
        ("date", answered(date(2026, 1, 2)), {"valueDate": "2026-01-02"}),
        ("dateTime", answered(datetime(2026, 1, 2, 3, 4, tzinfo=UTC)), {"valueDateTime": "2026-01-02T03:04:00+00:00"}),
        ("time", answered(time(14, 30)), {"valueTime": "14:30:00"}),
        ("url", answered("http://a.no"), {"valueUri": "http://a.no"}),
        ("quantity", answered(WEIGHT), {"valueQuantity": {"value": Decimal("70.5"), "unit": "kg"}}),
        ("alone", answered(FreeText("mitt eget")), {"valueString": "mitt eget"}),
    ],
)  # fmt: skip
def test_every_type_of_value(link_id: str, answer: Answer, expected: dict[str, Any]) -> None:
    element = _item(_written({link_id: answer}), link_id)
    assert element is not None
    assert element["answer"] == [expected]


@pytest.mark.parametrize("kind", ["string", "choice", "open-choice"])
def test_a_text_that_is_chosen_from_a_list_is_a_text(kind: str) -> None:
    listed = imported(item("s", kind, answerOption=[{"valueString": "x"}])).questionnaire
    written = response_to_fhir(listed, {"s": answered("x")}, ResponseFacts(**FACTS))
    assert written["item"][0]["answer"] == [{"valueString": "x"}]


def test_a_choice_is_its_coding_with_the_ordinal() -> None:
    element = _item(_written({"c": answered("a")}), "c")
    assert element is not None
    [answer] = element["answer"]
    coding = answer["valueCoding"]
    assert (coding["code"], coding["system"], coding["display"]) == ("a", "urn:x", "A")
    assert coding["extension"][0]["valueDecimal"] == Decimal("1.5")


@pytest.mark.parametrize(
    ("state", "code"),
    [(SKIPPED, "asked-declined"), (IN_PERSON, "temp-unknown"), (NOT_APPLICABLE, "not-applicable")],
)
def test_what_stands_instead_of_an_answer(state: Answer, code: str) -> None:
    element = _item(_written({"boolean": state}), "boolean")
    assert element is not None
    assert "answer" not in element
    assert element["extension"][0]["valueCode"] == code


def test_not_answered_not_shown_and_kept_are_told_apart() -> None:
    found = _written({"boolean": NOT_SHOWN}, masked=frozenset({"integer"}))
    assert _item(found, "boolean") is None
    assert _item(found, "decimal") == {"linkId": "decimal", "text": "Hva?"}
    kept = _item(found, "integer")
    assert kept is not None
    assert kept["extension"][0]["valueCode"] == "masked"
    assert _item(found, "info") is None


def test_what_lies_below_a_question_is_inside_its_answer() -> None:
    found = _item(_written({"o": answered("a"), "below": answered("x")}), "o")
    assert found is not None
    assert found["answer"][0]["item"][0]["answer"] == [{"valueString": "x"}]
    without = _item(_written({"below": answered("x")}), "below")
    assert without is not None


def test_scores_go_with_the_response() -> None:
    total = StoredTotal("PHQ-9", "total", Decimal(9), 0, "", "1", "mild")
    none = StoredTotal("PHQ-9", "somatic", None, 4, "missing", "1")
    first, second = _written({}, scores=(total, none))["contained"]
    assert first["valueQuantity"] == {"value": 9}
    assert first["interpretation"] == [{"text": "mild"}]
    assert "valueQuantity" not in second
    assert second["dataAbsentReason"]["text"] == "not calculated: 4 missing: more than the measure allows"


def test_a_later_version_is_amended_and_a_draft_has_preliminary_scores() -> None:
    assert _written({}, version=2)["status"] == "amended"
    total = StoredTotal("PHQ-9", "total", Decimal(9), 1, "prorated", "1")
    draft = _written({}, status="in-progress", scores=(total,))
    assert draft["contained"][0]["status"] == "preliminary"
    [note] = draft["contained"][0]["note"]
    assert note["text"] == "1 missing: the mean of the answered items stands for them"
    wrong = _written({}, status="entered-in-error", scores=(total,))
    assert wrong["contained"][0]["status"] == "entered-in-error"


@pytest.mark.parametrize("why", [why for why in Why if why not in (Why.COMPLETE, Why.PRORATED)])
def test_why_there_is_no_score_is_said_in_words(why: Why) -> None:
    none = StoredTotal("PHQ-9", "total", None, 0, why.value, "1")
    [written] = _written({}, scores=(none,))["contained"]
    told = written["dataAbsentReason"]["text"].removeprefix("not calculated: ")
    assert " " in told
    assert why.value not in told.split(", ")
    assert "note" not in written


@pytest.mark.parametrize("status", ["in-progress", "completed", "amended", "entered-in-error", "stopped"])
@pytest.mark.parametrize("version", [1, 2])
def test_a_score_has_a_status_that_an_observation_can_have(status: str, version: int) -> None:
    total = StoredTotal("PHQ-9", "total", Decimal(9), 0, "", "1")
    found = _written({}, status=status, version=version, scores=(total,))
    assert found["status"] in (status, "amended")
    [observation] = found["contained"]
    assert observation["status"] in OBSERVATION_STATUS
    assert (observation["status"] == "final") is (found["status"] == "completed")


def test_each_time_of_a_group_is_an_item_with_the_same_link_id() -> None:
    group = item("g", "group", "Barn", repeats=True, item=[item("age", "integer", "Alder"), item("more")])
    outer = imported(item("all", "group", "Alle", item=[group])).questionnaire
    answers = {"age": answered(4), "age#2": SKIPPED, "more#2": answered("x")}
    content = response_to_fhir(outer, answers, ResponseFacts(**FACTS))
    QuestionnaireResponse.model_validate_json(write_json(content))
    [whole] = content["item"]
    assert [(one["linkId"], one["text"]) for one in whole["item"]] == [("g", "Barn"), ("g", "Barn")]
    first, second = (one["item"] for one in whole["item"])
    assert first[0] == {"linkId": "age", "text": "Alder", "answer": [{"valueInteger": 4}]}
    assert second[0]["extension"][0]["valueCode"] == "asked-declined"
    assert second[1]["answer"] == [{"valueString": "x"}]
