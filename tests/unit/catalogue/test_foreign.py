"""Questionnaires as others write them come in, score, go out as valid R4 and come back the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire as R4Questionnaire

from feedback.catalogue.fhir import questionnaire_to_fhir, read_questionnaire, write_json
from feedback.catalogue.profiles import profiles
from feedback.catalogue.typed_answers import read_answers
from feedback.domain.measures.scoring import score
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.domain.questionnaires.settling import settle

FOLDER = Path(__file__).parents[2] / "foreign"
PHQ = ("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8")


def _set(name: str) -> Questionnaire:
    return read_questionnaire((FOLDER / f"{name}.json").read_bytes(), name).questionnaire


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_it_goes_out_as_valid_r4_and_comes_back_the_same(path: Path) -> None:
    first = _set(path.stem)
    written = write_json(questionnaire_to_fhir(first))
    R4Questionnaire.model_validate_json(written)
    assert read_questionnaire(written.encode(), "again").questionnaire == first


@pytest.mark.parametrize(
    ("name", "given", "totals"),
    [
        ("lhc-phq9", {f"/{code}": 2 for code in PHQ}, {"/44261-6": 18, "total": 18}),
        ("lhc-gad7", {f"g.{place}": 3 for place in range(1, 8)}, {"sum": 21, "total": 21}),
        ("german", {"A1": 3, "A2": 2, "A3": 1, "A4": 1}, {"S": Decimal("1.75")}),
        ("dutch", {"q1": 3, "q2": 7}, {"t": 10}),
        ("norwegian", {"s1.1": 2, "s1.2": 2, "s1.3": 1, "s2.1": 1}, {"ss1": 5, "ss2": 1, "ts": 6}),
        ("audit", {**{f"q{place}": 4 for place in range(1, 11)}}, {"total": 40}),
        ("audit", {**{f"q{place}": 4 for place in range(1, 10)}, "q10": {"skipped": True}}, {"total": None}),
        ("dudit", {**{f"q{place}": 2 for place in range(1, 12)}}, {"total": 22}),
        ("core-om", {**{f"q{place}": 4 for place in range(1, 35)}}, {"total": None}),
        ("sdq-like", {"q3": 1, "q8": 1, "q13": 2, "q16": 2, "q24": 1}, {"emo": 7}),
        ("sdq-like", {"q3": 1, "q8": 1, "q13": 2, "q16": 2}, {"emo": None}),
        ("shared-scores", {"q1": 0, "q2": 1}, {"t": 1}),
        ("shared-scores", {"q1": "q1-1", "q2": "q2-3"}, {"t": 2}),
    ],
)
def test_it_scores(name: str, given: Mapping[str, Any], totals: Mapping[str, Any]) -> None:
    asked = _set(name)
    answers = settle(asked, read_answers(json.dumps(given).encode(), "a", asked)).answers
    found = (
        {one.name: one.value for one in score(profiles()[asked.profile], asked, answers)}
        if asked.profile
        else {}
    )
    found |= {item.link_id: _number(answers, item.link_id) for item in asked.calculated}
    assert {name: found[name] for name in totals} == totals


def _number(answers: Mapping[str, Any], link_id: str) -> Any:
    value = answers[link_id].value if link_id in answers else None
    return getattr(value, "value", value)
