"""Thresholds: the default where a unit has set none, and only what lies within the limits."""

from __future__ import annotations

import pytest

from feedback.domain.measures.thresholds import THRESHOLDS, Threshold, is_allowed, values_in_force


@pytest.mark.parametrize("row", THRESHOLDS, ids=lambda row: row.key)
def test_a_default_is_allowed_and_what_lies_beyond_the_limits_is_not(row: Threshold) -> None:
    assert is_allowed(row, row.default)
    assert is_allowed(row, row.lowest)
    assert is_allowed(row, row.highest)
    assert not is_allowed(row, row.lowest - 1)
    assert not is_allowed(row, row.highest + 1)


def test_a_units_own_value_holds_for_that_threshold_alone() -> None:
    found = values_in_force({"low-session": 4, "gone": 1})
    assert found == {row.key: row.default for row in THRESHOLDS} | {"low-session": 4}
