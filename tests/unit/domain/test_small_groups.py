"""No count on the leader's page, and no difference of two, speaks of one to four people."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.small_groups import is_small, shown_parts, shown_steps

STEPS = st.lists(st.integers(0, 40), min_size=1, max_size=4).map(
    lambda counts: tuple(sorted(counts, reverse=True))
)
PARTS = st.dictionaries(
    st.sampled_from(["PHV", "PHBU", "TSB", "OCD"]),
    st.lists(st.integers(0, 12), min_size=3, max_size=3).map(
        lambda counts: tuple(sorted(counts, reverse=True))
    ),
    min_size=1,
)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((20, 12, 7), (20, 12, 7)),
        ((20, 20, 0), (20, 20, 0)),
        ((4,), (None,)),
        ((20, 17, 12), (20, None, 12)),  # three were not asked
        ((20, 15, 12), (20, 15, None)),
        ((7, 4, 0), (7, None, 0)),
        ((0, 0), (0, 0)),
    ],
)
def test_what_is_shown(counts: tuple[int, ...], shown: tuple[int | None, ...]) -> None:
    assert shown_steps(counts) == shown


@given(STEPS)
def test_no_step_and_no_difference_of_steps_is_small(counts: tuple[int, ...]) -> None:
    shown = shown_steps(counts)
    known = [count for count in shown if count is not None]
    assert all(count in (None, real) for count, real in zip(shown, counts, strict=True))
    assert not any(is_small(count) for count in known)
    assert not any(is_small(abs(one - other)) for one, other in combinations(known, 2))


@given(PARTS)
def test_nothing_that_follows_from_whole_and_parts_is_small(parts: dict[str, tuple[int, ...]]) -> None:
    whole = tuple(map(sum, zip(*parts.values(), strict=True)))
    found = shown_parts(whole, parts)
    assert found in ({}, parts)
    top = [count or 0 for count in shown_steps(whole)]
    for size in range(1, len(found)):
        for names in combinations(found, size):
            rest = [count - sum(found[name][step] or 0 for name in names) for step, count in enumerate(whole)]
            shown_rest = [count for count, above in zip(rest, top, strict=True) if above]
            assert not any(is_small(count) for count in shown_rest)
            assert not any(is_small(abs(one - other)) for one, other in combinations(rest, 2))


def test_one_small_part_hides_them_all() -> None:
    parts = {"PHV": (20, 12), "TSB": (6, 2)}
    assert shown_parts((26, 14), parts) == {}
    assert shown_parts((26, 12), {"PHV": (20, 12), "TSB": (6, 0)}) == {"PHV": (20, 12), "TSB": (6, 0)}


def test_counts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="part of the step before"):
        shown_steps((1, 2))
    with pytest.raises(ValueError, match="add up"):
        shown_parts((5,), {"PHV": (4,)})
