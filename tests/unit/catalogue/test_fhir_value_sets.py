"""Scores and words of value sets and code systems inside the file, wherever they lie."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
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


def _set(name: str, *codes: str, system: str = "urn:s", **more: Any) -> dict[str, Any]:
    listed = [{"code": code, "display": code} for code in codes]
    include = [{"system": system, "concept": listed}] if codes else []
    return {"resourceType": "ValueSet", "id": name, "compose": {"include": include, **more}}


def _codes(*contained: dict[str, Any]) -> tuple[list[str], str]:
    found = imported(item("a", "choice", answerValueSet="#vs"), contained=list(contained))
    return [str(option.value) for option in found.questionnaire.items[0].options], whys(found)["a"]


@pytest.mark.parametrize(
    ("compose", "codes", "why"),
    [
        ({"include": [{"valueSet": ["#xy", "#yz"]}]}, "y", ""),
        ({"include": [{"valueSet": ["#xy"]}, {"valueSet": ["#yz"]}]}, "x y z", ""),
        ({"include": [{"system": "urn:s", "valueSet": ["#xy"]}]}, "x y", ""),
        ({"include": [{"system": "urn:s", "concept": [{"code": "y"}, {"code": "q"}], "valueSet": ["#xy"]}]}, "y", ""),
        ({"include": [{"valueSet": ["#xy"]}], "exclude": [{"valueSet": ["#yz"]}]}, "x", ""),
        ({"include": [{"valueSet": ["#xy"]}, {"valueSet": ["#t"]}], "exclude": [{"system": "urn:s"}]}, "t", ""),
        ({"include": [{"valueSet": ["#xy"]}], "exclude": [{"system": "urn:s", "concept": [{"code": "x"}]}]}, "y", ""),
        ({"include": [{"valueSet": ["#xy"]}], "exclude": [{"system": "urn:s", "filter": [{"op": "is-a"}]}]}, "x y",
         "more can be chosen"),
        ({"include": [{"valueSet": ["#xy"]}], "exclude": [{"valueSet": ["urn:away"]}]}, "x y", "more can be chosen"),
        ({"include": [{"valueSet": ["#xy", "urn:away"]}]}, "x y", "outside the file"),
        ({"include": [{"valueSet": ["#vs"]}, {"valueSet": ["#xy"]}]}, "x y", "outside the file"),
    ],
)  # fmt: skip
def test_value_sets_narrow_each_other_and_leave_out(compose: dict[str, Any], codes: str, why: str) -> None:
    others = (_set("xy", "x", "y"), _set("yz", "y", "z"), _set("t", "t", system="urn:t"))
    found, said = _codes({"resourceType": "ValueSet", "id": "vs", "compose": compose}, *others)
    assert found == codes.split()
    assert why in said
    assert bool(why) is bool(said)


def test_value_sets_that_include_each_other_often_end_soon() -> None:
    def twice(name: str, below: str) -> dict[str, Any]:
        return _set(name, include=[{"valueSet": [f"#{below}"]}, {"valueSet": [f"#{below}"]}])

    chain = [twice(f"v{place}", f"v{place - 1}") for place in range(1, 40)]
    found, said = _codes(twice("vs", "v39"), _set("v0", "x"), *chain)
    assert (found, said) == (["x"], "")


def test_a_language_that_only_answers_have_is_told() -> None:
    both = [{"language": "se", "value": "Okta"}, {"language": "nb-NO", "value": "En"}]
    found = imported(
        item("a", "choice", answerValueSet="#vs"),
        contained=[_value_set(concept=[{"code": "1", "display": "One", "designation": both}])],
    )
    assert "se: only answers are translated, no question is: not kept." in found.report.notes
    assert not any(note.startswith("nb:") for note in found.report.notes)
