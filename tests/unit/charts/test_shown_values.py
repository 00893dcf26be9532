"""One way of showing a value, in each language."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from feedback.charts.shown_values import shown_value
from feedback.domain.questionnaires.answers import FreeText, Quantity, Value
from feedback.domain.questionnaires.questionnaire import Item, ItemType, Option

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("value", "norwegian", "english"),
    [
        (Quantity(Decimal("70.5"), "kg"), "70,5 kg", "70.5 kg"),
        (Decimal("0.125"), "0,125", "0.125"),
        (Decimal("7.10"), "7,10", "7.10"),
        (DAY, "2. mars 2026", "2 March 2026"),
        (datetime(2026, 3, 2, 10, 30), "2. mars 2026, 10:30", "2 March 2026, 10:30"),
        (datetime(2026, 3, 2, 10, 30, tzinfo=UTC), "2. mars 2026, 11:30", "2 March 2026, 11:30"),
        (time(9, 5), "09:05", "09:05"),
        (FreeText("1.5"), "1.5", "1.5"),
        ("1.5", "1.5", "1.5"),
    ],
)
def test_values_are_written_as_the_language_writes_them(value: Value, norwegian: str, english: str) -> None:
    item = Item("a", ItemType.TEXT, {})
    assert shown_value(item, value, "nb") == norwegian
    assert shown_value(item, value, "en") == english


def test_an_option_has_its_own_words_and_a_day_is_one_like_any_other() -> None:
    options = (Option(DAY, {"nb": "2026-03-02"}), Option(Decimal(1), {"nb": "1.5 i uka"}))
    item = Item("a", ItemType.CHOICE, {}, options=options)
    assert shown_value(item, DAY, "nb") == "2. mars 2026"
    assert shown_value(item, Decimal(1), "nb") == "1.5 i uka"
