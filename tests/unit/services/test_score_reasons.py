"""Why there is no number, in a few words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from feedback.services.questionnaires.numbered_answers import LONGEST, numbers_and_words
from feedback.services.questionnaires.score_words import short_why


@pytest.mark.parametrize(
    ("value", "why", "words"),
    [
        (Decimal(3), "", ""),
        (None, "missing", "not calculated (2 missing)"),
        (None, "repeated", "not calculated: answered several times"),
        (None, "profile-incomplete", "not calculated: facts about the measure are lacking"),
    ],
)
def test_what_stands_instead_of_a_value(value: Decimal | None, why: str, words: str) -> None:
    assert short_why(value, why, 2, lambda text: text) == words


def test_a_line_too_long_for_an_answer_has_no_number() -> None:
    assert numbers_and_words(["0 " + "a" * LONGEST, "1 Ofte"]) == []
