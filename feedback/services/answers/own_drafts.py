"""What a person has begun to write by themselves: theirs to go on with or to throw away, and nobody asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.persistence.tables import Invitation, Response
from feedback.services import audit
from feedback.services.answers.answering import drafts_of
from feedback.services.refusals import NotFound


def is_own(row: Invitation) -> bool:
    """Whether the person began it, so that nobody has asked them."""
    return row.plan_id is None and row.made_by_id == row.person_id


def begun_already(rows: Iterable[Invitation], key: str) -> Invitation | None:
    """What was begun on one's own initiative of this question set, to go on with instead of another."""
    own = (row for row in rows if is_own(row) and row.occasion.kind == "own-initiative")
    return next((row for row in own if row.question_set.key == key), None)


def discard_draft(session: Session, actor: Actor, invitation: int, now: datetime) -> None:
    """Throw away what was begun and not sent; what was written in it is gone. Raises NotFound for what somebody else
    asks, or what was sent."""
    found = next((row for row in drafts_of(session, actor.person or 0, now) if row.id == invitation), None)
    if found is None or not is_own(found):
        raise NotFound
    session.execute(
        delete(Response).where(Response.invitation_id == found.id, Response.status == "in-progress")
    )
    found.withdrawn_at = now
    session.flush()
    target = f"invitation {found.id}"
    audit.record(session, actor, "discarded draft", now, patient=found.patient_id, target=target)
