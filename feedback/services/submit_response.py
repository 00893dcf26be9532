"""Sending a response: validated, scored, linked to its occasion and audited in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session, make_transient_to_detached

from feedback.catalogue.profiles import profiles
from feedback.domain.answers import NOT_SHOWN, Answer, answers_to_plain
from feedback.domain.occasions import sharing_choices
from feedback.domain.people import Actor
from feedback.domain.profile import ScoringProfile
from feedback.domain.questionnaire import Questionnaire
from feedback.domain.scoring import critical, score
from feedback.domain.settling import settle
from feedback.domain.validation import Problem, ProblemCode, problems
from feedback.persistence.tables import CriticalAnswer, Response, StoredScore
from feedback.services import audit
from feedback.services.answering import Answering, new_response

RESPONSES = cast(Table, Response.__table__)
STORED = tuple(column.name for column in RESPONSES.columns if column.name != "id")
INSERT = insert(RESPONSES).returning(RESPONSES.c.id)


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
) -> Response:
    """Send the answers. A second sending, from another tab or after going back, changes nothing.

    `answering` must be locked. Raises InvalidAnswersError; a question left empty though it
    is *required* is no error here: the page has reminded once (rule A16).
    """
    if answering.response is not None and answering.is_sent:
        return answering.response
    finished = final_answers(answering.questionnaire, answers)
    response = answering.response or new_response(actor, answering, now)
    response.answers, response.language, response.way = answers_to_plain(finished), language, way
    allowed = sharing_choices(answering.asked.role)
    response.sharing = sharing if sharing in allowed else allowed[-1 if sharing else 0]
    response.status, response.authored_at = "completed", now
    _store(session, response, is_new=answering.response is None)
    _score(session, response, answering.questionnaire, finished, now)
    target = f"response {response.id}"
    audit.record(session, actor, "answered", now, patient=response.subject_id, target=target)
    return response


def final_answers(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """What is stored: valid answers of what was shown, calculations filled in, the rest marked *not shown*."""
    settled = settle(questionnaire, answers)
    found = problems(questionnaire, settled.answers, settled.shown)
    if wrong := tuple(one for one in found if one.code is not ProblemCode.REQUIRED_REMINDER):
        raise InvalidAnswersError(wrong)
    return {
        item.link_id: settled.answers[item.link_id] if item.link_id in settled.shown else NOT_SHOWN
        for item in questionnaire.questions
        if item.link_id not in settled.shown or item.link_id in settled.answers
    }


def profile_of(questionnaire: Questionnaire) -> ScoringProfile | None:
    """The scoring profile that a question set is recognised by."""
    return profiles().get(questionnaire.profile) if questionnaire.profile else None


def _store(session: Session, response: Response, *, is_new: bool) -> None:
    """A new response goes in with one plain statement: a unit of work takes three times as long
    (docs/performance)."""
    if not is_new:
        return session.flush()
    values = {name: getattr(response, name) for name in STORED}
    response.id = session.connection().execute(INSERT, values).scalar_one()
    make_transient_to_detached(response)
    return session.add(response)


def _score(
    session: Session,
    response: Response,
    questionnaire: Questionnaire,
    answers: Mapping[str, Answer],
    now: datetime,
) -> None:
    profile = profile_of(questionnaire)
    if profile is None:
        return
    rows = [
        {
            "response_id": response.id,
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
        session.add(
            CriticalAnswer(
                response_id=response.id, patient_id=response.subject_id, link_id=link_id, raised_at=now
            )
        )
