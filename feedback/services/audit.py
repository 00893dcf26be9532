"""Appending to the audit log. Each row's hash covers the row before it, so nothing can be taken out unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from json.encoder import encode_basestring_ascii as quoted
from typing import cast

from sqlalchemy import Table, insert, select, text
from sqlalchemy.orm import Session

from feedback.domain.people.actors import Actor
from feedback.persistence.tables import AuditEvent

# Every request appends: plain statements cost half of what mapped ones do (docs/performance).
EVENTS = cast(Table, AuditEvent.__table__)
APPEND = insert(EVENTS).returning(EVENTS.c.id)
NEWEST = select(EVENTS.c.hash).order_by(EVENTS.c.id.desc()).limit(1)
START = "0" * 64
# What a hash covers, in this order: every column but the number and the hash itself. It can never change.
CHAINED = (
    "action", "actor_id", "actor_label", "at", "patient_id", "purpose", "role", "target", "unit_id",
)  # fmt: skip
CHAIN_LOCK = 7_263_001


def record(
    session: Session,
    actor: Actor,
    action: str,
    now: datetime,
    *,
    patient: int | None = None,
    target: str = "",
    purpose: str = "care",
) -> None:
    """Append one event in the caller's transaction. `target` names a row (`response 12`), never its content."""
    row = {
        "at": now,
        "actor_id": actor.person,
        "actor_label": actor.label,
        "role": actor.role,
        "unit_id": actor.unit,
        "purpose": actor.purpose(purpose),
        "action": action,
        "patient_id": patient,
        "target": target,
    }
    row["hash"] = chained(_newest(session), row)
    number = session.connection().execute(APPEND, row).scalar_one()
    session.info["audit_newest"] = (number, row["hash"])


def record_list(
    session: Session, actor: Actor, patients: Iterable[int], now: datetime, purpose: str = "care"
) -> None:
    """Append that a list with these patients was shown; the row names every one of them."""
    target = ", ".join(f"patient {patient}" for patient in patients)
    record(session, actor, "read patient list", now, target=target or "nobody", purpose=purpose)


def record_page(session: Session, actor: Actor, page: str, patient: int | None, now: datetime) -> None:
    """Append that a page was opened, unless this transaction has told already what was read or done."""
    if "audit_newest" not in session.info:
        record(session, actor, "opened page", now, patient=patient, target=f"page {page}")


def chained(previous: str, row: Mapping[str, object]) -> str:
    """The hash (hex) of a row that follows the row with the hash `previous`."""
    return linked(previous, [row[key] for key in CHAINED])


def linked(previous: str, values: Sequence[object]) -> str:
    """The same of the values alone, in the order of CHAINED."""
    content = ", ".join([quoted(str(value)) for value in values])  # a JSON list, made in half the time
    return hashlib.sha256(f"{previous}[{content}]".encode()).hexdigest()


def take_turn(session: Session) -> bool:
    """Wait until nobody else is writing: what is read from now on stands until the transaction ends.

    It is the lock under which every change is noted, so no two of them can wait for each other. Whether one had to
    ask for it: what was read before may then be old. On SQLite a writer is alone anyway.
    """
    if "audit_newest" in session.info or session.get_bind().dialect.name != "postgresql":
        return False
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    return True


def _newest(session: Session) -> str:
    known: tuple[int, str] | None = session.info.get("audit_newest")
    if known is not None:
        return known[1]
    take_turn(session)
    return session.connection().scalar(NEWEST) or START
