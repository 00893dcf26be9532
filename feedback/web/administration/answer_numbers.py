"""An answer with the number that counts, told apart from a number in the words: "5 = Always"."""

from __future__ import annotations

from feedback.charts.formats import shown_exactly
from feedback.domain.questionnaires.questionnaire import Option


def numbered(option: Option, words: str, language: str) -> str:
    """The words with the number before them, where there is one and the words are not just that."""
    if option.ordinal is None:
        return words
    number = shown_exactly(option.ordinal, language)
    return words if words == number else f"{number} = {words}"
