"""The command's function: keys, and sentences for what was typed wrongly."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from feedback.cli import main
from feedback.services.courses.explain_due_dates import CourseTyped, explain_due_dates
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


def test_another_care_pathway_holds_from_its_day_on() -> None:
    rows = explain_due_dates(CourseTyped(**GOOD, held=["2024-02-01"], area_changes=["OCD:2024-02-01"]), TODAY)
    assert (rows[-1]["due_on"], rows[-2]["due_on"]) == ("2024-04-25", "2024-01-29")
    assert "OCD recommends at most 84 days" in str(rows[-1]["explanation"])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"pathway": "XYZ"}, "use one of PHV"),
        ({"setting": "any"}, "use one of outpatient"),
        ({"first_attendance": "2023-02-29"}, "leap years only"),
        ({"decision": "15.01.2024"}, "YYYY-MM-DD"),
        ({"decision": "20240115"}, "YYYY-MM-DD"),
        ({"decision": "2024-W03-1"}, "YYYY-MM-DD"),
        ({"first_attendance": "2024-03-31T02:30"}, "YYYY-MM-DD"),  # an hour that the clock skips is no day
        ({"decision": "2023-12-31"}, "^Basic decision is dated 31 December 2023, before first attendance"),
        ({"transfers": ["inpatient:2023-12-31"]}, "before the first attendance"),
        ({"held": ["2024-02-01", "2024-02-01"]}, "Two points"),
        ({"pauses": ["2024-02-02:2024-02-01"]}, "Put the earlier date first"),
        ({"extended_decision": "2044-02-01"}, "years ahead"),
        ({"decision": None}, "no decision yet"),
        ({"first_attendance": None}, "no first attendance"),
        ({"transfers": ["inpatient"]}, "SETTING:DATE"),
        ({"transfers": ["home:2024-02-01"]}, "use one of"),
        ({"area_changes": ["OCD"]}, "PATHWAY:DATE"),
        ({"area_changes": ["MOON:2024-02-01"]}, "use one of PHV"),
        ({"area_changes": ["TSB:2024-02-01"]}, "already follows"),
        ({"pauses": ["2024-02-01"]}, "FROM:TO"),
        ({"held": ["2024-01-02"]}, "before the basic decision"),
        ({"held": ["2026-11-23"]}, "23 November 2026 has not come yet"),
        ({"held": ["2024-02-01"], "today": "2024-01-31"}, "1 February 2024 has not come yet"),
        ({"pathway": "PHV", "detox_end": "2023-12-20"}, "PHV has no limit from the end of detoxification"),
        ({"pauses": ["2023-12-01:2023-12-31"]}, "--pause 2023-12-01:2023-12-31 ends before"),
        ({"detox_end": "2023-12-20", "pauses": ["2023-12-01:2023-12-19"]}, "counted, 2023-12-20"),
        ({"today": "soon"}, "--today"),
        ({"today": "1950-01-01"}, "years ahead"),
    ],
)
def test_bad_input_gets_a_sentence(typed: dict[str, object], words: str) -> None:
    with pytest.raises(TypedWrongly, match=words):
        explain_due_dates(CourseTyped(**{**GOOD, **typed}), TODAY)


def test_what_moves_a_date_is_accepted() -> None:
    """A pause between detoxification and start, and one that begins before the first attendance and lasts into it."""
    course = CourseTyped(**GOOD, detox_end="2023-12-28", pauses=["2023-12-29:2023-12-30"])
    assert explain_due_dates(course, TODAY)[0]["due_on"] == "2024-01-02"
    course = CourseTyped(**GOOD, pauses=["2023-12-29:2024-01-02"])
    assert explain_due_dates(course, TODAY)[0]["due_on"] == "2024-01-24"
    course = CourseTyped(**{**GOOD, "pathway": "PREGNANCY_SUD"}, detox_end="2023-12-29", held=["2026-11-22"])
    assert explain_due_dates(course, TODAY)[0]["phase"] == "start_after_detox"


def test_the_nights_on_which_the_clock_moves_change_no_day() -> None:
    """21 days over the last Sunday of March and of October, and over a real 29 February."""
    for first, due in (
        ("2025-03-20", "2025-04-10"),
        ("2025-10-20", "2025-11-10"),
        ("2024-02-29", "2024-03-21"),
    ):
        course = CourseTyped(**{**GOOD, "first_attendance": first, "decision": due})
        assert explain_due_dates(course, TODAY)[0]["due_on"] == due


def test_command_shows_a_percent_sign_as_it_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["pathway", "due", "--pathway", "100%", "--setting", "outpatient"])
    assert code == 2
    assert capsys.readouterr().err.startswith("--pathway 100%: use one of PHV, ")
