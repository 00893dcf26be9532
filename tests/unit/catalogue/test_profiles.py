"""The facts of known instruments: whole, traceable, and recognised only where they fit."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.profiles import neutral_questionnaire, profiles, read_profiles, recognise
from feedback.domain.questionnaire import Questionnaire

FACTS = Path(__file__).parents[4] / "shared" / "facts" / "measures.csv"


def test_every_profile_has_a_source_and_says_what_it_may_do() -> None:
    for profile in profiles().values():
        assert profile.source == "measures facts 2026"
        assert profile.rights
        for band in profile.bands:
            assert set(band.text) == {"nb", "nn", "en"}


@pytest.mark.skipif(not FACTS.exists(), reason="the table of facts is not beside the checkout")
def test_the_facts_are_those_of_the_table() -> None:
    with FACTS.open(encoding="utf-8", newline="") as file:
        rows = {row["measure"]: row for row in csv.DictReader(file)}
    assert set(rows) == set(profiles())
    for name, profile in profiles().items():
        row = rows[name]
        assert profile.complete is (row["complete"] == "yes")
        assert profile.higher_is == row["higher_is"]
        assert profile.about == row["about"]
        assert profile.rights == row["rights"]
        listed = "|".join(f"{band.starts_at} {band.name}" for band in profile.bands)
        assert listed == row["bands"]
        assert ",".join(map(str, profile.reversed_items)) in (row["reversed_items"], "")
        if profile.limits and profile.complete and row["total_range"][0].isdigit():
            low, high = profile.limits
            assert row["total_range"].startswith(f"{low}-{high}")


@pytest.mark.parametrize("name", ["PHQ-9", "GAD-7", "WHO-5", "CORE-10", "AUDIT", "DUDIT"])
def test_a_neutral_questionnaire_is_recognised_and_has_no_wording(name: str) -> None:
    questionnaire = neutral_questionnaire(profiles()[name])
    assert recognise(questionnaire) is profiles()[name]
    assert questionnaire.items[0].text["nn"] == f"{name}, ledd 1"
    assert questionnaire.key == f"{name.lower()}-demo"


def _phq(**changes: object) -> Questionnaire:
    return replace(neutral_questionnaire(profiles()["PHQ-9"]), **changes)  # type: ignore[arg-type]


def test_a_panel_code_or_the_name_is_enough_when_all_fits() -> None:
    assert recognise(_phq(profile="", title={"nb": "Noe annet"})) is profiles()["PHQ-9"]
    assert recognise(_phq(profile="", codes=())) is profiles()["PHQ-9"]
    assert recognise(_phq(profile="", codes=(), title={"nb": "Humør"})) is None


def test_what_does_not_fit_is_not_recognised() -> None:
    phq = _phq()
    assert recognise(replace(phq, items=phq.items[:8])) is None
    halved = tuple(replace(item, options=item.options[:3]) for item in phq.items)
    assert recognise(replace(phq, items=halved)) is None


def test_an_unknown_range_has_no_neutral_questionnaire() -> None:
    with pytest.raises(CatalogueError, match="range of item 1"):
        neutral_questionnaire(profiles()["CarerQol-7D + VAS"])


GOOD = """
[[profiles]]
name = "X"
version = "1"
about = "a"
respondents = ["patient"]
item_count = 2
ranges = [{ first = 1, last = 2, numbers = [0, 1] }]
total = "sum"
higher_is = "worse"
complete = true
rights = "r"
"""


def test_a_whole_profile_is_read() -> None:
    assert read_profiles(GOOD)[0].limits == (0, 2)


@pytest.mark.parametrize(
    ("addition", "reason"),
    [
        ("reversed_items = [3]", "beyond the last item"),
        ('item_codes = ["a"]', "not as many"),
        ("bogus = 1", "not a scoring profile"),
        ("= 1", "not readable"),
        (
            "bands = [{starts_at = 5, name = 'b', text = {}}, {starts_at = 5, name = 'c', text = {}}]",
            "not in order",
        ),
    ],
)
def test_an_impossible_profile_is_refused(addition: str, reason: str) -> None:
    with pytest.raises(CatalogueError, match=reason):
        read_profiles(GOOD + addition)


def test_a_complete_profile_needs_every_range() -> None:
    with pytest.raises(CatalogueError, match="lacks the range"):
        read_profiles(GOOD.replace("last = 2", "last = 1"))


@pytest.mark.parametrize("name", ["PHQ-9", "GAD-7", "WHO-5", "CORE-10", "AUDIT", "DUDIT"])
def test_the_known_instruments_name_a_publication(name: str) -> None:
    assert profiles()[name].reference
