"""Hypothesis strategies for whole questionnaires."""

from __future__ import annotations

from hypothesis import strategies as st

from feedback.domain.questionnaires.answers import FreeText, Quantity, Value
from feedback.domain.questionnaires.coding import Coding
from feedback.domain.questionnaires.questionnaire import (
    Calculation,
    CalculationKind,
    Condition,
    Control,
    Item,
    ItemType,
    Operator,
    Option,
    Questionnaire,
)
from feedback.domain.questionnaires.rights import Rights

words = st.text(max_size=12)
ids = st.text("abc123-.", min_size=1, max_size=6)
texts = st.dictionaries(st.sampled_from(["nb", "nn", "en"]), words, max_size=3)
decimals = st.decimals(-1000, 1000, places=3, allow_nan=False)
maybe_decimal = st.none() | decimals
maybe_day = st.none() | st.dates()
values: st.SearchStrategy[Value] = st.one_of(
    st.booleans(),
    st.integers(-99, 99),
    decimals,
    words,
    st.dates(),
    st.datetimes(),
    st.times(),
    st.builds(Quantity, decimals, words),
    st.builds(FreeText, words),
)
codings = st.builds(Coding, words, words, texts, words)
options = st.builds(
    Option, st.one_of(words, st.integers(), st.dates()), texts, maybe_decimal, words, st.booleans(), words
)
conditions = st.builds(Condition, ids, st.sampled_from(Operator), values, words)
calculations = st.builds(Calculation, st.sampled_from(CalculationKind), st.tuples(ids, ids))


def _some(element: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(element, max_size=2).map(tuple)


def _items(children: st.SearchStrategy[tuple[Item, ...]]) -> st.SearchStrategy[Item]:
    count = st.none() | st.integers(0, 9)
    return st.builds(
        Item,
        link_id=ids,
        type=st.sampled_from(ItemType),
        text=texts,
        help=texts,
        prefix=words,
        other_prefixes=texts,
        items=children,
        options=_some(options),
        enable_when=_some(conditions),
        enable_all=st.booleans(),
        control=st.sampled_from(Control),
        low_label=texts,
        high_label=texts,
        alternative=texts,
        required=st.booleans(),
        repeats=st.booleans(),
        read_only=st.booleans(),
        hidden=st.booleans(),
        minimum=maybe_decimal,
        maximum=maybe_decimal,
        max_length=count,
        min_occurs=count,
        max_occurs=count,
        initial=_some(values),
        unit=words,
        unit_code=words,
        unit_system=words,
        codes=_some(codings),
        weight=maybe_decimal,
        calculation=st.none() | calculations,
    )


items = st.recursive(
    _items(st.just(())), lambda inner: _items(st.lists(inner, max_size=2).map(tuple)), max_leaves=4
)

questionnaires = st.builds(
    Questionnaire,
    key=ids,
    version=words,
    title=texts,
    languages=st.lists(st.sampled_from(["nb", "nn", "en"]), unique=True).map(tuple),
    items=st.lists(items, max_size=3).map(tuple),
    intro=texts,
    respondents=_some(words),
    rights=st.builds(Rights, words, words, words, maybe_day, words, words, maybe_day, st.booleans()),
    codes=_some(codings),
    profile=words,
    validated=st.booleans(),
    minutes=st.integers(1, 60),
)
