"""Reliable change and the cut-off are two facts; unknown where the facts are unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from feedback.catalogue.profiles import profiles
from feedback.domain.change import (
    CutoffStatus,
    Direction,
    cutoff_status,
    cutoff_statuses,
    direction,
    reliable_change,
    reliable_change_index,
    sdiff,
    standard_error,
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
