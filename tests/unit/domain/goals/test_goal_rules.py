"""The rules for goals: what the same words are, what a rating is, and how far people are apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.goals.rules import (
    GOAL_DECISIONS,
    GoalDecision,
    decisions_from_plain,
    decisions_to_plain,
    difference,
    is_rating,
    same_words,
    tidy,
)

WORDS = st.text(max_size=30)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Sove om natta", "sove  om\nnatta.", True),
        ("Gå på jobb", "GÅ PÅ JOBB!", True),
        ("Gå på jobb", "Ga\u030a pa\u030a jobb", True),
        ("Sove", "Sove bedre", False),
        ("Gå på jobb tre dager", "Gå på jobb fire dager", False),
    ],
)
def test_the_same_words(one: str, other: str, same: bool) -> None:
    assert same_words(one, other) is same


@given(WORDS, WORDS, WORDS)
def test_being_the_same_goes_both_ways_and_on(one: str, other: str, third: str) -> None:
    assert same_words(one, one)
    assert same_words(one, other) == same_words(other, one)
    if same_words(one, other) and same_words(other, third):
        assert same_words(one, third)


@given(WORDS)
def test_tidy_words_are_one_line_and_stay_so(words: str) -> None:
    assert tidy(tidy(words)) == tidy(words)
    assert len(tidy(words).splitlines()) <= 1


@pytest.mark.parametrize(
    ("value", "allowed"), [(None, True), (0, True), (10, True), (11, False), (-1, False)]
)
def test_what_a_rating_can_be(value: int | None, allowed: bool) -> None:
    assert is_rating(value) is allowed


@pytest.mark.parametrize(
    ("latest", "apart"),
    [
        ([], None),
        ([7], None),
        ([7, None], None),
        ([7, 4], 3),
        ([7, None, 4], 3),
        ([0, 10, 5], 10),
        ([5, 5], 0),
    ],
)
def test_how_far_people_are_apart(latest: list[int | None], apart: int | None) -> None:
    assert difference(latest) == apart


@given(st.lists(st.one_of(st.none(), st.integers(0, 10))))
def test_the_difference_does_not_depend_on_who_speaks_first(latest: list[int | None]) -> None:
    found = difference(latest)
    assert found == difference(list(reversed(latest)))
    assert found is None or 0 <= found <= 10


@given(
    st.dictionaries(
        st.integers(1, 10**9), st.builds(GoalDecision, st.sampled_from(GOAL_DECISIONS), WORDS), max_size=3
    )
)
def test_decisions_come_back_as_they_were(decisions: dict[int, GoalDecision]) -> None:
    assert decisions_from_plain(decisions_to_plain(decisions)) == decisions


@pytest.mark.parametrize("plain", [{"x": {"do": "keep", "words": ""}}, {"1": {"words": ""}}])
def test_decisions_of_another_shape_are_refused(plain: dict[str, dict[str, str]]) -> None:
    with pytest.raises((KeyError, ValueError)):
        decisions_from_plain(plain)
