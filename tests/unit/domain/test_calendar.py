"""Instants in UTC, days and clocks in Norway."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.calendar import day_of, instant_of, local, parse_day

INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 31, 22, 59, tzinfo=UTC), date(2026, 1, 31)),
        (datetime(2026, 1, 31, 23, 0, tzinfo=UTC), date(2026, 2, 1)),
        (datetime(2026, 7, 31, 22, 0, tzinfo=UTC), date(2026, 8, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_norway(instant: datetime, day: date) -> None:
    assert day_of(instant) == day


def test_the_hour_that_is_left_out_is_refused_and_the_one_that_comes_twice_means_its_first_pass() -> None:
    with pytest.raises(ValueError, match="skips"):
        instant_of(datetime(2026, 3, 29, 2, 30))
    assert instant_of(datetime(2026, 10, 25, 2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(INSTANTS)
def test_a_clock_read_in_norway_leads_back_to_its_instant_or_an_hour_before(instant: datetime) -> None:
    clock = local(instant).replace(tzinfo=None)
    assert (instant - instant_of(clock)).total_seconds() in (0, 3600)
    assert day_of(instant) == clock.date()


def test_a_clock_outside_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the calendar"):
        instant_of(datetime(1, 1, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        (" 23.11.2026 ", date(2026, 11, 23)),
        ("31.02.2026", None),
        ("soon", None),
    ],
)
def test_a_day_is_read_as_browsers_and_norwegians_write_it(text: str, day: date | None) -> None:
    assert parse_day(text) == day
