"""Nothing of a file is lost silently: what is not used is said, item by item or of the whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fhir_files import FHIR, coded, extension, imported, item, outcomes, whys

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.fhir import read_questionnaire
from feedback.domain.questionnaires.answers import Quantity, Value, answered
from feedback.domain.questionnaires.enablement import shown
from feedback.domain.questionnaires.validation import item_problems

SDC = "sdc-questionnaire-"
LIMITS = read_questionnaire(
    (Path(__file__).parents[2] / "definitions" / "limits.json").read_bytes(), "limits"
)


@pytest.mark.parametrize(
    ("link_id", "value", "problem"),
    [
        ("day", date(2025, 12, 31), "too-early 01.01.2026"),
        ("day", date(2027, 1, 1), "too-late 31.12.2026"),
        ("day", date(2026, 6, 1), ""),
        ("instant", datetime(2025, 12, 31, tzinfo=UTC), "too-early 01.01.2026 01:00"),
        ("clock", time(18, 1), "too-late 18:00"),
        ("number", Decimal("0.1"), "below-minimum 0.10000000000000001"),
        ("number", Decimal("5.1"), "above-maximum 5"),
        ("weight", Quantity(Decimal(46), "°C"), "above-maximum 45"),
        ("short", "seks tegn", "too-long 5"),
    ],
)
def test_limits_of_every_type_are_checked(link_id: str, value: Value, problem: str) -> None:
    item = LIMITS.questionnaire.by_link_id[link_id]
    found = [f"{one.code} {one.detail}" for one in item_problems(item, answered(value))]
    assert found == ([problem] if problem else [])


def test_what_is_not_checked_is_said_and_occurrences_are() -> None:
    assert whys(LIMITS)["pattern"] == "the pattern is not checked"
    some = LIMITS.questionnaire.by_link_id["some"]
    days = [date(2026, 1, day) for day in range(1, 6)]
    assert [one.code for one in item_problems(some, answered(*days))] == ["too-many"]
    assert [one.code for one in item_problems(some, answered(days[0]))] == ["too-few"]


def test_an_amount_is_compared_in_the_unit_of_the_question() -> None:
    warm = answered(Quantity(Decimal("38.5"), "°C"))
    assert "warm" in shown(LIMITS.questionnaire, {"weight": warm})


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"modifierExtension": [extension("odd", valueBoolean=True)]}, "the modifier 'odd' may change"),
        ({"odd": 1}, "the element 'odd' is not known"),
        ({"extension": [extension("odd", valueBoolean=True)]}, "the extension 'odd' is not known"),
        ({"extension": [extension("minLength", valueInteger=3)]}, "the shortest length is not checked"),
        ({"extension": [extension("maxDecimalPlaces", valueInteger=3)]}, "number of decimals is not checked"),
        (
            {"extension": [extension("questionnaire-sliderStepValue", valueInteger=3)]},
            "step of the slider is not used",
        ),
        (
            {"_text": {"extension": [extension("cqf-expression", valueExpression={"expression": "%x"})]}},
            "its text is made by an expression",
        ),
    ],
)
def test_each_unused_thing_of_an_item_is_said(more: dict[str, Any], why: str) -> None:
    found = imported(item("a", **more))
    assert outcomes(found)["a"] == "approximated"
    assert why in whys(found)["a"]


def test_each_unused_thing_of_the_options_is_said() -> None:
    option = coded("a")
    option["extension"] = [extension(f"{SDC}itemAnswerMedia"), extension("odd")]
    prefixed = coded("b")
    prefixed["extension"] = [extension("questionnaire-optionPrefix", valueString="B.")]
    found = imported(item("a", "choice", answerOption=[option, prefixed]))
    assert "the extension 'odd' of its options is not known and not used" in whys(found)["a"]
    assert "the extension 'sdc-questionnaire-itemanswermedia' of its options is not used" in whys(found)["a"]
    assert found.questionnaire.items[0].options[1].text == {"nb": "B. B"}


@pytest.mark.parametrize(
    ("more", "note", "meaning"),
    [
        ({"modifierExtension": [extension("odd", valueBoolean=True)]}, "The modifier 'odd'", True),
        ({"derivedFrom": ["http://a.no"]}, "derived from is not fetched", False),
        ({"subjectType": ["Device"]}, "speaks of Device", False),
        ({"contact": [], "date": "2026", "meta": {}}, "Not kept: contact, date, meta.", False),
        ({"odd": 1}, "The element 'odd' is not known", False),
        ({"status": "final"}, "The status 'final'", False),
        ({"status": "retired"}, "retired", False),
    ],
)
def test_each_unused_thing_of_the_whole_is_said(more: dict[str, Any], note: str, meaning: bool) -> None:
    found = imported(item("a"), **more)
    assert any(note in one for one in found.report.notes), found.report.notes
    assert found.report.changes_meaning is meaning


def test_a_set_that_shows_nothing_at_the_start_is_said() -> None:
    waits = [{"question": "b", "operator": "exists", "answerBoolean": True}]
    found = imported(item("a", enableWhen=waits), item("b", readOnly=True, **_hidden()))
    assert any("No question is shown" in note for note in found.report.notes)
    assert found.report.changes_meaning


def _hidden() -> dict[str, Any]:
    return {"extension": [extension("questionnaire-hidden", valueBoolean=True)]}


def test_a_language_that_lacks_words_is_said() -> None:
    translated = {"extension": [extension("translation", extension=[
        {"url": "lang", "valueCode": "sv"}, {"url": "content", "valueString": "Vad?"}])]}  # fmt: skip
    found = imported(item("a", _text=translated), item("b"))
    assert found.report.languages == ("nb", "sv")
    assert "sv: 1 items have no text; another language is shown there." in found.report.notes


def test_a_condition_without_an_operator_means_equal_and_a_date_without_a_day_its_first() -> None:
    conditions = [{"question": "d", "answerDate": "2026-02"}]
    found = imported(item("d", "date"), item("a", enableWhen=conditions))
    assert "read as '='" in whys(found)["a"]
    assert "its first day is meant" in whys(found)["a"]
    assert "a" in shown(found.questionnaire, {"d": answered(date(2026, 2, 1))})


@pytest.mark.parametrize(
    ("more", "version"),
    [
        ({"meta": {"profile": ["http://hl7.org/fhir/5.0/StructureDefinition/Questionnaire"]}}, "R5"),
        ({"copyrightLabel": "x"}, "R5"),
        ({"meta": {"profile": ["http://hl7.org/fhir/StructureDefinition/Questionnaire|3.0.2"]}}, "STU3"),
        ({"fhirVersion": "1.0.2"}, "DSTU2"),
    ],
)
def test_other_versions_are_recognised(more: dict[str, Any], version: str) -> None:
    with pytest.raises(CatalogueError, match=version):
        imported(item("a"), **more)
    with pytest.raises(CatalogueError, match="STU3"):
        imported(item("a", enableWhen=[{"question": "b", "hasAnswer": True}]))


def test_boxes_to_tick_mean_several_answers_and_flags_may_be_texts() -> None:
    options = [coded("a"), coded("b")]
    ticks = {
        "url": FHIR + "questionnaire-itemControl",
        "valueCodeableConcept": {"coding": [{"code": "check-box"}]},
    }
    found = imported(
        item("ticks", "choice", answerOption=options, extension=[ticks], repeats=False),
        item("text", "choice", answerOption=options, repeats="true", required="false"),
    )
    ticked, written = found.questionnaire.items
    assert ticked.repeats
    assert (written.repeats, written.required) == (True, False)
    assert "several answers can be given" in whys(found)["ticks"]
    with pytest.raises(CatalogueError, match="must be true or false"):
        imported(item("a", repeats="yes"))


def test_a_longest_length_that_is_no_number_is_said() -> None:
    assert whys(imported(item("a", maxLength="3")))["a"] == "the limit 'maxLength' is not checked"


VALUE_SET: dict[str, Any] = {
    "resourceType": "ValueSet",
    "id": "v",
    "url": "http://a.no/v",
    "compose": {
        "include": [
            {"system": "urn:x", "concept": [
                {"code": "a", "display": "A", "designation": [{"language": "en", "value": "An A"}]},
                {"code": "b", "display": "B"}]},
            {"valueSet": ["#w", "http://a.no/outside"]},
            {"system": "urn:codes", "filter": [{"property": "p", "op": "=", "value": "1"}]},
        ],
        "exclude": [{"system": "urn:x", "concept": [{"code": "b"}]}],
    },
}  # fmt: skip
EXPANDED = {
    "resourceType": "ValueSet",
    "id": "w",
    "expansion": {"contains": [
        {"system": "urn:y", "display": "Gruppe", "abstract": True,
         "contains": [{"system": "urn:y", "code": "c", "display": "C"}]}]},
}  # fmt: skip
CODES = {
    "resourceType": "CodeSystem",
    "url": "urn:codes",
    "concept": [{"code": "d", "display": "D", "concept": [{"code": "e", "display": "E"}]}],
}


@pytest.mark.parametrize("address", ["#v", "http://a.no/v|1.0", "v"])
def test_value_sets_in_the_file_with_all_that_they_can_hold(address: str) -> None:
    found = imported(item("a", "choice", answerValueSet=address), contained=[VALUE_SET, EXPANDED, CODES])
    options = found.questionnaire.items[0].options
    assert [option.value for option in options] == ["a", "c", "d", "e"]
    assert options[0].text == {"nb": "A"}
    assert "http://a.no/outside is outside the file" in whys(found)["a"]
    assert "the filter of its value set is not worked out" in whys(found)["a"]


def test_value_sets_that_hold_each_other_end() -> None:
    one = {"resourceType": "ValueSet", "id": "v", "compose": {"include": [{"valueSet": ["#v"]}]}}
    found = imported(item("a", "choice", answerValueSet="#v"), item("b"), contained=[one])
    assert outcomes(found)["a"] == "dropped"


def test_formatted_text_that_is_no_markdown_keeps_its_stars() -> None:
    shadow = {"extension": [extension("rendering-xhtml", valueString="<b>3*4*5</b>")]}
    assert imported(item("a", text="3*4*5", _text=shadow)).questionnaire.items[0].text == {"nb": "3*4*5"}
    assert imported(item("a", text=None, _text=shadow)).questionnaire.items[0].text == {"nb": "3*4*5"}
