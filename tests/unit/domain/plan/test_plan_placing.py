"""Budget of the week, window of the measure, pauses and answers, example by example."""

from __future__ import annotations

from dataclasses import replace

from plan_courses import (
    ASKINGS,
    BROTHER,
    CLINICIAN,
    FEEDBACK,
    GOALS,
    HOW,
    LONG,
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

from feedback.domain.plan.facts import Course, Facts, Given, PersonPause, Point
from feedback.domain.plan.questions import Rules
from feedback.domain.plan.vocabulary import Deferred, NotAsked, Priority

POINT = Point(1, day(40), day(0))


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


def test_a_turn_that_is_moved_a_little_swallows_no_other() -> None:
    """Every other week from a Saturday whose week is full: two weeks stay two weeks, however often it is moved."""
    rhythm = (step(PHQ, "every", weeks=2),)
    known = facts(*rhythm, step(HOW, "session"), step(GOALS, "session"), adaptations=())
    course = replace(known.courses[0], start_on=day(-2), appointments=sessions(8))
    found = [one for one in made(replace(known, courses=(course,))).requests if one.asking is PHQ]
    assert [(one.asked_on - START).days for one in found][:4] == [14, 28, 42, 56]
    assert [one.deferred_because for one in found][:3] == [Deferred.BUDGET, Deferred.SPACED, Deferred.SPACED]
    assert not any(one.instead_of for one in found)


def test_after_a_pause_feedback_is_about_the_newest_session() -> None:
    known = facts(step(FEEDBACK, "session"), pauses=(PersonPause(day(14), day(23)),))
    course = replace(known.courses[0], appointments=sessions(7, 16, 23, 30))
    found = made(replace(known, courses=(course,))).requests
    assert [(one.occasion.key, (one.asked_on - START).days) for one in found] == [
        ("session:7", 7), ("session:23", 24), ("session:30", 30),
    ]  # fmt: skip
    assert [one.key for one in found[1].instead_of] == ["session:16"]


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
    assert [number for _ask, number in days(again)][:3] == [21, 45, 63]


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
