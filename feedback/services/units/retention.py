"""What has been kept for as long as its rule says: counted in a dry run, removed in a real one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, func, or_, select
from sqlalchemy.orm import Session

from feedback.catalogue.retention import RetentionRule
from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import AuditEvent, Invitation, Link, LinkSession, Response, SignIn
from feedback.services import audit


@dataclass(frozen=True, slots=True)
class Expired:
    """How many things a rule lets go, and the day from which the oldest is counted."""

    rule: RetentionRule
    count: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class Meant:
    """What a rule speaks of: a table, the moment from which its days are counted, and which of its rows."""

    table: Any
    since: ColumnElement[datetime]
    which: tuple[ColumnElement[bool], ...] = ()


def expired(session: Session, rules: Sequence[RetentionRule], now: datetime) -> list[Expired]:
    """What each rule lets go now; nothing is changed."""
    return [_count(session, rule, now) for rule in rules]


def remove_expired(
    session: Session, actor: Actor, rules: Sequence[RetentionRule], now: datetime
) -> list[Expired]:
    """Remove it. Each draft leaves a row in the audit log, the rest one row a rule."""
    found = expired(session, rules, now)
    for one in found:
        if one.count:
            _note(session, actor, one.rule, one.count, now)
            meant = MEANT[one.rule.key]
            session.execute(delete(meant.table).where(*_conditions(meant, one.rule, now)))
    return found


def _count(session: Session, rule: RetentionRule, now: datetime) -> Expired:
    if rule.days == 0:
        return Expired(rule, 0, None)
    meant = MEANT[rule.key]
    query = select(func.count(), func.min(meant.since)).select_from(meant.table)
    count, first = session.execute(query.where(*_conditions(meant, rule, now))).one()
    return Expired(rule, count, day_of(first) if first else None)


def _conditions(meant: Meant, rule: RetentionRule, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (meant.since < now - timedelta(days=rule.days), *meant.which)


def _last_saved() -> ColumnElement[datetime]:
    """When a draft was last saved, as the audit log knows: somebody may still be writing (rule A3)."""
    saved = select(func.max(AuditEvent.at)).where(
        AuditEvent.patient_id == Response.subject_id,
        AuditEvent.action == "saved draft",
        AuditEvent.target == "response " + cast(Response.id, String),
    )
    return func.coalesce(saved.correlate(Response).scalar_subquery(), Response.started_at)


def _spent() -> ColumnElement[bool]:
    """Links that open nothing any more."""
    done = select(Response.invitation_id).where(Response.status != "in-progress")
    gone = select(Invitation.id).where(Invitation.withdrawn_at.is_not(None))
    return or_(Link.withdrawn_at.is_not(None), Link.invitation_id.in_(done), Link.invitation_id.in_(gone))


MEANT = {
    "drafts": Meant(Response, _last_saved(), (Response.status == "in-progress",)),
    "sign-ins": Meant(SignIn, SignIn.began_at.expression),
    "links": Meant(Link, Link.made_at.expression, (_spent(),)),
    "opened-links": Meant(LinkSession, LinkSession.seen_at.expression),
}


def _note(session: Session, actor: Actor, rule: RetentionRule, count: int, now: datetime) -> None:
    target = f"rule {rule.key}, {count} removed"
    audit.record(session, actor, "removed what was kept long enough", now, target=target, purpose="retention")
    if rule.key == "drafts":
        drafts = select(Response.id, Response.subject_id).where(*_conditions(MEANT[rule.key], rule, now))
        for number, patient in session.execute(drafts).all():
            audit.record(
                session, actor, "removed draft", now, patient=patient, target=f"response {number}",
                purpose="retention",
            )  # fmt: skip
