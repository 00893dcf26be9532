"""Waits grow, have an end, and are forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.people import throttling
from feedback.domain.people.throttling import ACCOUNT, FORGOTTEN_AFTER, Count, Policy, counted, wait

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
POLICIES = [value for value in vars(throttling).values() if isinstance(value, Policy)]


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.kind)
@given(times=st.floats(0, 1e9), more=st.floats(0, 1e9))
def test_waits_grow_and_have_an_end(policy: Policy, times: float, more: float) -> None:
    assert timedelta() <= wait(policy, times) <= wait(policy, times + more) <= policy.longest


def test_what_is_free_does_not_wait_and_then_waits_double() -> None:
    assert [wait(ACCOUNT, times).total_seconds() for times in (4, 5, 6, 7, 11)] == [0, 30, 60, 120, 900]


def test_one_time_is_forgotten_each_leak() -> None:
    five = Count(5, NOW)
    assert counted(ACCOUNT, None, NOW).times == 1
    assert counted(ACCOUNT, five, NOW).times == 6
    assert counted(ACCOUNT, five, NOW + 2 * ACCOUNT.leak).times == 4
    assert counted(ACCOUNT, five, NOW + timedelta(days=9)).times == 1
    assert counted(ACCOUNT, five, NOW - timedelta(days=9)).times == 6


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.kind)
def test_rows_are_kept_as_long_as_they_count(policy: Policy) -> None:
    """Who goes on for ever reaches the longest wait, and what counts then is forgotten before the row is."""
    count, now = counted(policy, None, NOW), NOW
    for _time in range(3000):
        now += wait(policy, count.times)
        count = counted(policy, count, now)
    free_again = (count.times - policy.free) * policy.leak
    assert wait(policy, count.times) <= policy.longest
    assert min(free_again, timedelta(days=3)) <= FORGOTTEN_AFTER
