"""A course follows another care pathway from a day on: earlier dates stay, later ones follow the new rules."""

from __future__ import annotations

import pytest
from pathway_histories import course, day

from feedback.catalogue.intervals import shipped_rules
from feedback.domain.pathway.due import DueDate
from feedback.domain.pathway.due_dates import due_dates, next_point
from feedback.domain.pathway.explanation import sentence
from feedback.domain.pathway.history import AreaChange, History, Transfer, UnitChoices
from feedback.domain.pathway.points import point_due_dates
from feedback.domain.pathway.vocabulary import CarePathwayArea, Event, Setting, TransferRule

RULES = shipped_rules()
IN = Setting.INPATIENT
PHV, OCD, TSB = CarePathwayArea.PHV, CarePathwayArea.OCD, CarePathwayArea.TSB
PREGNANCY, EATING = CarePathwayArea.PREGNANCY_SUD, CarePathwayArea.EATING_DISORDER_CHILD


def followed(*changes: tuple[CarePathwayArea, int], area: str = "PHV", **facts: object) -> History:
    """First attendance on day 0, decision on day 20, and these care pathways from these days on."""
    found = tuple(AreaChange(to, day(on)) for to, on in changes)
    days = {"first_attendance": day(0), "basic_decision": day(20)}
    return course(area, "outpatient", **days, area_changes=found, **facts)


def planned(history: History) -> DueDate:
    point = next_point(history, RULES)
    assert point is not None
    return point


def test_after_three_months_the_special_pathway_holds_and_what_was_due_before_stays() -> None:
    held = (day(60), day(100))
    before, after = followed(held=held), followed((EATING, 90), held=held)
    assert [one.due_on for one in point_due_dates(before, RULES)] == [day(62), day(144), day(184)]
    assert [one.due_on for one in point_due_dates(after, RULES)] == [day(62), day(90 + 42), day(142)]
    assert due_dates(after, RULES)[:3] == due_dates(before, RULES)[:3]


def test_a_change_to_a_shorter_interval_brings_the_running_point_forward() -> None:
    point = planned(followed((EATING, 70), held=(day(60),)))
    assert (point.due_on, point.starts_on, point.from_event) == (day(70 + 42), day(70), Event.AREA_CHANGE)
    assert sentence(point) == (
        "due 24 April 2023, because the care pathway became eating disorders in children and young people on 13 March "
        "and outpatient eating disorders in children and young people recommends at most 42 days; without the change "
        "of care pathway it would be 26 May (ruleset 2022, not confirmed after October 2024)"
    )


def test_a_change_to_a_longer_interval_leaves_the_running_point() -> None:
    point = planned(followed((PHV, 70), area="EATING_DISORDER_CHILD", held=(day(60),)))
    assert point.due_on == day(60 + 42)
    assert "the change of care pathway to PHV on 13 March does not move it" in sentence(point)


def test_the_sentence_names_the_pathway_that_takes_from_another() -> None:
    point = planned(followed((OCD, 10)))
    assert "OCD has no limit of its own here, so that of PHV is used" in sentence(point)


@pytest.mark.parametrize(("rule", "number"), [("earlier", 102), ("from_transfer", 154), ("keep", 102)])
def test_the_unit_s_choice_for_transfers_holds_for_it_too(rule: str, number: int) -> None:
    choices = UnitChoices(transfer=TransferRule(rule))
    history = followed((PHV, 70), area="EATING_DISORDER_CHILD", held=(day(60),), choices=choices)
    assert planned(history).due_on == day(number)


def test_transfer_and_change_on_one_day_count_once() -> None:
    point = planned(followed((EATING, 70), held=(day(60),), transfers=(Transfer(IN, day(70)),)))
    assert (point.due_on, point.from_event) == (day(70 + 14), Event.TRANSFER)
    assert "inpatient eating disorders" in sentence(point)


def test_a_transfer_after_the_change_counts_with_the_new_pathway() -> None:
    history = followed((EATING, 70), held=(day(60),), transfers=(Transfer(IN, day(80)),))
    assert planned(history).due_on == day(80 + 14)


def test_on_the_day_a_point_is_held_it_counts_for_the_next_interval() -> None:
    history = followed((TSB, 60), held=(day(60),))
    assert [one.due_on for one in point_due_dates(history, RULES)] == [day(62), day(60 + 56)]
    assert planned(history).area is TSB


def test_the_assessment_follows_the_pathway_of_the_day_on_which_it_begins() -> None:
    phases = {one.phase.value: one.due_on for one in due_dates(followed((TSB, 5)), RULES)}
    assert phases["basic_assessment"] == day(42)
    assert phases["first_evaluation"] == day(20 + 14)


def test_back_to_the_first_pathway_holds_from_then_on() -> None:
    history = followed((PREGNANCY, 30), (PHV, 70), held=(day(60), day(80)))
    assert [one.max_days for one in point_due_dates(history, RULES)] == [14, 42, 84]
