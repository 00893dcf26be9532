"""A clinician's own preparation: theirs alone until they open the point together with the patient."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.domain.points.preparation import MOST_TOPICS, Prepared, prepared_from_plain, prepared_to_plain
from feedback.persistence.tables import EvaluationPoint, EvaluationRecord, Preparation
from feedback.services.points.evaluation.evaluation_records import lock_point
from feedback.services.points.evaluation.write_evaluation import begin_draft, note
from feedback.services.refusals import NotFound, Refused, _


def own_preparation(session: Session, actor: Actor, point: EvaluationPoint) -> Preparation | None:
    """What the actor has written for themself."""
    if actor.person is None:
        return None
    return session.get(Preparation, (point.id, actor.person))


def prepared_of(row: Preparation | None) -> Prepared:
    """What was prepared; empty where nothing was."""
    return prepared_from_plain(row.content) if row is not None else Prepared()


def shown_at(row: Preparation) -> datetime | None:
    """When its author opened the point together with the patient, so that both have seen it."""
    moment = row.content.get("shown_at")
    return datetime.fromisoformat(moment) if moment else None


def save_preparation(
    session: Session, actor: Actor, point: EvaluationPoint, prepared: Prepared, now: datetime
) -> None:
    """Keep it; after the point was held it stays as it was. Raises Refused."""
    if actor.person is None:
        raise NotFound
    lock_point(session, point)
    if point.held_on is not None or point.cancelled_on is not None:
        raise Refused(_("This point is over, so nothing can be prepared for it any more."))
    if len(prepared.topics) > MOST_TOPICS:
        raise Refused(_("Write at most three topics."), field="topics")
    row = own_preparation(session, actor, point)
    if row is None:
        row = Preparation(point_id=point.id, author_id=actor.person, content={})
        session.add(row)
    row.content = {**row.content, **prepared_to_plain(prepared)}
    row.written_at = now
    session.flush()
    note(session, actor, "prepared", point, now)


def open_together(session: Session, actor: Actor, point: EvaluationPoint, now: datetime) -> EvaluationRecord:
    """Begin to go through the point; from now on the actor's own preparation stands under its headings."""
    draft = begin_draft(session, actor, point, now)
    row = own_preparation(session, actor, point)
    if row is not None and shown_at(row) is None and point.held_on is None:
        row.content = {**row.content, "shown_at": now.isoformat()}
        session.flush()
    return draft


def shown_preparations(
    session: Session, point: EvaluationPoint, by: datetime | None = None
) -> list[Preparation]:
    """What clinicians have shown at the point, or had shown by an instant."""
    rows = session.scalars(
        select(Preparation).where(Preparation.point_id == point.id).order_by(Preparation.author_id)
    )
    return [row for row in rows if _is_shown(row, by)]


def _is_shown(row: Preparation, by: datetime | None) -> bool:
    moment = shown_at(row)
    return moment is not None and (by is None or moment <= by)
