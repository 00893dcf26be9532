"""A unit's own intervals and choices: from which day they hold, what they move, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from asking import acting
from clinic import Clinic
from courses import ago, berg, course_of, due_day, record, waiting
from sqlalchemy.orm import Session

from feedback.domain.pathway.choices import ChoiceKey
from feedback.domain.pathway.intervals import Condition
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.persistence.tables import Unit
from feedback.services.courses.course_facts import course_facts
from feedback.services.courses.pause_treatment import Break, record_pause
from feedback.services.courses.plan_evaluation import due_of
from feedback.services.courses.transfer_patient import Move, record_transfer
from feedback.services.plans.plan_rules import WEEKLY_ITEMS, choose_weekly_items, weekly_items
from feedback.services.points.evaluation.hold_evaluation import hold_point
from feedback.services.refusals import NotFound, Refused
from feedback.services.units.administer_units import get_unit
from feedback.services.units.changes import changes_of
from feedback.services.units.choose_intervals import (
    OwnInterval,
    add_interval,
    choose,
    own_choices,
    own_intervals,
    remove_interval,
    take_back_choice,
)


@pytest.fixture
def unit(session: Session, clinic: Clinic) -> Unit:
    return get_unit(session, course_of(session, clinic).unit_id)


@pytest.fixture
def own(clinic: Clinic) -> OwnInterval:
    return OwnInterval("PHV", "any", "first_evaluation", 30, ago(clinic, 60), "Rutine 7, 1.9.")


def _add(session: Session, clinic: Clinic, unit: Unit, own: OwnInterval) -> int:
    return add_interval(session, acting(session, clinic.nina), unit, own, clinic.now)


def _choose(session: Session, clinic: Clinic, unit: Unit, key: str, value: str, days: int = 70) -> int:
    return choose(session, acting(session, clinic.nina), unit, key, value, ago(clinic, days), clinic.now)


def test_an_own_interval_moves_what_waits_and_says_why(
    session: Session, clinic: Clinic, unit: Unit, own: OwnInterval
) -> None:
    assert _add(session, clinic, unit, own) == 1
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(30)
    point = waiting(session, clinic)
    assert point is not None
    due = due_of(session, point)
    assert due is not None
    assert (due.rule.own, due.source, due.standing) == (True, "Rutine 7, 1.9.", "the unit's own")
    [row] = own_intervals(session, unit.id)
    assert (row.recorded_by_id, row.recorded_at) == (clinic.nina, clinic.now)
    assert remove_interval(session, acting(session, clinic.nina), unit, row.id, clinic.now) == 1
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(42)
    shown = f"{own.effective_from} PHV any first_evaluation 30 Rutine 7, 1.9."
    assert [(one.field, one.before, one.after) for one in changes_of(session, unit=unit.id)] == [
        ("interval", shown, ""),
        ("interval", "", shown),
    ]
    with pytest.raises(NotFound):
        remove_interval(session, acting(session, clinic.nina), unit, 9_999, clinic.now)


def test_an_interval_that_began_before_keeps_the_rule_of_its_time(
    session: Session, clinic: Clinic, unit: Unit, own: OwnInterval
) -> None:
    assert _add(session, clinic, unit, replace(own, effective_from=ago(clinic, 39))) == 0
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(42)
    between = replace(own, phase="between_evaluations", max_days=50, effective_from=ago(clinic, 39))
    _add(session, clinic, unit, between)
    point = waiting(session, clinic)
    assert point is not None
    hold_point(session, berg(session, clinic), point, ago(clinic, 1), "", clinic.now)
    assert due_day(session, clinic) == ago(clinic, 1) + timedelta(50)
    later = replace(between, max_days=60, effective_from=ago(clinic, 1))
    assert _add(session, clinic, unit, later) == 1
    assert (point.due_on, point.held_on) == (ago(clinic, 40) + timedelta(42), ago(clinic, 1))


def test_another_unit_keeps_its_own(session: Session, clinic: Clinic, own: OwnInterval) -> None:
    other = get_unit(session, 2)
    assert _add(session, clinic, other, own) == 0
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(42)
    [row] = own_intervals(session, other.id)
    with pytest.raises(NotFound):
        remove_interval(session, acting(session, clinic.nina), get_unit(session, 1), row.id, clinic.now)


@pytest.mark.parametrize(
    ("area", "setting", "phase", "year", "condition"),
    [
        ("PHV", "any", "extended_assessment", "", Condition.CARRIES_OVER),
        ("PHV", "outpatient", "total_assessment", "", Condition.CAP),
        ("TSB", "outpatient", "total_assessment", "", Condition.EXTENDED_TAKES_REST),
        ("TSB", "inpatient", "total_assessment", "", Condition.CAP),
        ("OCD", "any", "extended_assessment", "", Condition.CARRIES_OVER),
        ("TSB", "inpatient", "extended_assessment", "", Condition.NONE),
        ("TSB", "any", "start_after_detox", "", Condition.NONE),
        ("TSB", "any", "between_evaluations", "first_treatment_year", Condition.FIRST_YEAR),
    ],
)
def test_only_the_number_changes(
    session: Session,
    clinic: Clinic,
    unit: Unit,
    area: str,
    setting: str,
    phase: str,
    year: str,
    condition: Condition,
) -> None:
    _add(session, clinic, unit, OwnInterval(area, setting, phase, 9, ago(clinic, 400), "Rutine", year))
    assert own_intervals(session, unit.id)[0].condition == condition
    assert course_facts(session, course_of(session, clinic)).rules.rules[-1].max_days == 9


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"area": "MOON"}, "area"),
        ({"setting": "moon"}, "setting"),
        ({"phase": "moon"}, "phase"),
        ({"year": "first_treatment_year"}, "year"),
        ({"year": "cap", "phase": "between_evaluations"}, "year"),
        ({"max_days": -1}, "max_days"),
        ({"max_days": 3661}, "max_days"),
        ({"source": " "}, "source"),
        ({"source": "x" * 201}, "source"),
        ({"effective_from": date(1990, 1, 1)}, "effective_from"),
        ({"effective_from": date(2999, 1, 1)}, "effective_from"),
    ],
)
def test_an_interval_that_cannot_be_is_refused(
    session: Session, clinic: Clinic, unit: Unit, own: OwnInterval, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        _add(session, clinic, unit, replace(own, **changed))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert own_intervals(session, unit.id) == []


def test_the_same_interval_is_not_added_twice(
    session: Session, clinic: Clinic, unit: Unit, own: OwnInterval
) -> None:
    _add(session, clinic, unit, own)
    with pytest.raises(Refused) as refused:
        _add(session, clinic, unit, replace(own, max_days=31))
    assert refused.value.field == "effective_from"


@pytest.mark.parametrize(("key", "value"), [("transfer", "keep"), ("pauses", "keep"), ("opens_before", "21")])
def test_a_choice_moves_courses_that_began_on_its_day(
    session: Session, clinic: Clinic, unit: Unit, key: str, value: str
) -> None:
    actor, course = berg(session, clinic), course_of(session, clinic)
    record_transfer(session, actor, course, Move("inpatient", ago(clinic, 20)), clinic.now)
    record_pause(session, actor, course, Break(ago(clinic, 12), ago(clinic, 6), "ferie"), clinic.now)
    with_both = ago(clinic, 20) + timedelta(14 + 7)
    assert due_day(session, clinic) == with_both
    assert _choose(session, clinic, unit, key, value, 69) == 0  # the course began the day before
    assert due_day(session, clinic) == with_both
    assert _choose(session, clinic, unit, key, value) == 1
    expected = {"transfer": ago(clinic, 40) + timedelta(42 + 7), "pauses": ago(clinic, 20) + timedelta(14)}
    point = waiting(session, clinic)
    assert point is not None
    assert point.due_on == expected.get(key, with_both)
    if key == "opens_before":
        assert point.opens_on == max(ago(clinic, 20), point.due_on - timedelta(21))
    nina = acting(session, clinic.nina)
    assert take_back_choice(session, nina, unit, key, ago(clinic, 70), clinic.now) == 1
    assert due_day(session, clinic) == with_both
    assert [row.effective_from for row in own_choices(session, unit.id)] == [ago(clinic, 69)]
    with pytest.raises(NotFound):
        take_back_choice(session, nina, unit, key, ago(clinic, 70), clinic.now)


def test_choosing_anew_for_the_same_day_replaces(session: Session, clinic: Clinic, unit: Unit) -> None:
    _choose(session, clinic, unit, "opens_before", "7")
    _choose(session, clinic, unit, "opens_before", "10")
    day = ago(clinic, 70)
    assert [row.value for row in own_choices(session, unit.id)] == ["10"]
    assert [(one.field, one.before, one.after) for one in changes_of(session, unit=unit.id)] == [
        ("choice opens_before", f"{day} 7", f"{day} 10"),
        ("choice opens_before", "", f"{day} 7"),
    ]


def test_an_earlier_beginning_leads_to_the_choices_of_that_time(
    session: Session, clinic: Clinic, unit: Unit
) -> None:
    _choose(session, clinic, unit, "opens_before", "7", 70)
    point = waiting(session, clinic)
    assert point is not None
    assert point.opens_on == point.due_on - timedelta(7)
    record(session, clinic, MilestoneKind.FIRST_ATTENDANCE, ago(clinic, 71))
    session.expire_all()
    assert point.opens_on == point.due_on - timedelta(14)


@pytest.mark.parametrize(
    ("key", "value", "days", "field"),
    [
        ("moon", "keep", 1, "value"),
        ("transfer", "moon", 1, "value"),
        (ChoiceKey.OPENS_BEFORE, "61", 1, "value"),
        ("pauses", "keep", 9000, "effective_from"),
        ("pauses", "keep", -9000, "effective_from"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(
    session: Session, clinic: Clinic, unit: Unit, key: str, value: str, days: int, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        _choose(session, clinic, unit, key, value, days)
    assert refused.value.field == field
    assert own_choices(session, unit.id) == []


def test_how_much_is_asked_in_a_week_is_no_choice_about_dates(
    session: Session, clinic: Clinic, unit: Unit
) -> None:
    """It is stored in the same table, and once made every course of the unit fail to open."""
    before, today = due_day(session, clinic), ago(clinic, 0)
    choose_weekly_items(session, acting(session, clinic.nina), unit, 20, clinic.now)
    record(session, clinic, MilestoneKind.EXTENDED_DECISION, ago(clinic, 39))
    assert due_day(session, clinic) != before
    assert own_choices(session, unit.id) == []
    with pytest.raises(NotFound):
        take_back_choice(session, acting(session, clinic.nina), unit, WEEKLY_ITEMS, today, clinic.now)
    assert weekly_items(session, unit.id, today) == 20
