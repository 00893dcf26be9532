"""The values of answers as people write them, on the screen and on paper alike (rule A12)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from feedback.charts.formats import shown_date, shown_exactly, shown_number
from feedback.domain.calendar import local
from feedback.domain.questionnaires.answers import Quantity, Value
from feedback.domain.questionnaires.questionnaire import Item
from feedback.domain.questionnaires.visibility import value_text


def shown_value(item: Item, value: Value, language: str) -> str:
    """One value: the option's words, else the value with the language's decimal mark or the name of the month."""
    said = value_text(item, value, language)
    is_option = any(option.value == value for option in item.options)
    if is_option and not (isinstance(value, date) and said in ("", value.isoformat())):
        return said
    match value:
        case Quantity():
            return f"{shown_exactly(value.value, language)} {value.unit}".strip()
        case Decimal():
            return (shown_number if item.calculation else shown_exactly)(value, language)
        case datetime():
            clock = local(value) if value.tzinfo else value
            return f"{shown_date(clock.date(), language, 'long')}, {clock:%H:%M}"
        case date():
            return shown_date(value, language, "long")
    return said
