"""Answers in words: what was answered, and what stands where nothing was."""

from __future__ import annotations

from flask_babel import gettext as _

from feedback.charts.shown_values import shown_value
from feedback.domain.questionnaires.answers import Answer, AnswerState, FreeText, Value
from feedback.domain.questionnaires.questionnaire import Item
from feedback.domain.questionnaires.visibility import WORDS


def answer_texts(item: Item, answer: Answer | None, language: str) -> tuple[str, ...]:
    """Every value of an answer as the person saw it; empty where there is no answer."""
    values = answer.values if answer else ()
    return tuple(_shown(item, value, language) for value in values)


def instead_of(answer: Answer | None) -> str:
    """What stands where there is no value; the four reasons are never mixed up (rule A5)."""
    if answer is None:
        return _("not answered")
    return {
        AnswerState.SKIPPED: _("skipped"),
        AnswerState.IN_PERSON: _("would rather say it in person"),
        AnswerState.NOT_APPLICABLE: _("does not apply"),
        AnswerState.NOT_SHOWN: _("was not asked"),
        AnswerState.ANSWERED: "" if answer.values else _("not answered"),
    }[answer.state]


def is_own_words(item: Item, answer: Answer | None) -> bool:
    """Whether the answer holds a person's own words, which are quoted exactly."""
    values = answer.values if answer else ()
    return bool(values) and (item.type in WORDS or any(isinstance(value, FreeText) for value in values))


def _shown(item: Item, value: Value, language: str) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return shown_value(item, value, language)
