"""A time without an end, and where a rule was read, in each language."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask, session

from feedback.web.languages import period, source_words


@pytest.mark.parametrize(
    ("language", "since", "source"),
    [
        ("nb", "fra 28. mai 2026", "SINTEF 2021:00090 punkt 1.2.2"),
        ("nn", "frå 28. mai 2026", "SINTEF 2021:00090 punkt 1.2.2"),
        ("en", "from 28 May 2026", "SINTEF 2021:00090 section 1.2.2"),
    ],
)
def test_words_of_a_period_and_a_source(app: Flask, language: str, since: str, source: str) -> None:
    with app.test_request_context("/"):
        session["language"] = language
        assert period(date(2026, 5, 28), None) == since
        assert period(date(2026, 5, 28), date(2026, 6, 3)).count("2026") == 2
        assert source_words("SINTEF 2021:00090 section 1.2.2") == source
        assert source_words("The section of our own routine") == "The section of our own routine"
