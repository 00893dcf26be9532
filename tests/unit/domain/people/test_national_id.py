"""The birth date inside a national identity number."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.people.national_id import birth_date


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("01015412345", date(1954, 1, 1)),
        ("01015450045", date(1854, 1, 1)),
        ("01010050045", date(2000, 1, 1)),
        ("31123999945", date(2039, 12, 31)),
        ("01014090045", date(1940, 1, 1)),
        ("29020050045", date(2000, 2, 29)),
        ("41015412345", date(1954, 1, 1)),  # a D-number
        ("01815412345", date(1954, 1, 1)),  # made-up people of Tenor
        ("01415412345", date(1954, 1, 1)),
        ("01665412345", date(1954, 1, 1)),
        ("29020150045", None),  # 2001 was no leap year
        ("01014050045", None),  # no century has this
        ("00015412345", None),
        ("99999999999", None),
        ("0101541234", None),
        ("010154123456", None),
        ("0101541234x", None),
        ("٠١٠١٥٤١٢٣٤٥", None),  # digits, but not those of a number
        ("", None),
    ],
)
def test_the_birth_date(number: str, expected: date | None) -> None:
    assert birth_date(number) == expected


@given(st.dates(date(1900, 1, 1), date(2039, 12, 31)), st.integers(0, 99), st.sampled_from([0, 40]))
def test_every_birth_date_comes_back(born_on: date, rest: int, added: int) -> None:
    serial = 100 if born_on.year < 2000 else 600
    number = f"{born_on.day + added:02}{born_on:%m%y}{serial}{rest:02}"
    assert birth_date(number) == born_on


@given(st.text(max_size=13))
def test_no_text_breaks_it(text: str) -> None:
    birth_date(text)
