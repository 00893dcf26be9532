"""The patient's goals in the form *my goals*: their words stand, so that a spelling put right makes no other goal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from feedback.domain.goals.rules import same_words
from feedback.domain.questionnaires.answers import Answer
from feedback.domain.questionnaires.validation import Problem, ProblemCode
from feedback.domain.questionnaires.visibility import is_answered
from feedback.services.answers.answering import Answering
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.goals.collect_goals import GOAL_SET, PLACES, goals_to_rate
from feedback.services.goals.read_goals import goals_of
from feedback.web.views.answer_form import fields_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from wtforms import Form


def with_fixed_goals(session: Session, answering: Answering) -> Answering:
    """The same, where each place that names an active goal of the patient shows its words and takes a rating alone."""
    asked, questionnaire = answering.asked, answering.questionnaire
    if questionnaire.key != GOAL_SET or asked.role != "patient" or answering.is_sent:
        return answering
    goals = [str(goal.value) for goal in goals_to_rate(session, asked.patient_id, questionnaire).values()]
    answering = replace(answering, ended=_ended(session, answering, goals))
    answers = answering.answers
    fixed = {f"goal-{place}" for place in PLACES if _names(answers.get(f"goal-{place}"), goals)}
    items = tuple(
        replace(item, read_only=True) if item.link_id in fixed else item for item in questionnaire.items
    )
    return replace(answering, questionnaire=replace(questionnaire, items=items))


def goals_shown(answering: Answering) -> str:
    """What stands for the goals that a page of the form shows, to notice when others have come in their places."""
    if answering.questionnaire.key != GOAL_SET or answering.is_begun:
        return ""
    words = "\n".join(str(goal.value) for goal in answering.known.values())
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def have_moved(answering: Answering, shown: str | None) -> bool:
    """Whether a page is sent that showed other goals: its numbers could be taken for those of other goals."""
    now = goals_shown(answering)
    return bool(shown and now and shown != now)


def mark_ratings_without_words(answering: Answering, form: Form, merged: dict[str, Answer]) -> None:
    """Say it where a number was chosen and no goal written: nothing that was said is dropped in silence. The number of
    a goal that has ended since the page was opened goes with it, and stands in nobody's way."""
    if answering.questionnaire.key != GOAL_SET:
        return
    alone = set(_rated_alone(merged))
    for name in alone & answering.ended:
        del merged[f"{name}-rating"]
    alone -= answering.ended
    for field in fields_of(form):
        if field.item.link_id in alone:
            field.problems = (*field.problems, Problem(field.item.link_id, ProblemCode.WORDS_MISSING))


def _rated_alone(answers: Mapping[str, Answer]) -> Iterator[str]:
    for place in PLACES:
        words, rating = answers.get(f"goal-{place}"), answers.get(f"goal-{place}-rating")
        if is_answered(rating) and not is_answered(words):
            yield f"goal-{place}"


def _ended(session: Session, answering: Answering, active: list[str]) -> frozenset[str]:
    """The places of a draft that name a goal which has ended since, words and number."""
    pathway = open_pathway(session, answering.asked.patient_id) if answering.is_begun else None
    if pathway is None:
        return frozenset()
    answers, known = answering.answers, [goal.row.words for goal in goals_of(session, pathway.id)]
    words = {place: answers.get(f"goal-{place}") for place in PLACES}
    over = [place for place, one in words.items() if _names(one, known) and not _names(one, active)]
    return frozenset(name for place in over for name in (f"goal-{place}", f"goal-{place}-rating"))


def _names(answer: Answer | None, goals: list[str]) -> bool:
    return (
        answer is not None
        and is_answered(answer)
        and any(same_words(str(answer.value), one) for one in goals)
    )
