"""Items put in another order: nothing is lost, and up is the inverse of down."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from feedback.catalogue.arranging import (
    copied,
    fresh_id,
    moved_down,
    moved_up,
    with_item,
    with_new,
    without,
)
from feedback.domain.questionnaires.questionnaire import Condition, Item, ItemType, Operator

A, B, C, D = (Item(name, ItemType.STRING) for name in "abcd")
G = Item("g", ItemType.GROUP, items=(B, C))


def shape(items: tuple[Item, ...]) -> list[object]:
    return [[item.link_id, *shape(item.items)] if item.items else item.link_id for item in items]


@st.composite
def trees(draw: st.DrawFn) -> tuple[Item, ...]:
    """Questions, and groups of questions and groups."""
    names = iter(range(1000))

    def level(depth: int) -> tuple[Item, ...]:
        kinds = draw(st.lists(st.booleans(), min_size=1, max_size=4))
        return tuple(made(depth, is_group and depth < 2) for is_group in kinds)

    def made(depth: int, is_group: bool) -> Item:
        name = f"q{next(names)}"
        if is_group:
            return Item(name, ItemType.GROUP, items=level(depth + 1))
        return Item(name, ItemType.STRING)

    return level(0)


def flat(items: tuple[Item, ...]) -> list[Item]:
    return [one for item in items for one in item.walk()]


@given(trees(), st.data())
def test_moving_loses_nothing_and_can_be_taken_back(items: tuple[Item, ...], data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(flat(items)))
    for there, back in ((moved_down, moved_up), (moved_up, moved_down)):
        moved = there(items, item.link_id)
        assert Counter(one.link_id for one in flat(moved)) == Counter(one.link_id for one in flat(items))
        if item.type is not ItemType.GROUP and moved != items:
            assert back(moved, item.link_id) == items


def test_moving_goes_into_a_group_and_out_of_it() -> None:
    assert shape(moved_down((A, G, D), "a")) == [["g", "a", "b", "c"], "d"]
    assert shape(moved_down((A, G, D), "c")) == ["a", ["g", "b"], "c", "d"]
    assert shape(moved_up((A, G, D), "d")) == ["a", ["g", "b", "c", "d"]]
    assert shape(moved_up((A, G, D), "b")) == ["a", "b", ["g", "c"], "d"]
    assert shape(moved_up((A, G), "g")) == [["g", "b", "c"], "a"]
    assert moved_up((A, G), "a") == (A, G)
    assert moved_down((A, G), "unknown") == (A, G)


def test_new_changed_and_taken_out() -> None:
    assert shape(with_new((G, A), D)) == [["g", "b", "c"], "a", "d"]
    assert shape(with_new((A, G), D)) == ["a", ["g", "b", "c", "d"]]
    assert shape(with_new((A, G), D, "gone")) == ["a", ["g", "b", "c", "d"]]
    assert shape(with_new((), D)) == ["d"]
    assert shape(with_new((G,), replace(G, link_id="h", items=()))) == [["g", "b", "c"], "h"]
    assert shape(with_new((A, G), D, "g")) == ["a", ["g", "b", "c", "d"]]
    assert shape(with_new((A, G), D, "b")) == ["a", ["g", "b", "d", "c"]]
    assert shape(with_new((G, A), replace(G, link_id="h", items=()), "g")) == [["g", "b", "c"], "h", "a"]
    assert shape(without((A, G), "b")) == ["a", ["g", "c"]]
    assert shape(without((A, G), "g")) == ["a"]
    changed = replace(C, required=True)
    assert with_item((A, G), changed)[1].items[1] == changed


def test_a_copy_has_ids_of_its_own_and_its_conditions_follow() -> None:
    seen = Condition("b", Operator.EXISTS, True)
    asked = Condition("a", Operator.EXISTS, True)
    group = replace(G, items=(B, replace(C, enable_when=(seen, asked))))
    copy = copied(group, {"a", "b", "c", "g", "q7"})
    assert shape((copy,)) == [["q8", "q9", "q10"]]
    assert [condition.question for condition in copy.items[1].enable_when] == ["q9", "a"]
    assert fresh_id([]) == "q1"
