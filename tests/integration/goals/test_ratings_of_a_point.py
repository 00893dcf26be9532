"""What was said at the table of a point bears its day, as it is known now; a version keeps what it said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser, begin
from courses import ago
from evaluation_pages import at
from goal_pages import write
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import EvaluationPoint, Goal, GoalRating
from feedback.services.goals.rate_goal import note_rating, rate_goal
from feedback.services.goals.read_goals import goals_of
from feedback.services.goals.tell_goals import told_goals, told_until
from feedback.services.goals.write_goal import write_goal
from feedback.services.points.evaluation.correct_evaluation import correct_point
from feedback.services.points.evaluation.evaluation_records import get_point, versions_of
from feedback.services.points.evaluation.hold_evaluation import hold_point
from feedback.services.points.evaluation.write_evaluation import begin_draft
from feedback.services.sheets.make_sheet import make_sheet


@pytest.fixture
def goal(session: Session, clinic: Clinic) -> Goal:
    """Kari's goal, written two weeks ago and rated at the table: today it was typed in for nine days ago."""
    kari, before = acting(session, clinic.kari), clinic.now - timedelta(days=14)
    goal = write_goal(session, kari, clinic.kari, "Sove", before)
    point, berg = get_point(session, clinic.kari, 1), acting(session, clinic.berg)
    note_rating(session, berg, goal, clinic.kari, 4, clinic.now, point)
    hold_point(session, berg, point, ago(clinic, 9), "", clinic.now)
    return goal


def _correct(session: Session, clinic: Clinic, point: EvaluationPoint, days: int) -> None:
    berg, later = acting(session, clinic.berg), clinic.now + timedelta(hours=1)
    begin_draft(session, berg, point, later)
    correct_point(session, berg, point, ago(clinic, days), "", later)


def _days(session: Session, clinic: Clinic, point: EvaluationPoint, version: int) -> list[date]:
    row = versions_of(session, point)[version - 1]
    sheet = make_sheet(session, point, str, "en", clinic.now, record=row)
    return [rating.on for goal in sheet.goals for rating in goal.ratings]


def test_what_is_typed_in_later_stands_on_the_sheet(session: Session, clinic: Clinic, goal: Goal) -> None:
    point = get_point(session, clinic.kari, 1)
    assert _days(session, clinic, point, 1) == [ago(clinic, 9)]
    assert [one.said_on for one in goals_of(session, goal.pathway_id)[0].ratings] == [ago(clinic, 9)]


def test_a_corrected_day_moves_it_and_the_old_version_keeps_what_it_said(
    session: Session, clinic: Clinic, goal: Goal
) -> None:
    point = get_point(session, clinic.kari, 1)
    found = goals_of(session, goal.pathway_id)
    _correct(session, clinic, point, 12)
    assert _days(session, clinic, point, 1) == [ago(clinic, 9)]
    assert _days(session, clinic, point, 2) == [ago(clinic, 12)]
    [now] = told_goals(session, clinic.kari, found, str)
    [then] = told_until(session, clinic.kari, found, clinic.now + timedelta(minutes=1), str, "en")
    assert [one.on for one in (*now.ratings, *then.ratings)] == [ago(clinic, 12), ago(clinic, 9)]
    row = session.scalars(select(GoalRating)).one()
    assert (row.rated_on, row.value) == (day_of(clinic.now), 4)


def test_of_two_the_later_said_is_the_latest(session: Session, clinic: Clinic, goal: Goal) -> None:
    kari = acting(session, clinic.kari)
    rate_goal(session, kari, goal, 8, clinic.now - timedelta(days=1))
    assert [one.value for one in goals_of(session, goal.pathway_id)[0].ratings] == [4, 8]


def test_the_same_number_said_again_at_the_table_belongs_to_the_point(
    session: Session, clinic: Clinic
) -> None:
    kari, berg = acting(session, clinic.kari), acting(session, clinic.berg)
    goal, point = (
        write_goal(session, kari, clinic.kari, "Sove", clinic.now),
        get_point(session, clinic.kari, 1),
    )
    rate_goal(session, kari, goal, 4, clinic.now)
    for _twice in range(2):
        note_rating(session, berg, goal, clinic.kari, 4, clinic.now, point)
    points = session.scalars(select(GoalRating.point_id).order_by(GoalRating.id)).all()
    assert points == [None, point.id]


def test_the_screen_for_two_says_which_point_it_is(clinic: Clinic, browser: Browser) -> None:
    [work] = write(clinic, "Gå på jobb")
    at(clinic, begin(clinic, browser), "useful").submit({f"rating-{work}-{clinic.kari}": "2", "do": "next"})
    with clinic.database.transaction() as session:
        point = get_point(session, clinic.kari, 1).id
        assert session.scalars(select(GoalRating.point_id)).all() == [point]
