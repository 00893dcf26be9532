"""The patient's goals in the form *my goals*: their words stand, so that a spelling put right makes no other goal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from feedback.domain.answers import Answer
from feedback.domain.goals import same_words
from feedback.domain.validation import Problem, ProblemCode
from feedback.domain.visibility import is_answered
from feedback.services.answers.answering import Answering
from feedback.services.goals.collect_goals import GOAL_SET, PLACES, goals_to_rate
from feedback.web.answer_form import fields_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from wtforms import Form


def with_fixed_goals(session: Session, answering: Answering) -> Answering:
    """The same, where each place that names an active goal of the patient shows its words and takes a rating alone."""
    asked, questionnaire = answering.asked, answering.questionnaire
    if questionnaire.key != GOAL_SET or asked.role != "patient" or answering.is_sent:
        return answering
    goals = [str(goal.value) for goal in goals_to_rate(session, asked.patient_id, questionnaire).values()]
    answers = answering.answers
    fixed = {f"goal-{place}" for place in PLACES if _names(answers.get(f"goal-{place}"), goals)}
    items = tuple(
        replace(item, read_only=True) if item.link_id in fixed else item for item in questionnaire.items
    )
    return replace(answering, questionnaire=replace(questionnaire, items=items))


def mark_ratings_without_words(key: str, form: Form, merged: Mapping[str, Answer]) -> None:
    """Say it where a number was chosen and no goal written: nothing that was said is dropped in silence."""
    if key != GOAL_SET:
        return
    alone = set(_rated_alone(merged))
    for field in fields_of(form):
        if field.item.link_id in alone:
            field.problems = (*field.problems, Problem(field.item.link_id, ProblemCode.WORDS_MISSING))


def _rated_alone(answers: Mapping[str, Answer]) -> Iterator[str]:
    for place in PLACES:
        words, rating = answers.get(f"goal-{place}"), answers.get(f"goal-{place}-rating")
        if is_answered(rating) and not is_answered(words):
            yield f"goal-{place}"


def _names(answer: Answer | None, goals: list[str]) -> bool:
    return (
        answer is not None
        and is_answered(answer)
        and any(same_words(str(answer.value), one) for one in goals)
    )
