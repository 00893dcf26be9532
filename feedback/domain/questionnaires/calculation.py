"""Answers that follow from other answers: copies, sums, means and counts."""

from __future__ import annotations

from feedback.domain.questionnaires.answers import Answer, Answers, answered
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.domain.questionnaires.settling import settle
from feedback.domain.questionnaires.unfolding import unfold


def initial_answers(questionnaire: Questionnaire, inside: str = "") -> dict[str, Answer]:
    """What the questions begin with, for somebody who has not answered anything yet; of those `inside` an item."""
    within = questionnaire.by_link_id[inside].walk() if inside else unfold(questionnaire, {}).questions
    return {
        item.link_id: answered(*item.initial)
        for item in within
        if item.initial and item.calculation is None and item.type.is_question
    }


def with_calculations(questionnaire: Questionnaire, answers: Answers) -> dict[str, Answer]:
    """The answers with every calculated item filled in; what was sent for a calculated item is replaced.

    Nothing in gives nothing out. A sum needs every operand that is shown: a missing answer never counts as 0
    (rule A5); a mean and a count are over what was answered. Choices count by their ordinal.
    """
    return settle(questionnaire, answers).answers
