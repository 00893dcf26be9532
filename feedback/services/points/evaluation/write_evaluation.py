"""Writing at an evaluation point: a draft that only those who write it see, and corrections after it was held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.people.actors import Actor
from feedback.domain.points.evaluation_plain import fingerprint, from_plain, to_plain
from feedback.domain.points.evaluation_record import Record
from feedback.domain.points.held_days import HeldDays, held_to_plain
from feedback.domain.points.sheet import READING_ORDER, Heading
from feedback.persistence.tables import EvaluationPoint, EvaluationRecord
from feedback.services import audit
from feedback.services.points.evaluation.evaluation_records import (
    agreed_before,
    draft_of,
    lock_point,
    newest_record,
    own_draft,
    record_of,
    writers_of,
)
from feedback.services.points.evaluation.point_days import with_held
from feedback.services.refusals import NotFound, Refused, _


class OvertakenError(Exception):
    """Somebody has saved under these headings after they were opened; nothing was stored now.

    `row` is what stands there.
    """

    def __init__(self, row: EvaluationRecord, headings: Sequence[Heading]) -> None:
        super().__init__(", ".join(headings))
        self.row, self.headings = row, tuple(headings)


def begin_draft(session: Session, actor: Actor, point: EvaluationPoint, now: datetime) -> EvaluationRecord:
    """The actor's draft of what is written at the point; of a held point it is the next version.

    Raises Refused while somebody else is writing; see `join_draft`.
    """
    if actor.person is None:
        raise NotFound
    lock_point(session, point)
    _check_open(point)
    draft = draft_of(session, point)
    if draft is None:
        action = "began correction of" if point.held_on else "began"
        return _new_draft(session, actor.person, actor, point, now, action)
    if actor.person not in writers_of(draft):
        message = _("%(name)s has begun to write at this point. Go on with that draft, or wait.")
        raise Refused(message, name=draft.author.name)
    return draft


def join_draft(session: Session, actor: Actor, point: EvaluationPoint, now: datetime) -> None:
    """Go on with what somebody else has begun to write; from now on both see it. It is noted in the log."""
    lock_point(session, point)
    draft = draft_of(session, point)
    if draft is None or actor.person is None:
        raise NotFound
    if actor.person not in writers_of(draft):
        _store(draft, record_of(draft), [*writers_of(draft), actor.person])
        session.flush()
        note(session, actor, "went on with draft of", point, now)


def save_parts(
    session: Session,
    actor: Actor,
    point: EvaluationPoint,
    typed: Record,
    seen: Mapping[Heading, str],
    now: datetime,
    visited: Sequence[Heading] = (),
) -> EvaluationRecord:
    """Keep what was typed under the headings of `seen`; all else in the draft stays.

    `seen` are the fingerprints of what stood there when the page was opened. Raises OvertakenError where it
    has changed since, NotFound without an own draft, Refused at a point that has been called off.
    """
    lock_point(session, point)
    _check_open(point)
    row = own_draft(session, actor, point)
    if row is None or actor.person is None:
        raise NotFound
    stored, before = record_of(row), agreed_before(session, point)
    if others := [one for one in seen if _is_overtaken(one, stored, typed, before, seen[one])]:
        raise OvertakenError(row, others)
    merged = stored
    for heading in seen:
        merged = merged.with_part(heading, typed)
    merged = with_visited(merged, visited)
    if merged != stored:
        _write(session, actor, row, merged, now)
        note(session, actor, "wrote at", point, now)
    return row


def save_notes(
    session: Session, actor: Actor, point: EvaluationPoint, content: Mapping[str, Any], now: datetime
) -> EvaluationRecord:
    """Write everything at once; of a held point this begins the next version, unless nothing has changed."""
    record, newest = from_plain(content), newest_record(session, point)
    if newest is not None and newest.finished_at is not None and record_of(newest) == record:
        return newest
    row = begin_draft(session, actor, point, now)
    _write(session, actor, row, record, now)
    note(session, actor, "wrote at", point, now)
    return row


def drop_draft(session: Session, actor: Actor, point: EvaluationPoint, now: datetime) -> None:
    """Throw away what is not finished: a correction, so that what was held stands as it was, or what was begun at a
    point that is to come."""
    lock_point(session, point)
    draft = own_draft(session, actor, point)
    if draft is None:
        raise NotFound
    session.delete(draft)
    session.flush()
    note(session, actor, "dropped correction of" if point.held_on else "dropped draft of", point, now)


def finish(session: Session, row: EvaluationRecord, days: HeldDays, now: datetime) -> None:
    """The draft becomes a version that never changes, nor what it says about its days."""
    row.content, row.days, row.finished_at = to_plain(record_of(row)), held_to_plain(days), now
    session.flush()


def note(session: Session, actor: Actor, action: str, point: EvaluationPoint, now: datetime) -> None:
    """Tell the audit log what was done at a point."""
    patient, target = point.pathway.patient_id, f"evaluation point {point.id}"
    purpose = "registration" if actor.role == "coordinator" else "care"
    what = f"{action} evaluation point"
    audit.record(session, actor, what, now, patient=patient, target=target, purpose=purpose)


def with_visited(record: Record, visited: Sequence[Heading]) -> Record:
    """The record with these headings gone through, in the order in which they are read."""
    gone = {*record.visited, *visited}
    if gone == set(record.visited):
        return record
    return from_plain({**to_plain(record), "visited": [one for one in READING_ORDER if one in gone]})


def with_days(record: Record, point: EvaluationPoint) -> Record:
    """The record with the day and the reason that count at a held point, to be corrected or left."""
    return with_held(record, point.held_on, point.late_reason or "") if point.held_on else record


def _is_overtaken(
    heading: Heading, stored: Record, typed: Record, before: Sequence[AgreedStep], seen: str
) -> bool:
    changed = fingerprint(stored, heading, before) != seen
    return changed and stored.part(heading) != typed.part(heading)


def _check_open(point: EvaluationPoint) -> None:
    if point.cancelled_on is not None:
        message = _(
            "This point has been called off. Nothing can be written at it. If the course was closed by mistake, open "
            "it again first."
        )
        raise Refused(message)


def _new_draft(
    session: Session, person: int, actor: Actor, point: EvaluationPoint, now: datetime, action: str
) -> EvaluationRecord:
    newest = newest_record(session, point)
    version = newest.version + 1 if newest else 1
    row = EvaluationRecord(point_id=point.id, version=version, author_id=person, written_at=now)
    _store(row, with_days(record_of(newest), point), [person])
    session.add(row)
    session.flush()
    note(session, actor, action, point, now)
    return row


def _write(session: Session, actor: Actor, row: EvaluationRecord, record: Record, now: datetime) -> None:
    _store(row, record, writers_of(row))
    row.author_id, row.written_at = actor.person or row.author_id, now
    session.flush()
    session.refresh(row, ["author"])


def _store(row: EvaluationRecord, record: Record, writers: Sequence[int]) -> None:
    row.content = {**to_plain(record), "writers": list(writers)}
