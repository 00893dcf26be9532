"""The day on which a point was held is corrected as a new version: what follows counts from it, what was stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from asking import acting
from clinic import OPERATOR, Clinic
from courses import ago, told
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.goals.rules import GoalDecision
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.domain.points.process import ProcessKind
from feedback.persistence.tables import AuditEvent, EvaluationPoint, Goal, Invitation
from feedback.services.courses.close_course import close_course
from feedback.services.courses.plan_evaluation import points_of
from feedback.services.courses.record_milestone import record_milestone
from feedback.services.goals.decide_goals import settled
from feedback.services.goals.read_goals import goals_of
from feedback.services.goals.tell_goals import told_until
from feedback.services.goals.write_goal import write_goal
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.plans.switch_plan import switch_on_plan
from feedback.services.points.evaluation.correct_evaluation import correct_point
from feedback.services.points.evaluation.evaluation_records import draft_of, get_point, record_of, versions_of
from feedback.services.points.evaluation.hold_evaluation import (
    confirm_review,
    find_review,
    hold_point,
    save_notes,
)
from feedback.services.points.evaluation.point_days import days_of
from feedback.services.points.evaluation.write_evaluation import begin_draft
from feedback.services.points.process.process_facts import facts_of, note_registered
from feedback.services.refusals import NotFound, Refused
from feedback.services.sheets.make_sheet import make_sheet

HELD = 9  # days ago


@pytest.fixture
def point(session: Session, clinic: Clinic) -> EvaluationPoint:
    """Kari's first point, held nine days ago; the decision was 40 days ago, the course began 70 days ago."""
    found = get_point(session, clinic.kari, 1)
    hold_point(session, acting(session, clinic.berg), found, ago(clinic, HELD), "", clinic.now)
    return found


def _correct(
    session: Session, clinic: Clinic, point: EvaluationPoint, day: date, reason: str = "", minutes: int = 60
) -> EvaluationPoint | None:
    berg, at = acting(session, clinic.berg), clinic.now + timedelta(minutes=minutes)
    begin_draft(session, berg, point, at)
    return correct_point(session, berg, point, day, reason, at)


def _waiting(session: Session, point: EvaluationPoint) -> EvaluationPoint:
    return points_of(session, point.pathway_id)[-1]


def test_the_next_day_counts_from_the_right_one(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    before = _waiting(session, point).due_on
    waiting = _correct(session, clinic, point, ago(clinic, 12))
    assert waiting is not None
    assert (waiting.number, waiting.due_on) == (2, before - timedelta(days=3))
    assert (point.held_on, point.late_reason) == (ago(clinic, 12), None)
    assert [days.held_on for row in versions_of(session, point) if (days := days_of(row))] == [
        ago(clinic, HELD),
        ago(clinic, 12),
    ]
    assert told(session)[0] == ("held 1", ago(clinic, HELD).isoformat(), ago(clinic, 12).isoformat())
    actions = set(session.scalars(select(AuditEvent.action).where(AuditEvent.patient_id == clinic.kari)))
    assert {"corrected day of evaluation point", "corrected evaluation point"} <= actions


def test_each_sheet_keeps_the_days_of_its_version(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    old = _waiting(session, point).due_on
    _correct(session, clinic, point, ago(clinic, 12))
    first, second = versions_of(session, point)
    sheets = [make_sheet(session, point, str, "en", clinic.now, record=row) for row in (first, second)]
    assert [sheet.held_on for sheet in sheets] == [ago(clinic, HELD), ago(clinic, 12)]
    assert [sheet.next_on for sheet in sheets] == [old, old - timedelta(days=3)]
    assert sheets[0].corrected == ""
    assert "The day that stood here before" in sheets[1].corrected
    assert all("the first point was held" in sheet.date_rule or "held" in sheet.date_rule for sheet in sheets)
    assert sheets[0].date_rule != sheets[1].date_rule


def test_the_mark_of_an_earlier_point_stays_on_later_sheets(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    """A sheet that was made before the correction shows the day that was known then; the waiting one the right one."""
    second = _waiting(session, point)
    hold_point(session, acting(session, clinic.berg), second, ago(clinic, 2), "", clinic.now)
    before = make_sheet(session, second, str, "en", clinic.now)
    _correct(session, clinic, point, ago(clinic, 12))
    assert make_sheet(session, second, str, "en", clinic.now) == before
    assert before.trend.marks[0].on == ago(clinic, HELD)
    third = _waiting(session, point)
    marks = make_sheet(session, third, str, "en", clinic.now).trend.marks
    assert [mark.on for mark in marks] == [ago(clinic, 12), ago(clinic, 2)]
    assert second.due_on == before.due_on


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (-1, "lies ahead"),
        (71, "before the course began"),
        (41, "decision about treatment"),
        (2, "held on that day"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_stored(
    session: Session, clinic: Clinic, point: EvaluationPoint, days: int, sentence: str
) -> None:
    second = _waiting(session, point)
    hold_point(session, acting(session, clinic.berg), second, ago(clinic, 2), "", clinic.now)
    with pytest.raises(Refused, match=sentence) as refused:
        _correct(session, clinic, point, ago(clinic, days))
    assert refused.value.field == "held_on"
    assert (point.held_on, len(versions_of(session, point))) == (ago(clinic, HELD), 1)
    assert draft_of(session, point) is not None


def test_points_keep_their_order(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    second = _waiting(session, point)
    hold_point(session, acting(session, clinic.berg), second, ago(clinic, 2), "", clinic.now)
    with pytest.raises(Refused, match="comes before it") as refused:
        _correct(session, clinic, point, ago(clinic, 1))
    assert refused.value.details == {"number": 2, "day": ago(clinic, 2)}
    with pytest.raises(Refused, match="comes after it"):
        _correct(session, clinic, second, ago(clinic, 20))
    assert (point.held_on, second.held_on) == (ago(clinic, HELD), ago(clinic, 2))


def test_a_day_after_the_recommended_one_needs_the_reason(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    point.opens_on = point.due_on = ago(clinic, 6)
    session.flush()
    with pytest.raises(Refused) as refused:
        _correct(session, clinic, point, ago(clinic, 5))
    assert refused.value.field == "late_reason"
    _correct(session, clinic, point, ago(clinic, 5), "holiday: påske")
    assert (point.held_on, point.late_reason) == (ago(clinic, 5), "holiday: påske")
    _correct(session, clinic, point, ago(clinic, 5), "illness", 120)
    assert point.late_reason == "illness"
    _correct(session, clinic, point, ago(clinic, 7), "illness", 180)
    assert point.late_reason is None
    reasons = [days.late_reason for row in versions_of(session, point) if (days := days_of(row))]
    assert reasons == ["", "holiday: påske", "illness", ""]
    third = make_sheet(session, point, str, "en", clinic.now, record=versions_of(session, point)[2])
    assert (third.held_on, third.late_reason) == (ago(clinic, 5), "Illness")


def test_a_correction_of_the_words_alone_leaves_the_day(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg, later = acting(session, clinic.berg), clinic.now + timedelta(hours=1)
    row = begin_draft(session, berg, point, later)
    assert record_of(row).held_on == ago(clinic, HELD)
    save_notes(session, berg, point, {"works": "Turer"}, later)
    hold_point(session, berg, point, day_of(clinic.now), "", later)
    assert point.held_on == ago(clinic, HELD)
    assert all(field != "held 1" for field, _before, _after in told(session))
    assert record_of(versions_of(session, point)[-1]).works == "Turer"


def test_the_earlier_days_of_a_point_in_parts_lie_before_the_new_day(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg = acting(session, clinic.berg)
    parts = {"shape": 2, "earlier_days": [ago(clinic, 11).isoformat()]}
    save_notes(session, berg, point, parts, clinic.now)
    with pytest.raises(Refused) as refused:
        correct_point(session, berg, point, ago(clinic, 12), "", clinic.now)
    assert refused.value.field == "earlier_days"


def test_it_has_to_be_confirmed_anew(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    kari = acting(session, clinic.kari)
    confirm_review(session, kari, point, "patient", "", clinic.now)
    _correct(session, clinic, point, ago(clinic, 12))
    assert find_review(session, point) is None
    confirm_review(session, kari, point, "patient", "", clinic.now)
    assert find_review(session, point) is not None


def test_what_is_noted_as_done_follows_and_what_was_registered_is_not_any_more(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    [fact] = facts_of(session, point)
    note_registered(session, acting(session, clinic.siv), point, [fact.id], clinic.now)
    _correct(session, clinic, point, ago(clinic, 12))
    [fact] = facts_of(session, point)
    assert (fact.kind, fact.done_on, fact.registered_on) == (
        ProcessKind.EVALUATION_HELD,
        ago(clinic, 12),
        None,
    )
    assert {field for field, _before, _after in told(session)} >= {"held 1", "registered:evaluation-held:1"}


def test_what_was_decided_about_goals_was_decided_on_the_right_day(session: Session, clinic: Clinic) -> None:
    berg, kari = acting(session, clinic.berg), acting(session, clinic.kari)
    reached = write_goal(session, kari, clinic.kari, "Sove om natta", clinic.now - timedelta(days=30))
    anew = write_goal(session, kari, clinic.kari, "Gå ut", clinic.now - timedelta(days=30))
    point = get_point(session, clinic.kari, 1)
    sent = {reached.id: GoalDecision("reached"), anew.id: GoalDecision("changed", "Gå ut hver dag")}
    row = begin_draft(session, berg, point, clinic.now)
    decided = settled(session, point.pathway_id, sent)
    plain = {str(goal): {"do": one.do, "words": one.words} for goal, one in decided.items()}
    row.content = {**row.content, "goal_decisions": plain}
    hold_point(session, berg, point, ago(clinic, HELD), "", clinic.now)
    _correct(session, clinic, point, ago(clinic, 12))
    goals = {goal.words: goal for goal in session.scalars(select(Goal).order_by(Goal.id))}
    assert goals["Sove om natta"].ended_on == goals["Gå ut"].ended_on == ago(clinic, 12)
    assert goals["Gå ut hver dag"].made_on == ago(clinic, 12)
    notes = [
        make_sheet(session, point, str, "en", clinic.now, record=version).goals[0].note
        for version in versions_of(session, point)
    ]
    assert len(set(notes)) == 2
    goals_now = goals_of(session, point.pathway_id)
    told_then, told_now = (
        [goal.note for goal in told_until(session, clinic.kari, goals_now, until, str, "en")]
        for until in (clinic.now + timedelta(minutes=1), None)
    )
    assert told_then[0] == notes[0]  # a version of the plan tells the day that was known then
    assert told_now[0] == notes[1]


def test_a_closed_course_can_be_put_right_and_nothing_is_planned(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    siv = acting(session, clinic.siv)
    close_course(session, siv, point.pathway, ago(clinic, 3), clinic.now)
    with pytest.raises(Refused, match="closed on") as refused:
        _correct(session, clinic, point, ago(clinic, 2))
    assert refused.value.details == {"day": ago(clinic, 3)}
    assert _correct(session, clinic, point, ago(clinic, 12)) is None
    assert (point.held_on, _waiting(session, point).cancelled_on) == (ago(clinic, 12), ago(clinic, 3))
    sheet = make_sheet(session, point, str, "en", clinic.now)
    assert (sheet.held_on, sheet.next_on) == (ago(clinic, 12), None)


def test_what_a_plan_asks_before_the_next_point_moves_along(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg = acting(session, clinic.berg)
    switch_on_plan(session, berg, clinic.kari, "phv-adult-outpatient", day_of(clinic.now), clinic.now)
    waiting = _waiting(session, point)
    waiting.opens_on = waiting.due_on = day_of(clinic.now) + timedelta(days=2)
    session.flush()
    ask_what_is_due(session, berg, clinic.kari, clinic.now)
    asked = select(Invitation).where(Invitation.occasion.has(point_id=waiting.id))
    assert [row for row in session.scalars(asked) if row.withdrawn_at is None]
    _correct(session, clinic, point, ago(clinic, 12))
    session.expire_all()
    assert waiting.due_on > day_of(clinic.now) + timedelta(days=14)
    later = day_of(clinic.now) + timedelta(days=1)
    assert all(row.withdrawn_at or row.opens_on >= later for row in session.scalars(asked))


def test_without_a_draft_or_a_held_point_nothing_changes(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg = acting(session, clinic.berg)
    correct_point(session, berg, point, ago(clinic, 12), "", clinic.now)
    assert (point.held_on, len(versions_of(session, point))) == (ago(clinic, HELD), 1)
    with pytest.raises(NotFound):
        correct_point(session, berg, _waiting(session, point), ago(clinic, 1), "", clinic.now)
    begin_draft(session, berg, point, clinic.now)
    with pytest.raises(Refused, match="has begun to write"):
        correct_point(session, acting(session, clinic.lie), point, ago(clinic, 12), "", clinic.now)
    with pytest.raises(NotFound):
        correct_point(session, OPERATOR, point, ago(clinic, 12), "", clinic.now)


def test_a_held_version_keeps_the_next_day_whatever_moves_it(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    before = make_sheet(session, point, str, "en", clinic.now)
    assert before.next_on is not None
    record = (session, acting(session, clinic.berg), point.pathway, MilestoneKind.BASIC_DECISION)
    record_milestone(*record, ago(clinic, 39), clinic.now)
    _waiting(session, point).due_on += timedelta(days=30)
    session.flush()
    assert make_sheet(session, point, str, "en", clinic.now) == before
    assert "recommends at most" in before.date_rule
