"""Which items are shown, given the answers so far."""

from __future__ import annotations

from feedback.domain.answers import Answers
from feedback.domain.questionnaire import Questionnaire
from feedback.domain.settling import settle


def shown(questionnaire: Questionnaire, answers: Answers) -> frozenset[str]:
    """The link ids of everything shown: items whose conditions are met and whose ancestors are all shown.

    An answer of an item that is itself not shown counts as no answer. Several conditions mean *any*, unless
    the item says `enable_all`. Items marked hidden are included when enabled: they are part of the answer
    and are left out where pages are made.
    """
    return settle(questionnaire, answers).shown
