"""A hint where a care pathway and an age hardly go together."""

from __future__ import annotations

import pytest

from feedback.domain.pathway.ages import unlikely_age
from feedback.domain.pathway.vocabulary import CarePathwayArea


@pytest.mark.parametrize(
    ("area", "age", "expected"),
    [
        ("PHBU", 51, "too_old"), ("PHBU", 24, "too_old"), ("PHBU", 23, None), ("PHBU", 4, None),
        ("EATING_DISORDER_CHILD", 36, "too_old"), ("EATING_DISORDER_CHILD", 17, None),
        ("PHV", 15, "too_young"), ("PHV", 16, None), ("TSB", 15, "too_young"), ("TSB", 70, None),
        ("OCD", 9, None), ("OCD", 60, None), ("PREGNANCY_SUD", 15, None),
    ],
)  # fmt: skip
def test_an_age_that_is_looked_at_once_more(area: str, age: int, expected: str | None) -> None:
    assert unlikely_age(CarePathwayArea(area), age) == expected
