"""Every `value[x]` that we read, and what is not a value."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from feedback.catalogue.fhir.values import to_value
from feedback.catalogue.fhir.writing.written_values import value_x
from feedback.domain.questionnaires.answers import FreeText, Quantity, Value

READ: list[tuple[str, Any, Value | None]] = [
    ("Boolean", True, True),
    ("Boolean", 1, None),
    ("Integer", 3, 3),
    ("Integer", True, None),
    ("Integer", Decimal("1.5"), None),
    ("Decimal", Decimal("0.10000000000000001"), Decimal("0.10000000000000001")),
    ("String", "x", "x"),
    ("String", 3, None),
    ("Date", "2026-03-01", date(2026, 3, 1)),
    ("Date", "2026-03", date(2026, 3, 1)),
    ("Date", "2026-13-01", None),
    ("Date", "in March", None),
    ("DateTime", "2026-03-01T09:00:00Z", datetime(2026, 3, 1, 9, tzinfo=UTC)),
    ("DateTime", "2026", datetime(2025, 12, 31, 23, tzinfo=UTC)),
    ("Time", "09:30:00", time(9, 30)),
    ("Time", "25:00:00", None),
    ("Quantity", {"value": 3, "unit": "kilo", "code": "kg"}, Quantity(Decimal(3), "kg")),
    ("Quantity", {"unit": "kg"}, None),
    ("Reference", {"reference": "Patient/1"}, None),
]


@pytest.mark.parametrize(("kind", "raw", "value"), READ)
def test_values_are_read_or_refused(kind: str, raw: Any, value: Value | None) -> None:
    found = to_value(kind, raw)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, {"valueBoolean": True}),
        (3, {"valueInteger": 3}),
        (Decimal("0.5"), {"valueDecimal": 0.5}),
        (Quantity(Decimal(3)), {"valueQuantity": {"value": 3}}),
        (FreeText("x"), {"valueString": "x"}),
        (date(2026, 3, 1), {"valueDate": "2026-03-01"}),
        (datetime(2026, 3, 1, 9), {"valueDateTime": "2026-03-01T09:00:00+01:00"}),
        (time(9, 30), {"valueTime": "09:30:00"}),
    ],
)
def test_values_are_written(value: Value, written: dict[str, Any]) -> None:
    assert value_x("value", value) == written
