"""Reliable change and the cut-off are two facts; unknown where the facts are unknown."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.catalogue.profiles import profiles
from feedback.domain.measures.change import (
    USUAL_Z,
    CutoffStatus,
    Direction,
    WhyUnknown,
    change_threshold,
    comparable,
    cutoff_c,
    cutoff_of,
    cutoff_status,
    cutoff_statuses,
    direction,
    reliable_change,
    reliable_change_index,
    sdiff,
    standard_error,
    why_no_cutoff,
    why_no_direction,
)
from feedback.domain.measures.profile import (
    HigherIs,
    Norms,
    Precision,
    ReliableChange,
    Reversal,
    Scale,
    ScoringProfile,
    TotalKind,
)


@pytest.mark.parametrize(
    ("name", "earlier", "later", "expected"),
    [
        ("PHQ-9", 9, 15, "reliably-worse"),
        ("PHQ-9", 10, 6, "possibly-better"),  # 4 is at least 6 x 1.28 / 1.96 = 3.92
        ("PHQ-9", 10, 7, "no-reliable-change"),
        ("PHQ-9", 10, 14, "possibly-worse"),
        ("PHQ-9", 10, 10, "no-reliable-change"),
        ("GAD-7", 9, 13, "possibly-worse"),
        ("GAD-7", 9, 12, "no-reliable-change"),
        ("GAD-7", 15, 9, "reliably-better"),
        ("WHO-5", 40, 52, "reliably-better"),
        ("WHO-5", 52, 44, "no-reliable-change"),
        ("WHO-5", 52, 40, "reliably-worse"),
        ("CORE-10", 20, 14, "reliably-better"),
        ("AUDIT", 30, 0, "unknown"),  # no reliable change is published
        ("OQ-45.2", 100, 20, "unknown"),  # the profile is incomplete
    ],
)
def test_direction(name: str, earlier: int, later: int, expected: str) -> None:
    assert direction(profiles()[name], Decimal(earlier), Decimal(later)) is Direction(expected)


@pytest.mark.parametrize(
    ("name", "earlier", "later", "expected"),
    [
        ("PHQ-9", 4, 9, "below"),
        ("PHQ-9", 10, 27, "above"),
        ("PHQ-9", 10, 9, "crossed"),
        ("PHQ-9", 9, 10, "started-below"),
        ("WHO-5", 50, 52, "crossed"),
        ("WHO-5", 52, 48, "started-below"),
        ("AUDIT", 5, 4, "below"),
        ("AUDIT", 9, 7, "unknown"),  # men crossed, women did not
        ("OQ-45.2", 100, 20, "unknown"),
        ("DUDIT-C", 9, 3, "crossed"),
    ],
)
def test_cutoff(name: str, earlier: int, later: int, expected: str) -> None:
    assert cutoff_status(profiles()[name], Decimal(earlier), Decimal(later)) is CutoffStatus(expected)


def test_where_cutoffs_differ_by_sex_both_are_shown() -> None:
    found = cutoff_statuses(profiles()["AUDIT"], Decimal(9), Decimal(7))
    assert [(cutoff.group, status.value) for cutoff, status in found] == [
        ("men", "crossed"),
        ("women", "above"),
    ]


def test_without_two_totals_all_is_unknown() -> None:
    phq = profiles()["PHQ-9"]
    assert direction(phq, None, Decimal(3)) is Direction.UNKNOWN
    assert direction(phq, Decimal(3), None) is Direction.UNKNOWN
    assert cutoff_status(phq, None, Decimal(3)) is CutoffStatus.UNKNOWN


def test_jacobson_and_truax() -> None:
    error = standard_error(Decimal("7.5"), Decimal("0.84"))
    assert error == Decimal("3.0")
    difference = sdiff(error)
    assert round(difference, 4) == Decimal("4.2426")
    assert round(reliable_change(difference), 3) == Decimal("8.316")
    assert round(reliable_change(difference, 90), 3) == Decimal("6.979")
    assert round(reliable_change(difference, 80), 3) == Decimal("5.437")
    assert round(reliable_change_index(Decimal(20), Decimal(10), difference), 3) == Decimal("-2.357")


def test_published_worked_numbers() -> None:
    """The article's own figures: SD 7.5 and r 0.88 give SE 2.60 and Sdiff 3.67; 32.5 after 47.5 gives 4.08."""
    error = standard_error(Decimal("7.5"), Decimal("0.88"))
    assert round(error, 2) == Decimal("2.60")
    assert round(sdiff(error), 2) == Decimal("3.67")
    assert abs(
        reliable_change_index(Decimal("47.5"), Decimal("32.5"), sdiff(error)) + Decimal("4.08")
    ) < Decimal("0.01")


def test_a_threshold_and_a_cut_off_follow_from_what_is_published() -> None:
    assert round(change_threshold(Precision(Decimal("7.5"), Decimal("0.84"))), 3) == Decimal("8.316")
    assert round(change_threshold(Precision(Decimal("7.5"), Decimal("0.84")), 90), 3) == Decimal("6.979")
    assert cutoff_of(Norms(Decimal(15), Decimal(5), Decimal(5), Decimal(5))) == 10


@pytest.mark.parametrize(
    ("deviation", "reliability", "limit"),
    [("1.25", "0.02", "3.43"), ("0.75", "0.82", "0.882"), ("7.5", "0.98", "2.94")],
)
def test_a_change_of_exactly_the_calculated_limit_is_reliable(
    deviation: str, reliability: str, limit: str
) -> None:
    precision = Precision(Decimal(deviation), Decimal(reliability))
    assert change_threshold(precision) == Decimal(limit)
    change = ReliableChange(change_threshold(precision), 95, precision=precision)
    profile = _profile(change)
    assert direction(profile, Decimal(limit), Decimal(0)) is Direction.RELIABLY_BETTER
    assert direction(profile, Decimal(limit) - Decimal("0.0001"), Decimal(0)) is Direction.POSSIBLY_BETTER


@given(st.decimals("0.01", 99, places=2), st.decimals(0, 1, places=3), st.sampled_from(list(USUAL_Z.items())))
def test_a_limit_has_no_noise_where_the_root_comes_out_even(
    deviation: Decimal, reliability: Decimal, level: tuple[int, Decimal]
) -> None:
    found = change_threshold(Precision(deviation, reliability), level[0])
    variance = 2 * deviation * deviation * (1 - reliability)
    even = round(variance.sqrt(), 6)
    assert abs(found / level[1] - variance.sqrt()) < Decimal("1e-20")
    assert even * even != variance or found == level[1] * even


@pytest.mark.parametrize(
    ("change", "start"),
    [
        (ReliableChange(Decimal("1.531"), 95, sdiff=Decimal("0.7813")), "1.000064"),
        (ReliableChange(Decimal("3.43"), 95, precision=Precision(Decimal("1.25"), Decimal("0.02"))), "2.24"),
        (ReliableChange(Decimal("4.9"), 95), "3.2"),
    ],
)
def test_possible_change_begins_at_its_share_of_what_is_known(change: ReliableChange, start: str) -> None:
    assert change.possible_threshold == Decimal(start)
    profile = _profile(change)
    assert direction(profile, Decimal(start), Decimal(0)) is Direction.POSSIBLY_BETTER
    below = Decimal(start) - Decimal("0.000001")
    assert direction(profile, below, Decimal(0)) is Direction.NO_RELIABLE_CHANGE


@pytest.mark.parametrize(
    ("deviation", "reliability"),
    [
        ("0", "0.8"),
        ("-1", "0.8"),
        ("1", "1.1"),
        ("1", "-0.1"),
        ("NaN", "0.8"),
        ("1", "NaN"),
        ("Infinity", "1"),
    ],
)
def test_an_impossible_precision_is_refused(deviation: str, reliability: str) -> None:
    with pytest.raises(ValueError, match="standard deviation"):
        standard_error(Decimal(deviation), Decimal(reliability))


def test_impossible_errors_levels_and_deviations_are_refused() -> None:
    with pytest.raises(ValueError, match="Sdiff"):
        reliable_change_index(Decimal(1), Decimal(2), Decimal(0))
    for level in (49, 100, -5):
        with pytest.raises(ValueError, match="between 50 and 99"):
            reliable_change(Decimal(1), level)
    for clinical, normal in (("0", "1"), ("1", "0"), ("-1", "1")):
        with pytest.raises(ValueError, match="standard deviation"):
            cutoff_c(Decimal(5), Decimal(clinical), Decimal(1), Decimal(normal))


@pytest.mark.parametrize(
    ("name", "earlier", "later", "why"),
    [
        ("PHQ-9", 10, 5, WhyUnknown.KNOWN),
        ("PHQ-9", None, 5, WhyUnknown.NOT_TWO_VALUES),
        ("AUDIT", 10, 5, WhyUnknown.NONE_PUBLISHED),
        ("OQ-45.2", 10, 5, WhyUnknown.FACTS_LACKING),
        ("CarerQol-7D + VAS", 10, 5, WhyUnknown.NO_SUCH_SCALE),
    ],
)
def test_why_a_change_is_not_judged(name: str, earlier: int | None, later: int, why: WhyUnknown) -> None:
    before = None if earlier is None else Decimal(earlier)
    assert why_no_direction(profiles()[name], before, Decimal(later)) is why
    known = direction(profiles()[name], before, Decimal(later)) is not Direction.UNKNOWN
    assert known is (why is WhyUnknown.KNOWN)


def test_why_no_cut_off_is_told() -> None:
    ten, five = Decimal(10), Decimal(5)
    assert why_no_cutoff(profiles()["PHQ-9"], ten, five) is WhyUnknown.KNOWN
    assert why_no_cutoff(profiles()["CollaboRATE"], ten, five) is WhyUnknown.NONE_PUBLISHED
    assert why_no_cutoff(profiles()["OQ-45.2"], ten, five) is WhyUnknown.FACTS_LACKING
    assert why_no_cutoff(profiles()["PHQ-9"], ten, five, "part") is WhyUnknown.NO_SUCH_SCALE
    assert cutoff_statuses(profiles()["PHQ-9"], ten, five, "part") == ()


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ("5.001", "reliably-worse"),
        ("5", "reliably-worse"),
        ("4.999", "possibly-worse"),
        ("3.266", "possibly-worse"),
        ("3.265", "no-reliable-change"),
        ("0", "no-reliable-change"),
    ],
)
def test_at_least_the_constant_is_reliable(later: str, expected: str) -> None:
    """5 x 1.28 / 1.96 is 3.2653...: what lies just below is no possible change, what lies at 5 is reliable."""
    profile = _profile(ReliableChange(Decimal(5), 95))
    assert direction(profile, Decimal(0), Decimal(later)) == expected


def _profile(change: ReliableChange | None, higher_is: HigherIs = HigherIs.WORSE) -> ScoringProfile:
    scale = Scale("total", (1,), TotalKind.SUM, higher_is, reliable_change=change)
    return ScoringProfile(
        "X", "1", "a", ("patient",), 1, higher_is, True, "r", "s", reversal=Reversal(), scales=(scale,)
    )


MIRROR = {
    Direction.RELIABLY_BETTER: Direction.RELIABLY_WORSE,
    Direction.POSSIBLY_BETTER: Direction.POSSIBLY_WORSE,
    Direction.NO_RELIABLE_CHANGE: Direction.NO_RELIABLE_CHANGE,
    Direction.UNKNOWN: Direction.UNKNOWN,
}
MIRROR |= {worse: better for better, worse in MIRROR.items()}
VALUES = st.decimals(0, 100, places=2, allow_nan=False)
CHANGES = st.builds(
    ReliableChange,
    st.decimals(1, 50, places=2, allow_nan=False),
    st.sampled_from([None, 90, 95]),
    st.sampled_from([None, Decimal("0.5")]),
)


@given(VALUES, VALUES, st.none() | CHANGES)
def test_a_course_told_backwards_says_the_opposite(
    earlier: Decimal, later: Decimal, change: ReliableChange | None
) -> None:
    for higher_is in HigherIs:
        profile = _profile(change, higher_is)
        there, back = direction(profile, earlier, later), direction(profile, later, earlier)
        assert back is MIRROR[there]
        other = HigherIs.BETTER if higher_is is HigherIs.WORSE else HigherIs.WORSE
        assert direction(_profile(change, other), earlier, later) is MIRROR[there]


@given(VALUES, VALUES, VALUES, CHANGES)
def test_a_larger_gain_is_never_told_as_less(
    start: Decimal, one: Decimal, other: Decimal, change: ReliableChange
) -> None:
    order = [
        Direction.RELIABLY_WORSE, Direction.POSSIBLY_WORSE, Direction.NO_RELIABLE_CHANGE,
        Direction.POSSIBLY_BETTER, Direction.RELIABLY_BETTER,
    ]  # fmt: skip
    profile = _profile(change, HigherIs.BETTER)
    low, high = sorted((one, other))
    ranks = [order.index(direction(profile, start, value)) for value in (low, high)]
    assert ranks[0] <= ranks[1]


def test_two_versions_are_comparable_when_they_make_the_same_number() -> None:
    one = profiles()["PHQ-9"]
    [scale] = one.scales
    assert comparable(one, one)
    assert comparable(one, replace(one, version="2", scales=(replace(scale, cutoffs=(), bands=()),)))
    assert not comparable(one, replace(one, version="2", reversal=Reversal((1,))))
    assert not comparable(one, replace(one, version="2", scales=(replace(scale, factor=Decimal(2)),)))
    assert not comparable(one, replace(one, version="2", scales=()))
