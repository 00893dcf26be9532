"""Days on which somebody is at work, and moments of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta


def weekday_before(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def weekday_after(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def moment(day: date, hour: int) -> datetime:
    """A whole hour, in UTC."""
    return datetime.combine(day, time(hour), UTC)
