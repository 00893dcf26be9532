"""FHIR `value[x]` and `answer[x]` as values of the domain."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from feedback.catalogue.fhir.elements import Element, number
from feedback.domain.calendar import instant_of
from feedback.domain.questionnaires.answers import Quantity, Value

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?\Z")


def typed(element: Element, prefix: str) -> tuple[str, Any]:
    """The type (`Coding`, `Integer` ...) and the JSON of `value[x]` or `answer[x]`; empty without one."""
    for key, value in element.items():
        if key.startswith(prefix) and key != prefix and key[len(prefix)].isupper():
            return key[len(prefix) :], value
    return "", None


def is_partial(element: Element, prefix: str) -> bool:
    """Whether `value[x]` or `answer[x]` is a date that names no day."""
    kind, raw = typed(element, prefix)
    return kind in ("Date", "DateTime") and isinstance(raw, str) and len(raw) < len("2026-01-01")


def to_value(kind: str, raw: Any) -> Value | None:
    """The value, or None where its type or content cannot be used. Codings are not read here."""
    try:
        return _convert(kind, raw)
    except (ValueError, TypeError, OverflowError):
        return None


def _convert(kind: str, raw: Any) -> Value | None:
    match kind, raw:
        case "Boolean", bool():
            return raw
        case (("Integer" | "PositiveInt" | "UnsignedInt"), int()) if not isinstance(raw, bool):
            return raw
        case "Decimal", _:
            return number(raw)
        case (("String" | "Uri" | "Url" | "Code" | "Markdown"), str()):
            return raw
        case ("Date", str()):
            return _date(raw)
        case (("DateTime" | "Instant"), str()):
            return _date_time(raw)
        case "Time", str():
            return time.fromisoformat(raw)
        case "Quantity", dict():
            return _quantity(raw)
    return None


def _date(text: str) -> date | None:
    """A date; a year or a month alone is its first day (FHIR allows parts of dates)."""
    found = _DATE.match(text)
    return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) if found else None


def _date_time(text: str) -> datetime | None:
    if day := _date(text):
        return instant_of(datetime(day.year, day.month, day.day))
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else instant_of(moment)


def _quantity(raw: Element) -> Quantity | None:
    amount = number(raw.get("value"))
    unit = raw.get("code") or raw.get("unit") or ""
    return Quantity(Decimal(amount), str(unit)) if amount is not None else None
