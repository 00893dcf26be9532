"""What holds for every course, tried on random ones through the services and a real database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from clinic import Clinic
from course_steps import (
    IN_TURN,
    NOW,
    Step,
    World,
    any_step,
    hold,
    is_done,
    milestone,
    new_world,
    steps_of,
    try_all,
)
from courses import PARTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pathway_histories import histories
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.pathway.history import History
from feedback.domain.pathway.points import point_due_dates
from feedback.domain.pathway.problems import ProblemCode, check_recorded
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting
from feedback.persistence.tables import EvaluationPoint
from feedback.services.courses.course_facts import course_facts
from feedback.services.courses.plan_evaluation import newest_pathway, plan_next_point, points_of

TRIES = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def tried(session: Session) -> Iterator[None]:
    """Whatever happens inside is undone."""
    inside = session.begin_nested()
    known = session.info.get("audit_newest")
    try:
        yield
    finally:
        inside.rollback()
        session.expire_all()
        session.info["audit_newest"] = known


def _points(world: World) -> list[EvaluationPoint]:
    world.session.expire_all()
    pathway = newest_pathway(world.session, world.patient)
    assert pathway is not None
    return points_of(world.session, pathway.id)


def _dates(world: World) -> list[tuple[object, ...]]:
    """The held days, and the point that waits with its dates."""
    points = _points(world)
    held = sorted((point.held_on,) for point in points if point.held_on)
    return [*held, *((p.number, p.opens_on, p.due_on, p.cancelled_on) for p in points if not p.held_on)]


def _in_turn(steps: list[Step]) -> list[Step]:
    """Points are held in the order of their days (docs/decisions/0025), moves of a kind are entered in it (0041);
    everything else comes in any order."""
    of_kind = {
        kind: iter(sorted((step for step in steps if step.in_turn == kind), key=_day)) for kind in IN_TURN
    }
    return [next(of_kind[step.in_turn]) if step.in_turn else step for step in steps]


def _day(step: Step) -> str:
    return step.name.rsplit(" ", 1)[-1]


def _rows(session: Session) -> list[list[str]]:
    session.flush()
    return [sorted(map(repr, session.execute(select(table.__table__)))) for table in PARTS]  # type: ignore[attr-defined]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@TRIES
@given(history=histories(), data=st.data())
def test_the_same_facts_in_any_order_give_the_same_dates(
    session: Session, clinic: Clinic, history: History, data: st.DataObject
) -> None:
    steps, found = steps_of(history), []
    for order in (steps, _in_turn(data.draw(st.permutations(steps)))):
        with tried(session):
            world = new_world(session, clinic, history.area, history.setting, history.milestones[0].on)
            assert try_all(world, list(order)) == []
            found.append(_dates(world))
            facts = course_facts(session, newest_pathway(session, world.patient))  # type: ignore[arg-type]
            computed = point_due_dates(facts.history, facts.rules)[-1]
            assert (facts.points[-1].due_on, computed.reached_on) == (computed.due_on, None)
    assert found[0] == found[1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@TRIES
@given(history=histories(), later=st.lists(any_step(), min_size=1, max_size=12))
def test_whatever_is_tried_no_held_point_changes_and_nothing_is_stored_when_refused(
    session: Session, clinic: Clinic, history: History, later: list[Step]
) -> None:
    with tried(session):
        world = new_world(session, clinic, history.area, history.setting, history.milestones[0].on)
        try_all(world, steps_of(history))
        held = _held(world)
        for step in later:
            before = _rows(session)
            if not is_done(world, step):
                assert _rows(session) == before, step
            now = _held(world)
            assert {number: now[number] for number in held} == held, step
            held = now
            _check_waiting(world)
            _check_moves(world)


def _held(world: World) -> dict[int, tuple[object, ...]]:
    return {
        point.id: (point.number, point.opens_on, point.due_on, point.held_on, point.late_reason)
        for point in _points(world)
        if point.held_on
    }


def _check_waiting(world: World) -> None:
    """What is stored is what the facts give now; a point that waits is there exactly when it has a day."""
    pathway = newest_pathway(world.session, world.patient)
    assert pathway is not None
    facts = course_facts(world.session, pathway)
    due, point = facts.next_due, facts.waiting
    stands = point is not None and point.cancelled_on is None
    assert stands == (due is not None)
    if due is not None and point is not None:
        assert (point.due_on, point.number) == (due.due_on, len(facts.points))


def _check_moves(world: World) -> None:
    """No move leads where the course already is, in whatever order they were entered."""
    pathway = newest_pathway(world.session, world.patient)
    assert pathway is not None
    found = {
        problem.code for problem in check_recorded(course_facts(world.session, pathway).history, NOW.date())
    }
    assert not found & {ProblemCode.TRANSFER_TO_SAME_SETTING, ProblemCode.AREA_ALREADY_FOLLOWED}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@TRIES
@given(history=histories(), days=st.lists(st.integers(0, 4000), max_size=4))
def test_time_passing_alone_moves_nothing(
    session: Session, clinic: Clinic, history: History, days: list[int]
) -> None:
    with tried(session):
        world = new_world(session, clinic, history.area, history.setting, history.milestones[0].on)
        try_all(world, steps_of(history))
        before = _rows(session)
        for number in days:
            plan_next_point(session, world.patient, (NOW + timedelta(number)).date())
        assert _rows(session) == before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_comes_too_early_waits_for_what_it_needs(session: Session, clinic: Clinic) -> None:
    start = NOW.date() - timedelta(2000)
    world = new_world(session, clinic, CarePathwayArea.PHV, Setting.OUTPATIENT, start)
    held = hold(start + timedelta(40))
    assert try_all(world, [held]) == [held]
    assert try_all(world, [held, milestone(MilestoneKind.BASIC_DECISION, start)]) == []
