"""Instants are UTC; every day is a day in Europe/Oslo."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def day_of(instant: datetime) -> date:
    """The day in Norway on which an instant falls."""
    return instant.astimezone(OSLO).date()


def local(instant: datetime) -> datetime:
    """The clock in Norway at an instant."""
    return instant.astimezone(OSLO)


def moment_text(moment: object) -> str:
    """A date, an instant or a time as it is written in Norway: 24.11.2026, 24.11.2026 14:30, 14:30."""
    match moment:
        case datetime():
            clock = local(moment) if moment.tzinfo else moment
            return f"{clock.day:02}.{clock.month:02}.{clock.year:04} {clock.hour:02}:{clock.minute:02}"
        case date():
            return f"{moment.day:02}.{moment.month:02}.{moment.year:04}"
        case time():
            return f"{moment.hour:02}:{moment.minute:02}"
    return str(moment)


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


def parse_day(text: str) -> date | None:
    """A day as a browser's date field sends it or as Norwegians write it; None for anything else."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        with suppress(ValueError):
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC).date()
    return None
