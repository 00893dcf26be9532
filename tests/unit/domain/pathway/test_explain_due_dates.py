"""The command's function: keys, and sentences for what was typed wrongly."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from feedback.cli import main
from feedback.services.explain_due_dates import CourseTyped, explain_due_dates
from feedback.services.typed import TypedWrongly

TODAY = date(2026, 11, 22)
GOOD: dict[str, Any] = {
    "pathway": "TSB",
    "setting": "outpatient",
    "first_attendance": "2024-01-01",
    "decision": "2024-01-15",
}


def test_every_key_is_there_and_the_next_point_is_last() -> None:
    rows = explain_due_dates(CourseTyped(**GOOD, held=["2024-02-01"]), TODAY)
    keys = "phase setting from due_on max_days ruleset source standing explanation"
    assert {" ".join(row) for row in rows} == {keys}
    assert (rows[-1]["phase"], rows[-1]["due_on"]) == ("between_evaluations", "2024-03-28")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"pathway": "XYZ"}, "use one of PHV"),
        ({"setting": "any"}, "use one of outpatient"),
        ({"first_attendance": "2023-02-29"}, "leap years only"),
        ({"decision": "15.01.2024"}, "YYYY-MM-DD"),
        ({"decision": None}, "no decision yet"),
        ({"first_attendance": None}, "no first attendance"),
        ({"transfers": ["inpatient"]}, "SETTING:DATE"),
        ({"transfers": ["home:2024-02-01"]}, "use one of"),
        ({"pauses": ["2024-02-01"]}, "FROM:TO"),
        ({"held": ["2024-01-02"]}, "before the basic decision"),
        ({"today": "soon"}, "--today"),
        ({"today": "1950-01-01"}, "years ahead"),
    ],
)
def test_bad_input_gets_a_sentence(typed: dict[str, object], words: str) -> None:
    with pytest.raises(TypedWrongly, match=words):
        explain_due_dates(CourseTyped(**{**GOOD, **typed}), TODAY)


def test_command_shows_a_percent_sign_as_it_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["pathway", "due", "--pathway", "100%", "--setting", "outpatient"])
    assert code == 2
    assert capsys.readouterr().err.startswith("--pathway 100%: use one of PHV, ")
