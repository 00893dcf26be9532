"""What is written can be read again and is the same set."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fhir_files import coded, extension, imported, item

from feedback.catalogue.fhir import questionnaire_to_fhir, read_questionnaire, write_json
from feedback.catalogue.profiles import neutral_questionnaire, profiles
from feedback.catalogue.shipped import load_shipped
from feedback.domain.questionnaire import Questionnaire
from feedback.domain.rights import Rights

FOLDER = Path(__file__).parents[4] / "shared" / "questionnaires"
FILES = sorted(FOLDER.glob("*.json"))


def _again(questionnaire: Questionnaire) -> Questionnaire:
    written = write_json(questionnaire_to_fhir(questionnaire)).encode()
    return read_questionnaire(written, "again").questionnaire


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_real_files_round_trip(path: Path) -> None:
    first = read_questionnaire(path.read_bytes(), path.name).questionnaire
    assert _again(first) == first


@pytest.mark.parametrize("shipped", load_shipped(), ids=lambda shipped: shipped.key)
def test_shipped_sets_round_trip(shipped: Questionnaire) -> None:
    again = _again(shipped)
    kept = replace(
        again,
        rights=shipped.rights,
        respondents=shipped.respondents,
        minutes=shipped.minutes,
    )
    assert kept == shipped


@pytest.mark.parametrize(
    "rights",
    [
        Rights("CC BY 4.0", "P", "http://a.no/q", date(2026, 3, 1), "CC BY 4.0"),
        Rights("CC0", "P", "", None, ""),
        Rights("Free in treatment", "", "", None, "(c) P 2020"),
        Rights(),
    ],
)
def test_rights_round_trip(rights: Rights) -> None:
    shipped = replace(load_shipped()[0], rights=replace(rights, recorded_by="os:siv", vouched=True))
    assert _again(shipped).rights == rights


def test_a_day_that_is_no_whole_date_is_left_out() -> None:
    assert imported(item("a"), approvalDate="2026").questionnaire.rights.read_on is None


def test_neutral_labels_round_trip_and_are_recognised() -> None:
    phq = neutral_questionnaire(profiles()["PHQ-9"])
    again = _again(phq)
    assert again.items == phq.items
    assert again.profile == "PHQ-9"


def test_every_kind_of_thing_round_trips() -> None:
    more = [
        extension("questionnaire-unit", valueCoding={"code": "kg"}),
        extension("minValue", valueDecimal=0.5),
        extension("questionnaire-hidden", valueBoolean=True),
    ]
    conditions = [
        {"question": "q", "operator": ">", "answerQuantity": {"value": 3, "code": "kg"}},
        {"question": "c", "operator": "=", "answerCoding": {"code": "a", "system": "urn:y"}},
        {"question": "d", "operator": "<=", "answerDate": "2026-01-02"},
        {"question": "t", "operator": "exists", "answerBoolean": True},
        {"question": "o", "operator": "!=", "answerString": "own"},
    ]
    sum_of = {"expression": "%resource.descendants().where(linkId='i' or linkId='j').answer.value.sum()"}
    first = imported(
        item("q", "quantity", extension=more),
        item("c", "choice", answerOption=[coded("a", 1.5), coded("a", system="urn:y")]),
        item("d", "date", initial=[{"valueDate": "2026-01-01"}]),
        item("t", "time"),
        item("o", "open-choice", answerOption=[{"valueString": "x"}, {"valueInteger": 3}]),
        item("i", "integer"),
        item("j", "integer"),
        item("s", "integer", extension=[extension("calculatedExpression", valueExpression=sum_of)]),
        item("w", enableWhen=conditions, enableBehavior="all", required=True, repeats=True, maxLength=9),
        publisher="P",
        copyright="C",
        url="http://a.no/q",
        version="3",
    ).questionnaire
    assert _again(first) == first
