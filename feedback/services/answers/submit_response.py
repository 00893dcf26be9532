"""Sending a response: validated, scored, linked to its occasion and audited in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from feedback.domain.measures.scoring import critical, score
from feedback.domain.occasions import sharing_choices
from feedback.domain.people.actors import Actor
from feedback.domain.questionnaires.answers import NOT_SHOWN, Answer, answers_to_plain
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.domain.questionnaires.repeating import without_empty
from feedback.domain.questionnaires.settling import settle
from feedback.domain.questionnaires.validation import Problem, ProblemCode, problems
from feedback.persistence.tables import CriticalAnswer, Response, StoredScore
from feedback.services import audit
from feedback.services.answers.answering import Answering, store_answers
from feedback.services.goals.collect_goals import GOAL_SET, collect_goals
from feedback.services.goals.goal_rows import Occurred
from feedback.services.questionnaires.scoring_profiles import profile_for


class InvalidAnswersError(Exception):
    """Some answers cannot be stored as they are; nothing was."""

    def __init__(self, found: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(found)} answers need a look")
        self.problems = found


def submit_response(
    session: Session,
    actor: Actor,
    answering: Answering,
    answers: Mapping[str, Answer],
    *,
    sharing: str,
    language: str,
    now: datetime,
    way: str = "own-device",
) -> int:
    """Send the answers; returns the id of the response. A second sending, from another tab or after going back,
    changes nothing.

    `answering` must be locked. Raises InvalidAnswersError and OvertakenError; a question left empty though it
    is *required* is no error here: the page has reminded once (rule A16).
    """
    if answering.response is not None and answering.is_sent:
        return answering.response.id
    finished = final_answers(answering.questionnaire, answers)
    allowed = sharing_choices(answering.asked.role)
    changes = {
        "answers": answers_to_plain(finished),
        "language": language,
        "way": way,
        "sharing": sharing if sharing in allowed else allowed[-1 if sharing else 0],
        "status": "completed",
        "authored_at": now,
    }
    stored, patient = store_answers(session, actor, answering, changes, now), answering.asked.patient_id
    _score(session, stored, patient, answering.questionnaire, finished, now)
    if answering.questionnaire.key == GOAL_SET:
        response = session.get_one(Response, stored)
        collect_goals(session, response, finished, Occurred.now(now, response.author_id))
    audit.record(session, actor, "answered", now, patient=patient, target=f"response {stored}")
    return stored


def final_answers(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """What is stored: valid answers of what was shown, calculations filled in, the rest marked *not shown*; without
    times of a group in which nothing was said."""
    settled = settle(questionnaire, without_empty(questionnaire, answers))
    found = problems(settled.questionnaire, settled.answers, settled.shown)
    if wrong := tuple(one for one in found if one.code is not ProblemCode.REQUIRED_REMINDER):
        raise InvalidAnswersError(wrong)
    return {
        item.link_id: settled.answers[item.link_id] if item.link_id in settled.shown else NOT_SHOWN
        for item in settled.questionnaire.questions
        if item.link_id not in settled.shown or item.link_id in settled.answers
    }


def _score(
    session: Session,
    response: int,
    patient: int,
    questionnaire: Questionnaire,
    answers: Mapping[str, Answer],
    now: datetime,
) -> None:
    profile = profile_for(session, questionnaire)
    if profile is None:
        return
    rows = [
        {
            "response_id": response,
            "measure": found.measure,
            "name": found.name,
            "value": found.value,
            "missing": found.missing,
            "band": found.band,
            "why": found.why,
            "profile_version": found.profile_version,
        }
        for found in score(profile, questionnaire, answers)
    ]
    if rows:
        session.execute(insert(StoredScore), rows)
    for link_id in critical(profile, questionnaire, answers):
        session.add(CriticalAnswer(response_id=response, patient_id=patient, link_id=link_id, raised_at=now))
