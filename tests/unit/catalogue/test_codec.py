"""Storing a questionnaire and reading it again gives the same questionnaire."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from questionnaire_strategies import questionnaires

from feedback.catalogue.codec import from_plain, to_plain
from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.shipped import load_shipped
from feedback.domain.questionnaires.questionnaire import Questionnaire


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(questionnaires)
def test_reading_is_the_inverse_of_writing(questionnaire: Questionnaire) -> None:
    stored = json.dumps(to_plain(questionnaire))
    again = from_plain(json.loads(stored))
    assert again == questionnaire
    assert json.dumps(to_plain(again)) == stored


def test_the_shipped_sets_survive() -> None:
    for questionnaire in load_shipped():
        assert from_plain(to_plain(questionnaire)) == questionnaire


@pytest.mark.parametrize("plain", [{}, {"key": 1, "bogus": 2}, {"items": [3]}, {"items": 4}])
def test_data_of_another_shape_is_refused_in_a_sentence(plain: dict[str, object]) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        from_plain(plain)
