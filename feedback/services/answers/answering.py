"""What a person is answering: opening a link, the draft so far, and saving it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, lazyload

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor, age_on
from feedback.domain.questionnaires.answers import Answer, answers_from_plain, answers_to_plain
from feedback.domain.questionnaires.calculation import initial_answers
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.persistence.tables import Invitation, Link, Patient, Response
from feedback.services import audit
from feedback.services.access.admission import Asked
from feedback.services.access.sign_in import hashed
from feedback.services.goals.collect_goals import GOAL_SET, goals_to_rate
from feedback.services.patients.consents import takes_part
from feedback.services.questionnaires.question_sets import questionnaire_of
from feedback.services.refusals import NotFound

RESPONSES = cast(Table, Response.__table__)
STATE = (
    select(RESPONSES.c.id, RESPONSES.c.status, RESPONSES.c.answers)
    .where(RESPONSES.c.invitation_id == bindparam("invitation"))
    .order_by(RESPONSES.c.version.desc())
    .limit(1)
)
LOCKED = select(Invitation.withdrawn_at).where(Invitation.id == bindparam("invitation")).with_for_update()
# One plain statement: a unit of work takes three times as long (docs/performance).
STORE_FIRST = {
    "sqlite": sqlite.insert(RESPONSES).on_conflict_do_nothing().returning(RESPONSES.c.id),
    "postgresql": postgresql.insert(RESPONSES).on_conflict_do_nothing().returning(RESPONSES.c.id),
}


class OvertakenError(Exception):
    """Somebody else has saved or sent the same answering after it was read; nothing was stored now."""


@dataclass(frozen=True, slots=True)
class Answering:
    """An invitation, the version of the question set that it asks, and the response so far.

    `known` is what somebody has told before and is asked to go on from: their goals. `ended` names answers of a
    draft that speak of something that is over, and count no more.
    """

    asked: Asked
    questionnaire: Questionnaire
    response: Response | None
    known: Mapping[str, Answer] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()

    @property
    def answers(self) -> dict[str, Answer]:
        """What has been answered so far; before anything was, what the questions begin with."""
        if self.response is None:
            return {**initial_answers(self.questionnaire), **self.known}
        found = answers_from_plain(self.response.answers)
        return {name: answer for name, answer in found.items() if name not in self.ended}

    @property
    def is_begun(self) -> bool:
        return self.response is not None

    @property
    def is_sent(self) -> bool:
        return self.response is not None and self.response.status != "in-progress"


def open_link(session: Session, token: str, today: date) -> Invitation:
    """The invitation behind a link. Opening never uses a link up; sending does. Raises NotFound."""
    link = session.scalar(select(Link).where(Link.token_hash == hashed(token)))
    if link is None or link.withdrawn_at is not None or link.invitation.withdrawn_at is not None:
        raise NotFound
    if not _still_asked(session, link.invitation, today):
        raise NotFound
    return link.invitation


def may_answer(session: Session, role: str, patient: int, person: int, today: date) -> bool:
    """Whether this person may answer about the patient today: a relative needs the patient's consent."""
    return role != "relative" or takes_part(session, patient, person, today)


def find_answering(session: Session, asked: Asked) -> Answering:
    """The answering of an invitation as it stood when `asked` was read; see `lock_answering`."""
    alone = (lazyload(Response.invitation),)
    response = session.get(Response, asked.newest, options=alone) if asked.newest else None
    questionnaire = questionnaire_of(session, asked.question_set_id)
    is_new = response is None and questionnaire.key == GOAL_SET and asked.role == "patient"
    known = goals_to_rate(session, asked.patient_id, questionnaire) if is_new else {}
    return Answering(asked, questionnaire, response, known)


def lock_answering(session: Session, answering: Answering) -> None:
    """Keep all others from changing what is there until the transaction ends. Raises OvertakenError.

    Of a first response, the one that is stored first stands (`store_answers`); nothing is locked for it.
    """
    if answering.response is None:
        return
    invitation = {"invitation": answering.asked.id}
    if session.get_bind().dialect.name == "postgresql":  # a writing SQLite session is alone anyway
        session.execute(LOCKED, invitation)
    before = (answering.response.id, answering.response.status, answering.response.answers)
    if session.connection().execute(STATE, invitation).first() != before:
        session.expire_all()
        raise OvertakenError


def note_own_reading(session: Session, actor: Actor, answering: Answering, now: datetime) -> None:
    """Tell the log that somebody was shown what they had answered so far; a link may be in wrong hands."""
    target = f"invitation {answering.asked.id}"
    audit.record(session, actor, "read own answers", now, patient=answering.asked.patient_id, target=target)


def save_draft(
    session: Session,
    actor: Actor,
    answering: Answering,
    answers: Mapping[str, Answer],
    language: str,
    now: datetime,
) -> None:
    """Keep what has been answered so far, on the server, to be finished on any device. A sent one stays."""
    if not answering.is_sent:
        changes = {"answers": answers_to_plain(answers), "language": language}
        number = store_answers(session, actor, answering, changes, now)
        patient, target = answering.asked.patient_id, f"response {number}"
        audit.record(session, actor, "saved draft", now, patient=patient, target=target)


def store_answers(
    session: Session, actor: Actor, answering: Answering, changes: Mapping[str, Any], now: datetime
) -> int:
    """Change the draft, or store the first response; returns its id. `answering` must be locked.

    Raises OvertakenError where somebody else has stored a first response, and NotFound for an actor without
    a person.
    """
    if (draft := answering.response) is not None:
        for name, value in changes.items():
            setattr(draft, name, value)
        session.flush()
        return draft.id
    store = STORE_FIRST[session.get_bind().dialect.name]
    stored = session.connection().execute(store, {**_first(actor, answering.asked, now), **changes}).scalar()
    if stored is None:
        raise OvertakenError
    return int(stored)


def _first(actor: Actor, asked: Asked, now: datetime) -> dict[str, Any]:
    if actor.person is None:
        raise NotFound
    return {
        "invitation_id": asked.id,
        "version": 1,
        "subject_id": asked.patient_id,
        "source_id": asked.person_id,
        "author_id": actor.person,
        "way": "own-device",
        "status": "in-progress",
        "sharing": "all",
        "language": actor.language,
        "started_at": now,
        "authored_at": None,
    }


def age_of(session: Session, patient: int, today: date) -> int:
    """The patient's age in whole years. Raises NoResultFound."""
    return age_on(today, session.scalars(select(Patient.born_on).where(Patient.person_id == patient)).one())


def drafts_of(session: Session, person: int, now: datetime) -> list[Invitation]:
    """What this person is asked and has not sent, oldest first."""
    sent = select(Response.invitation_id).where(Response.status != "in-progress")
    mine = (Invitation.person_id == person, Invitation.withdrawn_at.is_(None), Invitation.id.not_in(sent))
    rows = session.scalars(select(Invitation).where(*mine).order_by(Invitation.made_at))
    today = day_of(now)
    return [row for row in rows if row.opens_on <= today and _still_asked(session, row, today)]


def _still_asked(session: Session, invitation: Invitation, today: date) -> bool:
    person = invitation.person
    return may_answer(session, person.role, invitation.patient_id, person.id, today)
