"""Instants are UTC; every day is a day in Europe/Oslo."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def day_of(instant: datetime) -> date:
    """The day in Norway on which an instant falls."""
    return instant.astimezone(OSLO).date()


def local(instant: datetime) -> datetime:
    """The clock in Norway at an instant."""
    return instant.astimezone(OSLO)


def instant_of(clock: datetime) -> datetime:
    """The instant at which a clock in Norway shows this time.

    The hour that comes twice in October means its first pass. Raises ValueError for the hour that is left out
    in March, and for a clock at the very beginning of the calendar.
    """
    try:
        instant = clock.replace(tzinfo=OSLO).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("this lies outside the calendar") from error
    if local(instant).replace(tzinfo=None) != clock.replace(tzinfo=None):
        raise ValueError("the clock skips this time on the night to summer time")
    return instant
