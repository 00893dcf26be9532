"""An imported file is recognised with the scoring profiles in force here, own instruments included."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from asking import acting
from clinic import Clinic
from profile_changes import publish

from feedback.catalogue.fhir import questionnaire_to_fhir
from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.measures.profile import (
    TOTAL,
    ItemRange,
    MissingRule,
    Reversal,
    Scale,
    ScoringProfile,
    TotalKind,
)
from feedback.services.questionnaires.change_profile import (
    begin_profile,
    facts_of,
    publish_draft,
    write_draft,
)
from feedback.services.questionnaires.import_question_set import definition_of, import_question_set

FOUR = (Decimal(0), Decimal(1), Decimal(2), Decimal(3))


def _whole(empty: ScoringProfile) -> ScoringProfile:
    """Three items from 0 to 3 and their sum."""
    total = Scale(TOTAL, (1, 2, 3), TotalKind.SUM, empty.higher_is, missing=MissingRule(0))
    facts = {"reference": "Us 2026", "ranges": (ItemRange(1, 3, FOUR),), "reversal": Reversal()}
    return replace(empty, complete=True, scales=(total,), **facts)  # type: ignore[arg-type]


def _make(clinic: Clinic, *, published: bool) -> ScoringProfile:
    with clinic.database.transaction() as session:
        nina = acting(session, clinic.nina)
        row = begin_profile(session, nina, "Own mood", "mood", 3, clinic.now)
        write_draft(session, nina, row, _whole(facts_of(row)), clinic.now)
        found = facts_of(row)
        if published:
            publish_draft(session, nina, row, clinic.now)
    return found


def _import(clinic: Clinic, profile: ScoringProfile) -> tuple[str, tuple[str, ...]]:
    """The profile of the stored set, and the notes of its report."""
    data = json.dumps(questionnaire_to_fhir(neutral_questionnaire(profile))).encode()
    with clinic.database.transaction() as session:
        nina = acting(session, clinic.nina)
        row, report = import_question_set(session, nina, data, "own.json", True, clinic.now)
        return definition_of(row).profile, report.notes


def test_an_own_instrument_is_recognised(clinic: Clinic) -> None:
    name, notes = _import(clinic, _make(clinic, published=True))
    assert name == "Own mood"
    assert "Recognised as Own mood; its facts are used for scoring." in notes


def test_a_draft_of_facts_recognises_nothing(clinic: Clinic) -> None:
    assert _import(clinic, _make(clinic, published=False))[0] == ""


@pytest.mark.parametrize(("item_count", "name"), [(9, "PHQ-9"), (8, "")])
def test_a_changed_version_of_what_ships_decides_whether_it_fits(
    clinic: Clinic, item_count: int, name: str
) -> None:
    def changed(profile: ScoringProfile) -> ScoringProfile:
        fewer = tuple(range(1, item_count + 1))
        scales = tuple(
            replace(scale, items=fewer, bands=(), cutoffs=(), reliable_change=None, limits=None)
            for scale in profile.scales
        )
        facts = {"ranges": (ItemRange(1, item_count, FOUR),), "safety_items": (), "item_codes": ()}
        return replace(profile, item_count=item_count, unscored=0, scales=scales, **facts)  # type: ignore[arg-type]

    publish(clinic, "PHQ-9", changed)
    assert _import(clinic, profiles()["PHQ-9"])[0] == name
