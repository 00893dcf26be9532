"""What is asked of whom and when, example by example."""

from __future__ import annotations

from dataclasses import replace

import pytest
from plan_courses import (
    ASKINGS,
    BROTHER,
    CLINICIAN,
    FEEDBACK,
    GOALS,
    HOW,
    LONG,
    MOTHER,
    PATIENT,
    PHQ,
    PHQ_AGAIN,
    PREPARE,
    RULES,
    START,
    adapted,
    answer,
    day,
    days,
    facts,
    made,
    plan,
    sessions,
    step,
)

from feedback.domain.plan.facts import Appointment, Course, Facts, Given, PersonPause, Point
from feedback.domain.plan.questions import Rules
from feedback.domain.plan.vocabulary import Deferred, NotAsked, Priority

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


def test_n3_the_same_measure_is_not_asked_twice_and_the_one_before_a_point_goes_first() -> None:
    known = facts(step(HOW, "every", weeks=5), step(HOW, "before-point"), points=(POINT,))
    first = made(known, until=day(60)).requests[0]
    assert (first.occasion.key, first.asked_on) == ("evaluation:1", day(26))
    assert [occasion.key for occasion in first.instead_of] == ["every:5w:1"]


def test_n3_overlapping_plans_ask_the_same_measure_once() -> None:
    """Two units, two forms, one instrument."""
    courses = tuple(
        Course(plan(step(form, "start")), day(number), key=key)
        for form, number, key in ((PHQ, 0, "a"), (PHQ_AGAIN, 10, "b"))
    )
    (request,) = made(Facts(courses, (PATIENT,))).requests
    assert (request.occasion.key, request.asked_on) == ("a/start", day(0))
    assert [occasion.key for occasion in request.instead_of] == ["b/start"]


def test_overlapping_plans_ask_once_about_an_appointment_both_know() -> None:
    courses = tuple(
        Course(plan(step(FEEDBACK, "session", days_open=open_)), START, sessions(3), key=key)
        for key, open_ in (("a", 7), ("b", 9))
    )
    assert len(made(Facts(courses, (PATIENT,))).requests) == 1


def test_two_people_are_each_asked_the_same_measure() -> None:
    known = facts(
        step(GOALS, "before-point"),
        step(GOALS, "before-point", of="clinician"),
        points=(POINT,),
        respondents=(PATIENT, CLINICIAN),
    )
    assert {one.of for one in made(known).requests} == {"kari", "berg"}


def test_week_is_monday_to_sunday_and_what_has_no_room_comes_on_monday() -> None:
    """Preparation, then session feedback, then periodic."""
    known = facts(
        step(HOW, "before-point"),
        step(GOALS, "before-point"),
        step(PREPARE, "before-point"),
        step(FEEDBACK, "session"),
        appointments=sessions(27),
        points=(Point(1, day(40), day(0)),),
    )
    (session,) = (one for one in made(known).requests if one.priority is Priority.SESSION)
    assert (session.asked_on, session.asked_on.weekday()) == (day(28), 0)
    assert (session.deferred_from, session.deferred_because) == (day(27), Deferred.BUDGET)
    assert session.until == day(34)


def test_periodic_gives_way_to_session_feedback() -> None:
    steps = (step(HOW, "every", weeks=1), step(GOALS, "session"), step(PREPARE, "session"))
    known = facts(*steps, appointments=sessions(8))
    (periodic,) = (one for one in made(known, until=day(20)).requests if one.asking.ask == "how-i-am")
    assert (periodic.asked_on, periodic.deferred_from) == (day(7), None)
    both = replace(RULES, budget=20)
    (periodic,) = (one for one in made(known, both, day(20)).requests if one.asking.ask == "how-i-am")
    assert (periodic.asked_on, periodic.deferred_from) == (day(14), None)
    assert made(known, both, day(20)).left_out[0].reason is NotAsked.NO_ROOM


def test_what_is_moved_stays_open_as_long_as_it_would_have_been() -> None:
    known = facts(step(LONG, "start", long_allowed=True), step(FEEDBACK, "session"), appointments=sessions(0))
    request = made(known).requests[1]
    assert (request.asked_on, request.until, request.deferred_from) == (day(7), day(13), START)


def test_periodic_waits_until_its_next_turn_at_most() -> None:
    known = facts(step(HOW, "every", weeks=3), pauses=(PersonPause(day(20), day(38)),))
    assert days(known)[:2] == [("how-i-am", 39), ("how-i-am", 63)]


def test_what_finds_no_room_while_it_can_be_asked_is_left_out_and_seen() -> None:
    known = facts(step(HOW, "start"), step(GOALS, "start"), step(PREPARE, "start"), step(FEEDBACK, "session"))
    course = replace(known.courses[0], appointments=sessions(0, 2))
    tight = made(replace(known, courses=(course,)), Rules(ASKINGS, 24))
    assert tight.requests[-1].deferred_because is Deferred.BUDGET
    held = (replace(POINT, due_on=day(6)),)
    steps = (step(HOW, "before-point"), step(GOALS, "before-point"), step(PREPARE, "before-point"))
    left_out = made(facts(*steps, points=held), Rules(ASKINGS, 23)).left_out
    assert [(one.ask, one.reason) for one in left_out] == [("my-goals", NotAsked.NO_ROOM)]


def test_what_alone_exceeds_the_budget_is_not_asked_and_seen() -> None:
    (one,) = made(facts(step(LONG, "start"))).left_out
    assert (one.reason, one.on) == (NotAsked.TOO_LONG, START)


def test_long_form_allowed_by_name_gets_a_week_of_its_own() -> None:
    long = step(LONG, "start", days_open=21, long_allowed=True)
    known = facts(step(GOALS, "start"), long, step(FEEDBACK, "session"), appointments=sessions(0, 8))
    assert days(known) == [("my-goals", 0), ("after-session", 0), ("register-form", 7), ("after-session", 14)]


def test_long_form_does_not_push_session_feedback_out_for_good() -> None:
    long = step(LONG, "start", long_allowed=True)
    assert days(facts(long, step(FEEDBACK, "session"), appointments=sessions(3))) == [
        ("register-form", 0),
        ("after-session", 7),
    ]


def test_pause_moves_what_can_wait_and_says_so() -> None:
    known = facts(step(HOW, "start", days_open=14), pauses=(PersonPause(day(-3), day(4)),))
    (request,) = made(known).requests
    assert (request.asked_on, request.deferred_from) == (day(5), START)
    assert request.deferred_because is Deferred.PAUSE


def test_n21_relative_pauses_and_nobody_else_does() -> None:
    known = facts(
        step(GOALS, "before-point"),
        step(GOALS, "before-point", of="relative"),
        points=(POINT,),
        respondents=(PATIENT, BROTHER),
        pauses=(PersonPause(day(0), day(90), "per"),),
    )
    found = made(known)
    assert [one.of for one in found.requests] == ["kari"]
    assert [(one.of, one.reason) for one in found.left_out] == [("per", NotAsked.PAUSED)]


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


def test_a4_answered_request_stays_when_its_appointment_is_called_off() -> None:
    steps = (step(FEEDBACK, "session"),)
    (asked,) = made(facts(*steps, appointments=sessions(3))).requests
    off = facts(*steps, appointments=sessions(3, state="cancelled"), answered=(answer(asked),))
    assert made(off).requests == (answer(asked),)


def test_a4_changed_plan_moves_only_what_is_not_answered() -> None:
    four = step(HOW, "every", weeks=4)
    first = made(facts(four), until=day(60)).requests[0]
    six = adapted("ask", replace(four, weeks=6), day(35))
    known = facts(four, adaptations=(six,), answered=(answer(first, 2),))
    assert [(number, who) for who, number in days(known)][:4] == [
        (28, "how-i-am"),
        (77, "how-i-am"),
        (119, "how-i-am"),
        (161, "how-i-am"),
    ]


def test_late_answer_keeps_the_same_measure_away_for_its_window() -> None:
    known = facts(step(HOW, "every", weeks=3))
    first = made(known).requests[0]
    again = replace(known, answered=(answer(first, 10),))
    assert [number for _ask, number in days(again)][:2] == [21, 63]


def test_answer_of_ones_own_accord_counts_for_the_window_and_not_for_the_budget() -> None:
    known = facts(
        step(HOW, "before-point"),
        step(LONG, "start", long_allowed=True),
        points=(POINT,),
        given=(Given("how-i-am", "kari", day(20)), Given("unknown", "kari", day(0))),
    )
    found = made(known)
    assert [one.asking.ask for one in found.requests] == ["register-form"]
    assert [(one.ask, one.reason) for one in found.left_out] == [("how-i-am", NotAsked.ANSWERED)]


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
