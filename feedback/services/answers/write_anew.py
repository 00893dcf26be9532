"""Changing what was sent to prepare a point: the next version stands beside the old, which stays as it is (rule A4).

What is rated is not among it: a number said once more is another day's number, and goals are changed on their page.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import Invitation, Response
from feedback.services import audit
from feedback.services.answers.remarks import get_own_response
from feedback.services.points.evaluation.said_for_point import TOPICS
from feedback.services.points.open_points import is_open
from feedback.services.refusals import NotFound


def can_write_anew(response: Response, now: datetime) -> bool:
    """Whether its person can still change it: the words before a point, until the point is over."""
    asked = response.invitation
    point = asked.occasion.point
    of_patient = response.source_id == response.subject_id and asked.question_set.key == TOPICS
    return of_patient and asked.withdrawn_at is None and point is not None and is_open(point, day_of(now))


def write_anew(session: Session, actor: Actor, response: int, now: datetime) -> Response:
    """A draft that begins with what was sent last, to be answered like the first; one that is there is gone on with.
    Raises NotFound."""
    sent = get_own_response(session, actor, response)
    if not can_write_anew(sent, now):
        raise NotFound
    session.execute(select(Invitation.id).where(Invitation.id == sent.invitation_id).with_for_update())
    mine = select(Response).where(Response.invitation_id == sent.invitation_id)
    newest = session.scalars(mine.order_by(Response.version.desc()).limit(1)).one()
    return newest if newest.status == "in-progress" else _next(session, actor, newest, now)


def _next(session: Session, actor: Actor, last: Response, now: datetime) -> Response:
    row = Response(
        invitation_id=last.invitation_id,
        version=last.version + 1,
        subject_id=last.subject_id,
        source_id=last.source_id,
        author_id=actor.person,
        way="own-device",
        status="in-progress",
        sharing=last.sharing,
        language=actor.language,
        started_at=now,
        answers=last.answers,
    )
    session.add(row)
    session.flush()
    target = f"response {row.id} after response {last.id}"
    audit.record(session, actor, "began to change answer", now, patient=last.subject_id, target=target)
    return row
