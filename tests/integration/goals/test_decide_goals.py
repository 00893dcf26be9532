"""What is decided about goals at an evaluation point, and what its sheet says of them then and later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from asking import acting
from clinic import Clinic
from sqlalchemy.orm import Session

from feedback.charts.formats import shown_date
from feedback.domain.calendar import day_of
from feedback.domain.goals.rules import GoalDecision
from feedback.domain.points.evaluation_record import Record
from feedback.domain.points.sheet import Goal as ToldGoal
from feedback.persistence.tables import CarePathway, EvaluationPoint, Goal
from feedback.services.all_or_nothing import all_or_nothing
from feedback.services.goals.decide_goals import decide_between_points, decide_goals
from feedback.services.goals.rate_goal import note_rating, rate_goal
from feedback.services.goals.read_goals import find_course, words_of_goals
from feedback.services.goals.tell_goals import told_goals
from feedback.services.goals.write_goal import end_goal, said_by, word_anew, write_goal
from feedback.services.points.evaluation.evaluation_records import finished_record
from feedback.services.points.evaluation.hold_evaluation import get_point, hold_point, save_notes
from feedback.services.points.evaluation.point_days import days_of
from feedback.services.refusals import NotFound, Refused
from feedback.services.sheets.sheet_goals import sheet_goals

Decisions = Mapping[int, GoalDecision]
SOON = timedelta(seconds=1)


@pytest.fixture
def goals(session: Session, clinic: Clinic) -> list[Goal]:
    """Three goals of Kari, written and rated yesterday."""
    kari, before = acting(session, clinic.kari), clinic.now - timedelta(days=1)
    found = [write_goal(session, kari, clinic.kari, words, before) for words in ("Sove", "Jobbe", "Ringe")]
    for goal in found:
        rate_goal(session, kari, goal, 6, before)
    return found


def course(session: Session, clinic: Clinic) -> CarePathway:
    found = find_course(session, clinic.kari)
    assert found is not None
    return found


def hold(
    session: Session, clinic: Clinic, decisions: Decisions, at: datetime, number: int = 1, days_ago: int = 0
) -> EvaluationPoint:
    """Dr Berg holds the point with these decisions."""
    point, berg = get_point(session, clinic.kari, number), acting(session, clinic.berg)
    on = day_of(at) - timedelta(days=days_ago)
    save_notes(session, berg, point, {"works": "Turene"}, at)
    decide_goals(session, berg, point, decisions, at, on)
    hold_point(session, berg, point, on, "holiday" if on > point.due_on else "", at)
    return point


def sheet(
    session: Session, clinic: Clinic, number: int = 1
) -> list[tuple[str, str, list[tuple[str, int | None]]]]:
    point = get_point(session, clinic.kari, number)
    told, _decided = sheet_goals(
        session, point, str, "en", Record(), days_of(finished_record(session, point))
    )
    return [(goal.words, goal.note, _numbers(goal)) for goal in told]


def _numbers(goal: ToldGoal) -> list[tuple[str, int | None]]:
    return [(one.by, None if one.value is None else int(one.value)) for one in goal.ratings]


def test_the_four_choices(session: Session, clinic: Clinic, goals: list[Goal]) -> None:
    sleep, work, call = goals
    decisions = {
        sleep.id: GoalDecision("keep", "Sove"),
        work.id: GoalDecision("changed", "Jobbe to dager"),
        call.id: GoalDecision("reached"),
    }
    point = hold(session, clinic, decisions, clinic.now)
    assert words_of_goals(session, clinic.kari) == ["Sove", "Jobbe to dager"]
    assert [(goal.state, goal.ended_at_point_id) for goal in goals] == [
        ("active", None), ("changed", point.id), ("reached", point.id),
    ]  # fmt: skip
    day = shown_date(day_of(clinic.now), "en")
    assert sheet(session, clinic) == [
        ("Sove", "", [("Kari Nordvik (patient)", 6)]),
        ("Jobbe", "From now on: Jobbe to dager", [("Kari Nordvik (patient)", 6)]),
        ("Ringe", f"Agreed as reached {day}", [("Kari Nordvik (patient)", 6)]),
    ]


def test_the_sheet_of_a_held_point_stays_as_it_was(
    session: Session, clinic: Clinic, goals: list[Goal]
) -> None:
    sleep, work, call = goals
    kari, later = acting(session, clinic.kari), clinic.now + SOON
    hold(session, clinic, {call.id: GoalDecision("stopped")}, clinic.now)
    before = sheet(session, clinic)
    assert "No longer a goal from" in before[2][1]
    rate_goal(session, kari, sleep, 9, later)
    word_anew(session, kari, sleep, "Sove hele natta", said_by(kari, later))
    end_goal(session, kari, work, "reached", said_by(kari, later))
    write_goal(session, kari, clinic.kari, "Gå tur", later)
    assert sheet(session, clinic) == before
    following = sheet(session, clinic, 2)
    assert [(words, bool(note)) for words, note, _numbers in following] == [
        ("Sove hele natta", False), ("Jobbe", True), ("Gå tur", False),
    ]  # fmt: skip


def test_a_point_recorded_days_later_knows_what_was_known_on_its_day(
    session: Session, clinic: Clinic, goals: list[Goal]
) -> None:
    sleep, work, _call = goals
    kari, berg = acting(session, clinic.kari), acting(session, clinic.berg)
    rate_goal(session, kari, sleep, 9, clinic.now)
    end_goal(session, kari, work, "reached", said_by(kari, clinic.now))
    point = get_point(session, clinic.kari, 1)
    point.due_on = day_of(clinic.now) - timedelta(days=1)
    point.opens_on = point.due_on
    hold(session, clinic, {sleep.id: GoalDecision("stopped")}, clinic.now + SOON, days_ago=1)
    assert sleep.ended_on == day_of(clinic.now + SOON) - timedelta(days=1)
    assert [(words, numbers) for words, _note, numbers in sheet(session, clinic)] == [
        ("Sove", [("Kari Nordvik (patient)", 6)]),
        ("Jobbe", [("Kari Nordvik (patient)", 6)]),
        ("Ringe", [("Kari Nordvik (patient)", 6)]),
    ]
    with pytest.raises(Refused, match="has been held"):
        decide_goals(session, berg, point, {}, clinic.now)


def test_a_goal_reached_between_two_points_is_told_once(
    session: Session, clinic: Clinic, goals: list[Goal]
) -> None:
    kari = acting(session, clinic.kari)
    end_goal(session, kari, goals[0], "reached", said_by(kari, clinic.now))
    assert sheet(session, clinic)[0][1].startswith("Reached ")
    hold(session, clinic, {}, clinic.now + SOON)
    assert sheet(session, clinic)[0][1].startswith("Reached ")
    assert [words for words, _note, _numbers in sheet(session, clinic, 2)] == ["Jobbe", "Ringe"]


def test_everybody_stands_in_their_own_column(session: Session, clinic: Clinic, goals: list[Goal]) -> None:
    berg = acting(session, clinic.berg)
    note_rating(session, berg, goals[0], clinic.per, 2, clinic.now)
    rate_goal(session, berg, goals[0], None, clinic.now)
    assert sheet(session, clinic)[0][2] == [
        ("Kari Nordvik (patient)", 6), ("Per Nordvik (sibling)", 2), ("Anna Berg (clinician)", None),
    ]  # fmt: skip
    assert told_goals(session, clinic.kari, [], str) == ()


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        (GoalDecision("changed", ""), "words"),
        (GoalDecision("changed", "jobbe."), "words"),
        (GoalDecision("changed", "x" * 501), "words"),
        (GoalDecision("lost"), "do"),
        (GoalDecision("keep", "Noe annet"), "do"),
        (GoalDecision("reached", "Noe annet"), "do"),
    ],
)
def test_a_refusal_names_its_field_and_nothing_is_done(
    session: Session, clinic: Clinic, goals: list[Goal], decision: GoalDecision, field: str
) -> None:
    sleep, _work, call = goals
    both = {call.id: GoalDecision("reached"), sleep.id: decision}
    with pytest.raises(Refused) as refused:
        _decide(session, clinic, both)
    assert refused.value.field == f"goal-{sleep.id}-{field}"
    assert words_of_goals(session, clinic.kari) == ["Sove", "Jobbe", "Ringe"]


def _decide(session: Session, clinic: Clinic, decisions: Decisions) -> None:
    with all_or_nothing(session):
        decide_between_points(
            session, acting(session, clinic.berg), course(session, clinic), decisions, clinic.now
        )


def test_room_is_made_before_words_are_compared(session: Session, clinic: Clinic, goals: list[Goal]) -> None:
    sleep, work, _call = goals
    _decide(session, clinic, {sleep.id: GoalDecision("changed", "Jobbe"), work.id: GoalDecision("stopped")})
    assert words_of_goals(session, clinic.kari) == ["Jobbe", "Ringe"]


def test_a_goal_that_has_ended_meanwhile_can_be_kept_and_no_more(
    session: Session, clinic: Clinic, goals: list[Goal]
) -> None:
    kari = acting(session, clinic.kari)
    end_goal(session, kari, goals[0], "reached", said_by(kari, clinic.now))
    _decide(session, clinic, {goals[0].id: GoalDecision("keep")})
    with pytest.raises(Refused) as refused:
        _decide(session, clinic, {goals[0].id: GoalDecision("stopped")})
    assert refused.value.field == f"goal-{goals[0].id}-do"


def test_goals_of_another_course_are_not_found(session: Session, clinic: Clinic, goals: list[Goal]) -> None:
    lie = acting(session, clinic.lie)
    hers = write_goal(session, lie, clinic.nora, "Tur med klassen", clinic.now)
    for number in (hers.id, 99_999):
        with pytest.raises(NotFound):
            _decide(session, clinic, {number: GoalDecision("keep")})


@pytest.mark.parametrize("who", ["siv", "per"])
def test_nobody_else_decides(session: Session, clinic: Clinic, goals: list[Goal], who: str) -> None:
    actor, point = acting(session, getattr(clinic, who)), get_point(session, clinic.kari, 1)
    with pytest.raises(NotFound):
        decide_goals(session, actor, point, {goals[0].id: GoalDecision("reached")}, clinic.now)
