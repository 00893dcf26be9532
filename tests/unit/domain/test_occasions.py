"""What may be chosen about who reads an answer, and why a point was late, as it is stored."""

from __future__ import annotations

import pytest

from feedback.domain.occasions import SHARING, sharing_choices
from feedback.domain.points.evaluation_point import LateReason, read_late_reason


def test_only_the_patient_can_keep_an_answer_private() -> None:
    assert sharing_choices("patient") == ("all", "numbers", "private")
    assert sharing_choices("relative") == ("all", "talk-first")
    assert {*sharing_choices("patient"), *sharing_choices("relative")} == set(SHARING)


@pytest.mark.parametrize("reason", LateReason)
def test_a_reason_is_read_with_and_without_own_words(reason: LateReason) -> None:
    assert read_late_reason(reason.value) == (reason, "")
    assert read_late_reason(f"{reason.value}: at sea: since May ") == (reason, "at sea: since May")


def test_a_reason_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="weather"):
        read_late_reason("weather: rain")
