"""The facts of known instruments: whole, traceable, and recognised only where they fit."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.profile_codec import from_plain, to_plain
from feedback.catalogue.profiles import neutral_questionnaire, profiles, read_profiles, recognise
from feedback.domain.measures.profile import ScoringProfile
from feedback.domain.measures.profile_faults import FaultCode
from feedback.domain.questionnaires.questionnaire import Questionnaire


def test_every_profile_has_a_source_and_says_what_it_may_do() -> None:
    for profile in profiles().values():
        assert profile.source == "measures facts 2026"
        assert profile.rights
        for scale in profile.scales:
            for band in scale.bands:
                assert set(band.text) == {"nb", "nn", "en"}
                assert profile.source_of(band)


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
source = "an article"
[[profiles]]
name = "X"
version = "1"
about = "a"
respondents = ["patient"]
item_count = 3
ranges = [{ first = 1, last = 3, numbers = [0, 1] }]
reversal = { items = [] }
higher_is = "worse"
complete = true
rights = "r"
%s
[[profiles.scales]]
kind = "sum"
missing = { most = 0 }
%s
"""


def _good(profile: str = "", scale: str = "") -> ScoringProfile:
    return read_profiles(GOOD % (profile, scale))[0]


def test_a_whole_profile_is_read() -> None:
    profile = _good()
    [scale] = profile.scales
    assert (scale.name, scale.items, scale.higher_is) == ("total", (1, 2, 3), "worse")
    assert profile.limits_of(scale) == (0, 3)


@pytest.mark.parametrize(
    ("profile", "scale", "reason"),
    [
        ("bogus = 1", "", "unknown: bogus"),
        ("= 1", "", "not readable"),
        ("item_codes = [1]", "", "not a text"),
        ("unscored = '1'", "", "not a whole number"),
        ("safety_items = [{ item = 1, above = 0.5 }]", "", "not written as a text"),
        ("safety_items = [{ item = 1, above = 'NaN' }]", "", "not a number"),
        ("safety_items = 'unknown'", "", FaultCode.LACKS_SAFETY),
        ("codes = 3", "", "not a scoring profile"),
        ("item_codes = ['a']", "", FaultCode.ITEM_CODES),
        ("safety_items = [{ item = 4, above = 0 }]", "", FaultCode.SAFETY_BEYOND),
        ("", "bands = [{starts_at = 2, name = 'b'}, {starts_at = 2, name = 'c'}]", FaultCode.BANDS_ORDER),
        ("", "bands = [{starts_at = 4, name = 'b'}]", FaultCode.OUTSIDE),
        ("", "cutoffs = [{value = 4, side = 'below'}]", FaultCode.OUTSIDE),
        ("", "limits = [0, 4]", FaultCode.LIMITS),
        ("", "items = [1, 4]", FaultCode.SCALE_ITEMS),
        ("", "items = [1, 1]", FaultCode.SCALE_ITEMS),
        ("", "factor = 0", FaultCode.FACTOR),
        ("", "decimals = 5", FaultCode.FACTOR),
        ("", "reliable_change = { value = 4 }", FaultCode.CHANGE),
        ("", "reliable_change = { value = 2, possible_from = 2 }", FaultCode.POSSIBLE),
        ("", "reliable_change = { value = 2, level = 30 }", FaultCode.LEVEL),
        ("", "reliable_change = { value = 2, sdiff = 1 }", FaultCode.CHANGE_DIFFERS),
        (
            "",
            "reliable_change = { value = 2, precision = { deviation = 1, reliability = 2 } }",
            FaultCode.CHANGE_DIFFERS,
        ),
        ("", "[[profiles.scales]]\nkind = 'mean'\nmissing = { most = 0 }", FaultCode.SAME_NAME),
        ("", "[[profiles.scales]]\nname = 'b'\nkind = 'mean'", FaultCode.LACKS_MISSING),
        (
            "",
            "[[profiles.scales]]\nname = 'b'\nkind = 'top-score'\nmissing = { most = 1 }",
            FaultCode.UNEQUAL_ITEMS,
        ),
        ("", "[[profiles.scales]]\nname = 'b'\nkind = 'sum'\nmissing = { most = 3 }", FaultCode.MOST_MISSING),
    ],
)
def test_an_impossible_profile_is_refused(profile: str, scale: str, reason: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(reason)):
        _good(profile, scale)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("last = 3", "last = 2", FaultCode.LACKS_RANGE),
        ("first = 1, last = 3", "first = 3, last = 1", FaultCode.RANGE_BACKWARDS),
        ("last = 3", "last = 999999999", FaultCode.RANGE_BACKWARDS),
        ("[0, 1] }]", "[0, 1] }, { first = 2, last = 2, numbers = [0, 9] }]", FaultCode.RANGE_TWICE),
        ("[0, 1]", "[1, 0]", FaultCode.NUMBERS_ORDER),
        ("[0, 1]", "[0]", FaultCode.ONE_NUMBER),
        ("reversal = { items = [] }", "", FaultCode.LACKS_REVERSAL),
        ("items = []", "items = [4]", FaultCode.REVERSED_BEYOND),
        ('source = "an article"', "", FaultCode.NO_SOURCE),
        ("item_count = 3", "item_count = 0", FaultCode.NO_ITEMS),
        ("complete = true", "complete = 1", "not true or false"),
        ('about = "a"', "", "about"),
    ],
)
def test_a_fact_that_cannot_be_or_lacks_is_named(old: str, new: str, reason: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(reason)):
        read_profiles((GOOD % ("", "")).replace(old, new))


def test_without_a_scale_nothing_can_be_complete() -> None:
    text = (GOOD % ("", "")).partition("[[profiles.scales]]")[0]
    with pytest.raises(CatalogueError, match=FaultCode.LACKS_SCALE):
        read_profiles(text)


def test_an_item_with_another_range_cannot_be_stood_in_for() -> None:
    unequal = GOOD.replace(
        "last = 3, numbers = [0, 1]", "last = 2, numbers = [0, 1] }, { first = 3, last = 3, numbers = [0, 9]"
    )
    assert read_profiles(unequal % ("", ""))
    with pytest.raises(CatalogueError, match=FaultCode.UNEQUAL_ITEMS):
        read_profiles((unequal % ("", "")).replace("most = 0", "most = 1"))


NORMS = "norms = { clinical_mean = 2, clinical_sd = 1, normal_mean = 1, normal_sd = 1 }"


def test_a_cut_off_may_follow_from_means_and_deviations() -> None:
    profile = _good(scale=f"cutoffs = [{{ side = 'at-or-above', {NORMS} }}]")
    assert profile.scales[0].cutoffs[0].value == Decimal("1.5")
    with pytest.raises(CatalogueError, match=FaultCode.CUTOFF_DIFFERS):
        _good(scale=f"cutoffs = [{{ side = 'at-or-above', value = 2, {NORMS} }}]")
    zero = NORMS.replace("clinical_sd = 1", "clinical_sd = 0")
    with pytest.raises(CatalogueError, match=FaultCode.CUTOFF_DIFFERS):
        _good(scale=f"cutoffs = [{{ side = 'at-or-above', value = 2, {zero} }}]")


def test_a_reliable_change_may_follow_from_a_deviation_and_a_reliability() -> None:
    precise = "precision = { deviation = '0.75', reliability = '0.84', source = 'Doe 2001' }"
    change = _good(scale=f"reliable_change = {{ {precise} }}").scales[0].reliable_change
    assert change
    assert (round(change.value, 3), change.level) == (Decimal("0.832"), 95)
    change = _good(scale="reliable_change = { level = 90, sdiff = '0.5' }").scales[0].reliable_change
    assert change
    assert (change.value, change.level) == (Decimal("0.8225"), 90)


@pytest.mark.parametrize("name", profiles())
def test_plain_data_gives_the_same_profile_again(name: str) -> None:
    profile = profiles()[name]
    assert from_plain(json.loads(json.dumps(to_plain(profile)))) == profile


@pytest.mark.parametrize("plain", [{}, [], {"name": "X"}, {"item_count": 2}, {"item_count": "2"}, None])
def test_other_data_is_no_profile(plain: Any) -> None:
    with pytest.raises(CatalogueError, match="not a scoring profile"):
        from_plain(plain)


@pytest.mark.parametrize("name", ["PHQ-9", "GAD-7", "WHO-5", "CORE-10", "AUDIT", "DUDIT"])
def test_the_known_instruments_name_a_publication(name: str) -> None:
    assert profiles()[name].reference
