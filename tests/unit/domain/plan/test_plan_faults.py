"""What cannot be right about a plan is named, and the sentence says what to correct."""

from __future__ import annotations

from dataclasses import replace

import pytest
from plan_courses import (
    ASKINGS,
    FEEDBACK,
    GOALS,
    HOW,
    LONG,
    PATIENT,
    RULES,
    START,
    adapted,
    answer,
    day,
    facts,
    made,
    plan,
    sessions,
    step,
)

from feedback.domain.plan.facts import PersonPause, Point
from feedback.domain.plan.faults import FaultCode, check_facts, check_plan, check_template
from feedback.domain.plan.questions import Asking, Rules, visible_items
from feedback.domain.plan.template import Plan, Step
from feedback.domain.plan.vocabulary import NotAsked, OfWhom, When
from feedback.domain.plan.wording import fault_sentence, why, why_not
from feedback.domain.questionnaires.questionnaire import (
    Calculation,
    CalculationKind,
    Condition,
    Item,
    ItemType,
    Operator,
    Questionnaire,
)

GOOD = step(HOW, "start")


def without_asking(ask: str) -> Step:
    return Step(ask, OfWhom.PATIENT, When.START)


@pytest.mark.parametrize(
    ("steps", "code", "words"),
    [
        ((), "nothing-asked", "asks nothing. Add a step"),
        (
            (GOOD, replace(GOOD, days_open=3)),
            "same-step",
            "how-i-am is asked twice of the patient at the start",
        ),
        ((without_asking("no-such"),), "unknown-set", "no question set 'no-such'"),
        ((step(LONG, "start"),), "too-long", "60 questions, and a week holds 25"),
        ((step(HOW, "every"),), "weeks", "write 1 to 52 weeks"),
        ((step(HOW, "every", weeks=53),), "weeks", "write 1 to 52 weeks"),
        ((step(HOW, "start", weeks=2),), "weeks", "empty elsewhere"),
        ((step(HOW, "every", weeks=1),), "too-often", "at most every 14 days"),
        ((step(HOW, "before-point", days_before=-1),), "days", "has -1 days"),
        ((step(HOW, "session", days_open=0),), "days", "has 0 days"),
    ],
)
def test_impossible_step_is_named(steps: tuple[Step, ...], code: str, words: str) -> None:
    (fault,) = check_template(plan(*steps).template, RULES)
    assert fault.code == code
    assert words in fault_sentence(fault)


def test_set_is_asked_only_of_those_it_is_meant_for() -> None:
    rules = Rules({"how-i-am": Asking("how-i-am", 11, "how-i-am", 14, ("patient",))})
    (fault,) = check_template(plan(step(HOW, "start", of="parent")).template, rules)
    assert fault_sentence(fault).startswith("how-i-am is not meant for parents.")


def test_long_form_is_allowed_by_name() -> None:
    assert check_template(plan(step(LONG, "start", long_allowed=True)).template, RULES) == ()


def test_template_needs_a_title_and_possible_ages() -> None:
    wrong = replace(plan(GOOD).template, title={"en": " "}, youngest=18, oldest=17)
    assert [fault.code for fault in check_template(wrong, RULES)] == [FaultCode.NO_TITLE, FaultCode.AGES]
    assert all(map(fault_sentence, check_template(wrong, RULES)))


def test_adaptation_needs_a_reason_and_a_name() -> None:
    nameless = replace(adapted("ask", step(GOALS, "start"), START, reason=" "), by="")
    faults = check_plan(plan(GOOD, adaptations=(nameless,)), RULES)
    assert [fault.code for fault in faults] == [FaultCode.NO_REASON, FaultCode.NO_NAME]
    assert [fault_sentence(fault).rpartition(". ")[2] for fault in faults] == ["Write why.", "Add the name."]


def test_adaptation_must_be_possible_itself() -> None:
    (fault,) = check_plan(plan(GOOD, adaptations=(adapted("ask", step(LONG, "start"), START),)), RULES)
    assert fault.code is FaultCode.TOO_LONG


def test_only_what_is_asked_can_be_stopped() -> None:
    goals = step(GOALS, "start")
    stop, later = adapted("stop", goals, day(10)), adapted("ask", goals, day(20))
    (fault,) = check_plan(plan(GOOD, adaptations=(stop, later)), RULES)
    assert fault_sentence(fault).startswith("my-goals is not asked of the patient at the start")
    for earlier in (replace(later, from_on=day(5)), adapted("ask", goals, day(10))):
        assert check_plan(plan(GOOD, adaptations=(stop, earlier)), RULES) == ()
    assert check_plan(plan(GOOD, goals, adaptations=(stop,)), RULES) == ()


def test_impossible_dates_are_named() -> None:
    point = Point(1, day(40), START)
    known = facts(
        GOOD,
        closing_on=day(-1),
        appointments=(*sessions(3), *sessions(3)),
        points=(point, point),
        pauses=(PersonPause(day(5), day(4)), PersonPause(day(5), day(5))),
    )
    assert [fault_sentence(fault) for fault in check_facts(known)] == [
        "The closing 4 January 2026 is before the start 5 January 2026. Correct one of the dates.",
        "The appointment on 8 January 2026 is there twice. Remove one of the two.",
        "There are two points with the number 1. Correct one of the numbers.",
        "A pause begins 10 January 2026 and ends before that, on 9 January 2026. Put the earlier date first.",
    ]


def test_possible_facts_have_no_fault() -> None:
    known = facts(GOOD, closing_on=day(60), appointments=sessions(3), points=(Point(1, day(40), START),))
    assert check_facts(known) == ()
    assert check_plan(known.courses[0].plan, RULES) == ()


def test_every_request_says_why() -> None:
    known = facts(
        step(HOW, "start"),
        step(FEEDBACK, "session"),
        step(GOALS, "before-point"),
        step(LONG, "closing", long_allowed=True),
        adaptations=(adapted("ask", step(FEEDBACK, "every", weeks=1), day(35)),),
        appointments=sessions(27),
        points=(Point(1, day(40), START),),
        closing_on=day(60),
    )
    every = adapted("ask", step(FEEDBACK, "every", weeks=5), day(3))
    said = {why(one) for one in (*made(known).requests, *made(facts(GOOD, adaptations=(every,))).requests)}
    assert {
        "asked when the treatment starts, 5 January 2026",
        "asked after the appointment on 1 February 2026",
        "prepares evaluation point 1, due 14 February 2026",
        "asked before the treatment ends, 6 March 2026",
        "asked every week; changed for this person from 9 February 2026 by Dr. Anna Berg: Kari asked for it",
        "asked every 5 weeks; changed for this person from 8 January 2026 by Dr. Anna Berg: Kari asked for it",
    } <= said


def test_deferred_request_says_from_when_and_why() -> None:
    known = facts(step(HOW, "start"), pauses=(PersonPause(START, day(2)),))
    assert why(made(known).requests[0]).endswith("; moved from 5 January 2026, because of a pause")
    full = facts(step(HOW, "start"), step(GOALS, "session"), step(LONG, "session"), appointments=sessions(0))
    (_first, moved) = made(full, Rules(ASKINGS, 12)).requests
    assert why(moved).endswith("; moved from 5 January 2026, because that week is full")


@pytest.mark.parametrize("reason", NotAsked)
def test_every_reason_for_not_asking_has_words(reason: NotAsked) -> None:
    (one,) = made(facts(step(LONG, "start"))).left_out
    assert why_not(one._replace(reason=reason)).startswith("not asked, because ")


def test_visible_items_are_counted_at_the_worst() -> None:
    """Also a question that only some answers show; not what is hidden, calculated, read only or a text."""
    asked = Item("asked", ItemType.INTEGER)
    conditional = Item("if", ItemType.TEXT, enable_when=(Condition("asked", Operator.EXISTS, True),))
    calculation = Calculation(CalculationKind.SUM, ("asked",))
    others = (
        Item("text", ItemType.DISPLAY),
        Item("sum", ItemType.INTEGER, calculation=calculation),
        Item("fixed", ItemType.STRING, read_only=True),
        Item("hidden", ItemType.GROUP, hidden=True, items=(Item("inside", ItemType.TEXT),)),
    )
    group = Item("group", ItemType.GROUP, items=(asked, conditional, *others))
    assert visible_items(Questionnaire("set", "1", {"en": "Set"}, ("en",), (group,))) == 2


def test_answer_that_was_recorded_twice_counts_from_the_first() -> None:
    (asked,) = made(facts(GOOD)).requests
    twice = facts(GOOD, answered=(answer(asked, 9), answer(asked, 2)))
    assert made(twice).requests == (answer(asked, 2),)


def test_request_recorded_without_a_day_of_answer_stays_too() -> None:
    (asked,) = made(facts(GOOD)).requests
    assert made(facts(GOOD, answered=(asked,), respondents=())).requests == (asked,)


def test_plan_without_adaptations_keeps_the_order_of_its_template() -> None:
    ordered = Plan(plan(GOOD, step(GOALS, "start")).template)
    assert [one.step.ask for one in ordered.steps] == ["how-i-am", "my-goals"]
    assert PATIENT.is_meant(OfWhom.PATIENT)
