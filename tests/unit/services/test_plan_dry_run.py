"""`feedback plan dry-run`: every date and request, and a sentence for what was typed wrongly."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from feedback.cli import main
from feedback.services.plans.plan_dry_run import PlanTyped, dry_run
from feedback.services.typed import TypedWrongly

TODAY = date(2026, 11, 23)
TEMPLATES = ("phv-adult-outpatient", "phbu-young-outpatient", "tsb-outpatient")
GOOD: dict[str, Any] = {"template": TEMPLATES[0], "start": "2026-11-25", "weeks": "16"}
KEYS = {"asked_on", "from", "until", "of", "ask", "occasion", "items", "priority", "why", "deferred_from"}


def run(**typed: object) -> list[dict[str, Any]]:
    return dry_run(PlanTyped(**{**GOOD, **typed}), TODAY)  # type: ignore[arg-type]


def asked(rows: list[dict[str, Any]], **like: object) -> list[str]:
    return [row["from"] for row in rows if all(row[key] == value for key, value in like.items())]


def test_every_key_is_there() -> None:
    assert all(set(row) >= KEYS for row in run())


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("start", ["2026-11-23", "2026-11-25", "2026-11-29", "2024-02-29"])
def test_shipped_plan_asks_everything_on_its_day(template: str, start: str) -> None:
    """With weekly appointments nothing is moved or left out, and no week holds more than 25 questions."""
    rows = run(template=template, start=start, weeks="104")
    weeks: defaultdict[tuple[str, date], int] = defaultdict(int)
    for row in rows:
        day = date.fromisoformat(row["from"])
        weeks[row["person"], day - timedelta(day.weekday())] += row["items"]
    assert max(weeks.values()) <= 25
    assert not any(row["deferred_from"] or row["left_out"] for row in rows)


def test_points_follow_from_the_pathway() -> None:
    """Decision on day 42, first point 42 days later, then every 84 days; preparation from 14 days before."""
    start = date(2026, 11, 25)
    rows = run(weeks="40")
    found = asked(rows, ask="my-goals", of="patient", why="before-point")
    assert [(date.fromisoformat(day) - start).days for day in found] == [84 - 14, 168 - 14, 252 - 14]


def test_decision_moves_the_points() -> None:
    rows = run(decision="2026-12-09")
    assert asked(rows, ask="my-goals", of="patient", why="before-point") == ["2027-01-06"]


def test_appointments_are_every_seven_days_or_as_told() -> None:
    assert asked(run(weeks="2"), why="session") == ["2026-11-25", "2026-12-02"]
    assert asked(run(weeks="2", every_days="5"), why="session") == ["2026-11-25", "2026-11-30", "2026-12-05"]
    days = ["2026-12-03", "2026-11-26"]
    assert asked(run(weeks="2", appointments=days), why="session") == sorted(days)


def test_n8_nothing_is_asked_about_an_end_that_is_not_planned() -> None:
    assert asked(run(weeks="104"), why="closing") == []
    rows = run(closing="2027-02-10")
    assert asked(rows, why="closing") == ["2027-01-27", "2027-02-03"]
    assert max(asked(rows, why="session")) <= "2027-02-10"
    assert asked(rows, why="before-point") == []


def test_parent_of_a_young_person_is_asked_as_a_relative() -> None:
    rows = run(template="phbu-young-outpatient")
    assert {row["person"] for row in rows if row["of"] == "relative"} == {"parent"}
    assert asked(rows, ask="after-session-parent") == asked(rows, ask="after-session-young")


def test_pause_and_budget_are_seen() -> None:
    rows = run(weeks="6", pauses=["2026-11-24:2026-12-20"])
    assert {row["left_out"] for row in rows if row["from"] is None} == {"paused"}
    assert min(row["from"] for row in rows if row["from"]) == "2026-12-21"
    moved = [row for row in run(weeks="3", budget="17") if row["deferred_from"]]
    assert {row["deferred_because"] for row in moved} == {"budget"}
    assert {row["left_out"] for row in run(weeks="3", budget="10")} >= {"too-long"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"template": "phv"}, "Use one of phbu-young-outpatient, phv-adult-outpatient, tsb-outpatient"),
        ({"start": "2026-02-29"}, "leap years only"),
        ({"start": "1950-01-01"}, "years ago"),
        ({"start": "9999-12-31"}, "years ahead"),
        ({"weeks": "0"}, "--weeks 0: write a whole number from 1 to 260"),
        ({"weeks": "many"}, "--weeks many"),
        ({"weeks": "²"}, "--weeks"),
        ({"every_days": "-1"}, "--every-days -1"),
        ({"every_days": "7", "appointments": ["2026-11-26"]}, "not both"),
        ({"appointments": ["2026-11-24"]}, "must lie from 2026-11-25 to 2027-03-16"),
        ({"appointments": ["2026-11-26", "2026-11-26"]}, "there twice"),
        ({"decision": "2026-11-24"}, "before first attendance"),
        ({"closing": "2026-11-24"}, "after the course was closed"),
        ({"pauses": ["2026-12-01"]}, "FROM:TO"),
        ({"pauses": ["2026-12-02:2026-12-01"]}, "Put the earlier date first"),
        ({"budget": "0"}, "--budget 0"),
    ],
)
def test_bad_input_gets_a_sentence(typed: dict[str, object], words: str) -> None:
    with pytest.raises(TypedWrongly, match=words):
        run(**typed)


def command(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    code = main(["plan", "dry-run", "--template", TEMPLATES[2], "--start", "2026-11-25", *more])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_command_writes_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = command(capsys, "--weeks", "8", "--json")
    assert (code, err) == (0, "")
    assert {row["of"] for row in json.loads(out)} == {"patient", "relative", "clinician"}


def test_command_writes_text_to_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = command(capsys, "--weeks", "8", "--pause", "2027-01-11:2027-01-31")
    assert code == 0
    assert "2026-11-25 - 2026-12-08  patient    how-i-am, at most 11 questions: asked when" in out
    assert "prepares evaluation point 1, due 30 December 2026; counts also for every:4w:1" in out
    assert "not asked, because of a pause" in out


def test_command_refuses_with_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = command(capsys, "--weeks", "100%")
    assert (code, out) == (2, "")
    assert err == "--weeks 100%: write a whole number from 1 to 260.\n"
