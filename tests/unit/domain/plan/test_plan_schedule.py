"""What is asked of whom and when, example by example."""

from __future__ import annotations

from dataclasses import replace

import pytest
from plan_courses import (
    BROTHER,
    FEEDBACK,
    GOALS,
    HOW,
    MOTHER,
    PATIENT,
    PHQ,
    PREPARE,
    START,
    adapted,
    day,
    days,
    facts,
    made,
    sessions,
    step,
)

from feedback.domain.plan.facts import Appointment, Point
from feedback.domain.plan.questions import Rules
from feedback.domain.plan.vocabulary import NotAsked

POINT = Point(1, day(40), day(0))


def test_main_job_2_start_each_appointment_every_n_weeks_before_points_and_closing() -> None:
    known = facts(
        step(HOW, "start"),
        step(FEEDBACK, "session"),
        step(GOALS, "every", weeks=4),
        step(PREPARE, "before-point", days_before=10),
        step(PHQ, "closing"),
        appointments=sessions(0, 9),
        points=(POINT,),
        closing_on=day(70),
    )
    assert days(known) == [
        ("how-i-am", 0),
        ("after-session", 0),
        ("after-session", 9),
        ("my-goals", 28),
        ("before-evaluation", 30),
        ("phq-in-a-table", 56),
        ("my-goals", 56),
    ]


def test_a2_every_request_has_the_key_of_its_occasion() -> None:
    known = facts(
        step(HOW, "start"),
        step(GOALS, "before-point"),
        step(FEEDBACK, "session"),
        appointments=(Appointment("calendar-77", day(3)),),
        points=(POINT,),
    )
    keys = {one.key for one in made(known).requests}
    assert keys == {
        ("start", "how-i-am", "kari"),
        ("session:calendar-77", "after-session", "kari"),
        ("evaluation:1", "my-goals", "kari"),
    }


def test_a2_a_moved_appointment_is_the_same_occasion_on_another_day() -> None:
    before, after = (
        made(facts(step(FEEDBACK, "session"), appointments=(Appointment("77", day(number)),)))
        for number in (3, 10)
    )
    assert before.requests[0].key == after.requests[0].key
    assert after.requests[0].asked_on == day(10)


@pytest.mark.parametrize("state", ["cancelled", "no-show"])
def test_a15_a_cancelled_appointment_asks_nothing(state: str) -> None:
    assert days(facts(step(FEEDBACK, "session"), appointments=sessions(3, state=state))) == []


def test_an_appointment_before_the_start_asks_nothing() -> None:
    assert days(facts(step(FEEDBACK, "session"), appointments=sessions(-3))) == []


def test_relative_is_asked_only_within_the_days_of_the_consent() -> None:
    brother = replace(BROTHER, from_on=day(30), until_on=day(35))
    known = facts(
        step(HOW, "start", of="relative"),
        step(GOALS, "before-point", of="relative"),
        points=(POINT,),
        respondents=(brother,),
    )
    (request,) = made(known).requests
    assert (request.asked_on, request.until, request.deferred_from) == (day(30), day(35), None)


def test_parent_is_asked_after_the_appointments_they_took_part_in() -> None:
    known = facts(
        step(FEEDBACK, "session", of="parent"),
        appointments=(*sessions(1), *sessions(8, relatives=("tove", "per"))),
        respondents=(PATIENT, BROTHER, MOTHER),
    )
    assert [(one.of, one.asked_on) for one in made(known).requests] == [("tove", day(8))]


def test_parent_is_a_relative_too() -> None:
    known = facts(step(GOALS, "before-point", of="relative"), points=(POINT,), respondents=(BROTHER, MOTHER))
    assert {one.of for one in made(known).requests} == {"per", "tove"}


def test_adaptation_holds_from_its_day_and_says_who_and_why() -> None:
    every = step(PHQ, "every", weeks=2)
    known = facts(
        step(HOW, "every", weeks=3),
        adaptations=(adapted("ask", every, day(30)), adapted("stop", step(HOW, "every"), day(40))),
    )
    found = made(known, until=day(60)).requests
    assert [(one.asking.ask, one.asked_on) for one in found] == [
        ("how-i-am", day(21)),
        ("phq-in-a-table", day(30)),
        ("phq-in-a-table", day(44)),
        ("phq-in-a-table", day(58)),
    ]
    assert found[1].adaptation is not None
    assert (found[1].adaptation.by, found[1].adaptation.reason) == ("Dr. Anna Berg", "Kari asked for it")


def test_adaptation_from_the_first_day_of_the_calendar_replaces_the_step() -> None:
    earliest = adapted("stop", step(HOW, "start"), START.min)
    assert days(facts(step(HOW, "start"), adaptations=(earliest,))) == []


def test_point_that_was_held_early_asks_no_more() -> None:
    known = facts(
        step(GOALS, "before-point"),
        step(PREPARE, "before-point", days_before=5),
        points=(replace(POINT, held_on=day(30)),),
    )
    found = made(known)
    assert [(one.asking.ask, one.until) for one in found.requests] == [("my-goals", day(30))]
    assert [(one.ask, one.reason) for one in found.left_out] == [("before-evaluation", NotAsked.POINT_HELD)]


def test_a3_point_held_late_is_prepared_until_that_day() -> None:
    known = facts(step(GOALS, "before-point"), points=(replace(POINT, held_on=day(50)),))
    assert made(known).requests[0].until == day(50)


def test_cancelled_point_asks_nothing() -> None:
    known = facts(step(GOALS, "before-point"), points=(replace(POINT, cancelled_on=day(20)),))
    assert made(known).requests == ()


def test_point_with_a_short_interval_is_not_prepared_before_it() -> None:
    known = facts(step(GOALS, "before-point"), points=(Point(1, day(27), day(20)),))
    assert made(known).requests[0].asked_on == day(20)


def test_closed_course_asks_nothing_more_but_feedback_on_the_last_session_may_come_later() -> None:
    known = facts(
        step(FEEDBACK, "session"),
        step(GOALS, "before-point"),
        step(HOW, "every", weeks=5),
        appointments=sessions(24, 25, 26),
        points=(POINT,),
        closing_on=day(25),
    )
    found = made(known)
    assert [(one.asked_on, one.until) for one in found.requests] == [(day(24), day(30)), (day(25), day(31))]
    assert {(one.ask, one.reason) for one in found.left_out} == {
        ("after-session", NotAsked.CLOSED),
        ("my-goals", NotAsked.CLOSED),
    }


def test_question_set_that_is_not_here_is_left_out_and_seen() -> None:
    known = facts(step(HOW, "start"))
    (one,) = made(known, Rules({})).left_out
    assert one.reason is NotAsked.UNAVAILABLE
