"""Dates and numbers typed on a command line, and one sentence for what cannot be read."""

from __future__ import annotations

from datetime import date


class TypedWrongly(ValueError):  # noqa: N818
    """What was typed cannot be right; the text says what to correct."""


def read_day(option: str, text: str) -> date:
    """A date written as YYYY-MM-DD. Raises TypedWrongly naming the option."""
    try:
        found = date.fromisoformat(text)
        if found.isoformat() != text:  # weeks, or no hyphens
            raise ValueError(text)
        return found
    except ValueError as error:
        reason = "29 February exists in leap years only" if text.endswith("-02-29") else "no such date"
        raise TypedWrongly(
            f"{option} {text}: {reason}. Write the date as YYYY-MM-DD, for example 2025-04-14."
        ) from error


def read_pair(option: str, text: str, shape: str) -> tuple[str, str]:
    """The two sides of a colon. Raises TypedWrongly showing the shape."""
    left, colon, right = text.partition(":")
    if not colon:
        raise TypedWrongly(f"{option} {text}: write it as {shape}.")
    return left, right


def read_days(option: str, text: str) -> tuple[date, date]:
    """The first and the last day of FROM:TO. Raises TypedWrongly naming the option."""
    first, last = read_pair(option, text, "FROM:TO, for example 2025-07-01:2025-07-14")
    return read_day(option, first), read_day(option, last)


def read_number(option: str, text: str, least: int, most: int) -> int:
    """A whole number within limits. Raises TypedWrongly naming the option."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if not is_number or not least <= int(text) <= most:
        raise TypedWrongly(f"{option} {text}: write a whole number from {least} to {most}.")
    return int(text)
