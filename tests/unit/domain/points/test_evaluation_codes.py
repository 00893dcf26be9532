"""Codes of the record of a point: each has words in every place, and a text names one or none."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.domain.points.evaluation_codes import Outcome, Way, read_code, sent_code
from feedback.services.points.process.code_words import WORDS, code_choices, code_words


@pytest.mark.parametrize("codes", WORDS)
def test_every_code_has_words(codes: Any) -> None:
    without = {"named"}  # a copy to somebody is told by their name
    choices = code_choices(codes, str.upper)
    assert [code for code, _words in choices] == [str(code) for code in codes if code not in without]
    assert [code_words(codes(code), str.upper) for code, _words in choices] == [
        words for _c, words in choices
    ]


def test_no_code_has_no_words() -> None:
    assert code_words(None, str) == ""


def test_a_text_names_a_code_or_none() -> None:
    assert read_code(Outcome, "partly") is sent_code(Outcome, "partly") is Outcome.PARTLY
    for nothing in ("", None):
        assert read_code(Way, nothing) is sent_code(Way, nothing) is None
    assert sent_code(Way, "by pigeon") is None
    with pytest.raises(ValueError, match="by pigeon"):
        read_code(Way, "by pigeon")
