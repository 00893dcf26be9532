"""Caps, carried days, years, transfers, pauses, early points, special pathways and unit rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pathway_histories import course, day

from feedback.catalogue.intervals import shipped_rules
from feedback.domain.pathway.due import DueDate, PartCode
from feedback.domain.pathway.due_dates import due_dates, next_point
from feedback.domain.pathway.explanation import explain, sentence
from feedback.domain.pathway.history import History, Pause, Transfer, UnitChoices
from feedback.domain.pathway.intervals import IntervalRule
from feedback.domain.pathway.points import due_after_turn, point_due_dates
from feedback.domain.pathway.vocabulary import (
    CarePathwayArea,
    Event,
    Phase,
    Setting,
    TransferRule,
)

RULES = shipped_rules()
OUT, IN = Setting.OUTPATIENT, Setting.INPATIENT


def due(history: History, phase: str) -> DueDate:
    return next(due for due in due_dates(history, RULES) if due.phase == phase)


def planned(history: History) -> DueDate:
    point = next_point(history, RULES)
    assert point is not None
    return point


def codes(point: DueDate) -> set[PartCode]:
    return {part.code for part in explain(point)}


def decided(area: str = "PHV", setting: str = "outpatient", **facts: object) -> History:
    return course(area, setting, first_attendance=day(0), basic_decision=day(20), **facts)


def test_unused_days_of_the_basic_assessment_carry_over() -> None:
    extended = due(decided(), "extended_assessment")
    assert extended.due_on == day(84)
    assert PartCode.CARRIED_OVER in codes(extended)


def test_late_basic_decision_meets_the_cap() -> None:
    history = course("PHV", "outpatient", first_attendance=day(0), basic_decision=day(50))
    extended = due(history, "extended_assessment")
    assert extended.due_on == day(84)
    assert PartCode.CAPPED in codes(extended)


@pytest.mark.parametrize(("area", "code"), [("PHV", PartCode.CAP_USED), ("TSB", PartCode.REST_OF_CAP)])
def test_a_decision_after_the_cap_leaves_no_day(area: str, code: PartCode) -> None:
    history = course(area, "outpatient", first_attendance=day(0), basic_decision=day(110))
    extended = due(history, "extended_assessment")
    assert (extended.starts_on, extended.due_on) == (day(110), day(110))
    assert code in codes(extended)
    assert "all of them used" in sentence(extended)


def test_the_cap_is_told_where_the_extended_assessment_takes_its_days_from_it() -> None:
    moved = decided("TSB", "inpatient", transfers=(Transfer(OUT, day(10)),))
    whole = due(moved, "total_assessment")
    assert (whole.starts_on, whole.due_on, whole.max_days, whole.setting) == (day(0), day(63), 63, OUT)
    assert due(moved, "extended_assessment").due_on == day(63)
    undecided = course("TSB", "inpatient", first_attendance=day(0), transfers=(Transfer(OUT, day(10)),))
    assert [one.phase for one in due_dates(undecided, RULES)] == [Phase.BASIC_ASSESSMENT]


def test_substance_use_extended_assessment_takes_the_rest_of_the_cap_in_outpatient_care_only() -> None:
    assert due(decided("TSB"), "extended_assessment").due_on == day(63)
    assert due(decided("TSB"), "extended_assessment").max_days == 43
    phases = {point.phase for point in due_dates(decided("TSB", "inpatient"), RULES)}
    assert phases == {Phase.BASIC_ASSESSMENT, Phase.FIRST_EVALUATION}


def test_extended_decision_is_the_final_one() -> None:
    assert planned(decided(extended_decision=day(60))).due_on == day(60 + 42)


@pytest.mark.parametrize(("held", "days"), [(day(364), 56), (day(365), 84)])
def test_second_treatment_year_begins_at_the_anniversary(held: date, days: int) -> None:
    assert planned(decided("TSB", held=(held,))).max_days == days


def test_year_begun_on_leap_day_ends_on_28_february() -> None:
    history = course("TSB", "outpatient", first_attendance=date(2024, 2, 29))
    assert history.second_year_from == date(2025, 3, 1)


def test_transfer_to_a_shorter_interval_brings_the_point_forward() -> None:
    point = planned(decided(held=(day(50),), transfers=(Transfer(IN, day(60)),)))
    assert (point.due_on, point.starts_on, point.setting) == (day(60 + 42), day(60), IN)
    assert PartCode.TRANSFER_SET_DATE in codes(point)


def test_transfer_to_a_longer_interval_keeps_the_running_date() -> None:
    point = planned(decided(setting="inpatient", held=(day(50),), transfers=(Transfer(OUT, day(60)),)))
    assert (point.due_on, point.setting) == (day(50 + 42), IN)
    assert PartCode.TRANSFER_CHANGED_NOTHING in codes(point)


def test_transfer_before_the_first_point_follows_the_same_rule() -> None:
    assert planned(decided(transfers=(Transfer(IN, day(25)),))).due_on == day(25 + 14)


def test_several_transfers_keep_the_earliest_date() -> None:
    moves = (Transfer(OUT, day(70)), Transfer(IN, day(60)), Transfer(IN, day(75)))
    point = planned(decided(held=(day(50),), transfers=moves))
    assert point.due_on == day(60 + 42)


def test_transfer_on_the_day_a_point_is_held_counts_for_the_next_interval() -> None:
    history = decided(held=(day(50),), transfers=(Transfer(IN, day(50)),))
    assert planned(history).due_on == day(50 + 42)
    assert point_due_dates(history, RULES)[0].due_on == day(20 + 42)


@pytest.mark.parametrize(("rule", "number"), [("earlier", 92), ("from_transfer", 144), ("keep", 92)])
def test_unit_can_choose_another_transfer_rule(rule: str, number: int) -> None:
    choices = UnitChoices(transfer=TransferRule(rule))
    moves = (Transfer(OUT, day(60)),)
    history = decided(setting="inpatient", held=(day(50),), transfers=moves, choices=choices)
    assert planned(history).due_on == day(number)


def test_due_after_turn_is_the_earlier_of_the_two() -> None:
    running = planned(decided())
    later = replace(running, due_on=day(400))
    assert due_after_turn(running, later, TransferRule.EARLIER) is running
    assert due_after_turn(later, running, TransferRule.EARLIER) is running


def test_pause_moves_the_date_by_its_days_both_ends_included() -> None:
    assert planned(decided(pauses=(Pause(day(30), day(39)),))).due_on == day(20 + 42 + 10)


def test_overlapping_pauses_count_each_day_once() -> None:
    pauses = (Pause(day(30), day(39)), Pause(day(35), day(44)))
    assert planned(decided(pauses=pauses)).due_on == day(20 + 42 + 15)


@pytest.mark.parametrize(("first", "last", "moved"), [(0, 19, 0), (10, 24, 5), (62, 63, 2), (63, 70, 0)])
def test_only_days_inside_the_interval_move_it(first: int, last: int, moved: int) -> None:
    assert planned(decided(pauses=(Pause(day(first), day(last)),))).due_on == day(62 + moved)


def test_second_pause_counts_when_the_first_has_moved_the_date_to_it() -> None:
    pauses = (Pause(day(60), day(64)), Pause(day(66), day(66)))
    assert planned(decided(pauses=pauses)).due_on == day(62 + 6)


def test_unit_can_let_pauses_move_nothing() -> None:
    choices = UnitChoices(pauses_move_dates=False)
    assert planned(decided(pauses=(Pause(day(30), day(39)),), choices=choices)).due_on == day(62)


def test_early_point_restarts_the_interval() -> None:
    assert planned(decided(held=(day(30),))).due_on == day(30 + 84)
    kept = UnitChoices(early_point_restarts=False)
    point = planned(decided(held=(day(30),), choices=kept))
    assert (point.from_event, point.due_on) == (Event.PLANNED_EVALUATION, day(62 + 84))


def test_late_point_restarts_the_interval_too() -> None:
    assert planned(decided(held=(day(90),))).due_on == day(90 + 84)


@pytest.mark.parametrize(
    ("area", "under_18", "base"),
    [
        ("PREGNANCY_SUD", False, "TSB"),
        ("EATING_DISORDER_CHILD", True, "PHBU"),
        ("OCD", False, "PHV"),
        ("OCD", True, "PHBU"),
    ],
)
def test_special_pathway_takes_what_it_lacks_from_its_base(area: str, under_18: bool, base: str) -> None:
    basic = due(decided(area, under_18=under_18), "basic_assessment")
    assert basic.rule.area == base
    assert PartCode.BASE_PATHWAY in codes(basic)


def test_special_pathway_has_no_second_year() -> None:
    assert planned(decided("PREGNANCY_SUD", held=(day(500),))).max_days == 42


def test_before_the_first_ruleset_the_first_is_used_and_said_so() -> None:
    start = date(2018, 5, 1)
    history = course("PHV", "outpatient", first_attendance=start, basic_decision=day(10, start))
    point = planned(history)
    assert (point.ruleset, PartCode.BEFORE_FIRST_RULESET in codes(point)) == ("2021", True)
    assert "no earlier ruleset is known" in sentence(point)


def test_units_own_rule_wins_from_its_date() -> None:
    own = IntervalRule(
        "own 2023", day(100), CarePathwayArea.PHV, OUT, Phase.BETWEEN_EVALUATIONS,
        Event.EVALUATION, Event.EVALUATION, 56, "the unit", "chosen by the unit", own=True,
    )  # fmt: skip
    before = planned(decided(held=(day(99),), own_rules=(own,)))
    after = planned(decided(held=(day(100),), own_rules=(own,)))
    assert (before.max_days, after.max_days) == (84, 56)
    assert "this unit has chosen at most 56 days" in sentence(after)


def test_no_point_without_a_decision_or_after_the_closing() -> None:
    assert next_point(course("PHV", "outpatient", first_attendance=day(0)), RULES) is None
    assert next_point(decided(closing=day(200)), RULES) is None


def test_points_between_the_first_and_the_next_are_left_out_of_the_list() -> None:
    history = decided(held=(day(50), day(120)))
    assert [point.phase for point in due_dates(history, RULES)][-2:] == [
        Phase.FIRST_EVALUATION,
        Phase.BETWEEN_EVALUATIONS,
    ]
    assert [point.reached_on for point in point_due_dates(history, RULES)] == [day(50), day(120), None]


def test_sentence_of_an_ordinary_point() -> None:
    start = date(2024, 11, 1)
    history = course(
        "PHV", "outpatient", first_attendance=start, basic_decision=start, held=(date(2025, 1, 20),)
    )
    assert sentence(planned(history)) == (
        "due 14 April 2025, because the last point was held 20 January and outpatient PHV recommends"
        " at most 84 days (ruleset 2021, not confirmed after October 2024)"
    )
