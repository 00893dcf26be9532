"""What a file says that is not used here is said in words, item by item."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from fhir_files import coded, extension, imported, item, outcomes, whys

from feedback.domain.questionnaires.answers import Value


def _one(**more: Any) -> tuple[str, str, bool]:
    found = imported(item("a", **more))
    return outcomes(found)["a"], whys(found)["a"], found.report.changes_meaning


@pytest.mark.parametrize(
    ("name", "why", "outcome", "meaning"),
    [
        ("sdf-validationtext", "the words for an answer that cannot be used are ours", "kept", False),
        ("repeatstext", "the words of the button for one more are ours", "kept", False),
        ("sdf-guidanceaction", "what shall happen elsewhere afterwards is not done", "approximated", False),
        ("sdf-table-orderingfunctions", "the table is not drawn", "approximated", False),
        ("sdf-maxvalue", "a limit that is an expression is not checked", "approximated", False),
        ("sdf-copyExpression", "the expression is not evaluated", "approximated", True),
        ("sdc-questionnaire-columnCount", "is not used", "kept", False),
    ],
)
def test_what_norwegian_forms_add_is_said_in_words(name: str, why: str, outcome: str, meaning: bool) -> None:
    found = _one(
        extension=[{"url": f"http://helsenorge.no/fhir/StructureDefinition/{name}", "valueString": "x"}]
    )
    assert (found[0], found[2]) == (outcome, meaning)
    assert why in found[1]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("table-hn1", "its parts stand below each other, not in a table"),
        ("gtable", "its parts stand below each other, not in a table"),
        ("sidebar", "it stands among the questions, not at the side"),
        ("yearMonth", "a whole date is asked, where the file asks for year and month"),
        ("receiver-component", "the control 'receiver-component' is shown in the plain way"),
    ],
)
def test_each_control_that_we_do_not_have_is_said(code: str, why: str) -> None:
    concept = {"coding": [{"code": code}]}
    _outcome, found, meaning = _one(
        extension=[extension("questionnaire-itemControl", valueCodeableConcept=concept)]
    )
    assert (why in found, meaning) == (True, False)


def test_a_slider_too_wide_for_a_scale_is_said() -> None:
    slider = extension("questionnaire-itemControl", valueCodeableConcept={"coding": [{"code": "slider"}]})
    limits = [extension("minValue", valueInteger=0), extension("maxValue", valueInteger=100)]
    wide = imported(item("a", "integer", extension=[slider, *limits]))
    assert whys(wide)["a"] == "the slider is a field for a number"
    limits[1]["valueInteger"] = 10
    assert whys(imported(item("a", "integer", extension=[slider, *limits])))["a"] == ""


def test_words_of_an_item_that_say_more_are_said() -> None:
    shadow = {"extension": [extension("odd", valueString="x")]}
    _outcome, why, _meaning = _one(
        _text=shadow, _prefix={"extension": [extension("translation")]}, definition="x"
    )
    assert "the extension 'odd' of 'text' is not known and not used" in why
    assert "the extension 'translation' of 'prefix' is not known and not used" in why
    assert "the element 'definition' is not used" in why


def test_a_condition_that_says_more_is_said() -> None:
    condition = {"question": "b", "operator": "exists", "answerBoolean": True, "extension": [], "odd": 1}
    found = imported(item("a", enableWhen=[condition]), item("b"))
    assert "a condition says more than is understood: extension, odd" in whys(found)["a"]
    assert found.report.changes_meaning


@pytest.mark.parametrize(
    ("kind", "initial", "value"),
    [
        ("choice", {"valueCoding": {"code": "b", "system": "urn:x"}}, ("b",)),
        ("choice", {"valueCoding": {"code": "b"}}, ("b",)),
        ("choice", {"valueCoding": {"code": "b", "system": "urn:other"}}, ()),
        ("choice", {"valueCoding": {"code": "z"}}, ()),
        ("choice", {"valueCoding": {}}, ()),
        ("choice", {"valueString": "b"}, ("b",)),
        ("choice", {"valueString": "z"}, ()),
        ("string", {"valueReference": {"reference": "Patient/1"}}, ()),
        ("integer", {"valueString": "three"}, ()),
        ("date", {"valueDate": "2026-02-03"}, (date(2026, 2, 3),)),
    ],
)
def test_an_initial_value_that_cannot_be_used_is_said(
    kind: str, initial: dict[str, Any], value: tuple[Value, ...]
) -> None:
    options = {"answerOption": [coded("a"), coded("b")]} if kind == "choice" else {}
    found = imported(item("a", kind, initial=[initial], **options))
    assert found.questionnaire.items[0].initial == value
    assert ("an initial value cannot be used" in whys(found)["a"]) is (not value)


def test_a_name_beside_id_and_title_is_not_kept() -> None:
    assert "Not kept: name." in imported(item("a"), name="X1").report.notes


def test_what_nobody_can_answer_and_nothing_fills_in_is_not_shown() -> None:
    found = imported(
        item("a"), item("b", readOnly=True), item("c", readOnly=True, initial=[{"valueString": "x"}])
    )
    assert [one.hidden for one in found.questionnaire.items] == [False, True, False]
    assert whys(found)["b"] == "read only and without a value: not shown"
