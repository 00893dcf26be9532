"""Facts of instruments as an administrator changes them, through the services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from asking import acting
from clinic import Clinic
from clinician_pages import answer
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.measures.profile import (
    TOTAL,
    MissingRule,
    Scale,
    ScoringProfile,
    TotalKind,
)
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import StoredProfile, StoredScore
from feedback.services.questionnaires.change_profile import (
    begin_change,
    facts_of,
    publish_draft,
    write_draft,
)
from feedback.services.questionnaires.question_sets import add_question_set

Change = Callable[[ScoringProfile], ScoringProfile]


def ask_phq_9(clinic: Clinic, name: str = "PHQ-9") -> str:
    with clinic.database.transaction() as session:
        return add_question_set(session, neutral_questionnaire(profiles()[name]), "demo", clinic.now).key


def send_phq_9(clinic: Clinic, number: int = 1) -> int:
    given = {f"item-{place}": answered(str(number)) for place in range(1, 10)}
    return answer(clinic, clinic.kari, "phq-9-demo", given)


def scores(clinic: Clinic) -> list[tuple[str, str, Decimal | None, str]]:
    with clinic.database.transaction() as session:
        rows = session.scalars(select(StoredScore).order_by(StoredScore.id))
        return [(row.profile_version, row.name, row.value, row.band) for row in rows]


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
