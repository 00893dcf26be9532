"""For how many days this installation keeps things: the rules that ship, or fewer days with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.catalogue.retention import RetentionRule, retention_rules
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import RetentionDays
from feedback.services.refusals import NotFound, Refused, _
from feedback.services.units.changes import note_change

LONGEST_REASON = 300


def own_days(session: Session) -> dict[str, int]:
    """The days that this installation has chosen, by the key of the rule."""
    return {row.key: row.days for row in session.scalars(select(RetentionDays))}


def rules_in_force(session: Session) -> tuple[RetentionRule, ...]:
    """Every rule with the days that count here. A rule that ships with fewer days than were chosen wins."""
    own = own_days(session)
    return tuple(_with(rule, own) for rule in retention_rules())


def shipped_rule(key: str) -> RetentionRule:
    """A rule whose days an installation may choose. Raises NotFound, also for what is kept until a person
    decides."""
    found = next((rule for rule in retention_rules() if rule.key == key), None)
    if found is None or not found.is_set_here:
        raise NotFound
    return found


def check_days(rule: RetentionRule, days: int | None, reason: str) -> None:
    """Whether a change can be stored. Raises Refused at its field."""
    if days is not None and not rule.allows(days):
        message = _("Write a whole number from %(lowest)s to %(highest)s, or leave it empty.")
        raise Refused(message, field="days", lowest=rule.least, highest=rule.days)
    if not reason.strip() or len(reason.strip()) > LONGEST_REASON:
        raise Refused(_("Write why, in at most 300 characters."), field="reason")


def set_days(session: Session, actor: Actor, key: str, days: int | None, reason: str, now: datetime) -> None:
    """Keep what the rule speaks of for so many days from now on; None goes back to the rule that ships.

    Nothing is removed by it: the next run of `feedback retention` is. Raises NotFound, Refused.
    """
    rule = shipped_rule(key)
    check_days(rule, days, reason)
    before = _with(rule, own_days(session)).days
    after = rule.days if days is None else days
    note_change(session, actor, f"retention {key}", before, after, now, reason=reason.strip())
    session.execute(delete(RetentionDays).where(RetentionDays.key == key))
    if after != rule.days:
        session.add(RetentionDays(key=key, days=after))


def _with(rule: RetentionRule, own: Mapping[str, int]) -> RetentionRule:
    days = min(own.get(rule.key, rule.days), rule.days)
    return replace(rule, days=days) if rule.is_set_here else rule
