"""Facts in versions: which one scores, what a stored score keeps, and what newer facts would change."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from clinic import Clinic
from clinician_pages import answer
from profile_changes import ask_phq_9, of_total, publish, scores, send_phq_9, shipped, with_subscales
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.domain.measures.change import change_threshold, cutoff_of
from feedback.domain.measures.profile import (
    Band,
    ClinicalSide,
    Confidence,
    Cutoff,
    MissingRule,
    Norms,
    Precision,
    ReliableChange,
    Reversal,
)
from feedback.domain.measures.trend import Series
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import StoredProfile, StoredScore
from feedback.services.answers.make_trend import make_trend
from feedback.services.answers.read_feedback import responses_about
from feedback.services.questionnaires.change_profile import (
    list_versions,
)
from feedback.services.questionnaires.scoring_profiles import (
    current_profile,
    current_profiles,
    newest_written,
    profile_for,
    profile_version,
    publish_shipped_profiles,
)

NORMS = Norms(Decimal(15), Decimal(5), Decimal(5), Decimal(4))
PRECISION = Precision(Decimal(5), Decimal("0.84"))


def series_of(clinic: Clinic, language: str = "en", interpreted: bool = True) -> list[Series]:
    with clinic.database.transaction() as session:
        found = responses_about(session, clinic.kari)
        return list(make_trend(session, found, {}, interpreted, lambda text: text, language).series)


def test_every_shipped_version_is_stored_once(clinic: Clinic, session: Session) -> None:
    publish_shipped_profiles(session, clinic.now)
    rows = list_versions(session)
    assert [row.name for row in rows] == sorted(profiles())
    assert {row.origin for row in rows} == {"shipped"}
    assert list(current_profiles(session)) == [profiles()[name] for name in sorted(profiles())]
    assert [row.name for row in newest_written(session)] == sorted(profiles())
    assert profile_version(session, "PHQ-9", "1") == profiles()["PHQ-9"]
    assert profile_version(session, "PHQ-9", "7") is None
    assert current_profile(session, "Nothing") is None
    phq = neutral_questionnaire(profiles()["PHQ-9"])
    assert profile_for(session, phq) == profiles()["PHQ-9"]
    assert profile_for(session, replace(phq, profile="")) is None


def test_what_ships_counts_before_it_is_written_down(clinic: Clinic, session: Session) -> None:
    session.execute(delete(StoredProfile))
    assert [profile.name for profile in current_profiles(session)] == sorted(profiles())
    assert current_profile(session, "PHQ-9") is profiles()["PHQ-9"]
    assert profile_version(session, "PHQ-9", "1") is profiles()["PHQ-9"]
    assert profile_version(session, "PHQ-9", "2") is None


def test_a_new_version_scores_what_is_sent_from_now_on_and_nothing_else(clinic: Clinic) -> None:
    ask_phq_9(clinic)
    send_phq_9(clinic)
    bands = (Band(Decimal(0), "few"), Band(Decimal(9), "many", {"en": "many"}))
    assert publish(clinic, "PHQ-9", of_total(bands=bands)) == "own-1"
    send_phq_9(clinic)
    assert scores(clinic) == [("1", "total", 9, "mild"), ("own-1", "total", 9, "many")]
    [series] = series_of(clinic)
    assert [point.band for point in series.points] == ["mild", "many"]
    assert series.direction == "no reliable change"
    assert "own facts, version 1" in series.facts.reference


def test_a_newer_shipped_version_does_not_push_the_clinics_own_aside(clinic: Clinic) -> None:
    publish(clinic, "PHQ-9", of_total(bands=()))
    with clinic.database.transaction() as session:
        later = replace(profiles()["PHQ-9"], version="2")
        row = shipped(session, "PHQ-9")
        fields = {"name": "PHQ-9", "origin": "shipped", "made_at": clinic.now, "published_at": clinic.now}
        session.add(StoredProfile(version="2", definition=row.definition | {"version": "2"}, **fields))
        session.flush()
        assert profile_version(session, "PHQ-9", "2") == later
        current = current_profile(session, "PHQ-9")
        assert current
        assert current.version == "own-1"
        assert [row.version for row in list_versions(session) if row.name == "PHQ-9"] == ["1", "2", "own-1"]


def test_what_was_scored_in_another_way_is_not_compared(clinic: Clinic) -> None:
    ask_phq_9(clinic)
    send_phq_9(clinic, 1)
    publish(clinic, "PHQ-9", of_total(factor=Decimal(2), bands=(), cutoffs=(), limits=None))
    send_phq_9(clinic, 3)
    [series] = series_of(clinic)
    assert [point.value for point in series.points] == [9, 54]
    assert (series.facts.minimum, series.facts.maximum) == (0, 54)
    assert series.direction == "change not judged: the two were not scored in the same way"
    assert series.cutoff_status == ""


def test_a_score_whose_version_is_gone_is_still_shown(clinic: Clinic) -> None:
    ask_phq_9(clinic)
    send_phq_9(clinic)
    with clinic.database.transaction() as session:
        for row in session.scalars(select(StoredScore)):
            row.profile_version, row.name = "0", "sleep"
    [series] = series_of(clinic)
    assert (series.facts.label, series.facts.minimum, series.facts.maximum) == ("PHQ-9 sleep", 0, 9)
    assert [(point.value, point.band) for point in series.points] == [(9, "mild")]


def test_a_subscale_is_scored_stored_and_drawn(clinic: Clinic) -> None:
    ask_phq_9(clinic)
    publish(clinic, "PHQ-9", with_subscales)
    send_phq_9(clinic, 2)
    assert scores(clinic) == [("own-1", "total", 18, "moderately severe"), ("own-1", "body", 2, "")]
    total, part = series_of(clinic)
    assert (total.facts.label, part.facts.label) == ("PHQ-9", "PHQ-9 body")
    assert (part.facts.minimum, part.facts.maximum) == (0, 3)
    assert part.facts.group == total.facts.group == "PHQ-9"


def test_both_cut_offs_and_every_doubt_are_told(clinic: Clinic) -> None:
    key = ask_phq_9(clinic, "AUDIT-C")
    given = {f"item-{place}": answered("1") for place in range(1, 4)}
    answer(clinic, clinic.kari, key, given)
    [series] = series_of(clinic)
    assert [line.label for line in series.facts.cutoffs] == [
        "4 (men, not confirmed)",
        "3 (women, not confirmed)",
    ]
    assert "cut-off 4 (men, not confirmed); cut-off 3 (women, not confirmed)" in series.facts.reference
    answer(clinic, clinic.kari, key, given)
    [series] = series_of(clinic)
    assert series.direction == "change not judged: no reliable change is published"
    assert series.cutoff_status == (
        "cut-off 4 (men, not confirmed): was and is outside the clinical range; "
        "cut-off 3 (women, not confirmed): was and is in the clinical range"
    )
    [bare] = series_of(clinic, interpreted=False)
    assert (bare.facts.cutoffs, bare.facts.reference, bare.direction) == ((), "", "")


def test_calculated_facts_and_unconfirmed_bands_say_so(clinic: Clinic) -> None:
    ask_phq_9(clinic)
    send_phq_9(clinic)

    publish(
        clinic,
        "PHQ-9",
        of_total(
            bands=(Band(Decimal(0), "few", confidence=Confidence.UNCONFIRMED),),
            cutoffs=(Cutoff(cutoff_of(NORMS), ClinicalSide.AT_OR_ABOVE, norms=NORMS, source="Doe 2001"),),
            reliable_change=ReliableChange(
                change_threshold(PRECISION),
                95,
                precision=PRECISION,
                source="Doe 2001",
                confidence=Confidence.UNCONFIRMED,
            ),
        ),
    )
    send_phq_9(clinic)
    [series] = series_of(clinic)
    assert series.facts.reference == (
        "PHQ-9: Kroenke, Spitzer & Williams 2001 (own facts, version 1); bands not confirmed; "
        "cut-off 9.44 (calculated from means and standard deviations, Doe 2001); "
        "reliable change 5.54 (95 %, not confirmed, calculated after Jacobson and Truax 1991, Doe 2001)"
    )
    assert series.facts.change_confidence == "95 %, not confirmed"


def test_an_incomplete_profile_keeps_answers_and_gives_nothing_until_it_is_completed(clinic: Clinic) -> None:
    key = ask_phq_9(clinic, "CIA")
    given = {f"item-{place}": answered("1") for place in range(1, 17)}
    answer(clinic, clinic.kari, key, given)
    assert scores(clinic) == [("1", "total", None, "")]
    [series] = series_of(clinic)
    assert series.points[0].why == "not calculated: facts about the measure are lacking"
    version = publish(
        clinic,
        "CIA",
        lambda found: of_total(missing=MissingRule(0))(
            replace(found, complete=True, reversal=Reversal(), reference="Doe 2001")
        ),
    )
    answer(clinic, clinic.kari, key, given)
    assert scores(clinic) == [("1", "total", None, ""), (version, "total", 16, "")]
    [series] = series_of(clinic)
    assert [point.value for point in series.points] == [None, 16]


def test_where_no_cut_off_is_published_the_reason_is_said(clinic: Clinic) -> None:
    key = ask_phq_9(clinic, "CollaboRATE")
    given = {f"item-{place}": answered("9") for place in range(1, 4)}
    answer(clinic, clinic.kari, key, given)
    answer(clinic, clinic.kari, key, given)
    [series] = series_of(clinic)
    assert series.cutoff_status == "cut-off not judged: no cut-off is published"
