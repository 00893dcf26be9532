"""What holds for every plan and every course, tried on random ones."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from plan_courses import END, RULES, all_facts, made, unanswered_facts

from feedback.domain.plan.facts import Course, Facts, PersonPause
from feedback.domain.plan.occasions import candidates
from feedback.domain.plan.placing import week_of
from feedback.domain.plan.questions import Rules
from feedback.domain.plan.request import Request
from feedback.domain.plan.template import Plan


def shuffled(facts: Facts, data: st.DataObject) -> Facts:
    def mixed(things: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(data.draw(st.permutations(things)))

    def course(one: Course) -> Course:
        template = replace(one.plan.template, steps=mixed(one.plan.template.steps))
        return replace(
            one,
            plan=Plan(template, mixed(one.plan.adaptations)),
            appointments=mixed(one.appointments),
            points=mixed(one.points),
        )

    return Facts(
        mixed(tuple(map(course, facts.courses))),
        mixed(facts.respondents),
        mixed(facts.pauses),
        mixed(facts.answered),
        mixed(facts.given),
    )


@given(all_facts(), st.data())
def test_same_facts_in_any_order_give_the_same_requests(facts: Facts, data: st.DataObject) -> None:
    assert made(shuffled(facts, data)) == made(facts)


def shifted(course: Course, days: int) -> Course:
    """The same course with every date corrected by so many days, and half of its steps."""
    by, steps = timedelta(days), course.plan.template.steps[::2]
    return replace(
        course,
        plan=Plan(replace(course.plan.template, steps=steps)),
        start_on=course.start_on + by,
        appointments=tuple(replace(one, on=one.on + by) for one in course.appointments),
        points=tuple(replace(one, due_on=one.due_on + by, held_on=None) for one in course.points),
    )


@given(all_facts(), unanswered_facts(), st.integers(-60, 60), st.integers(1, 60))
def test_no_answered_request_is_ever_moved(facts: Facts, other: Facts, days: int, budget: int) -> None:
    """Whatever becomes of plan, dates, pauses and budget."""
    courses = tuple(shifted(course, days) for course in facts.courses)
    changed = replace(other, courses=courses, answered=facts.answered, given=())
    requests = {one.key: one for one in made(changed, Rules(RULES.askings, budget)).requests}
    for before in facts.answered:
        assert requests[before.key]._replace(instead_of=()) == before._replace(instead_of=())


@given(unanswered_facts(), st.integers(5, 40))
def test_budget_of_a_week_is_never_exceeded_but_by_a_form_allowed_by_name(facts: Facts, budget: int) -> None:
    assert_within(budget, made(facts, Rules(RULES.askings, budget)).requests)


@given(all_facts())
def test_budget_counts_what_is_answered(facts: Facts) -> None:
    assert_within(RULES.budget, made(facts).requests)


def assert_within(budget: int, requests: tuple[Request, ...]) -> None:
    weeks: defaultdict[tuple[str, int], list[Request]] = defaultdict(list)
    for one in requests:
        weeks[one.of, week_of(one.asked_on)].append(one)
    for asked in weeks.values():
        if sum(one.items for one in asked) > budget:
            assert len(asked) == 1
            assert asked[0].step.long_allowed


def measured_on(one: Request) -> tuple[date, ...]:
    return tuple(filter(None, (one.asked_on, one.answered_on)))


@given(all_facts())
def test_nothing_is_asked_twice_within_its_window(facts: Facts) -> None:
    for one, other in combinations(made(facts).requests, 2):
        if (one.of, one.asking.measure) != (other.of, other.asking.measure):
            continue
        if one.answered_on and other.answered_on:
            continue
        apart = min(abs(a - b) for a in measured_on(one) for b in measured_on(other))
        assert apart >= timedelta(one.asking.window_days)


@given(all_facts())
def test_what_somebody_answered_of_their_own_accord_is_not_asked_within_its_window(facts: Facts) -> None:
    for one in made(facts).requests:
        for answer in facts.given:
            is_same = (one.of, one.asking.measure) == (answer.of, RULES.askings[answer.ask].measure)
            if is_same and not one.answered_on:
                assert abs(one.asked_on - answer.on) >= timedelta(one.asking.window_days)


@given(all_facts(), st.integers(0, 300))
def test_time_passing_alone_moves_nothing(facts: Facts, days: int) -> None:
    """There is no clock; looking further ahead leaves what lies before as it is."""
    near = END - timedelta(days)
    far = made(facts)
    assert made(facts, until=near).requests == tuple(one for one in far.requests if one.asked_on <= near)
    assert made(facts, until=near).left_out == tuple(one for one in far.left_out if one.on <= near)


@given(all_facts())
def test_cancelled_appointment_asks_nothing(facts: Facts) -> None:
    """A15, and one where nobody came."""
    off = {f"session:{one.key}" for course in facts.courses for one in course.appointments if not one.asks}
    found = made(facts)
    assert not any(one.occasion.key in off for one in (*found.requests, *found.left_out))


@given(unanswered_facts(), st.integers(0, 30), st.integers(0, 9))
def test_pause_asks_nothing(facts: Facts, length: int, before: int) -> None:
    for asked in made(facts).requests[:1]:
        first = asked.asked_on - timedelta(before)
        pause = PersonPause(first, first + timedelta(before + length))
        paused = made(replace(facts, pauses=(*facts.pauses, pause))).requests
        assert not any(pause.first_day <= one.asked_on <= pause.last_day for one in paused)


@given(unanswered_facts())
def test_nothing_is_lost_in_silence(facts: Facts) -> None:
    """All that a plan holds is asked, or counted with another request, or left out with a reason."""
    end = date(2030, 1, 1)
    keys = {one.key for course in facts.courses for one in candidates(course, facts.respondents, END)}
    found = made(facts, until=end)
    asked = {(one.occasion.key, one.asking.ask, one.of) for one in found.requests}
    left_out = {(one.occasion.key, one.ask, one.of) for one in found.left_out}
    counted = {(occasion.key, one.of) for one in found.requests for occasion in one.instead_of}
    assert not asked & left_out
    assert all(key in asked | left_out or (key.occasion, key.of) in counted for key in keys)


@given(unanswered_facts())
def test_what_is_deferred_says_from_when_and_why(facts: Facts) -> None:
    for one in made(facts).requests:
        assert one.asked_on <= one.until
        assert (one.deferred_from is None) == (one.deferred_because is None)
        assert one.deferred_from is None or one.deferred_from < one.asked_on
