"""A step says who does what by when, in records of points and in plans alike."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.goals.agreed_step import AgreedStep, step_from_plain, step_to_plain
from feedback.domain.goals.treatment_plan import PlanContent, plan_to_plain
from feedback.domain.points.evaluation_plain import step_key, to_plain
from feedback.domain.points.evaluation_record import Record

steps = st.builds(AgreedStep, st.text(), st.text(), st.none() | st.dates())
RING = AgreedStep("Ringe", "Kari", date(2026, 12, 1))


@given(steps)
def test_it_is_stored_and_read_back(step: AgreedStep) -> None:
    assert step_from_plain(step_to_plain(step)) == step


def test_both_store_it_as_they_always_did() -> None:
    plain = {"what": "Ringe", "who": "Kari", "due_on": "2026-12-01"}
    assert to_plain(Record(steps=(RING,)))["steps"] == [plain]
    assert plan_to_plain(PlanContent(steps=(RING,)))["steps"] == [plain]
    assert step_key(RING) == "153c23f4548a"  # stands in pages that were open when the code changed


def test_the_oldest_ones_lack_what_is_empty() -> None:
    assert step_from_plain({"what": "Gå tur"}) == AgreedStep("Gå tur")
    assert step_from_plain({"what": "Gå tur", "who": "", "due_on": ""}) == AgreedStep("Gå tur")


@pytest.mark.parametrize("plain", [{}, {"what": "x", "due_on": "31.12.2026"}])
def test_another_shape_is_no_step(plain: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        step_from_plain(plain)
