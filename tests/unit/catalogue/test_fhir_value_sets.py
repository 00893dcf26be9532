"""Scores and words of value sets and code systems inside the file, wherever they lie."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fhir_files import extension, imported, item, whys

SYSTEM = {
    "resourceType": "CodeSystem",
    "id": "cs",
    "url": "urn:cs",
    "concept": [
        {"code": "1", "display": "One", "property": [{"code": "itemWeight", "valueDecimal": 1.5}]},
        {"code": "2", "display": "Two", "extension": [extension("codesystem-ordinalValue", valueDecimal=2)],
         "concept": [{"code": "2a", "display": "Two a", "property": [{"code": "other", "valueDecimal": 9}]}]},
        {"code": "3", "display": "Three", "property": [{"code": "itemWeight", "valueString": "many"}]},
    ],
}  # fmt: skip


def _value_set(**include: Any) -> dict[str, Any]:
    return {"resourceType": "ValueSet", "id": "vs", "compose": {"include": [{"system": "urn:cs", **include}]}}


def _options(value_set: dict[str, Any]) -> dict[str, tuple[str, Decimal | None]]:
    found = imported(item("a", "choice", answerValueSet="#vs"), contained=[value_set, SYSTEM])
    options = found.questionnaire.items[0].options
    return {str(option.value): (option.text["nb"], option.ordinal) for option in options}


def test_scores_lie_in_the_code_system_as_properties_or_extensions() -> None:
    assert _options(_value_set()) == {
        "1": ("One", Decimal("1.5")),
        "2": ("Two", Decimal(2)),
        "2a": ("Two a", None),
        "3": ("Three", None),
    }


def test_a_value_set_that_lists_codes_takes_words_and_scores_from_the_code_system() -> None:
    own = {"code": "2", "display": "Own", "extension": [extension("valueset-ordinalValue", valueDecimal=-4)]}
    assert _options(_value_set(concept=[{"code": "1"}, own, {"code": "9"}])) == {
        "1": ("One", Decimal("1.5")),
        "2": ("Own", Decimal(-4)),
        "9": ("9", None),
    }


def test_what_a_concept_says_besides_is_told() -> None:
    concept = {
        "code": "1",
        "extension": [extension("valueset-conceptOrder", valueInteger=1), extension("odd")],
    }
    found = imported(item("a", "choice", answerValueSet="#vs"), contained=[_value_set(concept=[concept])])
    assert "the extension 'odd' of its options is not known and not used" in whys(found)["a"]
    assert "the extension 'valueset-conceptorder' of its options is not used" in whys(found)["a"]


def test_a_date_without_a_day_among_the_options_is_told() -> None:
    found = imported(item("a", "choice", answerOption=[{"valueDate": "2026"}, {"valueDate": "2027-01-01"}]))
    assert whys(found)["a"] == "option 1 is a date without a day: its first day is meant"
    assert found.report.changes_meaning
