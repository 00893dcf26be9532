"""What has been kept for as long as its rule says: counted in a dry run, removed in a real one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from feedback.catalogue.retention import RetentionRule
from feedback.domain.calendar import day_of
from feedback.domain.people import Actor
from feedback.persistence.tables import Invitation, Link, Response, SignIn
from feedback.services import audit

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Expired:
    """How many things a rule lets go, and the day of the oldest."""

    rule: RetentionRule
    count: int
    oldest: date | None


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
            table, conditions = _meant(one.rule, now)
            session.execute(delete(table).where(*conditions))
    return found


def _count(session: Session, rule: RetentionRule, now: datetime) -> Expired:
    if rule.days == 0 or rule.key not in MEANT:
        return Expired(rule, 0, None)
    table, conditions = _meant(rule, now)
    oldest = {Response: Response.started_at, SignIn: SignIn.began_at, Link: Link.made_at}[table]
    count, first = session.execute(
        select(func.count(), func.min(oldest)).select_from(table).where(*conditions)
    ).one()
    return Expired(rule, count, day_of(first) if first else None)


def _meant(rule: RetentionRule, now: datetime) -> tuple[Any, tuple[Condition, ...]]:
    return MEANT[rule.key](now - timedelta(days=rule.days))


def _drafts(before: datetime) -> tuple[Any, tuple[Condition, ...]]:
    return Response, (Response.status == "in-progress", Response.started_at < before)


def _sign_ins(before: datetime) -> tuple[Any, tuple[Condition, ...]]:
    return SignIn, (SignIn.began_at < before,)


def _links(before: datetime) -> tuple[Any, tuple[Condition, ...]]:
    done = select(Response.invitation_id).where(Response.status != "in-progress")
    gone = select(Invitation.id).where(Invitation.withdrawn_at.is_not(None))
    spent = or_(Link.withdrawn_at.is_not(None), Link.invitation_id.in_(done), Link.invitation_id.in_(gone))
    return Link, (Link.made_at < before, spent)


MEANT: dict[str, Callable[[datetime], tuple[Any, tuple[Condition, ...]]]] = {
    "drafts": _drafts,
    "sign-ins": _sign_ins,
    "links": _links,
}


def _note(session: Session, actor: Actor, rule: RetentionRule, count: int, now: datetime) -> None:
    target = f"rule {rule.key}, {count} removed"
    audit.record(session, actor, "removed what was kept long enough", now, target=target, purpose="retention")
    if rule.key == "drafts":
        table, conditions = _meant(rule, now)
        for number, patient in session.execute(select(table.id, table.subject_id).where(*conditions)).all():
            audit.record(
                session, actor, "removed draft", now, patient=patient, target=f"response {number}",
                purpose="retention",
            )  # fmt: skip
