"""Items of every kind, with their options, limits and looks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from fhir_files import coded, control, extension, imported, item, outcomes, whys

from feedback.catalogue.fhir import Imported
from feedback.domain.questionnaires.questionnaire import Control, Item, ItemType


def _first(found: Imported) -> Item:
    return found.questionnaire.items[0]


@pytest.mark.parametrize(
    "kind", [kind.value for kind in ItemType if kind.is_question and "choice" not in kind]
)
def test_every_type_of_question(kind: str) -> None:
    found = imported(item("a", kind))
    assert _first(found).type.value == kind
    assert outcomes(found) == {"a": "kept"}
    assert not found.report.changes_meaning


@pytest.mark.parametrize("kind", ["reference", "attachment", "oracle"])
def test_other_types_are_dropped_and_said(kind: str) -> None:
    found = imported(item("a"), item("b", kind))
    assert outcomes(found) == {"a": "kept", "b": "dropped"}
    assert kind in whys(found)["b"]
    assert found.report.changes_meaning


def test_options_of_every_kind_with_ordinals_wherever_they_lie() -> None:
    inside = coded("b")
    inside["valueCoding"]["extension"] = [
        {"url": "http://x/StructureDefintion/ordnialValue", "valueDecimal": 2}
    ]
    weight = {"valueString": "c", "extension": [extension("itemWeight", valueDecimal=Decimal(3).__int__())]}
    options = [coded("a", 1), inside, weight, {"valueInteger": 4}, {"valueDate": "2026-01-02"}]
    found = _first(imported(item("q", "choice", answerOption=options)))
    assert [option.value for option in found.options] == ["a", "b", "c", 4, date(2026, 1, 2)]
    assert [option.ordinal for option in found.options] == [1, 2, 3, None, None]
    assert found.options[0].text == {"nb": "A"}


def test_the_same_code_of_two_systems_and_a_code_twice() -> None:
    found = imported(item("q", "choice", answerOption=[coded("a"), coded("a", system="urn:y"), coded("a")]))
    assert [option.value for option in _first(found).options] == ["a", "urn:y|a"]
    assert "twice" in whys(found)["q"]


def test_value_sets_in_the_file_are_read_and_others_reported() -> None:
    concepts = [{"code": "a", "display": "En", "extension": [extension("ordinalValue", valueDecimal=7)]}]
    value_set = {
        "resourceType": "ValueSet",
        "id": "vs",
        "compose": {"include": [{"system": "urn:s", "concept": concepts}]},
    }
    found = imported(
        item("a", "choice", answerValueSet="#vs"),
        item("b", "choice", answerValueSet="http://elsewhere/ValueSet/1"),
        item("c", "open-choice", answerValueSet="http://elsewhere/ValueSet/1"),
        contained=[value_set],
    )
    (option,) = _first(found).options
    assert (option.value, option.system, option.ordinal, option.text) == ("a", "urn:s", 7, {"nb": "En"})
    assert outcomes(found) == {"a": "kept", "b": "dropped", "c": "approximated"}
    assert "not fetched" in whys(found)["b"]


def test_limits_and_looks() -> None:
    found = _first(
        imported(
            item(
                "a",
                "integer",
                required=True,
                readOnly=True,
                prefix="1)",
                extension=[
                    extension("minValue", valueInteger=1),
                    extension("maxValue", valueDecimal=6),
                    extension("questionnaire-unit", valueCoding={"code": "kg", "display": "kilo"}),
                    control("slider"),
                ],
                initial=[{"valueInteger": 3}],
            )
        )
    )
    assert (found.minimum, found.maximum, found.unit, found.unit_code, found.initial) == (
        1,
        6,
        "kilo",
        "kg",
        (3,),
    )
    assert (found.required, found.read_only, found.prefix, found.control) == (
        True,
        True,
        "1)",
        Control.SLIDER,
    )


def test_repeats_occurs_length_and_hidden() -> None:
    more = [
        extension("questionnaire-maxOccurs", valueInteger=3),
        extension("questionnaire-hidden", valueBoolean=True),
    ]
    found = _first(imported(item("a", "string", repeats=True, maxLength=9, extension=more), item("b")))
    assert (found.repeats, found.max_occurs, found.max_length, found.hidden) == (True, 3, 9, True)


@pytest.mark.parametrize(
    ("code", "look"), [("radio-button", "radio"), ("drop-down", "drop-down"), ("check-box", "check-box")]
)
def test_looks_of_choices(code: str, look: str) -> None:
    found = _first(imported(item("a", "choice", answerOption=[coded("a")], extension=[control(code)])))
    assert found.control.value == look


def test_help_unit_and_ends_belong_to_the_question_around_them() -> None:
    below = [
        item("h", "text", "Slik gjør du", extension=[control("help")]),
        item("u", "display", "cm", extension=[control("unit")]),
        item("l", "display", "lite", extension=[control("lower")]),
        item("m", "display", "mye", extension=[control("upper")]),
    ]
    found = imported(item("a", "integer", item=below))
    question = _first(found)
    assert question.help == {"nb": "Slik gjør du"}
    assert (question.unit, question.low_label, question.high_label) == ("cm", {"nb": "lite"}, {"nb": "mye"})
    assert question.items == ()
    assert set(outcomes(found).values()) == {"kept"}


def test_norwegian_slider_labels_lie_among_the_codes() -> None:
    labels = [
        {"system": "http://helsenorge.no/fhir/CodeSystem/SliderLabels", "code": code, "display": words}
        for code, words in (("LabelLeft", "Ikke"), ("LabelRight", "Veldig"))
    ]
    found = _first(imported(item("a", "choice", None, code=labels, answerOption=[coded("0", 0)])))
    assert (found.low_label, found.high_label, found.codes) == ({"nb": "Ikke"}, {"nb": "Veldig"}, ())
