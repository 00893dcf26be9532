"""Typed answers become answers of the right type, exactly; what cannot be one is said."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from fhir_files import coded, extension, imported, item, when

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.typed_answers import read_answers
from feedback.domain.questionnaires.answers import SKIPPED, FreeText, Quantity, Value

MOST = extension("questionnaire-maxOccurs", valueInteger=3)
EXCLUSIVE = {**coded("x13"), "extension": [extension("questionnaire-optionExclusive", valueBoolean=True)]}
QUESTIONS = imported(
    *(
        item(kind, kind)
        for kind in ("boolean", "integer", "decimal", "date", "dateTime", "time", "text", "url")
    ),
    item("quantity", "quantity", extension=[extension("questionnaire-unit", valueCoding={"code": "kg"})]),
    item("choice", "choice", answerOption=[coded("a", 1.5), coded("b", 2), coded("7", 0)]),
    item("open", "open-choice", answerOption=[coded("a")], repeats=True, extension=[MOST]),
    item("twice", "choice", answerOption=[coded("x", 1), coded("y", 1)]),
    item("asked", "choice", answerOption=[coded("x", 1), coded("y", 1)]),
    item("then", enableWhen=[when("asked", answerCoding={"code": "y"})]),
    item("ages", "integer", answerOption=[{"valueInteger": 3}, {"valueInteger": 5}]),
    item("group", "group", item=[item("inside")]),
    item(
        "few",
        "integer",
        extension=[extension("minValue", valueInteger=1), extension("maxValue", valueInteger=10)],
    ),
    item("short", "string", maxLength=3),
    item(
        "soon",
        "date",
        extension=[
            extension("minValue", valueDate="2020-01-01"),
            extension("maxValue", valueDate="2030-01-01"),
        ],
    ),
    item(
        "many",
        "choice",
        repeats=True,
        extension=[extension("questionnaire-minOccurs", valueInteger=2)],
        answerOption=[*(coded(f"x{n}") for n in range(1, 13)), EXCLUSIVE],
    ),
).questionnaire


def _read(content: object) -> Value | None:
    return next(iter(_all(content).values())).value


def _all(content: object) -> dict[str, object]:
    return read_answers(json.dumps(content).encode(), "a.json", QUESTIONS)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("link_id", "typed", "value"),
    [
        ("boolean", False, False),
        ("integer", 3, 3),
        ("integer", 3.0, 3),
        ("decimal", 2, Decimal(2)),
        ("date", "2026-01-02", date(2026, 1, 2)),
        ("date", "2026-02", date(2026, 2, 1)),
        ("dateTime", "2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("time", "10:30:00", time(10, 30)),
        ("text", "Hei", "Hei"),
        ("url", "https://a.no", "https://a.no"),
        ("quantity", 70.5, Quantity(Decimal("70.5"), "kg")),
        ("quantity", {"value": 70, "unit": "g"}, Quantity(Decimal(70), "g")),
        ("choice", "a", "a"),
        ("choice", 1.5, "a"),
        ("choice", 0, "7"),
        ("twice", 1, "x"),  # both count the same
        ("choice", "7", "7"),
        ("choice", "B", "b"),
        ("choice", {"system": "urn:x", "code": "b"}, "b"),
        ("open", "noe annet", FreeText("noe annet")),
        ("twice", "y", "y"),
        ("ages", 5, 5),
        ("ages", "5", 5),
    ],
)
def test_each_type(link_id: str, typed: object, value: Value) -> None:
    found = _read({link_id: typed})
    assert (type(found), found) == (type(value), value)


def test_every_digit_of_a_decimal_counts() -> None:
    data = b'{"decimal": 0.10000000000000001}'
    found = read_answers(data, "a.json", QUESTIONS)["decimal"].value
    assert found == Decimal("0.10000000000000001")


def test_a_list_is_several_answers_and_nothing_is_none() -> None:
    found = read_answers(json.dumps({"open": ["a", "eget"]}).encode(), "a", QUESTIONS)
    assert found["open"].values == ("a", FreeText("eget"))
    assert _all({"text": None, "integer": [], "choice": {"skipped": False}}) == {}
    assert _all({"text": {"skipped": True}}) == {"text": SKIPPED}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"boolean": "true"}, "must be true or false"),
        ({"integer": 1.5}, "a whole number"),
        ({"integer": True}, "a whole number"),
        ({"decimal": "1"}, "a number"),
        ({"date": "i dag"}, "a date such as"),
        ({"text": 4}, "a text"),
        ({"quantity": {"value": "x"}}, "a number, or a value with a unit"),
        ({"choice": {"system": "urn:y", "code": "b"}}, r"one of the codes of its answers \(a, b, 7\)\.$"),
        ({"choice": 9}, "one of the codes"),
        ({"choice": ["a", "b"]}, r"one answer can be given, not several\.$"),
        ({"open": 4}, r"\(a\), or a text\.$"),
        ({"open": ["a", "b", "c", "d"]}, r"at most 3 answers can be given\.$"),
        ({"many": ["x1"]}, r"at least 2 answers must be given\.$"),
        ({"many": 99}, r"\(x1, .*, x12 …\)\.$"),
        ({"many": ["x1", "x13"]}, r"one of the answers cannot be given together with others\.$"),
        ({"soon": "2019-12-31"}, r"must not be before 2020-01-01\.$"),
        ({"soon": "2031-01-01"}, r"must not be after 2030-01-01\.$"),
        ({"short": "fire"}, r"at most 3 characters\.$"),
        ({"few": 0}, r"must be at least 1\.$"),
        ({"url": "ikke en adresse"}, "an address that begins with https://"),
        ({"asked": 1}, "several answers count 1"),
        ({"group": 1}, "takes no answer"),
        ({"few": 11}, r"must be at most 10\.$"),
        ({"unknown": 1}, "no item 'unknown'"),
    ],
)
def test_what_cannot_be_an_answer(content: object, reason: str) -> None:
    with pytest.raises(CatalogueError, match=f"^a.json: .*{reason}"):
        _all(content)


def test_what_the_import_left_out_is_left_out() -> None:
    assert read_answers(b'{"name": "Kari"}', "a", QUESTIONS, {"name"}) == {}


FAMILY = imported(
    item("first", "integer"),
    item(
        "child",
        "group",
        repeats=True,
        extension=[extension("questionnaire-maxOccurs", valueInteger=20)],
        item=[item("age", "integer"), item("worry", "group", repeats=True, item=[item("what", "text")])],
    ),
).questionnaire


def _keys(content: object) -> dict[str, Value | None]:
    found = read_answers(json.dumps(content).encode(), "a.json", FAMILY, {"left-out"})
    return {key: answer.value for key, answer in found.items()}


def test_a_group_that_repeats_is_a_list_of_objects() -> None:
    content = {
        "first": 1,
        "child": [
            {"age": 4, "worry": [{"what": "a"}, {"what": "b"}], "left-out": "x"},
            {"age": None},
            {"age": 7, "worry": {"what": "c"}},
        ],
    }
    assert _keys(content) == {"first": 1, "age": 4, "what": "a", "what#1.2": "b", "age#3": 7, "what#3": "c"}


def test_answers_beside_the_group_are_those_of_its_first_time() -> None:
    assert _keys({"age": 4, "worry": [{"what": "a"}, {"what": "b"}]}) == {
        "age": 4,
        "what": "a",
        "what#1.2": "b",
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"child": [{"age": 1}] * 1000}, "item 'child' is answered 1000 times; at most 30 can be read."),
        ({"child": [{"age": 1}] * 21}, "item 'child' is answered more often than it may be (20)."),
        ({"child": [1]}, "item 'child' repeats: give a list of objects, one for each time."),
        ({"child": "x"}, "item 'child' repeats: give a list of objects, one for each time."),
        ({"child": [{"first": 1}]}, "item 'first' does not lie in the group 'child'."),
        ({"child": [{"nobody": 1}]}, "there is no item 'nobody' in 'x'."),
        ({"child": [{"age": "four"}]}, "item 'age': the answer must be a whole number."),
    ],
)
def test_what_a_group_cannot_be_is_said(content: object, reason: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(f"a.json: {reason}")):
        _keys(content)


def test_all_times_together_have_a_limit() -> None:
    inner = item("inner", "group", repeats=True, item=[item(f"q{number}") for number in range(9)])
    large = imported(item("outer", "group", repeats=True, item=[inner])).questionnaire
    content = {"outer": [{"inner": [{"q1": "x"}] * 30}] * 30}
    with pytest.raises(CatalogueError, match="with all its times it has more than 2000 items"):
        read_answers(json.dumps(content).encode(), "a.json", large)
