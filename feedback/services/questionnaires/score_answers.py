"""What a set of typed answers scores, without anybody's response."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from feedback.domain.measures.reasons import reason_in_words
from feedback.domain.measures.scoring import Score, critical, score
from feedback.domain.questionnaires.answers import Answer, Answers, Value
from feedback.domain.questionnaires.questionnaire import CalculationKind, Item, ItemType, Questionnaire
from feedback.domain.questionnaires.settling import Settled, number_of, settle
from feedback.services.questionnaires.scoring_profiles import profile_for


def score_answers(
    session: Session, questionnaire: Questionnaire, answers: Mapping[str, Answer]
) -> dict[str, Any]:
    """`{"scores": [{"name", "value", "band", "missing", "why"}], "critical": [linkId]}`, numbers as decimals.

    A total or subscale of the scoring profile bears the profile's name for it (`total`); a total that the questionnaire
    itself calculates bears the link id of its item, with `#2` and so on inside a group that repeats.
    """
    settled = settle(questionnaire, answers)
    counting = {link_id: one for link_id, one in settled.answers.items() if link_id in settled.shown}
    profile = profile_for(session, questionnaire)
    scores = [_of_profile(found) for found in score(profile, questionnaire, counting)] if profile else []
    scores += [_of_item(item, settled, counting) for item in _totals(settled)]
    return {
        "scores": scores,
        "critical": list(critical(profile, questionnaire, counting)) if profile else [],
    }


def _totals(settled: Settled) -> list[Item]:
    """The shown items that add up, average or count others."""
    return [
        item
        for item in settled.questionnaire.calculated
        if item.calculation
        and item.calculation.kind is not CalculationKind.COPY
        and item.link_id in settled.shown
    ]


def _of_profile(found: Score) -> dict[str, Any]:
    return {
        "name": found.name,
        "value": found.value,
        "band": found.band,
        "missing": found.missing,
        "why": reason_in_words(found.why, found.missing),
    }


def _of_item(item: Item, settled: Settled, counting: Answers) -> dict[str, Any]:
    operands = item.calculation.operands if item.calculation else ()
    missing = sum(
        1
        for operand in operands
        if operand in settled.shown and not (operand in counting and counting[operand].values)
    )
    answer = counting.get(item.link_id)
    value = _number(item, answer.values[0]) if answer and answer.values else None
    given = any(counting[operand].values for operand in operands if operand in counting)
    why = "" if value is not None else _why_no_total(missing, given)
    return {"name": item.link_id, "value": value, "band": "", "missing": missing, "why": why}


def _number(item: Item, value: Value) -> Decimal | None:
    """The number of a calculated answer; files also put totals in texts."""
    if item.type in (ItemType.STRING, ItemType.TEXT) and isinstance(value, str):
        return Decimal(value)
    return number_of(item, value)


def _why_no_total(missing: int, given: bool) -> str:
    if missing:
        return f"{missing} missing: not calculated"
    return "an answer has no number: not calculated" if given else "nothing of it was asked: not calculated"
