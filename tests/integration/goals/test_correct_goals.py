"""Another decision about a goal at a held point comes with a correction; every version keeps what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser, begin, point_path
from goal_pages import goals, write
from goal_talk import hold
from page_client import PageClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from test_goals_at_points import plan_page

from feedback.domain.calendar import day_of
from feedback.domain.goals.rules import GoalDecision
from feedback.domain.points.evaluation_plain import to_plain
from feedback.domain.points.evaluation_record import Record
from feedback.domain.points.sheet import Heading
from feedback.persistence.tables import CarePathway, EvaluationPoint, Goal
from feedback.services.goals.held_decisions import decided_anew, open_decisions
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.read_goals import active_goals, goals_of
from feedback.services.goals.take_up_again import take_up_again
from feedback.services.goals.write_goal import end_goal, said_by, write_goal
from feedback.services.points.evaluation.correct_evaluation import correct_point
from feedback.services.points.evaluation.evaluation_records import (
    finished_record,
    get_point,
    record_of,
    versions_of,
)
from feedback.services.points.evaluation.hold_evaluation import hold_point, save_notes
from feedback.services.refusals import NotFound, Refused
from feedback.services.sheets.make_sheet import make_sheet

SOON = timedelta(minutes=5)
Sent = Mapping[int, GoalDecision]


def reopen(clinic: Clinic, berg: PageClient) -> None:
    berg.get(point_path(clinic))
    berg.post(f"{point_path(clinic)}/open")
    berg.get(f"{point_path(clinic)}/together/plan")


def finish(clinic: Clinic, berg: PageClient) -> None:
    berg.get(f"{point_path(clinic)}/together/next")
    berg.submit({"do": "finish"})


def test_a_goal_that_was_marked_by_mistake_is_taken_up_again(clinic: Clinic, browser: Browser) -> None:
    sleep, work = write(clinic, "Sove om natta", "Gå på jobb")
    berg = plan_page(clinic, browser)
    berg.submit({f"goal-{sleep}-do": "reached", "do": "next"})
    hold(clinic, berg)
    reopen(clinic, berg)
    assert f'id="goal-{sleep}-reached" name="goal-{sleep}-do" value="reached" checked' in berg.text
    berg.submit({f"goal-{sleep}-do": "keep", f"goal-{work}-do": "stopped", "do": "next"})
    assert goals(clinic) == [("Sove om natta", "reached"), ("Gå på jobb", "active")]
    finish(clinic, berg)
    assert goals(clinic)[1:] == [("Gå på jobb", "stopped"), ("Sove om natta", "active")]
    berg.get(f"{point_path(clinic)}/sheet")
    assert "Kept: “Sove om natta”" in berg.words()
    assert "No longer a goal: “Gå på jobb”" in berg.words()
    berg.get(f"{point_path(clinic)}/sheet?version=1")
    assert "Reached: “Sove om natta”" in berg.words()
    assert "Kept: “Gå på jobb”" in berg.words()


def test_every_wrong_choice_is_told_at_its_field(clinic: Clinic, browser: Browser) -> None:
    [sleep] = write(clinic, "Sove om natta")
    berg = begin(clinic, browser)
    hold(clinic, berg)
    reopen(clinic, berg)
    berg.submit({f"goal-{sleep}-do": "changed", f"goal-{sleep}-words": " ", "do": "next"}, status=422)
    assert f'href="#goal-{sleep}-words"' in berg.text
    [others] = write(clinic, "Tur med klassen", who="nora")
    berg.post(f"{point_path(clinic)}/together/plan", {f"goal-{others}-do": "keep"}, status=404)


@pytest.fixture
def made(session: Session, clinic: Clinic) -> list[Goal]:
    kari = acting(session, clinic.kari)
    rows = [write_goal(session, kari, clinic.kari, words, clinic.now) for words in ("Sove", "Jobbe", "Ringe")]
    for row in rows:
        rate_goal(session, kari, row, 6, clinic.now)
    return rows


def write_down(session: Session, clinic: Clinic, point: EvaluationPoint, decisions: Sent, at: int) -> None:
    """Hold the point with these decisions, or correct it."""
    berg, now = acting(session, clinic.berg), clinic.now + at * SOON
    newest = finished_record(session, point)
    chosen = decided_anew(session, point, record_of(newest), decisions) if newest else dict(decisions)
    record = Record(goal_decisions=chosen, visited=(Heading.PLAN,), works=f"utgave {at}")
    save_notes(session, berg, point, to_plain(record), now)
    hold_point(session, berg, point, point.held_on or day_of(now), "", now)


def told(session: Session, clinic: Clinic, point: EvaluationPoint) -> list[tuple[list[str], list[str]]]:
    """What each version says about goals: those that have a note, and what was decided."""
    found = []
    for row in versions_of(session, point):
        sheet = make_sheet(session, point, str, "en", clinic.now + 9 * SOON, record=row)
        found.append(([f"{one.words}: {one.note[:7]}" for one in sheet.goals], [*sheet.decisions.became]))
    return found


def active(session: Session, point: EvaluationPoint) -> list[tuple[str, list[int | None]]]:
    found = active_goals(session, point.pathway_id)
    return [(goal.row.words, [one.value for one in goal.ratings]) for goal in found]


def test_every_way_there_and_back(session: Session, clinic: Clinic, made: list[Goal]) -> None:
    sleep, work, call = (row.id for row in made)
    point = get_point(session, clinic.kari, 1)
    first = {sleep: GoalDecision("reached"), work: GoalDecision("changed", "Jobbe litt")}
    write_down(session, clinic, point, first, 1)
    second = {
        sleep: GoalDecision("keep", "Sove"),
        work: GoalDecision("keep"),
        call: GoalDecision("changed", "Ringe Per"),
    }
    write_down(session, clinic, point, second, 2)
    assert active(session, point) == [("Sove", [6]), ("Jobbe", [6]), ("Ringe Per", [])]
    third = {
        sleep: GoalDecision("changed", "Sove lenge"),
        work: GoalDecision("stopped"),
        call: GoalDecision("reached"),
    }
    write_down(session, clinic, point, third, 3)
    assert active(session, point) == [("Sove lenge", [])]
    write_down(session, clinic, point, {work: GoalDecision("reached"), call: GoalDecision("reached")}, 4)
    write_down(session, clinic, point, {work: GoalDecision("changed", "Jobbe litt")}, 5)
    assert active(session, point) == [("Sove lenge", []), ("Jobbe litt", [])]
    kept = ["Sove: ", "Jobbe: ", "Ringe: From no"]
    versions = told(session, clinic, point)
    assert versions[0] == (
        ["Sove: Agreed ", "Jobbe: From no", "Ringe: "],
        ["Reached: “Sove”", "Put another way: “Jobbe” is from now on “Jobbe litt”", "Kept: “Ringe”"],
    )
    assert versions[1][0] == kept
    assert versions[2][0] == ["Sove: From no", "Jobbe: No long", "Ringe: Agreed "]
    assert versions[3][1][1:] == ["Reached: “Jobbe”", "Reached: “Ringe”"]
    assert versions[4][1][1] == "Put another way: “Jobbe” is from now on “Jobbe litt”"
    assert all(row.ended_on == point.held_on for row in session.scalars(select(Goal)) if row.ended_on)


def test_the_patient_may_have_said_it_first(session: Session, clinic: Clinic, made: list[Goal]) -> None:
    sleep, work, _call = made
    point, kari = get_point(session, clinic.kari, 1), acting(session, clinic.kari)
    write_down(session, clinic, point, {sleep.id: GoalDecision("reached")}, 1)
    later = clinic.now + 2 * SOON
    take_up_again(session, kari, sleep, said_by(kari, later))
    end_goal(session, kari, work, "stopped", said_by(kari, later))
    assert work.id not in open_decisions(session, point, record_of(finished_record(session, point)))
    write_down(session, clinic, point, {sleep.id: GoalDecision("keep")}, 3)
    assert [words for words, _numbers in active(session, point)] == ["Sove", "Ringe"]
    assert sum(goal.is_taken_up for goal in goals_of(session, point.pathway_id)) == 1


def test_refused_where_there_is_no_room_or_it_has_changed(
    session: Session, clinic: Clinic, made: list[Goal]
) -> None:
    sleep, work, _call = made
    point, kari = get_point(session, clinic.kari, 1), acting(session, clinic.kari)
    write_down(session, clinic, point, {sleep.id: GoalDecision("reached")}, 1)
    write_goal(session, kari, clinic.kari, "Gå tur", clinic.now + 2 * SOON)
    with pytest.raises(Refused, match="no room") as refused:
        write_down(session, clinic, point, {sleep.id: GoalDecision("keep")}, 3)
    assert refused.value.field == f"goal-{sleep.id}-do"
    with pytest.raises(NotFound):
        decided_anew(session, point, Record(), {sleep.id + 99: GoalDecision("keep")})
    record = Record(goal_decisions={work.id: GoalDecision("reached"), sleep.id: GoalDecision("reached")})
    save_notes(session, acting(session, clinic.berg), point, to_plain(record), clinic.now + 4 * SOON)
    end_goal(session, kari, work, "stopped", said_by(kari, clinic.now + 5 * SOON))
    assert point.held_on is not None
    with pytest.raises(Refused, match="has changed since"):
        correct_point(session, acting(session, clinic.berg), point, point.held_on, "", clinic.now + 6 * SOON)


def test_nothing_is_open_in_a_closed_course_or_after_a_later_point(
    session: Session, clinic: Clinic, made: list[Goal]
) -> None:
    point = get_point(session, clinic.kari, 1)
    assert open_decisions(session, point, Record()) == {}
    write_down(session, clinic, point, {}, 1)
    assert len(open_decisions(session, point, Record())) == 3
    following = get_point(session, clinic.kari, 2)
    following.held_on = day_of(clinic.now)
    assert open_decisions(session, point, Record()) == {}
    following.held_on = None
    session.get_one(CarePathway, point.pathway_id).closed_on = day_of(clinic.now)
    assert open_decisions(session, point, Record()) == {}


def test_what_is_no_choice_is_told_and_not_kept(clinic: Clinic, browser: Browser) -> None:
    sleep, _work = write(clinic, "Sove om natta", "Gå på jobb")
    berg = plan_page(clinic, browser)
    for correction in (False, True):
        if correction:
            hold(clinic, berg)
            reopen(clinic, berg)
        berg.submit({f"goal-{sleep}-do": "odd", "do": "next"}, status=422)
        assert "Choose what has become of the goal." in berg.words()
        berg.get(f"{point_path(clinic)}/together/plan")
    finish(clinic, berg)
    assert goals(clinic)[0] == ("Sove om natta", "active")
