"""Every row of intervals.csv is reproduced by a test named after it."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from pathway_histories import course, day

from feedback.catalogue.intervals import shipped_rules
from feedback.domain.pathway.due_dates import DueDate, due_dates
from feedback.domain.pathway.history import History
from feedback.domain.pathway.intervals import Condition, IntervalRule
from feedback.domain.pathway.vocabulary import Event, Phase, Setting

SETTINGS = [
    (rule, setting)
    for rule in shipped_rules().rules
    for setting in ((rule.setting,) if rule.setting else tuple(Setting))
]


def name_of(row: tuple[IntervalRule, Setting]) -> str:
    rule, setting = row
    asked = rule.setting or f"any={setting}"
    parts = (rule.ruleset, rule.area, asked, rule.phase, rule.condition, f"{rule.max_days}d")
    return "-".join(part for part in parts if part)


def course_for(rule: IntervalRule, setting: Setting) -> tuple[History, date]:
    """A course in which the row applies, and the day it is counted from."""
    start = rule.effective_from + timedelta(30)
    facts: dict[str, object] = {"first_attendance": start}
    if rule.from_event is Event.DETOX_END:
        return course(rule.area, setting, detox_ended=start), start
    if rule.phase in (Phase.BASIC_ASSESSMENT, Phase.TOTAL_ASSESSMENT):
        return course(rule.area, setting, **facts), start
    decided = start + timedelta(42)
    facts["basic_decision"] = decided
    if rule.phase is not Phase.BETWEEN_EVALUATIONS:
        return course(rule.area, setting, **facts), decided
    held = decided + timedelta(400 if rule.condition is Condition.LATER_YEAR else 10)
    return course(rule.area, setting, **facts, held=(held,)), held


def of_phase(dates: tuple[DueDate, ...], phase: Phase) -> DueDate:
    return next(due for due in dates if due.phase is phase)


@pytest.mark.parametrize("row", SETTINGS, ids=name_of)
def test_row_gives_its_due_date(row: tuple[IntervalRule, Setting]) -> None:
    rule, setting = row
    history, counted_from = course_for(rule, setting)
    due = of_phase(due_dates(history, shipped_rules()), rule.phase)
    assert due.rule == rule
    assert (due.setting, due.starts_on, due.max_days) == (setting, counted_from, rule.max_days)
    assert due.due_on == counted_from + timedelta(rule.max_days)


def test_all_rows_are_there() -> None:
    assert len(shipped_rules().rules) == 41
    assert len({name_of(row) for row in SETTINGS}) == len(SETTINGS)


def test_the_rows_are_those_of_the_facts(shared: Path) -> None:
    """Row by row and column by column; the shipped file has two columns more, for the program."""
    published = (shared / "facts" / "pathway-intervals.csv").read_text(encoding="utf-8").splitlines()
    shipped = files("feedback.catalogue").joinpath("intervals.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(published))
    assert [{name: row[name] for name in rows[0]} for row in csv.DictReader(shipped)] == rows
    assert len(rows) == len(shipped_rules().rules)


def test_substance_use_first_point_of_2020_keeps_the_rule_of_its_time() -> None:
    started = date(2020, 11, 1)
    history = course("TSB", "outpatient", first_attendance=started, basic_decision=day(10, started))
    due = of_phase(due_dates(history, shipped_rules()), Phase.FIRST_EVALUATION)
    assert (due.ruleset, due.max_days, due.due_on) == ("2019", 7, date(2020, 11, 18))
