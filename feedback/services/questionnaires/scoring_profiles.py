"""The scoring profiles in the database: which version scores, and which version scored."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from feedback.catalogue.profile_codec import from_plain, to_plain
from feedback.catalogue.profiles import profiles
from feedback.domain.measures.profile import ScoringProfile
from feedback.domain.questionnaires.questionnaire import Questionnaire
from feedback.persistence.tables import StoredProfile

_decoded: WeakKeyDictionary[Engine, dict[int, ScoringProfile]] = WeakKeyDictionary()


def publish_shipped_profiles(session: Session, now: datetime) -> None:
    """Add every shipped version that is not there yet; versions that are there never change."""
    there = {
        (row.name, row.version) for row in session.execute(select(StoredProfile.name, StoredProfile.version))
    }
    for profile in profiles().values():
        if (profile.name, profile.version) not in there:
            session.add(
                StoredProfile(
                    name=profile.name,
                    version=profile.version,
                    origin="shipped",
                    definition=to_plain(profile),
                    made_at=now,
                    published_at=now,
                )
            )
    session.flush()


def profile_for(session: Session, questionnaire: Questionnaire) -> ScoringProfile | None:
    """The profile that scores answers to this set which are sent now; None where items are shown one by one."""
    return current_profile(session, questionnaire.profile) if questionnaire.profile else None


def current_profile(session: Session, name: str) -> ScoringProfile | None:
    """The newest published version: the newest own one, else the newest that shipped; what ships counts before
    `init-db` has written it down, too."""
    row = session.scalar(_newest_first(name).limit(1))
    return profiles().get(name) if row is None else _profile(session, row)


def profile_version(session: Session, name: str, version: str) -> ScoringProfile | None:
    """One version, as a stored score names it."""
    same = (StoredProfile.name == name, StoredProfile.version == version)
    row = session.scalar(_published().where(*same))
    if row is not None:
        return _profile(session, row)
    found = profiles().get(name)
    return found if found and found.version == version else None


def current_profiles(session: Session) -> Iterator[ScoringProfile]:
    """The version of every instrument that scores now, by name."""
    newest_last = ((StoredProfile.origin == "own").asc(), StoredProfile.id)
    published = select(StoredProfile.name, StoredProfile.id).where(StoredProfile.published_at.is_not(None))
    rows = {row.name: row.id for row in session.execute(published.order_by(*newest_last))}
    stored = _decode(session, rows.values())
    shipped = profiles()
    for name in sorted({*rows, *shipped}):
        yield stored[rows[name]] if name in rows else shipped[name]


def newest_written(session: Session) -> list[StoredProfile]:
    """Of every instrument the draft, or else the version that scores now, by name."""
    written = (
        StoredProfile.published_at.is_(None).asc(),
        (StoredProfile.origin == "own").asc(),
        StoredProfile.id,
    )
    rows = session.scalars(select(StoredProfile).order_by(StoredProfile.name, *written))
    return list({row.name: row for row in rows}.values())


def _published() -> Select[int]:
    return select(StoredProfile.id).where(StoredProfile.published_at.is_not(None))


def _newest_first(name: str) -> Select[int]:
    own_first = (StoredProfile.origin == "own").desc()
    return _published().where(StoredProfile.name == name).order_by(own_first, StoredProfile.id.desc())


def _profile(session: Session, row: int) -> ScoringProfile:
    return _decode(session, (row,))[row]


def _decode(session: Session, rows: Collection[int]) -> dict[int, ScoringProfile]:
    """Published versions never change, so each is decoded once per process."""
    known = _decoded.setdefault(session.get_bind().engine, {})
    if new := set(rows) - known.keys():
        found = select(StoredProfile.id, StoredProfile.definition).where(StoredProfile.id.in_(new))
        known.update((row.id, from_plain(row.definition)) for row in session.execute(found))
    return known
