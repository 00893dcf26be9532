"""What a recognised measure makes of a file is never decided by order or words alone without asking."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from reversed_sets import CORE, DOWN, UP, WORDS, core_file, file_of

from feedback.catalogue.fhir import Imported, questionnaire_to_fhir, read_questionnaire
from feedback.catalogue.fhir.counting import NOT_KNOWN, TURNED
from feedback.catalogue.profiles import profiles
from feedback.domain.measures.fitting import Misfit, misfits
from feedback.domain.measures.scoring import critical, score
from feedback.domain.questionnaires.answers import answered

PHQ = profiles()["PHQ-9"]


def _read(file: dict[str, Any]) -> Imported:
    return read_questionnaire(json.dumps(file).encode(), "a.json")


def _own_first(file: dict[str, Any]) -> dict[str, Any]:
    own = {**file["item"][0], "linkId": "own", "text": "Hvordan har du det i dag?"}
    own.pop("code", None)
    return {**file, "item": [own, *file["item"][:9]]}


def _without_codes(file: dict[str, Any], *places: int) -> dict[str, Any]:
    items = [
        {key: value for key, value in item.items() if key != "code" or place not in places}
        for place, item in enumerate(file["item"])
    ]
    return {**file, "item": items}


def test_with_all_its_codes_the_right_items_count() -> None:
    found = _read(_own_first(file_of("PHQ-9")))
    asked = found.questionnaire
    assert (asked.profile, found.report.changes_meaning) == ("PHQ-9", False)
    last = asked.items[9]
    answers = {item.link_id: answered(item.options[3 if item is last else 0].value) for item in asked.items}
    assert score(PHQ, asked, answers)[0].value == 3
    assert critical(PHQ, asked, answers) == (last.link_id,)


@pytest.mark.parametrize("place", [1, 5, 9])
def test_where_a_code_is_lacking_no_other_question_takes_the_place(place: int) -> None:
    found = _read(_without_codes(_own_first(file_of("PHQ-9")), place))
    assert found.questionnaire.profile == ""
    assert any("the number, order or scores of its items do not fit" in note for note in found.report.notes)
    named = replace(found.questionnaire, profile="PHQ-9")
    (first, *_rest) = misfits(PHQ, named)
    assert first in [Misfit((), (), named.items[k].link_id, k) for k in (1, 2)]


def test_where_a_code_is_lacking_and_the_order_is_right_it_counts() -> None:
    file = _without_codes(file_of("PHQ-9"), 4)
    found = _read(file)
    assert found.questionnaire.profile == "PHQ-9"
    assert misfits(PHQ, found.questionnaire) == ()


def test_more_questions_than_count_and_no_codes_ask_for_a_yes() -> None:
    found = _read(_without_codes(_own_first(file_of("PHQ-9")), *range(10)))
    assert found.questionnaire.profile == "PHQ-9"
    assert found.report.changes_meaning
    assert "Of its 10 questions with scores the first 9 count as PHQ-9." in found.report.notes


def _always(found: Imported) -> Decimal | None:
    asked = found.questionnaire
    answers = {item.link_id: answered(item.options[-1].value) for item in asked.questions}
    return score(CORE, asked, answers)[0].value


@pytest.mark.parametrize("prefix", [False, True])
def test_the_numbers_as_they_are_printed_ask_nothing(prefix: bool) -> None:
    found = _read(core_file(UP, WORDS, prefix))
    assert _always(found) == 32
    assert not found.report.changes_meaning


@pytest.mark.parametrize("prefix", [False, True])
@pytest.mark.parametrize(
    ("words", "why", "total"),
    [
        (WORDS, TURNED, 32),
        (tuple(f"{number} - {text}" for number, text in zip(DOWN, WORDS, strict=True)), TURNED, 32),
        (tuple(f"{text} = {number}" for number, text in zip(DOWN, WORDS, strict=True)), TURNED, 32),
        (("Trygg aldri", "Trygg sjelden", "Trygg iblant", "Trygg ofte", "Trygg alltid"), NOT_KNOWN, 40),
    ],
)
def test_anything_else_asks_for_a_yes(words: tuple[str, ...], why: str, total: int, prefix: bool) -> None:
    found = _read(core_file(DOWN, words, prefix))
    assert found.report.changes_meaning
    assert {item.why for item in found.report.items if item.outcome == "approximated"} == {why}
    assert _always(found) == total


def test_what_was_said_goes_out_and_comes_in_again_without_being_asked() -> None:
    first = _read(core_file(DOWN, WORDS)).questionnaire
    again = _read(json.loads(json.dumps(questionnaire_to_fhir(first))))
    assert again.questionnaire == first
    assert not again.report.changes_meaning
    assert all(item.outcome == "kept" for item in again.report.items)
