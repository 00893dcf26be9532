"""Every value of a file goes out again, makes the set another, or is named in the report: see `fhir_leaves`."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fhir_files import coded, extension, item, resource
from fhir_leaves import by_kind, leaves, lost_in

TESTS = Path(__file__).parents[2]
REAL = TESTS.parents[1] / "shared" / "questionnaires"
FILES = sorted(
    path for folder in (REAL, TESTS / "foreign", TESTS / "definitions") for path in folder.glob("*.json")
)
LONGEST = 100_000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_value_of_a_file_is_lost_without_a_word(path: Path) -> None:
    file = json.loads(path.read_bytes())
    if path.stat().st_size > LONGEST:
        file = _with_one_of_each(file)
    assert lost_in(file) == {}


def _with_one_of_each(file: dict[str, Any]) -> dict[str, Any]:
    """A long file with only so many items that every kind of place is there."""
    wanted = {group[0].link_id for group in by_kind(leaves(file)).values()}
    short = copy.deepcopy(file)
    for entry in short.get("entry", ({"resource": short},)):
        _keep(entry["resource"], wanted)
    return short


def _keep(element: dict[str, Any], wanted: set[str]) -> bool:
    below = [one for one in element.get("item", ()) if _keep(one, wanted)]
    if "item" in element:
        element["item"] = below
    return bool(below) or element.get("linkId") in wanted


def _translated(language: str) -> dict[str, Any]:
    parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": "x"}]
    return extension("translation", extension=parts)


def _odd_places() -> Iterator[dict[str, Any]]:
    """One value each where few files have one."""
    odd = {"extension": [extension("odd", valueString="x")]}
    yield {"id": "e1"}
    yield {"code": [{"code": "1", "system": "urn:s", "display": "One", "version": "2", "userSelected": True}]}
    yield {"code": [{"code": "1", "_code": odd, **odd}]}
    yield {"_prefix": {"id": "p"}, "prefix": "1"}
    yield {"_text": {"extension": [_translated("en"), {**_translated("nn"), "id": "t"}]}}
    yield {"_linkId": odd}
    yield {"extension": [{**extension("minValue", valueInteger=1), "id": "m", "_valueInteger": odd}]}
    yield {"extension": [extension("questionnaire-hidden", valueBoolean=False)]}
    yield {"initial": [{"valueString": "a", "id": "i", **odd}]}
    yield {"initial": [{"valueString": "a", "valueInteger": 3}]}
    yield {
        "enableWhen": [{"question": "q", "operator": "=", "answerCoding": {"code": "a", "display": "Other"}}]
    }
    yield {
        "enableWhen": [{"question": "q", "operator": "=", "answerQuantity": {"value": 1, "comparator": "<"}}]
    }
    yield {"enableWhen": [{"question": "q", "operator": "exists", "answerBoolean": True, "id": "w", **odd}]}
    yield {"modifierExtension": [extension("odd", valueBoolean=True)]}
    yield {"definition": "http://x", "_definition": odd, "odd": {"deep": [1, {"er": 2}]}}


@pytest.mark.parametrize("more", list(_odd_places()), ids=str)
@pytest.mark.parametrize("kind", ["integer", "string", "group", "quantity"])
def test_nor_is_one_at_an_odd_place(kind: str, more: dict[str, Any]) -> None:
    asked = item("q", "choice", answerOption=[coded("a", 1)])
    inside = {"item": [item("inside")]} if kind == "group" else {}
    assert lost_in(resource(asked, item("x", kind, **{**inside, **more}))) == {}


@pytest.mark.parametrize(
    "option",
    [
        {"valueCoding": {"code": "b", "display": "B", "version": "1", "userSelected": False, "id": "o"}},
        {"valueCoding": {"code": "b"}, "id": "o", "modifierExtension": [extension("odd", valueCode="x")]},
        {"valueCoding": {"code": "b", "_display": {"extension": [extension("odd", valueCode="x")]}}},
        {"valueString": "b", "_valueString": {"extension": [_translated("en")], "id": "v"}},
        {"valueString": "b", "valueInteger": 3},
        {"valueInteger": 3, "extension": [extension("ordinalValue", valueDecimal=0.5)]},
    ],
    ids=str,
)
def test_nor_one_of_an_option(option: dict[str, Any]) -> None:
    assert lost_in(resource(item("q", "choice", answerOption=[coded("a", 1), option]))) == {}


def test_the_test_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    coding = {"code": "1", "system": "urn:s", "version": "2", "userSelected": True}
    file = resource(item("q", code=[coding], initial=[{"valueString": "a", "odd": 1}]))
    assert lost_in(file) == {}
    monkeypatch.setattr("feedback.catalogue.fhir.item.items.report_leftovers", lambda *_: None)
    assert sorted(lost_in(file)) == ["item.initial.[].odd", "item.userSelected"]
