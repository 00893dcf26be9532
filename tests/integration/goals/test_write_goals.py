"""Goals in the patient's own words: who may write, change and rate them, and that none of it is ever rewritten."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from asking import acting
from clinic import OPERATOR, Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.goals.rules import LONGEST_GOAL, MOST_GOALS
from feedback.persistence.tables import AuditEvent, CarePathway, Goal, GoalRating, TreatmentPlan
from feedback.services.all_or_nothing import all_or_nothing
from feedback.services.audit import record
from feedback.services.audit_rows import rows_of
from feedback.services.goals.rate_goal import note_rating, rate_goal
from feedback.services.goals.read_goals import active_goals, find_course, get_goal, goals_of, words_of_goals
from feedback.services.goals.write_goal import end_goal, said_by, word_anew, write_goal
from feedback.services.refusals import NotFound, Refused
from feedback.services.verify_audit import verify


def written(session: Session, clinic: Clinic, words: str, who: str = "kari") -> Goal:
    return write_goal(session, acting(session, getattr(clinic, who)), clinic.kari, words, clinic.now)


def test_a_patient_writes_three_goals_and_no_fourth(session: Session, clinic: Clinic) -> None:
    for words in ("  Sove om\nnatta ", "Gå på jobb", "Ringe en venn"):
        written(session, clinic, words)
    assert words_of_goals(session, clinic.kari) == ["Sove om natta", "Gå på jobb", "Ringe en venn"]
    with pytest.raises(Refused) as refused:
        written(session, clinic, "Gå tur")
    assert refused.value.field == "words"
    assert len(words_of_goals(session, clinic.kari)) == MOST_GOALS


@pytest.mark.parametrize("words", ["", "   \n ", "x" * (LONGEST_GOAL + 1), "sove om natta."])
def test_what_cannot_be_a_goal(session: Session, clinic: Clinic, words: str) -> None:
    written(session, clinic, "Sove om natta")
    with pytest.raises(Refused) as refused:
        written(session, clinic, words)
    assert refused.value.field == "words"
    assert words_of_goals(session, clinic.kari) == ["Sove om natta"]


def test_a_clinician_writes_one_down_as_it_is_said(session: Session, clinic: Clinic) -> None:
    goal = written(session, clinic, "Sove om natta", "berg")
    [read] = active_goals(session, goal.pathway_id)
    assert read.is_spoken
    [event] = session.scalars(select(AuditEvent).where(AuditEvent.target == f"goal {goal.id}"))
    assert (event.action, event.actor_id, event.patient_id) == (
        "wrote goal, as spoken",
        clinic.berg,
        clinic.kari,
    )


@pytest.mark.parametrize("who", ["per", "siv", "geir", "nina"])
def test_nobody_else_has_a_say_in_the_words(session: Session, clinic: Clinic, who: str) -> None:
    goal, actor = written(session, clinic, "Sove om natta"), acting(session, getattr(clinic, who))
    with pytest.raises(NotFound):
        write_goal(session, actor, clinic.kari, "Gå tur", clinic.now)
    with pytest.raises(NotFound):
        said_by(actor, clinic.now)
    with pytest.raises(NotFound):
        rate_goal(session, actor, goal, 5, clinic.now)
    with pytest.raises(NotFound):
        note_rating(session, actor, goal, clinic.kari, 5, clinic.now)


def test_the_operating_system_user_writes_no_goals(session: Session, clinic: Clinic) -> None:
    goal = written(session, clinic, "Sove om natta")
    for actor in (OPERATOR, replace(OPERATOR, role="patient")):
        with pytest.raises(NotFound):
            said_by(actor, clinic.now)
        with pytest.raises(NotFound):
            rate_goal(session, actor, goal, 5, clinic.now)


def test_a_goal_put_another_way_keeps_its_words_and_its_place(session: Session, clinic: Clinic) -> None:
    first, second = written(session, clinic, "Sove"), written(session, clinic, "Gå på jobb")
    kari = acting(session, clinic.kari)
    following = word_anew(session, kari, first, "Sove hele natta", said_by(kari, clinic.now))
    assert (first.words, first.state, first.ended_on, first.ended_by_id) == (
        "Sove", "changed", day_of(clinic.now), clinic.kari,
    )  # fmt: skip
    assert (following.words, following.changed_from_id, following.state) == (
        "Sove hele natta",
        first.id,
        "active",
    )
    assert [goal.row for goal in goals_of(session, first.pathway_id)] == [first, following, second]


@pytest.mark.parametrize("words", ["", "gå på jobb", "x" * (LONGEST_GOAL + 1)])
def test_words_that_do_not_do_change_nothing(session: Session, clinic: Clinic, words: str) -> None:
    goal = written(session, clinic, "Sove")
    written(session, clinic, "Gå på jobb")
    kari = acting(session, clinic.kari)
    with pytest.raises(Refused):
        word_anew(session, kari, goal, words, said_by(kari, clinic.now))
    assert goal.state == "active"


def test_the_same_words_are_no_change(session: Session, clinic: Clinic) -> None:
    goal, kari = written(session, clinic, "Sove"), acting(session, clinic.kari)
    assert word_anew(session, kari, goal, " Sove ", said_by(kari, clinic.now)) is goal
    assert words_of_goals(session, clinic.kari) == ["Sove"]
    assert word_anew(session, kari, goal, "Sove.", said_by(kari, clinic.now)).words == "Sove."


@pytest.mark.parametrize("state", ["reached", "stopped"])
def test_a_goal_ends_once(session: Session, clinic: Clinic, state: str) -> None:
    goal, berg = written(session, clinic, "Sove"), acting(session, clinic.berg)
    end_goal(session, berg, goal, state, said_by(berg, clinic.now))
    assert (goal.state, goal.ended_on, goal.ended_by_id) == (state, day_of(clinic.now), clinic.berg)
    for again in (
        lambda: end_goal(session, berg, goal, "reached", said_by(berg, clinic.now)),
        lambda: word_anew(session, berg, goal, "Sove mer", said_by(berg, clinic.now)),
        lambda: rate_goal(session, berg, goal, 5, clinic.now),
    ):
        with pytest.raises(Refused, match="ended already"):
            again()
    assert written(session, clinic, "Sove").state == "active"  # it can be a goal again


@pytest.mark.parametrize("state", ["", "keep", "changed", "active", "gone"])
def test_a_goal_ends_in_no_other_way(session: Session, clinic: Clinic, state: str) -> None:
    goal, kari = written(session, clinic, "Sove"), acting(session, clinic.kari)
    with pytest.raises(Refused) as refused:
        end_goal(session, kari, goal, state, said_by(kari, clinic.now))
    assert (refused.value.field, goal.state) == ("do", "active")


def test_without_an_open_course_there_is_nothing_to_write(session: Session, clinic: Clinic) -> None:
    pathway = find_course(session, clinic.kari)
    assert pathway is not None
    pathway.closed_on = day_of(clinic.now)
    session.flush()
    with pytest.raises(Refused, match="no open course"):
        written(session, clinic, "Sove")
    assert find_course(session, clinic.per) is None
    assert words_of_goals(session, clinic.per) == []


def test_a_goal_of_somebody_else_is_not_found(session: Session, clinic: Clinic) -> None:
    goal = written(session, clinic, "Sove")
    assert get_goal(session, clinic.kari, goal.id) is goal
    for patient, number in ((clinic.nora, goal.id), (clinic.kari, goal.id + 1), (clinic.kari, 0)):
        with pytest.raises(NotFound):
            get_goal(session, patient, number)


def test_four_tabs_at_once_make_three_goals(clinic: Clinic) -> None:
    def write(words: str) -> bool:
        try:
            with clinic.database.transaction() as session:
                written(session, clinic, words)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(write, ("Sove", "Gå tur", "Lese", "Male")))
    assert sorted(done) == [False, True, True, True]
    with clinic.database.transaction() as session:
        assert len(words_of_goals(session, clinic.kari)) == MOST_GOALS


def test_steps_are_taken_together_or_not_at_all(clinic: Clinic) -> None:
    """And the log goes on from the row before."""
    with clinic.database.transaction() as session:
        for before in (False, True):
            if before:
                record(session, acting(session, clinic.kari), "looked", clinic.now)
            with pytest.raises(Refused):
                _both(session, clinic, "Sove", "")
            assert words_of_goals(session, clinic.kari) == []
        _both(session, clinic, "Gå tur", "Lese")
    with clinic.database.transaction() as session:
        assert words_of_goals(session, clinic.kari) == ["Gå tur", "Lese"]
        assert "wrote goal" in session.scalars(select(AuditEvent.action)).all()
        assert verify(rows_of(session)).faults == []


def _both(session: Session, clinic: Clinic, first: str, second: str) -> None:
    with all_or_nothing(session):
        written(session, clinic, first)
        written(session, clinic, second)


def _everything(session: Session) -> dict[str, dict[int, tuple[object, ...]]]:
    """What may never change of each row."""
    return {
        "goal": {row.id: (row.words, row.made_by_id, row.made_at) for row in session.scalars(select(Goal))},
        "rating": {
            row.id: (row.value, row.by_id, row.rated_at) for row in session.scalars(select(GoalRating))
        },
        "plan": {row.id: (row.version, repr(row.content)) for row in session.scalars(select(TreatmentPlan))},
    }


@pytest.mark.parametrize("seed", range(6))
def test_whatever_people_do_nothing_is_rewritten(session: Session, clinic: Clinic, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    pathway = session.scalars(select(CarePathway.id).where(CarePathway.patient_id == clinic.kari)).one()
    before = _everything(session)
    for step in range(40):
        at = clinic.now + timedelta(hours=9 * step)
        try:
            with all_or_nothing(session):
                _do_something(session, clinic, pathway, dice, at)
        except Refused:
            pass
        after = _everything(session)
        for table, rows in before.items():
            assert rows.items() <= after[table].items()
        assert len(active_goals(session, pathway)) <= MOST_GOALS
        before = after
    assert len(before["goal"]) > MOST_GOALS


def _do_something(session: Session, clinic: Clinic, pathway: int, dice: random.Random, at: datetime) -> None:
    actor = acting(session, dice.choice((clinic.kari, clinic.berg)))
    words = dice.choice(("Sove", "Gå på jobb", "Ringe en venn", "Lese", "", "Male huset"))
    goals = [goal.row for goal in goals_of(session, pathway)]
    if not goals or dice.random() < 0.4:
        write_goal(session, actor, clinic.kari, words, at)
        return
    goal = dice.choice(goals)
    match dice.randrange(4):
        case 0:
            word_anew(session, actor, goal, words, said_by(actor, at))
        case 1:
            end_goal(session, actor, goal, dice.choice(("reached", "stopped", "lost")), said_by(actor, at))
        case _:
            rate_goal(session, actor, goal, dice.choice((None, 0, 5, 10, 11)), at)
