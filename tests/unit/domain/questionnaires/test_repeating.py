"""One time more, one less, and times in which nothing was said."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from test_unfolding import CHILDREN, group, made, question

from feedback.domain.questionnaires.answers import SKIPPED, Answer, answered
from feedback.domain.questionnaires.calculation import initial_answers
from feedback.domain.questionnaires.occurrences import Occurrence, key_of, read_key
from feedback.domain.questionnaires.questionnaire import ItemType
from feedback.domain.questionnaires.repeating import (
    can_have_more,
    least_times,
    left_empty,
    most_times,
    with_one_more,
    without_empty,
    without_one,
)
from feedback.domain.questionnaires.unfolding import is_within_limit, unfold

numbers = st.integers(1, 4)
keys = st.one_of(
    st.sampled_from(["first", "last"]),
    st.builds(lambda one: key_of("age", (one,)), numbers),
    st.builds(lambda one: key_of("school", (one,)), numbers),
    st.builds(lambda one, two: key_of("what", (one, two)), numbers, numbers),
)
given_answers = st.dictionaries(keys, st.builds(answered, st.integers(0, 99)), max_size=9)


def _said(answers: dict[str, Answer]) -> Counter[tuple[str, Answer]]:
    return Counter((read_key(CHILDREN, key)[0], answer) for key, answer in answers.items())


@given(given_answers)
def test_leaving_out_empty_times_loses_no_answer_and_leaves_none_empty(answers: dict[str, Answer]) -> None:
    left = without_empty(CHILDREN, answers)
    assert _said(left) == _said(answers)
    assert without_empty(CHILDREN, left) == left
    for item in unfold(CHILDREN, left).walk():
        if isinstance(item, Occurrence) and item.type is ItemType.GROUP and item.times[-1] > 1:
            assert any(one.link_id in left for one in item.walk())


@given(given_answers)
def test_the_order_of_the_times_stays(answers: dict[str, Answer]) -> None:
    def ages(found: dict[str, Answer]) -> list[Answer]:
        asked = [item.link_id for item in unfold(CHILDREN, found).questions]
        return [found[key] for key in asked if key in found and read_key(CHILDREN, key)[0] == "age"]

    assert ages(without_empty(CHILDREN, answers)) == ages(answers)


@given(given_answers)
def test_one_more_and_that_one_taken_away_is_as_before(answers: dict[str, Answer]) -> None:
    before = without_empty(CHILDREN, answers)
    more = with_one_more(CHILDREN, before, "child")
    count = sum(1 for item in unfold(CHILDREN, before).items if item.link_id.startswith("child"))
    new = key_of("child", (count + 1,))
    assert new in unfold(CHILDREN, more).by_link_id
    assert without_empty(CHILDREN, without_one(CHILDREN, more, new)) == before


def test_a_time_taken_away_goes_with_all_below_it_and_later_ones_move_up() -> None:
    answers = {
        "first": answered(1),
        "age": answered(1),
        "age#2": answered(2),
        "what#2.2": answered("b"),
        "what#3.2": answered("c"),
        "worry#3": answered(3),
        "age#3": answered(3),
    }
    assert without_one(CHILDREN, answers, "child#2") == {
        "first": answered(1),
        "age": answered(1),
        "what#2.2": answered("c"),
        "worry#2": answered(3),
        "age#2": answered(3),
        "child": answered(2),
    }


def test_a_time_of_an_inner_group_goes_alone() -> None:
    answers = {"what": answered("a"), "what#1.2": answered("b"), "what#2.2": answered("c")}
    left = without_one(CHILDREN, answers, "worry")
    assert left == {"what": answered("b"), "what#2.2": answered("c"), "worry": answered(1)}


def test_what_is_left_out_is_named_beforehand() -> None:
    answers = {"age#2": answered(2), "what#2.3": answered("x"), "child": answered(3)}
    assert left_empty(CHILDREN, answers) == {
        *("child", "age", "worry", "what", "school"),
        *("worry#2", "what#2", "worry#2.2", "what#2.2"),
        *("child#3", "age#3", "worry#3", "what#3", "school#3"),
    }
    assert left_empty(CHILDREN, {}) == set()


def test_a_time_that_was_only_skipped_is_not_empty() -> None:
    assert without_empty(CHILDREN, {"age#3": SKIPPED, "child": answered(5)}) == {"age": SKIPPED}


def test_a_group_without_an_answer_is_left_as_it_begins() -> None:
    begins = made(group("g", question("a", initial=(4,)), question("b")))
    begun = initial_answers(begins)
    more = with_one_more(begins, begun, "g")
    assert more == {"g": answered(2), "a": answered(4), "a#2": answered(4)}
    assert without_empty(begins, more) == begun
    assert without_empty(begins, {**more, "b#2": answered(1)}) == {"a": answered(4), "b": answered(1)}


def test_nothing_changes_without_such_a_group() -> None:
    plain = made(question("a"))
    answers = {"a": answered(1)}
    for key in ("a", "nothing", "a#2"):
        assert not can_have_more(plain, answers, key)
        assert with_one_more(plain, answers, key) == without_one(plain, answers, key) == answers
    assert without_empty(plain, answers) == answers


def test_there_is_a_most_and_a_least() -> None:
    few = group("g", question("a"), max_occurs=2, min_occurs=2)
    assert (most_times(few), least_times(few)) == (2, 2)
    assert not can_have_more(made(few), {}, "g")
    assert with_one_more(made(few), {"a": answered(1)}, "g") == {"a": answered(1)}
    many = group("h", question("b"), max_occurs=500, min_occurs=100)
    assert (most_times(many), least_times(many)) == (30, 30)


def test_there_is_a_most_for_all_groups_together() -> None:
    large = made(group("g", group("h", *(question(f"a{number}") for number in range(70)))))
    answers: dict[str, Answer] = {}
    while can_have_more(large, answers, "h"):
        answers = with_one_more(large, answers, "h")
    while can_have_more(large, answers, "g"):
        answers = with_one_more(large, answers, "g")
    assert answers["h"].value == 28  # with 2 groups and 70 questions each
    assert is_within_limit(large, answers)


def test_types_of_questions_do_not_matter() -> None:
    texts = made(group("g", question("a", ItemType.STRING)))
    assert with_one_more(texts, {"a": answered("x")}, "g") == {"a": answered("x"), "g": answered(2)}
