"""A unit's dated choices: which of them hold for a course, and what can be chosen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathway_histories import START, day

from feedback.domain.pathway.choices import (
    ALLOWED,
    LONGEST_OPEN,
    ChoiceKey,
    DatedChoice,
    choices_for,
    is_possible,
    usual_value,
)
from feedback.domain.pathway.history import UnitChoices
from feedback.domain.pathway.vocabulary import MilestoneKind, TransferRule

CHOSEN = (
    DatedChoice(ChoiceKey.TRANSFER, START, "keep"),
    DatedChoice(ChoiceKey.PAUSES, START, "keep"),
    DatedChoice(ChoiceKey.EARLY_POINT, START, "keep"),
    DatedChoice(ChoiceKey.TREATMENT_YEAR, START, "referral_received"),
    DatedChoice(ChoiceKey.OPENS_BEFORE, START, "21"),
)
OTHER = UnitChoices(TransferRule.KEEP, False, False, MilestoneKind.REFERRAL_RECEIVED, 21)


def test_a_choice_holds_for_courses_that_began_on_its_day_or_later() -> None:
    assert choices_for(START, CHOSEN) == choices_for(day(900), CHOSEN) == OTHER
    assert choices_for(START - timedelta(1), CHOSEN) == UnitChoices()


def test_the_newest_choice_before_the_course_began_holds() -> None:
    later = (DatedChoice(ChoiceKey.TRANSFER, day(10), "from_transfer"), *CHOSEN)
    assert choices_for(day(9), later).transfer is TransferRule.KEEP
    assert choices_for(day(10), later).transfer is TransferRule.FROM_TRANSFER


@given(st.permutations(CHOSEN), st.integers(-5, 5))
def test_the_order_in_which_one_chose_makes_no_difference(chosen: list[DatedChoice], began: int) -> None:
    assert choices_for(day(began), chosen) == choices_for(day(began), CHOSEN)


def test_nothing_chosen_is_the_default() -> None:
    assert choices_for(START, ()) == UnitChoices()
    usual = [DatedChoice(key, START, usual_value(key)) for key in ChoiceKey]
    assert all(is_possible(one.key, one.value) for one in usual)
    assert choices_for(START, usual) == UnitChoices()


@pytest.mark.parametrize("key", [key for key in ChoiceKey if ALLOWED[key]])
def test_one_of_a_list_can_be_chosen(key: ChoiceKey) -> None:
    for value in ALLOWED[key]:
        assert is_possible(key, value)
        choices_for(START, [DatedChoice(key, START, value)])
    assert not is_possible(key, "moon")


@pytest.mark.parametrize(("value", "possible"), [
    ("0", True), (str(LONGEST_OPEN), True), (str(LONGEST_OPEN + 1), False), ("-1", False), ("", False),
    ("1.5", False), ("٣", False), ("9" * 5000, False),
])  # fmt: skip
def test_days_that_a_point_opens_before(value: str, possible: bool) -> None:
    assert is_possible(ChoiceKey.OPENS_BEFORE, value) is possible
