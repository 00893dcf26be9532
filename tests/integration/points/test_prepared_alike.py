"""What of getting ready is done is said alike to patient and clinician and in the overview."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from asking import acting, ask, send
from clinic import Clinic
from clinician_pages import Browser, point_path, sign_in
from courses import ago
from many_courses import Bulk
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import TAKE_PART
from feedback.domain.points.overview import NOT_RATED, Missing
from feedback.persistence.tables import Consent, EvaluationPoint, Goal
from feedback.services.answers.occasions import own_initiative
from feedback.services.goals.rate_goal import note_rating, rate_goal
from feedback.services.goals.write_goal import write_goal
from feedback.services.patients.goal_consents import show_goals
from feedback.services.points.evaluation.correct_evaluation import correct_point
from feedback.services.points.evaluation.hold_evaluation import get_point, hold_point
from feedback.services.points.evaluation.write_evaluation import begin_draft
from feedback.services.points.overview.list_points import missing_at
from feedback.services.points.own_steps import own_steps

HOUR = timedelta(hours=1)


@pytest.fixture
def goal(session: Session, clinic: Clinic) -> Goal:
    """Kari's goal, written two weeks ago."""
    return write_goal(
        session, acting(session, clinic.kari), clinic.kari, "Sove", clinic.now - timedelta(days=14)
    )


def _following(session: Session, clinic: Clinic) -> EvaluationPoint:
    """The second point, which opens on the day on which the first was held: the shortest interval there can be."""
    point = get_point(session, clinic.kari, 2)
    first = get_point(session, clinic.kari, 1)
    point.opens_on = first.held_on or day_of(clinic.now)
    session.flush()
    return point


def _done(session: Session, point: EvaluationPoint) -> list[str]:
    return [step.key for step in own_steps(session, point) if step.is_done]


def _lacks(session: Session, clinic: Clinic, point: EvaluationPoint) -> tuple[Missing, ...]:
    session.flush()
    return missing_at(session, point, day_of(clinic.now))


def test_what_was_rated_in_the_meeting_before_prepares_nothing(
    session: Session, clinic: Clinic, goal: Goal
) -> None:
    berg, kari, point = (
        acting(session, clinic.berg),
        acting(session, clinic.kari),
        get_point(session, clinic.kari, 1),
    )
    rate_goal(session, kari, goal, 3, clinic.now)
    note_rating(session, berg, goal, clinic.kari, 4, clinic.now, point)
    assert _done(session, point) == ["my-goals"]
    assert Missing.NOT_PREPARED not in _lacks(session, clinic, point)
    hold_point(session, berg, point, day_of(clinic.now), "", clinic.now + HOUR)
    following = _following(session, clinic)
    assert _done(session, following) == []
    assert {Missing.NOT_PREPARED, Missing.PATIENT_NOT_RATED} <= set(_lacks(session, clinic, following))
    rate_goal(session, kari, goal, 5, clinic.now + 2 * HOUR)
    assert _done(session, following) == ["my-goals"]
    assert not {Missing.NOT_PREPARED, Missing.PATIENT_NOT_RATED} & set(_lacks(session, clinic, following))


def test_a_corrected_day_does_not_make_what_lay_on_the_table_new(
    session: Session, clinic: Clinic, goal: Goal
) -> None:
    berg, kari, point = (
        acting(session, clinic.berg),
        acting(session, clinic.kari),
        get_point(session, clinic.kari, 1),
    )
    rate_goal(session, kari, goal, 3, clinic.now - timedelta(days=2))
    send(session, clinic, _asked_elsewhere(session, clinic), {})
    hold_point(session, berg, point, day_of(clinic.now), "", clinic.now + HOUR)
    begin_draft(session, berg, point, clinic.now + 2 * HOUR)
    correct_point(session, berg, point, ago(clinic, 12), "", clinic.now + 2 * HOUR)
    following = _following(session, clinic)
    assert _done(session, following) == []
    assert Missing.NOT_PREPARED in _lacks(session, clinic, following)


def _asked_elsewhere(session: Session, clinic: Clinic):  # type: ignore[no-untyped-def]
    return ask(
        session, clinic, clinic.kari, "how-i-am", own_initiative(session, clinic.kari, day_of(clinic.now))
    )


def test_one_step_is_getting_ready_wherever_it_was_asked(session: Session, clinic: Clinic) -> None:
    point = get_point(session, clinic.kari, 1)
    assert Missing.NOT_PREPARED in _lacks(session, clinic, point)
    send(session, clinic, _asked_elsewhere(session, clinic), {})
    assert _done(session, point) == ["how-i-am"]
    assert Missing.NOT_PREPARED not in _lacks(session, clinic, point)


def test_each_who_is_expected_to_rate_is_named_until_they_have(
    session: Session, clinic: Clinic, goal: Goal
) -> None:
    kari, berg, per = (acting(session, who) for who in (clinic.kari, clinic.berg, clinic.per))
    point, now = get_point(session, clinic.kari, 1), clinic.now

    def unrated() -> list[Missing]:
        return [code for code in _lacks(session, clinic, point) if code in NOT_RATED]

    assert unrated() == [Missing.PATIENT_NOT_RATED, Missing.CLINICIAN_NOT_RATED]
    show_goals(session, kari, clinic.kari, clinic.per, True, None, now)
    assert unrated() == list(NOT_RATED)
    rate_goal(session, per, goal, 3, now)
    rate_goal(session, berg, goal, None, now)  # *would rather not say* is said
    assert unrated() == [Missing.PATIENT_NOT_RATED]
    note_rating(session, berg, goal, clinic.kari, 2, now, point)
    assert unrated() == []
    goal.state, goal.ended_on, goal.ended_at, goal.ended_by_id = "reached", day_of(now), now, clinic.kari
    write_goal(session, kari, clinic.kari, "Jobbe", now)
    assert unrated() == list(NOT_RATED)


def test_who_does_not_take_part_any_more_is_not_expected(
    session: Session, clinic: Clinic, goal: Goal
) -> None:
    kari, now = acting(session, clinic.kari), clinic.now
    show_goals(session, kari, clinic.kari, clinic.per, True, None, now)
    later = day_of(now) + timedelta(days=1)
    taking_part = (Consent.relative_id == clinic.per, Consent.scope == TAKE_PART)
    session.execute(update(Consent).where(*taking_part).values(ends_on=day_of(now)))
    point = get_point(session, clinic.kari, 1)
    assert Missing.RELATIVES_NOT_RATED in missing_at(session, point, day_of(now))
    assert Missing.RELATIVES_NOT_RATED not in missing_at(session, point, later)


def test_without_goals_nobody_is_expected_to_rate(session: Session, clinic: Clinic) -> None:
    assert not set(NOT_RATED) & set(_lacks(session, clinic, get_point(session, clinic.kari, 1)))


def test_steps_and_overview_agree_over_many_courses(session: Session, clinic: Clinic) -> None:
    today: date = day_of(clinic.now)
    unit = acting(session, clinic.siv).unit
    assert unit is not None
    Bulk(session, unit, [clinic.berg], today, sessions=12).fill(60)
    waits = (EvaluationPoint.held_on.is_(None), EvaluationPoint.opens_on <= today)
    points = list(session.scalars(select(EvaluationPoint).where(*waits)))
    found = {bool(_done(session, point)): 0 for point in points}
    assert set(found) == {True, False}
    for point in points:
        lacks = missing_at(session, point, today)
        assert bool(_done(session, point)) == (Missing.NOT_PREPARED not in lacks)
        has_goals = session.scalar(select(Goal.id).where(Goal.pathway_id == point.pathway_id)) is not None
        missed = has_goals and "my-goals" not in _done(session, point)
        assert missed == (Missing.PATIENT_NOT_RATED in lacks)


def test_the_clinicians_page_says_the_same(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        kari = acting(session, clinic.kari)
        rate_goal(session, kari, write_goal(session, kari, clinic.kari, "Sove", clinic.now), 3, clinic.now)
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    [ready] = [one for one in berg.all("section") if one.get("id") == "ready"]
    told = [" ".join("".join(one.itertext()).split()) for one in ready.iter("dd")][:3]
    assert told[0] == "not yet"
    assert told[1].startswith("done ")
    assert told[2] == "not yet"
