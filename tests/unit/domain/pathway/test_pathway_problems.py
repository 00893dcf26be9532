"""Impossible facts are named, and the sentence says what to correct."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pathway_histories import START, course, day

from feedback.domain.pathway.history import AreaChange, Pause, Transfer
from feedback.domain.pathway.problem_wording import problem_sentence
from feedback.domain.pathway.problems import ProblemCode, check, check_recorded
from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting

TODAY = day(300)
OUT, IN = Setting.OUTPATIENT, Setting.INPATIENT
PHV, OCD, TSB = CarePathwayArea.PHV, CarePathwayArea.OCD, CarePathwayArea.TSB
BASE: dict[str, object] = {"first_attendance": day(0), "basic_decision": day(20)}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"referral_received": date(1899, 1, 1)}, "far_past"),
        ({"closing": date(2999, 1, 1)}, "far_future"),
        ({"basic_decision": day(-1)}, "wrong_order"),
        ({"detox_ended": day(1)}, "wrong_order"),
        ({"extended_decision": day(19)}, "wrong_order"),
        ({"held": (day(10),)}, "evaluation_before_decision"),
        ({"extended_decision": day(30), "held": (day(29),)}, "extended_after_evaluation"),
        ({"held": (day(30), day(30))}, "two_evaluations_on_one_day"),
        ({"transfers": (Transfer(IN, day(-1)),)}, "transfer_before_start"),
        ({"transfers": (Transfer(IN, day(5)), Transfer(OUT, day(5)))}, "two_transfers_on_one_day"),
        ({"transfers": (Transfer(OUT, day(5)),)}, "transfer_to_same_setting"),
        ({"area_changes": (AreaChange(TSB, day(-1)),)}, "area_before_start"),
        ({"area_changes": (AreaChange(TSB, day(5)), AreaChange(OCD, day(5)))}, "two_areas_on_one_day"),
        ({"area_changes": (AreaChange(PHV, day(5)),)}, "area_already_followed"),
        ({"area_changes": (AreaChange(TSB, date(2999, 1, 1)),)}, "far_future"),
        ({"closing": day(50), "area_changes": (AreaChange(TSB, day(60)),)}, "area_after_closing"),
        ({"pauses": (Pause(day(9), day(8)),)}, "pause_ends_before_it_begins"),
        ({"closing": day(50), "held": (day(60),)}, "evaluation_after_closing"),
        ({"closing": day(50), "transfers": (Transfer(IN, day(60)),)}, "transfer_after_closing"),
        ({"closing": day(50), "extended_decision": day(60)}, "after_closing"),
    ],
)
def test_impossible_facts_are_named(facts: dict[str, object], code: str) -> None:
    (problem,) = check(course("PHV", "outpatient", **{**BASE, **facts}), TODAY)
    assert problem.code == code
    assert any(word in problem_sentence(problem) for word in ("Correct", "Put", "Remove", "Add"))


def test_decisions_that_are_missing_are_named() -> None:
    history = course("PHV", "outpatient", extended_decision=day(10), held=(day(20),))
    found = {problem.code for problem in check(history, TODAY)}
    assert found == {ProblemCode.EXTENDED_WITHOUT_BASIC, ProblemCode.EVALUATION_WITHOUT_DECISION}


def test_possible_facts_have_no_problem() -> None:
    history = course("PHV", "outpatient", **BASE, held=(day(40),), transfers=(Transfer(IN, day(50)),))
    assert check(history, TODAY) == ()


def test_what_has_not_happened_can_be_planned_but_not_recorded() -> None:
    history = course("PHV", "outpatient", **BASE)
    assert check(history, START) == ()
    (problem,) = check_recorded(history, START)
    assert (problem.code, problem.on) == (ProblemCode.NOT_YET, day(20))


@pytest.mark.parametrize(
    "planned",
    [
        {"transfers": (Transfer(IN, day(387)),)},
        {"area_changes": (AreaChange(CarePathwayArea.TSB, day(387)),)},
        {"pauses": (Pause(day(30), day(387)),)},
    ],
)
def test_what_is_planned_lies_within_a_year(planned: dict[str, Any]) -> None:
    history = course("PHV", "outpatient", **BASE, **planned)
    (problem,) = check_recorded(history, day(20))
    assert (problem.code, problem.on) == (ProblemCode.PLANNED_FAR, day(387))
    assert check_recorded(history, day(21)) == ()
    assert check(history, day(20)) == ()


def test_a_first_attendance_is_planned_for_a_year_and_a_day_years_away_is_said_once() -> None:
    ahead = course("PHV", "outpatient", first_attendance=day(367))
    assert [problem.code for problem in check_recorded(ahead, START)] == [ProblemCode.PLANNED_FAR]
    assert check_recorded(course("PHV", "outpatient", first_attendance=day(366)), START) == ()
    closed = course("PHV", "outpatient", **BASE, closing=day(3660))
    assert [problem.code for problem in check_recorded(closed, TODAY)] == [ProblemCode.FAR_FUTURE]
