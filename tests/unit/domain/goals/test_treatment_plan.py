"""The treatment plan as data, and what changed from one version to the next."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.goals.treatment_plan import (
    PLAN_PARTS,
    Piece,
    PlanContent,
    plan_from_plain,
    plan_to_plain,
    steps_gone_and_new,
    what_changed,
)

TEXT = st.text(max_size=40)
STEPS = st.builds(
    AgreedStep, st.text(min_size=1, max_size=20), TEXT, st.one_of(st.none(), st.dates(date(2020, 1, 1)))
)
CONTENTS = st.builds(
    PlanContent,
    st.dictionaries(st.sampled_from(PLAN_PARTS), st.text(min_size=1, max_size=40)),
    st.lists(STEPS, max_size=3).map(tuple),
    st.lists(st.integers(1, 99), max_size=3).map(tuple),
)


@given(CONTENTS)
def test_a_version_comes_back_as_it_was(content: PlanContent) -> None:
    assert plan_from_plain(plan_to_plain(content)) == content


@pytest.mark.parametrize(
    ("content", "empty"),
    [
        (PlanContent(), True),
        (PlanContent(goals=(1, 2)), True),
        (PlanContent({"do": ""}), True),
        (PlanContent({"do": "Samtaler"}), False),
        (PlanContent(steps=(AgreedStep("Ringe"),)), False),
    ],
)
def test_goals_alone_are_no_plan(content: PlanContent, empty: bool) -> None:
    assert content.is_empty is empty


def test_what_changed_is_told_word_by_word() -> None:
    assert what_changed("Samtale hver uke.", "Samtale annenhver uke.") == (
        Piece("same", "Samtale"),
        Piece("removed", " hver"),
        Piece("added", " annenhver"),
        Piece("same", " uke."),
    )
    assert what_changed("", "Ny") == (Piece("added", "Ny"),)
    assert what_changed("Gammel\n", "") == (Piece("removed", "Gammel\n"),)


@given(TEXT, TEXT)
def test_both_texts_can_be_put_together_again(before: str, after: str) -> None:
    pieces = what_changed(before, after)
    assert "".join(one.words for one in pieces if one.kind != "added") == before
    assert "".join(one.words for one in pieces if one.kind != "removed") == after


def test_steps_that_went_and_came() -> None:
    call, walk = AgreedStep("Ringe", "Kari"), AgreedStep("Gå tur", "Kari", date(2026, 12, 1))
    later = AgreedStep("Gå tur", "Kari", date(2026, 12, 8))
    assert steps_gone_and_new((call, walk), (call, later)) == ((walk,), (later,))
    assert steps_gone_and_new((call,), (call,)) == ((), ())
