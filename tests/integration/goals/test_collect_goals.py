"""The question set about goals stays a way in: its answers become goals and ratings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from asking import acting, ask, send
from clinic import Clinic
from goal_talk import said, sent, take_course_away, told
from page_client import PageClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.answers import IN_PERSON, SKIPPED, answered
from feedback.persistence.tables import (
    AccessDecision,
    AuditEvent,
    CarePathway,
    Goal,
    GoalRating,
)
from feedback.services.answers.invite import get_occasion
from feedback.services.goals.read_goals import find_course, goals_of
from feedback.services.goals.write_goal import said_by, word_anew, write_goal

Browser = Callable[[], PageClient]


def test_an_answer_makes_goals_and_ratings(session: Session, clinic: Clinic) -> None:
    response = sent(session, clinic, said(("Sove", 3), ("Gå på jobb", SKIPPED), ("Ringe en venn", None)))
    assert told(session, clinic) == [
        ("Sove", [("patient", 3)]),
        ("Gå på jobb", []),
        ("Ringe en venn", []),
    ]
    rows = session.scalars(select(GoalRating).order_by(GoalRating.id)).all()
    assert [row.value for row in rows] == [3, None, None]  # what was not said is not said to be declined
    assert {(row.response_id, row.by_id, row.author_id) for row in rows} == {
        (response.id, clinic.kari, clinic.kari)
    }
    assert {row.made_by_id for row in session.scalars(select(Goal))} == {clinic.kari}


def test_the_next_answer_rates_the_same_goals(session: Session, clinic: Clinic) -> None:
    sent(session, clinic, said(("Sove", 3), ("Gå på jobb", 1)))
    sent(session, clinic, said(("sove.", 6), ("Gå på jobb", IN_PERSON), ("Lese", 0)))
    assert told(session, clinic) == [
        ("Sove", [("patient", 3), ("patient", 6)]),
        ("Gå på jobb", [("patient", 1)]),
        ("Lese", [("patient", 0)]),
    ]


def test_what_an_answer_leaves_out_stays(session: Session, clinic: Clinic) -> None:
    sent(session, clinic, said(("Sove", 3), ("Gå på jobb", 1)))
    sent(session, clinic, {"goal-2": answered("Gå på jobb"), "goal-2-rating": answered(4)})
    assert told(session, clinic)[0] == ("Sove", [("patient", 3)])


def test_other_words_in_its_place_put_a_goal_another_way(session: Session, clinic: Clinic) -> None:
    sent(session, clinic, said(("Sove", 3)))
    sent(session, clinic, said(("Sove hele natta", 4)))
    [goal, following] = session.scalars(select(Goal).order_by(Goal.id))
    assert (goal.words, goal.state, following.changed_from_id) == ("Sove", "changed", goal.id)
    assert told(session, clinic) == [("Sove hele natta", [("patient", 4)])]


@pytest.mark.parametrize(("sharing", "rated"), [("private", [3]), ("numbers", [3, 9])])
def test_what_is_kept_from_the_clinician_makes_no_goal(
    session: Session, clinic: Clinic, sharing: str, rated: list[int]
) -> None:
    sent(session, clinic, said(("Sove", 3)))
    sent(session, clinic, said(("Sove", 9), ("Noe hemmelig", 1)), sharing)
    [(words, ratings)] = told(session, clinic)
    assert (words, [value for _role, value in ratings]) == ("Sove", rated)
    assert "Noe hemmelig" not in [row.words for row in session.scalars(select(Goal))]


def test_a_relative_rates_what_they_say_in_the_same_words(session: Session, clinic: Clinic) -> None:
    sent(session, clinic, said(("Sove", 6), ("Gå på jobb", 2)))
    sent(session, clinic, said(("At hun ringer oftere", 2), ("sove", 3)), who="per")
    sent(session, clinic, said(("Sove", 1)), "talk-first", "per")
    assert told(session, clinic) == [
        ("Sove", [("patient", 6), ("relative", 3)]),
        ("Gå på jobb", [("patient", 2)]),
    ]


def test_a_relative_alone_makes_no_goals(session: Session, clinic: Clinic) -> None:
    sent(session, clinic, said(("At hun ringer oftere", 2)), who="per")
    assert session.scalars(select(Goal)).all() == []


def test_what_is_held_back_from_the_patient_is_not_looked_at_together(
    session: Session, clinic: Clinic
) -> None:
    sent(session, clinic, said(("Sove", 6)))
    answer = sent(session, clinic, said(("Sove", 0)), who="per")
    session.add(
        AccessDecision(
            response_id=answer.id, decision="withheld", grounds="Fare", decided_by_id=clinic.berg,
            decided_at=clinic.now,
        )
    )  # fmt: skip
    pathway = find_course(session, clinic.kari)
    assert pathway is not None
    [goal] = goals_of(session, pathway.id)
    assert [one.value for one in goal.ratings] == [6]


def test_a_form_that_was_open_while_a_goal_changed_does_not_change_it_back(
    session: Session, clinic: Clinic
) -> None:
    kari = acting(session, clinic.kari)
    goal = write_goal(session, kari, clinic.kari, "Sove", clinic.now)
    word_anew(session, kari, goal, "Sove hele natta", said_by(kari, clinic.now))
    sent(session, clinic, said(("Sove", 5)))
    assert told(session, clinic) == [("Sove hele natta", [])]
    assert [row.goal_id for row in session.scalars(select(GoalRating))] == [goal.id]


def test_the_form_begins_with_the_goals(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        for words in ("Sove om natta", "Gå på jobb"):
            write_goal(session, acting(session, clinic.kari), clinic.kari, words, clinic.now)
    kari = browser()
    kari.get(clinic.link(clinic.kari, "my-goals"))
    kari.get(kari.path + "1")
    fields = {box.get("name"): box.get("value") for box in kari.all("input") if box.get("type") == "text"}
    assert list(fields.values()) == [""]
    assert "Sove om natta" in kari.words()
    kari.submit({"q2": "7", "q5": "Ringe en venn", "q6": "1", "sharing": "all"})
    assert kari.path.endswith("/receipt")
    with clinic.database.transaction() as session:
        assert told(session, clinic) == [
            ("Sove om natta", [("patient", 7)]),
            ("Gå på jobb", []),
            ("Ringe en venn", [("patient", 1)]),
        ]
        shown = (AuditEvent.action == "read own answers", AuditEvent.patient_id == clinic.kari)
        assert session.scalars(select(AuditEvent).where(*shown)).first() is not None


def test_a_relative_is_shown_no_goal(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        write_goal(session, acting(session, clinic.kari), clinic.kari, "Sove om natta", clinic.now)
    per = browser()
    per.get(clinic.link(clinic.per, "my-goals"))
    per.get(per.path + "1")
    assert "Sove om natta" not in per.text
    assert {box.get("value") for box in per.all("input") if box.get("type") == "text"} == {""}


def test_an_answer_about_a_closed_course_rates_its_goals(session: Session, clinic: Clinic) -> None:
    sent(session, clinic, said(("Sove", 3)))
    pathway = find_course(session, clinic.kari)
    assert pathway is not None
    pathway.closed_on = day_of(clinic.now)
    session.flush()
    closing = get_occasion(session, clinic.kari, "closing", day_of(clinic.now))
    answering = ask(session, clinic, clinic.kari, "my-goals", closing)
    assert answering.known == {}
    send(session, clinic, answering, said(("Sove", 9)))
    [goal] = goals_of(session, pathway.id)
    assert [one.value for one in goal.ratings] == [3, 9]


def test_an_answer_belongs_to_the_course_of_its_occasion(session: Session, clinic: Clinic) -> None:
    old = find_course(session, clinic.kari)
    assert old is not None
    start = get_occasion(session, clinic.kari, "start", day_of(clinic.now))
    old.closed_on = day_of(clinic.now)
    session.flush()
    new = CarePathway(
        patient_id=clinic.kari, unit_id=old.unit_id, area=old.area, setting=old.setting,
        started_on=day_of(clinic.now) + timedelta(days=3),
    )  # fmt: skip
    session.add(new)
    session.flush()
    send(session, clinic, ask(session, clinic, clinic.kari, "my-goals", start), said(("Sove", 3)))
    sent(session, clinic, said(("Gå tur", 1)))  # the new course has not begun
    assert [goal.row.words for goal in goals_of(session, old.id)] == ["Sove", "Gå tur"]
    sent(session, clinic, said(("Lese", 1)), at=clinic.now + timedelta(days=4))
    assert [goal.row.words for goal in goals_of(session, new.id)] == ["Lese"]


def test_without_any_course_an_answer_is_an_answer(session: Session, clinic: Clinic) -> None:
    take_course_away(session, clinic)
    assert sent(session, clinic, said(("Sove", 3))).status == "completed"
    assert session.scalars(select(Goal)).all() == []
