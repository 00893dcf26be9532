"""What somebody else may see of a response (rules A7 and A9). The one who answered sees all of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from feedback.domain.calendar import moment_text
from feedback.domain.questionnaires.answers import Answer, AnswerState, FreeText, Quantity, Value
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Questionnaire, text_in
from feedback.domain.questionnaires.unfolding import unfold

WORDS = (ItemType.STRING, ItemType.TEXT, ItemType.URL)


def visible_answers(
    questionnaire: Questionnaire, answers: Mapping[str, Answer], sharing: str
) -> dict[str, Answer]:
    """What the clinician sees: all of it, the answers without own words, or nothing."""
    if sharing == "private":
        return {}
    if sharing != "numbers":
        return dict(answers)
    items = unfold(questionnaire, answers).by_link_id
    return {
        link_id: answer
        for link_id, answer in answers.items()
        if link_id in items and not _has_words(items[link_id], answer)
    }


def value_text(item: Item, value: Value, language: str) -> str:
    """One value as the person saw it: the option's text, else the value itself."""
    for option in item.options:
        if option.value == value:
            return text_in(option.text, language)
    match value:
        case FreeText():
            return value.text
        case Quantity():
            return f"{value.value} {value.unit}".strip()
        case Decimal():
            return f"{value:f}"
    return moment_text(value)


def is_answered(answer: Answer | None) -> bool:
    """Whether there is an answer with a value."""
    return answer is not None and answer.state is AnswerState.ANSWERED and bool(answer.values)


def _has_words(item: Item, answer: Answer) -> bool:
    return item.type in WORDS or any(isinstance(value, FreeText) for value in answer.values)
