"""Changing the facts of an instrument: a draft that nobody is scored with, then the next version.

A published version never changes, and a new one never touches a stored score (rule A4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.catalogue.profile_codec import from_plain, to_plain
from feedback.domain.measures.kept_sources import keeping_sources
from feedback.domain.measures.profile import OWN, HigherIs, ScoringProfile
from feedback.domain.measures.profile_faults import Fault, faults
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import StoredProfile
from feedback.services import audit
from feedback.services.questionnaires.scoring_profiles import current_profile
from feedback.services.refusals import NotFound, Refused, _

MOST_ITEMS = 200


class ImpossibleFactsError(Exception):
    """The draft says something that cannot be so, or lacks what a total needs; nothing was published."""

    def __init__(self, found: Sequence[Fault]) -> None:
        super().__init__(f"{len(found)} facts need a look")
        self.faults = tuple(found)


def list_versions(session: Session) -> list[StoredProfile]:
    """Every version of every instrument, drafts included; of each name the one that counts comes last."""
    shipped_first = (StoredProfile.origin == "own").asc()
    return list(
        session.scalars(select(StoredProfile).order_by(StoredProfile.name, shipped_first, StoredProfile.id))
    )


def get_version(session: Session, row: int) -> StoredProfile:
    """One version. Raises NotFound."""
    found = session.get(StoredProfile, row)
    if found is None:
        raise NotFound
    return found


def get_draft(session: Session, row: int) -> StoredProfile:
    """A version that can still be written to. Raises NotFound for a published one."""
    found = get_version(session, row)
    if found.published_at is not None:
        raise NotFound
    return found


def facts_of(row: StoredProfile) -> ScoringProfile:
    """The facts of a version as they are now: a draft changes, so nothing is kept in memory."""
    return from_plain(row.definition)


def facts_to_publish(session: Session, row: StoredProfile) -> ScoringProfile:
    """The facts of a draft; those that are as they were keep the source that they were read in (rule A6).

    Against the published version, and not at every save: the source may be written before or after the facts.
    """
    profile, before = facts_of(row), current_profile(session, row.name)
    return keeping_sources(profile, before) if before else profile


def begin_profile(
    session: Session, actor: Actor, name: str, about: str, items: int, now: datetime
) -> StoredProfile:
    """A draft for an instrument that has no facts here yet. Raises Refused when the name is taken."""
    name, about = name.strip(), about.strip()
    if not name:
        raise Refused(_("Write the name of the instrument."), field="name")
    if not about:
        raise Refused(_("Write what the instrument measures."), field="about")
    if not 1 <= items <= MOST_ITEMS:
        raise Refused(
            _("Write how many questions are counted, from 1 to %(most)s."), "item_count", most=MOST_ITEMS
        )
    same = func.lower(StoredProfile.name) == name.lower()
    if session.scalar(select(StoredProfile.id).where(same).limit(1)) is not None:
        raise Refused(_("'%(name)s' is here already. Open it and change it."), field="name", name=name)
    empty = ScoringProfile(name, "", about, ("patient",), items, HigherIs.WORSE, False, "", "")
    return _add(session, actor, empty, now)


def begin_change(session: Session, actor: Actor, row: StoredProfile, now: datetime) -> StoredProfile:
    """The draft of this instrument: the one that is there, else a copy of the version that scores now."""
    waiting = (StoredProfile.name == row.name, StoredProfile.published_at.is_(None))
    found = session.scalar(select(StoredProfile).where(*waiting))
    if found is not None:
        return found
    return _add(session, actor, current_profile(session, row.name) or facts_of(row), now)


def write_draft(
    session: Session, actor: Actor, row: StoredProfile, profile: ScoringProfile, now: datetime
) -> None:
    """Keep the facts as far as they have come; name and version stay what they are."""
    row.definition = to_plain(replace(profile, name=row.name, version=row.version))
    row.made_by_id, row.made_at = actor.person, now
    session.flush()


def publish_draft(session: Session, actor: Actor, row: StoredProfile, now: datetime) -> None:
    """From now on this version scores what is sent.

    Raises ImpossibleFactsError, or Refused when the draft names no source.
    """
    profile = facts_to_publish(session, row)
    if not profile.reference:
        raise Refused(_("Write where the facts were read."), field="reference")
    if found := faults(profile):
        raise ImpossibleFactsError(found)
    row.definition = to_plain(profile)
    row.made_by_id, row.made_at, row.published_at = actor.person, now, now
    _note(session, actor, "published scoring profile", row, now)


def discard_draft(session: Session, actor: Actor, row: StoredProfile, now: datetime) -> None:
    """Throw a draft away; nothing was ever scored with it."""
    _note(session, actor, "discarded scoring profile", row, now)
    session.delete(row)
    session.flush()


def _add(session: Session, actor: Actor, profile: ScoringProfile, now: datetime) -> StoredProfile:
    version = _next_version(session, profile.name)
    row = StoredProfile(
        name=profile.name,
        version=version,
        origin="own",
        definition=to_plain(replace(profile, version=version)),
        made_by_id=actor.person,
        made_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, actor, "began scoring profile", row, now)
    return row


def _next_version(session: Session, name: str) -> str:
    own = (StoredProfile.name == name, StoredProfile.origin == "own")
    used = set(session.scalars(select(StoredProfile.version).where(*own)))
    return next(label for number in range(1, len(used) + 2) if (label := f"{OWN}{number}") not in used)


def _note(session: Session, actor: Actor, action: str, row: StoredProfile, now: datetime) -> None:
    audit.record(session, actor, action, now, target=f"scoring profile {row.id}", purpose="administration")
