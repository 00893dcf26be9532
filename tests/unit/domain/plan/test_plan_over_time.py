"""A plan that runs: what was shown stays, what could not be shown comes late or not at all, and a plan ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_courses import (
    CLINICIAN,
    FEEDBACK,
    GOALS,
    HOW,
    LONG,
    PATIENT,
    PHQ,
    PREPARE,
    START,
    adapted,
    all_facts,
    day,
    days,
    facts,
    made,
    plan,
    sessions,
    step,
    unanswered_facts,
)
from test_plan_properties import assert_within

from feedback.domain.plan.facts import Course, Facts, Point
from feedback.domain.plan.request import Request, RequestKey
from feedback.domain.plan.template import Plan
from feedback.domain.plan.vocabulary import NotAsked

POINT = Point(1, day(40), day(0))


def running(known: Facts, number: int, **shown: int) -> Facts:
    """The facts on the day with that number; `shown` are set and day of what was shown at the start."""
    keys = {RequestKey("start", ask.replace("_", "-"), "kari"): day(on) for ask, on in shown.items()}
    return replace(known, shown=keys, not_before={"kari": day(number)})


def reasons(known: Facts) -> list[tuple[str, NotAsked]]:
    return [(one.ask, one.reason) for one in made(known).left_out]


def test_what_could_not_be_asked_on_its_day_is_asked_late_while_it_would_be_open() -> None:
    known = facts(step(HOW, "start", days_open=14))
    assert days(running(known, 0)) == [("how-i-am", 0)]
    assert days(running(known, 5)) == [("how-i-am", 5)]
    assert days(running(known, 13)) == [("how-i-am", 13)]
    assert days(running(known, 14)) == []
    assert reasons(running(known, 14)) == [("how-i-am", NotAsked.PASSED)]


def test_what_was_shown_keeps_its_day() -> None:
    known = facts(step(HOW, "start", days_open=14))
    assert days(running(known, 40, how_i_am=5)) == [("how-i-am", 5)]
    assert days(running(known, 40, how_i_am=0)) == [("how-i-am", 0)]


def test_a_clinician_is_shown_nothing_so_the_day_of_the_plan_counts() -> None:
    known = replace(facts(step(GOALS, "start", of="clinician")), respondents=(CLINICIAN,))
    assert days(running(known, 40)) == [("my-goals", 0)]


def test_a_full_week_moves_what_comes_late_to_the_next() -> None:
    known = facts(step(HOW, "start", days_open=14), step(PHQ, "start", days_open=14), step(PREPARE, "start"))
    shown = running(known, 3, how_i_am=0, before_evaluation=0)
    assert days(shown) == [("before-evaluation", 0), ("how-i-am", 0), ("phq-in-a-table", 7)]


def test_what_is_longer_than_a_week_allows_says_so_even_when_its_time_has_passed() -> None:
    assert reasons(running(facts(step(LONG, "start")), 90)) == [("register-form", NotAsked.TOO_LONG)]


def test_a_plan_asks_nothing_on_occasions_after_its_last_day() -> None:
    known = facts(
        step(FEEDBACK, "session"),
        step(GOALS, "every", weeks=1),
        step(PREPARE, "before-point"),
        appointments=sessions(3, 10),
        points=(POINT,),
        ends_on=day(9),
    )
    assert days(known) == [("after-session", 3), ("my-goals", 7)]


def test_two_plans_of_one_course_ask_once_before_a_point_and_keep_their_own_rhythms() -> None:
    first = Course(plan(step(PREPARE, "before-point"), step(HOW, "every", weeks=4)), START, points=(POINT,))
    second = Course(plan(step(PREPARE, "before-point"), step(PHQ, "every", weeks=4)), day(2), points=(POINT,))
    courses = (replace(first, key="7", plan_key="plan-1"), replace(second, key="7", plan_key="plan-2"))
    found = made(Facts(courses, (PATIENT,)), until=day(40)).requests
    assert [(one.occasion.key, one.plan) for one in found] == [
        ("7/evaluation:1", "plan-1"),
        ("plan-1/every:4w:1", "plan-1"),
        ("plan-2/every:4w:1", "plan-2"),
    ]


def test_an_adapted_rhythm_belongs_to_its_plan_too() -> None:
    changed = (adapted("ask", step(PHQ, "every", weeks=4), day(3)),)
    course = Course(plan(step(HOW, "start"), adaptations=changed), START, key="7", plan_key="plan-1")
    keys = [one.occasion.key for one in made(Facts((course,), (PATIENT,)), until=day(10)).requests]
    assert keys == ["7/start", "plan-1/every:4w@2026-01-08:0"]


def test_a_point_is_asked_until_one_has_agreed_to_meet() -> None:
    late = replace(POINT, meets_on=day(55))
    early = replace(POINT, meets_on=day(30))
    [request] = made(facts(step(PREPARE, "before-point"), points=(late,))).requests
    assert (request.asked_on, request.until) == (day(26), day(55))
    [request] = made(facts(step(PREPARE, "before-point"), points=(early,))).requests
    assert (request.asked_on, request.until) == (day(16), day(40))
    assert days(running(facts(step(PREPARE, "before-point"), points=(late,)), 50)) == [
        ("before-evaluation", 50)
    ]


def test_a3_a_point_that_was_due_before_the_plan_began_is_asked_when_it_begins() -> None:
    course = Course(plan(step(PREPARE, "before-point")), day(60), points=(POINT,))
    [request] = made(Facts((course,), (PATIENT,))).requests
    assert (request.asked_on, request.until) == (day(60), day(66))
    held = replace(course, points=(replace(POINT, held_on=day(50)),))
    assert reasons(Facts((held,), (PATIENT,))) == [("before-evaluation", NotAsked.POINT_HELD)]
    closed = replace(course, closing_on=day(59))
    assert reasons(Facts((closed,), (PATIENT,))) == [("before-evaluation", NotAsked.CLOSED)]


def test_a_point_that_is_due_before_its_interval_begins_has_no_time_to_be_asked() -> None:
    known = facts(step(PREPARE, "before-point"), points=(replace(POINT, began_on=day(41)),))
    assert reasons(known) == [("before-evaluation", NotAsked.PASSED)]


def shown_by(known: Facts, before: tuple[Request, ...], today: date) -> Facts:
    """The facts on a day: what had been made before keeps the day on which it was first shown."""
    shown = {one.key: known.shown.get(one.key, one.asked_on) for one in before}
    everybody = {one.key: today for one in known.respondents}
    return replace(known, shown=shown, not_before=everybody)


def day_by_day(known: Facts, first: date, number: int, every: int) -> list[tuple[Request, ...]]:
    """What stands in the schedule on each day on which the job runs, as far as it was shown by then."""
    found: list[tuple[Request, ...]] = []
    for today in (first + timedelta(every * place) for place in range(number)):
        known = shown_by(known, found[-1] if found else (), today)
        found.append(tuple(one for one in made(known, until=today).requests if not one.answered_on))
    return found


@given(unanswered_facts(), st.integers(-10, 90), st.integers(1, 9))
def test_time_passing_alone_moves_nothing_that_was_shown(known: Facts, first: int, every: int) -> None:
    """Whenever the job begins to run, and however seldom."""
    runs = day_by_day(known, day(first), 6, every)
    for before, after in pairwise(runs):
        assert {one.key: one[:2] for one in before}.items() <= {one.key: one[:2] for one in after}.items()


@given(all_facts(), st.integers(-10, 90))
def test_nothing_is_asked_before_it_can_be(known: Facts, number: int) -> None:
    ready = shown_by(known, (), day(number))
    for one in made(ready).requests:
        assert one.answered_on or one.asked_on >= day(number)


@given(unanswered_facts(), st.integers(-10, 90), st.integers(1, 9))
def test_budget_holds_for_what_is_really_shown(known: Facts, first: int, every: int) -> None:
    assert_within(25, day_by_day(known, day(first), 6, every)[-1])


@given(unanswered_facts(), st.integers(0, 60))
def test_an_ended_plan_keeps_what_lies_before(known: Facts, last: int) -> None:
    ended = replace(known, courses=tuple(replace(one, ends_on=day(last)) for one in known.courses))
    assert all(one.occasion.on <= day(last) for one in made(ended).requests)


@pytest.mark.parametrize("days_ahead", [0, 3])
def test_steps_of_a_day(days_ahead: int) -> None:
    known = Plan(plan(step(HOW, "start")).template, (adapted("stop", step(HOW, "start"), day(2)),))
    assert [one.step.ask for one in known.steps_on(day(days_ahead))] == (
        ["how-i-am"] if days_ahead < 2 else []
    )


def test_what_an_answer_counts_for_is_the_same_whichever_day_is_the_last() -> None:
    """Found by chance: the answer came after the last day that was looked at, and its window reached further."""
    known = facts(step(GOALS, "every", weeks=2))
    first = made(known, until=day(14)).requests[0]._replace(answered_on=day(40))
    late = replace(known, answered=(first,))
    near, far = (made(late, until=day(last)).requests[0].instead_of for last in (20, 200))
    assert near == far
    assert [one.number for one in near] == [2, 3]
