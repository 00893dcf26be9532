"""A unit's own templates: checked with everything that is wrong, versioned, dated and withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from asking import acting
from clinic import Clinic
from planning import TITLE, Course, step, template
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogue.plans import shipped_limits
from feedback.domain.calendar import day_of
from feedback.domain.plan.faults import FaultCode
from feedback.domain.plan.template import Step, Template
from feedback.persistence.tables import Change, PlanTemplate, Unit, UnitChoice
from feedback.services.plans.plan_rules import choose_weekly_items, rules_in_force, weekly_items
from feedback.services.plans.plan_templates import (
    ImpossiblePlanError,
    get_own_template,
    make_template,
    own_templates,
    template_of,
    templates_in_force,
    withdraw_template,
)
from feedback.services.refusals import NotFound, Refused

START = step("how-i-am", "start")


def make(
    session: Session, clinic: Clinic, wanted: Template, follows: PlanTemplate | None = None, later: int = 0
) -> PlanTemplate:
    now, unit = clinic.now + timedelta(later), session.get_one(Unit, 1)
    return make_template(session, acting(session, clinic.nina), unit, wanted, now, follows)


def wanted(clinic: Clinic, *steps: Step, days: int = 0) -> Template:
    return template(day_of(clinic.now) + timedelta(days), *(steps or (START,)))


def test_a_template_is_made_and_its_versions_never_change(session: Session, clinic: Clinic) -> None:
    first = make(session, clinic, wanted(clinic))
    assert (first.key, first.version, first.made_by_id) == ("own-1", "1", clinic.nina)
    before = dict(first.definition)
    second = make(session, clinic, wanted(clinic, START, step("my-goals", "start"), days=3), first)
    assert (second.key, second.version) == ("own-1", "2")
    assert first.definition == before
    assert make(session, clinic, wanted(clinic)).key == "own-2"
    assert [row.id for row in own_templates(session, 1)] == [first.id, second.id, first.id + 2]
    told = session.scalars(select(Change).where(Change.field == "plan")).all()
    assert [(row.before, row.after) for row in told] == [
        ("", "own-1 1"),
        ("own-1 1", "own-1 2"),
        ("", "own-2 1"),
    ]


def test_the_version_in_force_is_offered(session: Session, clinic: Clinic) -> None:
    first = make(session, clinic, wanted(clinic))
    make(session, clinic, wanted(clinic, step("my-goals", "start"), days=3), first)
    make(session, clinic, wanted(clinic, days=9))
    for days, expected in ((0, ["how-i-am"]), (2, ["how-i-am"]), (3, ["my-goals"])):
        found = templates_in_force(session, 1, day_of(clinic.now) + timedelta(days))
        assert [one.steps[0].ask for one in found if one.key == "own-1"] == expected
        assert not any(one.key == "own-2" for one in found)
    assert not any(one.key == "own-1" for one in templates_in_force(session, 2, day_of(clinic.now)))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"steps": ()}, FaultCode.NOTHING_ASKED),
        ({"title": {"nb": "En plan"}}, FaultCode.NO_TITLE),
        ({"youngest": 30, "oldest": 20}, FaultCode.AGES),
        ({"steps": (START, START)}, FaultCode.SAME_STEP),
        ({"steps": (step("nothing-here", "start"),)}, FaultCode.UNKNOWN_SET),
        ({"steps": (step("relative-self", "start"),)}, FaultCode.NOT_FOR),
        ({"steps": (step("my-goals", "every", weeks=1),)}, FaultCode.TOO_OFTEN),
        ({"steps": (step("before-evaluation", "start", of="clinician"),)}, FaultCode.NOT_FOR),
    ],
)
def test_everything_wrong_is_told_and_nothing_is_stored(
    session: Session, clinic: Clinic, change: dict[str, object], code: FaultCode
) -> None:
    with pytest.raises(ImpossiblePlanError) as found:
        make(session, clinic, replace(wanted(clinic), **change))  # type: ignore[arg-type]
    assert code in {fault.code for fault in found.value.faults}
    assert len(found.value.faults) == len(set(found.value.faults))
    assert not own_templates(session, 1)


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_that_cannot_be_is_refused(session: Session, clinic: Clinic, days: int) -> None:
    with pytest.raises(Refused) as found:
        make(session, clinic, wanted(clinic, days=days))
    assert found.value.field == "effective_from"


def test_a_version_never_begins_before_the_one_that_it_follows(session: Session, clinic: Clinic) -> None:
    first = make(session, clinic, wanted(clinic, days=5))
    with pytest.raises(Refused) as found:
        make(session, clinic, wanted(clinic, days=4), first)
    assert found.value.field == "effective_from"
    assert make(session, clinic, wanted(clinic, days=5), first).version == "2"


def test_a_withdrawn_template_is_offered_no_more_and_its_number_is_not_used_again(
    session: Session, clinic: Clinic
) -> None:
    first = make(session, clinic, wanted(clinic))
    second = make(session, clinic, wanted(clinic), first)
    unit, nina = session.get_one(Unit, 1), acting(session, clinic.nina)
    withdraw_template(session, nina, unit, second, clinic.now)
    assert not own_templates(session, 1)
    with pytest.raises(NotFound):
        get_own_template(session, 1, first.id)
    assert make(session, clinic, wanted(clinic)).key == "own-2"


def test_a_template_belongs_to_its_unit(session: Session, clinic: Clinic) -> None:
    row = make(session, clinic, wanted(clinic))
    assert get_own_template(session, 1, row.id) is row
    for unit, number in ((2, row.id), (1, 999)):
        with pytest.raises(NotFound):
            get_own_template(session, unit, number)
    assert template_of(row).title == TITLE


def choose(session: Session, clinic: Clinic, items: int, later: int = 0) -> None:
    now, unit = clinic.now + timedelta(later), session.get_one(Unit, 1)
    choose_weekly_items(session, acting(session, clinic.nina), unit, items, now)


def test_a_unit_chooses_how_much_is_asked_in_a_week_from_a_day_on(session: Session, clinic: Clinic) -> None:
    today = day_of(clinic.now)
    assert weekly_items(session, 1, today) == shipped_limits().budget == 25
    choose(session, clinic, 25)
    assert not list(session.scalars(select(UnitChoice)))
    choose(session, clinic, 20)
    choose(session, clinic, 15)
    choose(session, clinic, 30, 10)
    assert [weekly_items(session, 1, today + timedelta(days)) for days in (-1, 0, 9, 10)] == [25, 15, 15, 30]
    assert weekly_items(session, 2, today) == 25
    assert rules_in_force(session, 1, today).budget == 15
    told = [
        (row.before, row.after)
        for row in session.scalars(select(Change).where(Change.field == "weekly-items"))
    ]
    assert told == [("25", "20"), ("20", "15"), ("15", "30")]


@pytest.mark.parametrize("items", [0, 4, 101, -7])
def test_a_number_that_cannot_be_is_refused(session: Session, clinic: Clinic, items: int) -> None:
    with pytest.raises(Refused) as found:
        choose(session, clinic, items)
    assert found.value.field == "items"


def test_the_budget_of_the_day_on_which_the_newest_plan_began_counts(
    session: Session, clinic: Clinic
) -> None:
    """So that a choice of today moves nothing of those who are under way."""
    course = Course(session, clinic, START, step("my-goals", "start"), step("after-session", "session"))
    choose_weekly_items(session, acting(session, clinic.nina), session.get_one(Unit, 1), 10, course.at(1))
    course.book(2)
    course.ask(2)
    assert course.asked() == [("how-i-am", 0), ("my-goals", 0), ("after-session", 2)]
    for row in course.rows():
        course.answer(row, 2)
    course.switch_on(step("service-experience", "start"), start=8)
    course.book(8)
    course.ask(8)
    course.ask(14)
    assert course.asked()[3:] == [("service-experience", 8), ("after-session", 14)]


def test_a_set_longer_than_a_week_needs_a_yes(session: Session, clinic: Clinic) -> None:
    choose(session, clinic, 10)
    with pytest.raises(ImpossiblePlanError) as found:
        make(session, clinic, wanted(clinic))
    assert [one.code for one in found.value.faults] == [FaultCode.TOO_LONG]
    long = wanted(clinic, step("how-i-am", "start", long_allowed=True))
    assert make(session, clinic, long).id
