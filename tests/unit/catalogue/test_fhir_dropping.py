"""What is not asked, information boxes, and languages that are put together."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fhir_files import FHIR, coded, control, imported, item, outcomes, resource, whys

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.fhir import Imported, read_questionnaire
from feedback.domain.questionnaires.questionnaire import Item, ItemType


def _first(found: Imported) -> Item:
    return found.questionnaire.items[0]


@pytest.mark.parametrize(
    "element",
    [
        item("n", text="Navn"),
        item("n", text="Fødselsnummer (11 siffer)"),
        item("n", "integer", "Hvor gammel er du?"),
        item("n", "date", "Date of birth:"),
        item("n", "choice", "Your gender", answerOption=[coded("m")]),
        item("n", text="Noe", code=[{"system": "http://loinc.org", "code": "46098-0"}]),
        item("n", text="Noe", definition="http://hl7.org/fhir/StructureDefinition/Patient#Patient.birthDate"),
        item(
            "n",
            text="Noe",
            extension=[{"url": "http://ehelse.no/sdf-fhirpath", "valueString": "Patient.name"}],
        ),
    ],
)
def test_items_that_ask_who_one_is_are_not_asked(element: dict[str, Any]) -> None:
    found = imported(item("g", "group", item=[element]), item("a"))
    assert outcomes(found) == {"g": "dropped", "n": "dropped", "a": "kept"}
    assert "neither asked nor stored" in whys(found)["n"]


@pytest.mark.parametrize(
    "text", ["Hva heter medisinen?", "Navn på fastlegen din", "Alder da det begynte", "Agency"]
)
def test_other_questions_are_asked(text: str) -> None:
    assert outcomes(imported(item("a", text=text))) == {"a": "kept"}


def test_what_a_dropped_item_holds_moves_up() -> None:
    found = imported(item("n", text="Navn", item=[item("a")]))
    assert _first(found).link_id == "a"


def test_information_boxes_and_constants() -> None:
    found = imported(
        item("i", "text", "Om dette", extension=[control("inline")], item=[item("d", "display", "Mer")]),
        item("k", "choice", None, initial=[{"valueCoding": {"code": "z", "display": "Zed"}}]),
        item("a"),
    )
    box, constant, _ = found.questionnaire.items
    assert (box.type, box.items[0].type) == (ItemType.GROUP, ItemType.DISPLAY)
    assert (constant.hidden, constant.initial, constant.options[0].text) == (True, ("z",), {"nb": "Zed"})
    assert not found.report.changes_meaning


def _bundle(*resources: dict[str, Any]) -> bytes:
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}).encode()


def test_languages_of_a_bundle_are_one_set() -> None:
    def one(language: str, words: str, id_: str) -> dict[str, Any]:
        return resource(item("a", text=words), language=language, name="My_Set", id=id_, title=words)

    found = read_questionnaire(
        _bundle(one("en-GB", "How?", "1"), one("nn-NO", "Korleis?", "2"), one("no", "Hvordan?", "3")), "b"
    )
    assert found.questionnaire.languages == ("nb", "nn", "en")
    assert _first(found).text == {"nb": "Hvordan?", "nn": "Korleis?", "en": "How?"}
    assert found.questionnaire.key == "my-set"
    with pytest.raises(CatalogueError, match="two questionnaires in 'nb'"):
        read_questionnaire(_bundle(one("nb", "a", "1"), one("nb", "b", "2")), "b")
    other = resource(item("z"), language="en")
    with pytest.raises(CatalogueError, match="different questionnaires"):
        read_questionnaire(_bundle(one("nb", "a", "1"), other), "b")


def test_an_item_that_one_language_has_alone_is_reported() -> None:
    more = resource(item("a"), item("b"), language="en")
    found = read_questionnaire(_bundle(resource(item("a")), more), "b")
    assert outcomes(found) == {"a": "kept", "b": "dropped"}


def test_translations_inside_one_file() -> None:
    inner = [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": "What?"}]
    found = imported(item("a", _text={"extension": [{"url": FHIR + "translation", "extension": inner}]}))
    assert _first(found).text == {"nb": "Hva?", "en": "What?"}
    assert found.questionnaire.languages == ("nb", "en")


def test_a_choice_whose_only_value_cannot_be_used_is_dropped() -> None:
    found = imported(item("a"), item("b", "choice", initial=[{"valueCoding": {}}, {"valueString": None}]))
    assert outcomes(found)["b"] == "dropped"
