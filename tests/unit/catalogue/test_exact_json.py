"""JSON that keeps every digit."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.catalogue.fhir import write_json

numbers = st.integers() | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30
)
contents = st.recursive(
    st.none() | st.booleans() | st.text() | numbers,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(contents)
def test_what_is_written_reads_the_same(content: object) -> None:
    assert json.loads(write_json(content), parse_float=Decimal) == content


def test_every_digit_stays() -> None:
    assert write_json([Decimal("0.10000000000000001"), Decimal("1E+3"), []]) == (
        "[\n 0.10000000000000001,\n 1000,\n []\n]\n"
    )


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), float("nan")])
def test_what_is_no_number_is_refused(number: object) -> None:
    with pytest.raises(ValueError, match=r"JSON"):
        write_json(number)
