"""What a person is answering: opening a link, the draft so far, and saving it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, lazyload

from feedback.domain.answers import Answer, answers_from_plain, answers_to_plain
from feedback.domain.calendar import day_of
from feedback.domain.people import Actor
from feedback.domain.questionnaire import Questionnaire
from feedback.persistence.tables import Invitation, Link, Response
from feedback.services.consents import takes_part
from feedback.services.question_sets import questionnaire_of
from feedback.services.refusals import NotFound
from feedback.services.sign_in import hashed

NEWEST = (
    select(Response)
    .options(lazyload(Response.invitation))
    .where(Response.invitation_id == bindparam("invitation"))
    .order_by(Response.version.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Answering:
    """An invitation, the version of the question set that it asks, and the response so far."""

    invitation: Invitation
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
    if link is None or link.withdrawn_at is not None or not may_answer(session, link.invitation, today):
        raise NotFound
    return link.invitation


def may_answer(session: Session, invitation: Invitation, today: date) -> bool:
    """Whether the invitation stands: not withdrawn, and for a relative the patient's consent still holds."""
    if invitation.withdrawn_at is not None:
        return False
    if invitation.person.role != "relative":
        return True
    return takes_part(session, invitation.patient_id, invitation.person_id, today)


def find_answering(session: Session, invitation: Invitation) -> Answering:
    """The answering of an invitation as it stands now; see `lock_answering`."""
    questionnaire = questionnaire_of(session, invitation.question_set_id)
    return Answering(invitation, questionnaire, session.scalar(NEWEST, {"invitation": invitation.id}))


def lock_answering(session: Session, answering: Answering) -> bool:
    """Keep all others from changing the answering until the transaction ends.

    False when somebody did so after it was read: read it again then; the lock holds.
    """
    invitation, before = answering.invitation, _state(answering.response)
    if session.get_bind().dialect.name == "postgresql":  # a writing SQLite session is alone anyway
        session.refresh(invitation, ["withdrawn_at"], with_for_update={"of": Invitation})
    fresh = {"populate_existing": True}
    return before == _state(session.scalar(NEWEST, {"invitation": invitation.id}, execution_options=fresh))


def _state(response: Response | None) -> tuple[object, ...]:
    return (response.id, response.status, response.answers) if response else ()


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
        invitation_id=answering.invitation.id,
        version=1,
        subject_id=answering.invitation.patient_id,
        source_id=answering.invitation.person_id,
        author_id=actor.person,
        way="own-device",
        status="in-progress",
        sharing="all",
        language=actor.language,
        started_at=now,
        answers={},
    )


def drafts_of(session: Session, person: int, now: datetime) -> list[Invitation]:
    """What this person is asked and has not sent, oldest first."""
    sent = select(Response.invitation_id).where(Response.status != "in-progress")
    mine = (Invitation.person_id == person, Invitation.withdrawn_at.is_(None), Invitation.id.not_in(sent))
    rows = session.scalars(select(Invitation).where(*mine).order_by(Invitation.made_at))
    return [row for row in rows if row.opens_on <= day_of(now) and may_answer(session, row, day_of(now))]
