"""What a person is answering: opening a link, the draft so far, and saving it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, lazyload

from feedback.domain.answers import Answer, answers_from_plain, answers_to_plain
from feedback.domain.calendar import day_of
from feedback.domain.people import Actor, age_on
from feedback.domain.questionnaire import Questionnaire
from feedback.persistence.tables import Invitation, Link, Patient, Response
from feedback.services.access import Asked
from feedback.services.consents import takes_part
from feedback.services.question_sets import questionnaire_of
from feedback.services.refusals import NotFound
from feedback.services.sign_in import hashed

ALONE = (lazyload(Response.invitation),)
STATE = (
    select(Response.id, Response.status, Response.answers)
    .where(Response.invitation_id == bindparam("invitation"))
    .order_by(Response.version.desc())
    .limit(1)
)
LOCKED = select(Invitation.withdrawn_at).where(Invitation.id == bindparam("invitation")).with_for_update()


@dataclass(frozen=True, slots=True)
class Answering:
    """An invitation, the version of the question set that it asks, and the response so far."""

    asked: Asked
    questionnaire: Questionnaire
    response: Response | None

    @property
    def answers(self) -> dict[str, Answer]:
        """What has been answered so far."""
        return answers_from_plain(self.response.answers) if self.response else {}

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
    response = session.get(Response, asked.newest, options=ALONE) if asked.newest else None
    return Answering(asked, questionnaire_of(session, asked.question_set_id), response)


def lock_answering(session: Session, answering: Answering) -> bool:
    """Keep all others from changing the answering until the transaction ends.

    False when somebody did so after it was read: read it again then; the lock holds.
    """
    invitation = {"invitation": answering.asked.id}
    if session.get_bind().dialect.name == "postgresql":  # a writing SQLite session is alone anyway
        session.execute(LOCKED, invitation)
    now = session.execute(STATE, invitation).first()
    if now == _state(answering.response):
        return True
    session.expire_all()
    return False


def _state(response: Response | None) -> tuple[object, ...] | None:
    return (response.id, response.status, response.answers) if response else None


def save_draft(
    session: Session,
    actor: Actor,
    answering: Answering,
    answers: Mapping[str, Answer],
    language: str,
    now: datetime,
) -> None:
    """Keep what has been answered so far, on the server, to be finished on any device. A sent one stays."""
    if answering.is_sent:
        return
    draft = answering.response or new_response(actor, answering, now)
    draft.answers, draft.language = answers_to_plain(answers), language
    session.add(draft)


def new_response(actor: Actor, answering: Answering, now: datetime) -> Response:
    """A first draft, not stored yet. Raises NotFound for an actor without a person."""
    if actor.person is None:
        raise NotFound
    return Response(
        invitation_id=answering.asked.id,
        version=1,
        subject_id=answering.asked.patient_id,
        source_id=answering.asked.person_id,
        author_id=actor.person,
        way="own-device",
        status="in-progress",
        sharing="all",
        language=actor.language,
        started_at=now,
        answers={},
    )


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
