"""Reading, replying and acknowledging: every piece of feedback gets an answer (need N2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.occasions import REPLY_KINDS
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CriticalAnswer, Reading, Reply, Response
from feedback.services import audit
from feedback.services.refusals import NotFound, Refused, _


def mark_read(
    session: Session,
    actor: Actor,
    patient: int,
    responses: Iterable[Response],
    now: datetime,
    action: str = "read patient page",
) -> None:
    """Note who has read and when, so that the patient can see it; the first time counts. The audit row names
    everything that was shown."""
    if actor.role != "clinician" or actor.person is None:
        return
    shown = list(responses)
    known = set(session.scalars(select(Reading.response_id).where(Reading.reader_id == actor.person)))
    new = [response for response in shown if response.id not in known]
    session.add_all(Reading(response_id=row.id, reader_id=actor.person, read_at=now) for row in new)
    target = ", ".join(f"response {row.id}" for row in shown)
    audit.record(session, actor, action, now, patient=patient, target=target)


def get_response(session: Session, patient: int, response: int) -> Response:
    """A sent response about this patient. Raises NotFound."""
    found = session.get(Response, response)
    if found is None or found.subject_id != patient or found.status == "in-progress":
        raise NotFound
    return found


def reply(session: Session, actor: Actor, response: Response, kind: str, text: str, now: datetime) -> Reply:
    """Tell what came of a response: followed, partly, not and why, or next time. Raises Refused."""
    if actor.person is None:
        raise NotFound
    if kind not in REPLY_KINDS:
        raise Refused(_("Choose what came of it."), field="kind")
    if kind == "not" and not text.strip():
        raise Refused(_("Write why it was not followed. The patient reads it."), field="text")
    row = Reply(response_id=response.id, author_id=actor.person, kind=kind, text=text.strip(), written_at=now)
    session.add(row)
    _note_reply(session, actor, response.id, response.subject_id, now)
    return row


def acknowledge(
    session: Session, actor: Actor, patient: int, critical: int, done: str, now: datetime
) -> None:
    """Somebody with a care relation has seen a critical answer and says what was done. Raises Refused."""
    row = session.get(CriticalAnswer, critical)
    if row is None or row.patient_id != patient or actor.person is None:
        raise NotFound
    if not done.strip():
        raise Refused(_("Write what was done."), field="done")
    if row.acknowledged_at is not None:
        return
    row.acknowledged_at, row.acknowledged_by_id, row.done = now, actor.person, done.strip()
    _note_reply(session, actor, row.response_id, patient, now)


def _note_reply(session: Session, actor: Actor, response: int, patient: int, now: datetime) -> None:
    """The log has one word for both: another one for critical answers would tell what was answered."""
    audit.record(session, actor, "replied", now, patient=patient, target=f"response {response}")


def critical_answers_of(session: Session, response: Response) -> list[CriticalAnswer]:
    """The critical answers of a response."""
    return list(session.scalars(select(CriticalAnswer).where(CriticalAnswer.response_id == response.id)))
