"""Groups that repeat, written out: keys, what refers to what, and how often."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.questionnaires.answers import Answer, answered
from feedback.domain.questionnaires.enablement import shown, shown_questions
from feedback.domain.questionnaires.occurrences import (
    MOST_TIMES,
    Occurrence,
    colliding,
    key_of,
    origin_of,
    read_key,
)
from feedback.domain.questionnaires.questionnaire import (
    Calculation,
    CalculationKind,
    Condition,
    Item,
    ItemType,
    Operator,
    Questionnaire,
)
from feedback.domain.questionnaires.settling import settle
from feedback.domain.questionnaires.unfolding import MOST_KEPT, is_within_limit, unfold

NUMBER, TEXT = ItemType.INTEGER, ItemType.STRING


def question(link_id: str, type_: ItemType = NUMBER, **fields: object) -> Item:
    return Item(link_id, type_, {"nb": link_id}, **fields)  # type: ignore[arg-type]


def group(link_id: str, *items: Item, **fields: object) -> Item:
    return Item(link_id, ItemType.GROUP, {"nb": link_id}, items=items, repeats=True, **fields)  # type: ignore[arg-type]


def made(*items: Item) -> Questionnaire:
    return Questionnaire("x", "1", {"nb": "X"}, ("nb",), items)


def over(question_: str, number: int = 0) -> tuple[Condition, ...]:
    return (Condition(question_, Operator.GREATER, number),)


CHILDREN = made(
    question("first"),
    group("child", question("age"), group("worry", question("what", TEXT)), question("school", TEXT)),
    question("last"),
)
times = st.lists(st.integers(1, 12), min_size=2, max_size=2).map(tuple)


@given(times)
def test_a_key_is_read_as_it_was_made(numbers: tuple[int, int]) -> None:
    assert read_key(CHILDREN, key_of("what", numbers)) == ("what", numbers)


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("age", ("age", (1,))),
        ("age#2", ("age", (2,))),
        ("what#2", ("what", (2, 1))),
        ("what#1.3", ("what", (1, 3))),
        ("child#4", ("child", (4,))),
        ("worry#4", ("worry", (4, 1))),
        ("first", ("first", ())),
        ("first#2", ("first#2", ())),
        ("age#0", ("age#0", ())),
        ("age#2.2", ("age#2.2", ())),
        ("age#x", ("age#x", ())),
        ("nobody#2", ("nobody#2", ())),
    ],
)
def test_keys_mean_a_time_only_inside_groups_that_repeat(
    key: str, meant: tuple[str, tuple[int, ...]]
) -> None:
    assert read_key(CHILDREN, key) == meant


def test_a_questionnaire_without_such_groups_is_itself() -> None:
    plain = made(question("a"), Item("g", ItemType.GROUP, items=(question("b"),)))
    assert unfold(plain, {"b#2": answered(1)}) is plain


def test_each_group_is_there_as_often_as_it_was_answered() -> None:
    answers = {"age#2": answered(4), "what#1.2": answered("x"), "worry#2": answered(3), "child": answered(1)}
    assert [item.link_id for item in unfold(CHILDREN, answers).walk()] == [
        *("first", "child", "age", "worry", "what", "worry#1.2", "what#1.2", "school"),
        *(
            "child#2",
            "age#2",
            "worry#2",
            "what#2",
            "worry#2.2",
            "what#2.2",
            "worry#2.3",
            "what#2.3",
            "school#2",
        ),
        "last",
    ]


def test_words_say_which_time_where_there_are_several() -> None:
    found = unfold(CHILDREN, {"age#2": answered(4), "what#2.2": answered("x")}).by_link_id
    keys = ("child", "age", "worry", "what", "child#2", "age#2", "worry#2", "what#2", "worry#2.2", "what#2.2")
    assert {key: found[key].text["nb"] for key in keys} == {
        "child": "child (1)",
        "age": "age",
        "worry": "worry",
        "what": "what",
        "child#2": "child (2)",
        "age#2": "age (2)",
        "worry#2": "worry (2.1)",
        "what#2": "what (2.1)",
        "worry#2.2": "worry (2.2)",
        "what#2.2": "what (2.2)",
    }
    inner = unfold(CHILDREN, {"what#1.2": answered("x")}).by_link_id
    said = [inner[key].text["nb"] for key in ("child", "worry", "what", "worry#1.2", "what#1.2")]
    assert said == ["child", "worry (1)", "what", "worry (2)", "what (2)"]
    assert unfold(CHILDREN, {}).by_link_id["child"].text == {"nb": "child"}
    assert origin_of(found["what#2.2"]) is CHILDREN.by_link_id["what"]
    assert isinstance(found["age"], Occurrence)
    assert (found["age"].number, unfold(CHILDREN, {}).by_link_id["first"]) == ("", CHILDREN.items[0])


def test_what_is_unfolded_is_made_once_and_not_again() -> None:
    assert unfold(CHILDREN, {"age#2": answered(4)}) is unfold(CHILDREN, {"school#2": answered("x")})
    whole = unfold(CHILDREN, {"age#2": answered(4)})
    assert unfold(whole, {"age#2": answered(4)}) is whole
    for count in range(2, MOST_KEPT + 4):
        unfold(CHILDREN, {f"age#{count}": answered(4)})
    assert len(CHILDREN.unfolded) <= MOST_KEPT


def test_a_group_is_there_at_least_as_often_as_it_must_be_and_at_most_as_often_as_can_be() -> None:
    few = made(group("g", question("a"), min_occurs=3))
    assert len(unfold(few, {}).questions) == 3
    assert len(unfold(few, {"a#2000": answered(1)}).questions) == MOST_TIMES
    assert len(unfold(made(group("g", question("a"), min_occurs=99)), {}).questions) == MOST_TIMES


def test_a_condition_looks_at_the_same_time_of_its_group() -> None:
    inside = made(group("g", question("a"), question("b", enable_when=over("a"))))
    answers = {"a": answered(0), "a#2": answered(5)}
    assert shown_questions(inside, answers) == ["a", "a#2", "b#2"]


def test_a_condition_of_an_inner_group_looks_at_the_same_outer_time() -> None:
    nested = made(group("g", question("a"), group("h", question("b", enable_when=over("a")))))
    assert shown_questions(nested, {"a": answered(1), "a#2": answered(0), "h": answered(2)}) == [
        *("a", "b", "b#1.2"),
        "a#2",
    ]


def test_from_outside_the_nearest_time_before_counts_and_else_the_first_after() -> None:
    outside = made(
        question("early", enable_when=over("a", 1)),
        group("g", question("a")),
        question("late", enable_when=over("a", 1)),
    )
    assert shown_questions(outside, {"a": answered(1), "a#2": answered(2)}) == ["a", "a#2", "late"]
    assert shown_questions(outside, {"a": answered(2), "a#2": answered(1)}) == ["early", "a", "a#2"]


def test_a_whole_time_can_be_hidden_and_all_of_them() -> None:
    conditional = made(
        question("yes"),
        group("g", question("a"), Item("s", ItemType.GROUP, items=(question("b"),), enable_when=over("a"))),
        group("h", question("c"), enable_when=over("yes")),
    )
    answers = {"yes": answered(0), "a": answered(0), "a#2": answered(1), "c#2": answered(1)}
    assert {"b#2", "g#2"} <= shown(conditional, answers)
    assert not {"b", "s", "h", "h#2", "c", "c#2"} & shown(conditional, answers)


def test_from_outside_a_sum_counts_all_times_and_inside_the_same() -> None:
    summed = Calculation(CalculationKind.SUM, ("a", "b"))
    sums = made(
        group("g", question("a"), question("b"), question("here", calculation=summed)),
        question("all", calculation=summed),
        question("plain", calculation=Calculation(CalculationKind.SUM, ("all",))),
    )
    answers = {"a": answered(1), "b": answered(2), "a#2": answered(10), "b#2": answered(20)}
    found = settle(sums, answers).answers
    keys = ("here", "here#2", "all", "plain")
    assert [found[key].value for key in keys] == [3, 30, 33, 33]
    without = settle(sums, {key: answer for key, answer in answers.items() if key != "b#2"}).answers
    assert "all" not in without  # a missing answer never counts as 0 (rule A5)
    assert (without["here"].value, "here#2" in without) == (3, False)


def test_a_sum_over_two_groups_takes_every_time_of_both() -> None:
    nested = made(
        group("g", group("h", question("a")), question("here", calculation=_sum("a"))),
        question("all", calculation=_sum("a")),
    )
    answers = {key: answered(Decimal(1)) for key in ("a", "a#1.2", "a#2", "a#2.2", "a#2.3")}
    found = settle(nested, answers).answers
    assert [found[key].value for key in ("here", "here#2", "all")] == [2, 3, 5]


def _sum(*operands: str) -> Calculation:
    return Calculation(CalculationKind.SUM, operands)


def test_a_link_id_that_looks_like_a_key_is_found() -> None:
    assert list(colliding(CHILDREN)) == []
    assert list(colliding(made(group("g", question("a")), question("a#2"), question("b#2")))) == ["a#2"]


def test_the_limit_is_found_without_making_anything() -> None:
    nested = made(group("g", group("h", *(question(f"a{number}") for number in range(9)))))
    assert is_within_limit(nested, {"a0#2.2": answered(1)})
    many: dict[str, Answer] = {f"a0#{one}.30": answered(1) for one in range(1, 31)}
    assert not is_within_limit(nested, many)
