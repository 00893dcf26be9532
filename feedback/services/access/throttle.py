"""Counting what fails or is asked for often, in the database, so that every process knows (docs/decisions)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from feedback.domain.people.throttling import FORGOTTEN_AFTER, Count, Policy, counted, wait
from feedback.persistence.columns import keyrings
from feedback.persistence.tables import Throttle
from feedback.services.refusals import TooOften

OWN_NETWORK = 64  # bits of an IPv6 address that one subscriber cannot choose


@dataclass(frozen=True, slots=True)
class Key:
    """What is counted: under which policy, and for whom."""

    policy: Policy
    whose: str


def address_key(policy: Policy, address: str) -> Key:
    """For an IP address; of IPv6 the network of the subscriber."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return Key(policy, "unknown")
    if isinstance(found, IPv6Address):
        return Key(policy, str(int(found) >> (128 - OWN_NETWORK)))
    return Key(policy, str(found))


def refuse_waiting(session: Session, keys: tuple[Key, ...], now: datetime, *, lock: bool = False) -> None:
    """Raise TooOften while any of these waits. `lock` keeps others from counting until the transaction ends;
    everybody locks in the same order."""
    for key in keys:
        row = _find(session, key, lock=lock)
        if row is not None and row.waits_until is not None and row.waits_until > now:
            raise TooOften(row.waits_until)


def count(session: Session, key: Key, now: datetime) -> None:
    """One time more; from the first one beyond what is free, the key waits."""
    row = _make(session, key, now)
    after = counted(key.policy, Count(row.times, row.at), now)
    pause = wait(key.policy, after.times)
    row.times, row.at = after.times, after.at
    row.waits_until = now + pause if pause else None
    session.flush()


def spend(session: Session, key: Key, now: datetime) -> None:
    """Count something that is allowed so many times. Raises TooOften, and then counts nothing."""
    refuse_waiting(session, (key,), now, lock=True)
    count(session, key, now)


def forget(session: Session, key: Key) -> None:
    """Begin anew."""
    session.execute(delete(Throttle).where(*_is(session, key)))


def _make(session: Session, key: Key, now: datetime) -> Throttle:
    """The row, locked; what nobody has counted for days is thrown away when a new one is made."""
    found = _find(session, key, lock=True)
    if found is not None:
        return found
    session.execute(delete(Throttle).where(Throttle.at < now - FORGOTTEN_AFTER))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"kind": key.policy.kind, "key_hash": _hash(session, key), "times": 0.0, "at": now}
    session.execute(dialect.insert(Throttle).values(row).on_conflict_do_nothing())
    made = _find(session, key, lock=True)
    assert made is not None  # noqa: S101
    return made


def _find(session: Session, key: Key, *, lock: bool) -> Throttle | None:
    wanted = select(Throttle).where(*_is(session, key)).execution_options(populate_existing=True)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def _is(session: Session, key: Key) -> tuple[ColumnElement[bool], ...]:
    return Throttle.kind == key.policy.kind, Throttle.key_hash == _hash(session, key)


def _hash(session: Session, key: Key) -> str:
    return keyrings[session.get_bind().dialect].fingerprint(f"{key.policy.kind}:{key.whose}")
