"""A draft of facts is worked on, published when nothing lacks, or thrown away."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from asking import acting
from clinic import Clinic
from profile_changes import draft_of, shipped
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.domain.measures.profile import (
    TOTAL,
    ItemRange,
    MissingRule,
    Reversal,
    Scale,
    TotalKind,
)
from feedback.domain.measures.profile_faults import FaultCode
from feedback.persistence.tables import AuditEvent, StoredProfile
from feedback.services.questionnaires.change_profile import (
    ImpossibleFactsError,
    begin_change,
    begin_profile,
    discard_draft,
    facts_of,
    get_draft,
    get_version,
    publish_draft,
    write_draft,
)
from feedback.services.questionnaires.scoring_profiles import (
    current_profile,
    current_profiles,
)
from feedback.services.refusals import NotFound, Refused


def test_what_cannot_be_is_not_published_and_the_draft_stays(clinic: Clinic, session: Session) -> None:
    nina = acting(session, clinic.nina)
    row = draft_of(
        session, clinic, "PHQ-9", lambda found: replace(found, reversal=Reversal((10,)), reference="")
    )
    with pytest.raises(Refused) as refused:
        publish_draft(session, nina, row, clinic.now)
    assert refused.value.field == "reference"
    write_draft(
        session, nina, row, replace(facts_of(row), reference="Doe", name="Other", version="1"), clinic.now
    )
    assert (facts_of(row).name, facts_of(row).version) == ("PHQ-9", "own-1")
    with pytest.raises(ImpossibleFactsError, match="1 facts") as impossible:
        publish_draft(session, nina, row, clinic.now)
    assert [fault.code for fault in impossible.value.faults] == [FaultCode.REVERSED_BEYOND]
    assert get_draft(session, row.id) is row
    current = current_profile(session, "PHQ-9")
    assert current
    assert current.version == "1"


def test_there_is_one_draft_at_a_time_and_it_can_be_thrown_away(clinic: Clinic, session: Session) -> None:
    nina = acting(session, clinic.nina)
    row = begin_change(session, nina, shipped(session, "PHQ-9"), clinic.now)
    assert begin_change(session, nina, shipped(session, "PHQ-9"), clinic.now) is row
    again = {
        "name": "PHQ-9",
        "version": "own-9",
        "origin": "own",
        "definition": {},
        "made_by_id": clinic.nina,
    }
    with pytest.raises(IntegrityError, match="scoring_profile"), session.begin_nested():
        session.execute(insert(StoredProfile).values(**again, made_at=clinic.now))
    number = row.id
    discard_draft(session, nina, row, clinic.now)
    with pytest.raises(NotFound):
        get_version(session, number)
    with pytest.raises(NotFound):
        get_draft(session, shipped(session, "PHQ-9").id)
    said = session.scalars(select(AuditEvent.action).where(AuditEvent.target == f"scoring profile {number}"))
    assert list(said) == ["began scoring profile", "discarded scoring profile"]


@pytest.mark.parametrize(
    ("name", "about", "items", "field"),
    [
        (" ", "mood", 3, "name"),
        ("phq-9", "mood", 3, "name"),
        ("Own", "", 3, "about"),
        ("Own", "mood", 0, "item_count"),
        ("Own", "mood", 201, "item_count"),
    ],
)
def test_a_new_instrument_needs_a_free_name_and_a_count(
    clinic: Clinic, session: Session, name: str, about: str, items: int, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        begin_profile(session, acting(session, clinic.nina), name, about, items, clinic.now)
    assert refused.value.field == field


def test_an_instrument_of_the_clinics_own_scores_when_it_is_whole(clinic: Clinic, session: Session) -> None:
    nina = acting(session, clinic.nina)
    row = begin_profile(session, nina, " Own ", "mood", 2, clinic.now)
    assert begin_change(session, nina, row, clinic.now) is row
    assert "Own" not in {profile.name for profile in current_profiles(session)}
    empty = facts_of(row)
    total = Scale(TOTAL, (1, 2), TotalKind.SUM, empty.higher_is, missing=MissingRule(0))
    numbers = ItemRange(1, 2, (Decimal(0), Decimal(1)))
    whole = replace(
        empty, complete=True, reference="Us", ranges=(numbers,), reversal=Reversal(), scales=(total,)
    )
    write_draft(session, nina, row, whole, clinic.now)
    publish_draft(session, nina, row, clinic.now)
    current = current_profile(session, "Own")
    assert current
    assert (current.version, current.complete) == ("own-1", True)
    following = begin_change(session, nina, row, clinic.now)
    assert following.version == "own-2"
