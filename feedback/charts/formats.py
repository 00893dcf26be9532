"""Numbers and dates as people write them in bokmål, nynorsk and English."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

_LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}


@lru_cache(maxsize=4096)
def shown_date(day: date, language: str, style: str = "medium") -> str:
    """The day as "5. nov. 2026"; `style` is babel's short, medium or long. Raises KeyError on a language."""
    return format_date(day, format=style, locale=_LOCALES[language])


@lru_cache(maxsize=256)
def shown_month(day: date, language: str) -> str:
    """The month of a day as "november 2026". Raises KeyError on a language."""
    return format_date(day, format="LLLL y", locale=_LOCALES[language])


@lru_cache(maxsize=4096)
def shown_number(value: Decimal, language: str) -> str:
    """The number with the language's decimal mark, and no trailing zeros."""
    return format_decimal(value.normalize(), format="#,##0.##", locale=_LOCALES[language])


@lru_cache(maxsize=4096)
def shown_exactly(value: Decimal, language: str) -> str:
    """The number with the language's decimal mark and every digit that somebody wrote."""
    return format(value, "f").replace(".", "." if language == "en" else ",")


def shown_change(value: Decimal, language: str) -> str:
    """The number with its sign, also when it is positive; the minus is a real one."""
    sign = "+" if value > 0 else "\u2212" if value < 0 else ""
    return sign + shown_number(abs(value), language)


def shown_span(start: date, end: date, language: str) -> str:
    """Two days as "3. juni – 18. nov. 2026": the year once where it is the same."""
    last = shown_date(end, language)
    if start == end:
        return last
    year = f" {start.year}"
    first = shown_date(start, language)
    return f"{first.removesuffix(year) if start.year == end.year else first} – {last}"
