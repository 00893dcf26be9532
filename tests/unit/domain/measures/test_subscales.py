"""Subscales, rounding on a border, and what has to hold for any instrument that somebody enters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.domain.measures.fitting import Misfit, misfits
from feedback.domain.measures.profile import (
    Band,
    ClinicalSide,
    Cutoff,
    HigherIs,
    ItemRange,
    MissingRule,
    ReliableChange,
    Reversal,
    SafetyItem,
    Scale,
    ScoringProfile,
    TotalKind,
)
from feedback.domain.measures.profile_faults import FaultCode, faults, lacking
from feedback.domain.measures.scoring import Score, Why, critical, safety_link_ids, score
from feedback.domain.questionnaires.answers import (
    IN_PERSON,
    NOT_APPLICABLE,
    NOT_SHOWN,
    SKIPPED,
    Answer,
    answered,
)
from feedback.domain.questionnaires.coding import Coding
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Questionnaire

NO_NUMBER = (SKIPPED, IN_PERSON, NOT_APPLICABLE, NOT_SHOWN, answered(), answered("99"))


def instrument(items: int, *scales: Scale, highest: int = 4, turned: tuple[int, ...] = ()) -> ScoringProfile:
    """A made-up instrument with items of 0 to `highest`."""
    numbers = tuple(map(Decimal, range(highest + 1)))
    return ScoringProfile(
        name="X", version="1", about="a", respondents=("patient",), item_count=items,
        higher_is=HigherIs.WORSE, complete=True, rights="r", source="s",
        ranges=(ItemRange(1, items, numbers),), reversal=Reversal(turned), scales=scales,
    )  # fmt: skip


def scale(name: str, *items: int, kind: TotalKind = TotalKind.SUM, most: int = 0, decimals: int = 0) -> Scale:
    return Scale(name, items, kind, HigherIs.WORSE, decimals=decimals, missing=MissingRule(most))


def scored(profile: ScoringProfile, numbers: Mapping[int, object]) -> dict[str, Score]:
    answers = {f"item-{place}": answered(str(number)) for place, number in numbers.items()}
    return {found.name: found for found in score(profile, neutral_questionnaire(profile), answers)}


TWO = instrument(
    5, scale("total", 1, 2, 3, 4, 5, most=1), scale("eating", 1, 2, most=1),
    scale("shape", 3, 4, 5, kind=TotalKind.MEAN, decimals=2), turned=(2,),
)  # fmt: skip


def test_each_subscale_has_its_own_items_kind_and_missing_rule() -> None:
    found = scored(TWO, {1: 3, 2: 4, 3: 1, 4: 2, 5: 2})
    assert {name: one.value for name, one in found.items()} == {
        "total": 8, "eating": 3, "shape": Decimal("1.67"),
    }  # fmt: skip
    found = scored(TWO, {1: 3, 3: 1, 4: 2, 5: 2})
    assert (found["total"].value, found["total"].why) == (10, Why.PRORATED)
    assert (found["eating"].value, found["eating"].missing, found["eating"].why) == (6, 1, Why.PRORATED)
    assert (found["shape"].why, found["shape"].missing) == (Why.COMPLETE, 0)
    found = scored(TWO, {1: 3, 2: 4, 3: 1, 4: 2})
    assert (found["eating"].value, found["shape"].value, found["shape"].why) == (3, None, Why.MISSING)


def test_a_mean_on_a_border_is_rounded_up() -> None:
    profile = instrument(30, scale("total", *range(1, 31), kind=TotalKind.MEAN))
    numbers = {place: 1 if place <= 15 else 0 for place in range(1, 31)}
    assert scored(profile, numbers)["total"].exact == Decimal("0.5")
    assert scored(profile, numbers)["total"].value == 1


def test_rounding_comes_before_the_band() -> None:
    bands = (Band(Decimal(0), "low"), Band(Decimal(1), "high"))
    profile = instrument(2, replace(scale("total", 1, 2, kind=TotalKind.MEAN), bands=bands))
    found = scored(profile, {1: 1, 2: 0})["total"]
    assert (found.exact, found.value, found.band) == (Decimal("0.5"), 1, "high")


def test_without_a_reversal_and_safety_items_known_nothing_is_turned_or_critical() -> None:
    profile = replace(TWO, reversal=None, safety_items=None)
    questionnaire = neutral_questionnaire(profile)
    assert critical(profile, questionnaire, {"item-1": answered("4")}) == ()
    assert safety_link_ids(profile, questionnaire) == ()
    assert {fault.code for fault in lacking(profile)} == {FaultCode.LACKS_REVERSAL, FaultCode.LACKS_SAFETY}


def test_a_scale_or_a_limit_of_nothing() -> None:
    assert TWO.scale("no such") is None
    assert TWO.limits_of(scale("none")) is None
    each = scale("each", 1, kind=TotalKind.EACH)
    assert score(instrument(1, each), neutral_questionnaire(TWO), {}) == ()


def questionnaire_of(*items: Item) -> Questionnaire:
    return Questionnaire("x", "1", {"en": "X"}, ("en",), items)


def whole(link_id: str, lowest: int, highest: int) -> Item:
    return Item(link_id, ItemType.INTEGER, minimum=Decimal(lowest), maximum=Decimal(highest))


def test_what_does_not_fit_is_named_item_by_item() -> None:
    profile = instrument(2, scale("total", 1, 2), highest=2)
    wanted = (Decimal(0), Decimal(1), Decimal(2))
    wrong = questionnaire_of(whole("a", 0, 2), whole("b", 1, 2))
    assert misfits(profile, wrong) == (Misfit(wanted, (Decimal(1), Decimal(2)), "b", 2),)
    far = questionnaire_of(whole("a", 0, 2), whole("b", 0, 99999))
    assert misfits(profile, far) == (Misfit(wanted, (Decimal(0), Decimal(99999)), "b", 2),)
    assert misfits(profile, questionnaire_of(whole("a", 0, 2))) == (Misfit((Decimal(2),), (Decimal(1),)),)
    assert misfits(profile, questionnaire_of(whole("a", 0, 2), whole("b", 0, 2))) == ()


def test_a_coded_item_that_takes_no_number_does_not_fit() -> None:
    coded = replace(instrument(1, scale("total", 1)), item_codes=("q",))
    item = replace(Item("c", ItemType.TEXT), codes=(Coding("q"),))
    [misfit] = misfits(coded, questionnaire_of(item))
    assert (misfit.place, misfit.link_id, misfit.found) == (1, "c", ())


@st.composite
def instruments(draw: st.DrawFn) -> ScoringProfile:
    """Any instrument that passes the checks: reversed items, subscales, factors, missing rules, bands."""
    count, highest = draw(st.integers(1, 12)), draw(st.integers(1, 9))
    places = st.integers(1, count)
    turned = draw(st.frozensets(places))
    names = draw(st.lists(st.sampled_from(["total", "a", "b"]), min_size=1, unique=True))
    scales = [draw(scales_over(name, places, highest)) for name in names]
    profile = instrument(count, *scales, highest=highest, turned=tuple(sorted(turned)))
    return replace(profile, scales=tuple(banded(profile, one, draw) for one in scales))


@st.composite
def scales_over(draw: st.DrawFn, name: str, places: st.SearchStrategy[int], highest: int) -> Scale:
    items = tuple(sorted(draw(st.frozensets(places, min_size=1))))
    kind = draw(st.sampled_from([TotalKind.SUM, TotalKind.MEAN, TotalKind.TOP_SCORE]))
    most = 0 if kind is TotalKind.TOP_SCORE else draw(st.integers(0, len(items) - 1))
    return Scale(
        name, items, kind, draw(st.sampled_from(list(HigherIs))), Decimal(draw(st.integers(1, 10))),
        draw(st.integers(0, 3)), MissingRule(most),
    )  # fmt: skip


def banded(profile: ScoringProfile, one: Scale, draw: st.DrawFn) -> Scale:
    limits = profile.limits_of(one)
    assert limits
    starts = draw(st.frozensets(st.integers(int(limits[0]), int(limits[1])), max_size=5))
    return replace(one, bands=tuple(Band(Decimal(start), f"from {start}") for start in sorted(starts)))


@st.composite
def answered_instruments(draw: st.DrawFn) -> tuple[ScoringProfile, dict[str, Answer]]:
    profile = draw(instruments())
    numbers = st.sampled_from([answered(str(number)) for number in profile.numbers[1]])
    answers = {
        f"item-{place}": draw(st.one_of(numbers, st.sampled_from(NO_NUMBER)))
        for place in range(1, profile.item_count + 1)
    }
    return profile, answers


def numbered(profile: ScoringProfile, answers: Mapping[str, Answer]) -> Iterator[int]:
    for place in range(1, profile.item_count + 1):
        if answers[f"item-{place}"] not in NO_NUMBER:
            yield place


@given(answered_instruments())
def test_a_score_lies_in_its_range_prorated_or_not(given_: tuple[ScoringProfile, dict[str, Answer]]) -> None:
    profile, answers = given_
    assert faults(profile) == []
    counted = set(numbered(profile, answers))
    for one, found in zip(
        profile.scales, score(profile, neutral_questionnaire(profile), answers), strict=True
    ):
        limits = profile.limits_of(one)
        assert limits
        assert found.missing == len(set(one.items) - counted)
        allowed = found.missing <= one.most_missing and found.missing < len(one.items)
        assert (found.value is not None) is allowed
        if found.value is not None and found.exact is not None:
            assert limits[0] <= found.exact <= limits[1]
            assert abs(found.value - found.exact) * 2 <= Decimal(1).scaleb(-one.decimals)
            assert (
                found.band
                == max(
                    ((band.starts_at, band.name) for band in one.bands if band.starts_at <= found.value),
                    default=(0, ""),
                )[1]
            )


@given(answered_instruments(), st.sampled_from(NO_NUMBER))
def test_a_skipped_or_missing_item_never_counts_as_0(
    given_: tuple[ScoringProfile, dict[str, Answer]], absent: Answer
) -> None:
    """What stands instead of a number makes no difference, and leaves the mean of the rest as it was."""
    profile, answers = given_
    questionnaire = neutral_questionnaire(profile)
    without = {key: answer for key, answer in answers.items() if answer not in NO_NUMBER}
    instead = {f"item-{place}": absent for place in range(1, profile.item_count + 1)} | without
    found = score(profile, questionnaire, answers)
    assert found == score(profile, questionnaire, without) == score(profile, questionnaire, instead)
    for one, said in zip(profile.scales, found, strict=True):
        if said.exact is not None and one.kind is not TotalKind.TOP_SCORE:
            share = 1 if one.kind is TotalKind.MEAN else len(one.items)
            numbers = [
                _turned(profile, place, answers) for place in numbered(profile, answers) if place in one.items
            ]
            mean = sum(numbers, Decimal(0)) * one.factor * share / len(numbers)
            assert said.exact == mean


def _turned(profile: ScoringProfile, place: int, answers: Mapping[str, Answer]) -> Decimal:
    number = Decimal(str(answers[f"item-{place}"].value))
    return profile.numbers[place][-1] - number if place in profile.reversed_items else number


@given(instruments(), st.data())
def test_bands_never_go_down_when_the_value_goes_up(profile: ScoringProfile, data: st.DataObject) -> None:
    one = profile.scales[0]
    limits = profile.limits_of(one)
    assert limits
    values = st.decimals(limits[0], limits[1], places=3, allow_nan=False)
    low, high = sorted((data.draw(values), data.draw(values)))
    starts = [band.starts_at if band else Decimal(-1) for band in (one.band(low), one.band(high))]
    assert starts[0] <= starts[1]


@pytest.mark.parametrize("side", list(ClinicalSide))
def test_a_cut_off_takes_its_own_value_in_or_not(side: ClinicalSide) -> None:
    cutoff = Cutoff(Decimal(10), side)
    found = [cutoff.is_clinical(Decimal(value)) for value in ("9.99", "10", "10.01")]
    assert (
        found
        == {
            ClinicalSide.AT_OR_ABOVE: [False, True, True],
            ClinicalSide.AT_OR_BELOW: [True, True, False],
            ClinicalSide.BELOW: [True, False, False],
        }[side]
    )


def test_possible_change_begins_exactly_at_its_share() -> None:
    assert ReliableChange(Decimal("4.9"), 95).possible_threshold == Decimal("3.2")
    assert ReliableChange(Decimal(6), 90).possible_threshold is None
    assert ReliableChange(Decimal(6), 95, Decimal(4)).possible_threshold == 4
    assert SafetyItem(1, Decimal(0)).confidence == "confirmed"


def test_an_item_whose_range_is_not_known_is_recognised_and_gives_no_total() -> None:
    profile = replace(TWO, ranges=(), complete=False)
    questionnaire = neutral_questionnaire(TWO)
    assert misfits(profile, questionnaire) == ()
    found = score(profile, questionnaire, {"item-1": answered("3")})
    assert {(one.value, one.why) for one in found} == {(None, Why.PROFILE_INCOMPLETE)}
    assert FaultCode.LACKS_RANGE in {fault.code for fault in lacking(profile)}
