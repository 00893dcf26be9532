"""What a patient gets of a relative's answer."""

from __future__ import annotations

import pytest

from feedback.domain.people.person_rights import told_to_patient


@pytest.mark.parametrize(
    ("question_set", "sharing", "decision", "told"),
    [
        ("relative-view", "all", None, "open"),
        ("relative-view", "talk-first", None, "waiting"),
        ("relative-view", "talk-first", "open", "open"),
        ("relative-view", "all", "withheld", "withheld"),
        ("relative-self", "all", None, "not-theirs"),
        ("relative-self", "all", "open", "not-theirs"),
    ],
)
def test_a_decision_wins_and_a_relatives_own_health_is_theirs(
    question_set: str, sharing: str, decision: str | None, told: str
) -> None:
    assert told_to_patient(question_set, sharing, decision) == told
