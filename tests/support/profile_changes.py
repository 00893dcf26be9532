"""Facts of instruments as an administrator changes them, through the services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from asking import acting
from clinic import Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.measures.profile import (
    TOTAL,
    MissingRule,
    Scale,
    ScoringProfile,
    TotalKind,
)
from feedback.persistence.tables import StoredProfile
from feedback.services.questionnaires.change_profile import (
    begin_change,
    facts_of,
    publish_draft,
    write_draft,
)

Change = Callable[[ScoringProfile], ScoringProfile]


def shipped(session: Session, name: str) -> StoredProfile:
    named = (StoredProfile.name == name, StoredProfile.origin == "shipped")
    return session.scalars(select(StoredProfile).where(*named)).one()


def draft_of(session: Session, clinic: Clinic, name: str, change: Change) -> StoredProfile:
    nina = acting(session, clinic.nina)
    row = begin_change(session, nina, shipped(session, name), clinic.now)
    write_draft(session, nina, row, change(facts_of(row)), clinic.now)
    return row


def publish(clinic: Clinic, name: str, change: Change) -> str:
    """The version of facts that Nina has changed and published."""
    with clinic.database.transaction() as session:
        row = draft_of(session, clinic, name, change)
        publish_draft(session, acting(session, clinic.nina), row, clinic.now)
        return row.version


def of_total(**changes: object) -> Change:
    """A change of the total's facts."""

    def change(profile: ScoringProfile) -> ScoringProfile:
        scales = tuple(
            replace(scale, **changes) if scale.name == TOTAL else scale for scale in profile.scales
        )  # type: ignore[arg-type]
        return replace(profile, scales=scales)

    return change


def with_subscales(profile: ScoringProfile) -> ScoringProfile:
    [total] = profile.scales
    text = {"nb": "kropp", "nn": "kropp", "en": "body"}
    part = Scale(
        "body", (3, 4, 5), TotalKind.MEAN, profile.higher_is, decimals=1, missing=MissingRule(0), text=text
    )
    return replace(profile, scales=(total, part))
