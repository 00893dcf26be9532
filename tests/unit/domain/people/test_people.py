"""Ages and birthdays, leap days included; who counts as staff."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.people.actors import ROLES, STAFF_ROLES, Actor, age_on, birthday, ground_of

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def test_a_leap_day_has_its_birthday_on_the_first_of_march() -> None:
    born_on = date(2008, 2, 29)
    assert age_on(date(2026, 2, 28), born_on) == 17
    assert age_on(date(2026, 3, 1), born_on) == 18
    assert birthday(born_on, 18) == date(2026, 3, 1)
    assert birthday(born_on, 16) == date(2024, 2, 29)


@given(DAYS, st.integers(0, 120))
def test_a_person_reaches_an_age_on_the_birthday_and_not_before(born_on: date, age: int) -> None:
    day = birthday(born_on, age)
    assert age_on(day, born_on) == age
    assert age_on(day - timedelta(days=1), born_on) == age - 1


@pytest.mark.parametrize("role", ROLES)
def test_staff_are_staff(role: str) -> None:
    assert Actor(1, role, 1).is_staff is (role in STAFF_ROLES)


def test_the_ground_of_a_look_is_read_back_from_its_purpose() -> None:
    assert ground_of(Actor(1, "clinician", 1).purpose("care")) == (None, False)
    assert ground_of(Actor(1, "clinician", 1, deputy_for=7).purpose("care")) == (7, False)
    assert ground_of(Actor(1, "clinician", 1, emergency=3).purpose("care")) == (None, True)
