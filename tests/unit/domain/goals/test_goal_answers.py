"""From an answer about goals to goals: which one a place of the form names, and which words are new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.goals.goal_answers import KnownGoal, Named, Written, understood
from feedback.domain.goals.rules import MOST_GOALS, same_words, tidy

TODAY = date(2026, 11, 27)
SLEEP, WORK, FRIEND = (
    KnownGoal(1, "Sove om natta"),
    KnownGoal(2, "Gå på jobb"),
    KnownGoal(3, "Ringe en venn"),
)
WORDS = st.sampled_from(
    [
        "Sove",
        "sove.",
        "Gå på jobb",
        "Ringe en venn",
        "Gå tur",
        "  ",
        "",
        "Lese",
        "Male\nhuset",
        "Spise frokost",
    ]
)
RATING = st.one_of(st.none(), st.integers(0, 10))
ANSWERS = st.lists(st.tuples(WORDS, RATING), max_size=MOST_GOALS)


def places(*words: str) -> list[Written]:
    return [Written(place, text, place) for place, text in enumerate(words)]


def read(goals: Sequence[KnownGoal], *words: str, begun_on: date = TODAY) -> list[Named]:
    return list(understood(goals, places(*words), begun_on))


def test_words_that_stand_in_the_form_are_rated() -> None:
    [one, two] = read([SLEEP, WORK], "Sove om natta", "gå på jobb.")
    assert (one.goal, one.rating, two.goal, two.rating) == (SLEEP, 0, WORK, 1)


def test_other_words_in_a_place_are_the_goal_put_another_way() -> None:
    [one, two] = read([SLEEP, WORK], "Sove hele natta", "Gå på jobb")
    assert (one.goal, one.instead_of, one.words) == (None, SLEEP, "Sove hele natta")
    assert two.goal is WORK


def test_words_in_a_free_place_are_a_new_goal() -> None:
    [one, two] = read([SLEEP], "Sove om natta", "Gå tur")
    assert (two.goal, two.instead_of) == (None, None)
    assert one.goal is SLEEP


def test_goals_may_change_places() -> None:
    found = read([SLEEP, WORK, FRIEND], "Gå på jobb", "Sove om natta", "Ringe en venn")
    assert [one.goal for one in found] == [WORK, SLEEP, FRIEND]


def test_where_there_is_no_room_the_goal_that_is_not_named_gives_way() -> None:
    found = read([SLEEP, WORK, FRIEND], "Gå på jobb", "Gå tur", "Ringe en venn")
    assert [(one.goal, one.instead_of) for one in found] == [(WORK, None), (None, SLEEP), (FRIEND, None)]


def test_an_empty_place_says_nothing() -> None:
    assert read([SLEEP, WORK], "", "Gå på jobb") == [Named("Gå på jobb", 1, goal=WORK)]
    assert read([SLEEP], "   ", "") == []


def test_the_same_words_twice_are_one_goal() -> None:
    assert [one.rating for one in read([SLEEP], "Sove om natta", "sove om natta")] == [0]


def test_a_form_that_was_opened_before_a_goal_ended_does_not_begin_it_again() -> None:
    ended, following = replace(SLEEP, ended_on=TODAY), KnownGoal(4, "Sove hele natta")
    [one] = read([ended, following], "Sove om natta")
    assert (one.goal, one.instead_of) == (ended, None)


def test_words_of_a_goal_that_ended_long_ago_are_new_again() -> None:
    ended = replace(SLEEP, ended_on=TODAY - timedelta(days=30))
    [one] = read([ended], "Sove om natta")
    assert (one.goal, one.instead_of) == (None, None)


@given(st.lists(st.tuples(ANSWERS, st.integers(0, 2)), max_size=6))
def test_never_more_than_three_and_no_words_change(
    course: list[tuple[list[tuple[str, int | None]], int]],
) -> None:
    """Any number of answers, some of them with forms that were opened days before."""
    goals: list[KnownGoal] = []
    for day, (answer, age) in enumerate(course):
        on = TODAY + timedelta(days=day)
        written = [Written(place, words, rating) for place, (words, rating) in enumerate(answer)]
        before = {goal.key: goal.words for goal in goals}
        found = understood(goals, written, on - timedelta(days=age))
        _check(goals, written, found)
        goals = _stored(goals, found, on)
        assert len([goal for goal in goals if goal.ended_on is None]) <= MOST_GOALS
        assert before.items() <= {goal.key: goal.words for goal in goals}.items()


def _check(goals: Sequence[KnownGoal], written: Sequence[Written], found: Sequence[Named]) -> None:
    touched = [goal.key for one in found for goal in (one.goal, one.instead_of) if goal]
    assert len(touched) == len(set(touched))
    for one in found:
        assert one.goal is None or same_words(one.goal.words, one.words)
        assert one.instead_of is None or one.instead_of.ended_on is None
    said = [tidy(one.words) for one in written if tidy(one.words)]
    assert all(any(same_words(words, one.words) for one in found) for words in said)


def _stored(goals: Sequence[KnownGoal], found: Sequence[Named], on: date) -> list[KnownGoal]:
    """What the service makes of it."""
    ended = {one.instead_of.key for one in found if one.instead_of}
    kept = [replace(goal, ended_on=on) if goal.key in ended else goal for goal in goals]
    for one in found:
        if one.goal is None:
            kept.append(KnownGoal(len(kept) + 1, one.words))
    return kept
