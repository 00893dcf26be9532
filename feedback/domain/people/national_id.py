"""Norwegian national identity numbers: the birth date inside one.

Rules: Skatteetaten's description of fødselsnummer and D-nummer. Control digits are not checked: from 2032 on
they no longer hold for all numbers, and the number comes from a log-in that vouches for it.
"""

from __future__ import annotations

from datetime import date

DIGITS = 11
D_NUMBER = 40  # added to the day
MADE_UP = (80, 65, 40)  # added to the month in numbers of made-up people: Tenor, and two older series


def birth_date(number: str) -> date | None:
    """The birth date in a number of eleven digits, None where there is none that exists."""
    if len(number) != DIGITS or not (number.isascii() and number.isdigit()):
        return None
    day, month, year, individual = int(number[:2]), int(number[2:4]), int(number[4:6]), int(number[6:9])
    century = _century(year, individual)
    if century is None:
        return None
    try:
        return date(century + year, _month(month), day - D_NUMBER if day > D_NUMBER else day)
    except ValueError:
        return None


def _month(month: int) -> int:
    return month - next((added for added in MADE_UP if month > added), 0)


def _century(year: int, individual: int) -> int | None:
    if individual < 500:
        return 1900
    if individual < 750 and year >= 54:
        return 1800
    if year < 40:
        return 2000
    return 1900 if individual >= 900 else None
