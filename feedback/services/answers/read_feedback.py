"""Responses about a patient, as far as the reader may see them, with who has read and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.answers import Answer, answers_from_plain
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.domain.questionnaires.unfolding import unfold
from feedback.domain.questionnaires.visibility import visible_answers
from feedback.persistence.tables import (
    CriticalAnswer,
    Invitation,
    Occasion,
    Person,
    Reading,
    Relationship,
    Remark,
    Reply,
    Response,
    StoredScore,
)
from feedback.services.questionnaires.question_sets import questionnaire_of
from feedback.services.refusals import NotFound

Row = TypeVar("Row", Reading, Reply, CriticalAnswer, Remark)


@dataclass(frozen=True, slots=True)
class ReadResponse:
    """One sent response with what the reader may see of its answers."""

    response: Response
    questionnaire: Questionnaire
    answers: dict[str, Answer]
    readings: Sequence[Reading] = ()
    replies: Sequence[Reply] = ()
    critical: Sequence[CriticalAnswer] = ()
    remarks: Sequence[Remark] = ()

    @property
    def occasion(self) -> Occasion:
        return self.response.invitation.occasion

    @property
    def source(self) -> Person:
        return self.response.invitation.person

    @property
    def sent_at(self) -> datetime:
        return self.response.authored_at or self.response.started_at

    @property
    def on(self) -> date:
        """The day it was sent."""
        return day_of(self.sent_at)


def responses_about(session: Session, patient: int, *, for_patient: bool = False) -> list[ReadResponse]:
    """Every sent response about a patient, oldest first: as the clinician may see it, or for the patient
    their own ones whole."""
    sent = (Response.subject_id == patient, Response.status == "completed")
    query = (
        select(Response)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .where(*sent)
        .order_by(Response.authored_at, Response.id)
    )
    if for_patient:
        query = query.where(Response.source_id == patient)
    rows = list(session.scalars(query))
    ids = [row.id for row in rows]
    readings = _by_response(session.scalars(select(Reading).where(Reading.response_id.in_(ids))))
    replies = _by_response(
        session.scalars(select(Reply).where(Reply.response_id.in_(ids)).order_by(Reply.id))
    )
    criticals = _by_response(
        session.scalars(select(CriticalAnswer).where(CriticalAnswer.response_id.in_(ids)))
    )
    remarks = _by_response(
        session.scalars(select(Remark).where(Remark.response_id.in_(ids)).order_by(Remark.id))
    )
    return [
        ReadResponse(
            row,
            questionnaire := _asked(session, row),
            _answers(row, questionnaire, for_patient),
            readings[row.id],
            replies[row.id],
            criticals[row.id],
            remarks[row.id],
        )
        for row in rows
    ]


def get_read_response(session: Session, patient: int, response: int) -> ReadResponse:
    """One sent response about this patient, as the clinician may see it. Raises NotFound."""
    found = [read for read in responses_about(session, patient) if read.response.id == response]
    if not found:
        raise NotFound
    return found[0]


def scores_of(session: Session, read: ReadResponse) -> list[StoredScore]:
    """The stored scores of a response; none of one that the person keeps for themself."""
    if not read.answers:
        return []
    mine = StoredScore.response_id == read.response.id
    return list(session.scalars(select(StoredScore).where(mine).order_by(StoredScore.id)))


def relationship_kinds(session: Session, patient: int) -> dict[int, str]:
    """What each relative is to the patient, by the relative's person id."""
    rows = select(Relationship.relative_id, Relationship.kind).where(Relationship.patient_id == patient)
    return dict(session.execute(rows).all())


def _answers(row: Response, questionnaire: Questionnaire, for_patient: bool) -> dict[str, Answer]:
    answers = answers_from_plain(row.answers)
    return answers if for_patient else visible_answers(questionnaire, answers, row.sharing)


def _asked(session: Session, row: Response) -> Questionnaire:
    """The question set with each repeating group as often as it was answered."""
    questionnaire = questionnaire_of(session, row.invitation.question_set_id)
    return (
        unfold(questionnaire, answers_from_plain(row.answers)) if questionnaire.repeating else questionnaire
    )


def _by_response(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.response_id].append(row)
    return grouped


def responses_by(session: Session, person: int) -> list[Response]:
    """What a person has sent, newest first; for a relative, who sees no more than that it was sent."""
    mine = (Response.source_id == person, Response.status == "completed")
    return list(session.scalars(select(Response).where(*mine).order_by(Response.authored_at.desc())))
