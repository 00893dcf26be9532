"""The question set about goals stays a way in: its answers become goals and ratings, and withdrawing takes them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from asking import acting, ask, send
from clinic import OPERATOR, Clinic
from page_client import PageClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback.domain.answers import IN_PERSON, SKIPPED, Answer, answered
from feedback.domain.calendar import day_of
from feedback.domain.goals import MOST_GOALS
from feedback.persistence.tables import (
    AccessDecision,
    AuditEvent,
    CarePathway,
    Consent,
    Goal,
    GoalRating,
    Invitation,
    Response,
)
from feedback.services.access.admission import get_asked
from feedback.services.answers.answering import find_answering
from feedback.services.answers.invite import get_occasion, invite
from feedback.services.answers.submit_response import submit_response
from feedback.services.goals.adopt_goals import adopt_goals
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.read_goals import active_goals, find_course, goals_of, words_of_goals
from feedback.services.goals.write_goal import end_goal, said_by, word_anew, write_goal
from feedback.services.rights.deletion import ask_deletion, decide_deletion

Browser = Callable[[], PageClient]


def said(*goals: tuple[str, int | Answer | None]) -> dict[str, Answer]:
    """An answer with these words and numbers, each in its place."""
    answers: dict[str, Answer] = {}
    for place, (words, rating) in enumerate(goals, start=1):
        answers[f"goal-{place}"] = answered(words)
        if rating is not None:
            answers[f"goal-{place}-rating"] = answered(rating) if isinstance(rating, int) else rating
    return answers


def sent(
    session: Session, clinic: Clinic, answers: Mapping[str, Answer], sharing: str = "all", who: str = "kari",
    at: datetime | None = None,
) -> Response:  # fmt: skip
    """Somebody answers about goals on their own initiative."""
    person, now = getattr(clinic, who), at or clinic.now
    patient = clinic.kari if who in ("kari", "per") else clinic.nora
    own = get_occasion(session, patient, "own", day_of(now))
    answering = find_answering(
        session, get_asked(session, invite(session, acting(session, person), person, "my-goals", own, now).id)
    )
    number = submit_response(
        session, acting(session, person), answering, answers, sharing=sharing, language="nb", now=now
    )
    return session.get_one(Response, number)


def told(session: Session, clinic: Clinic) -> list[tuple[str, list[tuple[str, int | None]]]]:
    """Kari's active goals with everybody's numbers."""
    pathway = find_course(session, clinic.kari)
    assert pathway is not None
    return [
        (goal.row.words, [(one.role, one.value) for one in goal.ratings])
        for goal in active_goals(session, pathway.id)
    ]


def test_an_answer_makes_goals_and_ratings(session: Session, clinic: Clinic) -> None:
    response = sent(session, clinic, said(("Sove", 3), ("Gå på jobb", SKIPPED), ("Ringe en venn", None)))
    assert told(session, clinic) == [
        ("Sove", [("patient", 3)]),
        ("Gå på jobb", [("patient", None)]),
        ("Ringe en venn", [("patient", None)]),
    ]
    rows = session.scalars(select(GoalRating)).all()
    assert {(row.response_id, row.by_id, row.author_id) for row in rows} == {
        (response.id, clinic.kari, clinic.kari)
    }
    assert {row.made_by_id for row in session.scalars(select(Goal))} == {clinic.kari}


def test_the_next_answer_rates_the_same_goals(session: Session, clinic: Clinic) -> None:
    sent(session, clinic, said(("Sove", 3), ("Gå på jobb", 1)))
    sent(session, clinic, said(("sove.", 6), ("Gå på jobb", IN_PERSON), ("Lese", 0)))
    assert told(session, clinic) == [
        ("Sove", [("patient", 3), ("patient", 6)]),
        ("Gå på jobb", [("patient", 1), ("patient", None)]),
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


def test_what_is_held_back_from_the_patient_is_not_told(session: Session, clinic: Clinic) -> None:
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
    [for_berg], [for_kari] = goals_of(session, pathway.id), goals_of(session, pathway.id, for_patient=True)
    assert [one.value for one in for_berg.ratings] == [6, 0]
    assert [one.value for one in for_kari.ratings] == [6]


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
    assert list(fields.values()) == ["Sove om natta", "Gå på jobb", ""]
    kari.submit({"q2": "7", "q5": "Ringe en venn", "q6": "1", "sharing": "all"})
    assert kari.path.endswith("/receipt")
    with clinic.database.transaction() as session:
        assert told(session, clinic) == [
            ("Sove om natta", [("patient", 7)]),
            ("Gå på jobb", [("patient", None)]),
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
    _take_course_away(session, clinic)
    assert sent(session, clinic, said(("Sove", 3))).status == "completed"
    assert session.scalars(select(Goal)).all() == []


def _take_course_away(session: Session, clinic: Clinic) -> None:
    """Kari's course is another's."""
    hers = update(CarePathway).where(CarePathway.patient_id == clinic.kari)
    session.execute(hers.values(patient_id=clinic.nora, closed_on=day_of(clinic.now)))


# Answers from before goals had tables.


def forget_goals(session: Session) -> None:
    """As it was before."""
    session.execute(delete(GoalRating))
    session.execute(update(Goal).values(changed_from_id=None))
    session.execute(delete(Goal))


def at(clinic: Clinic, days: int) -> datetime:
    return clinic.now - timedelta(days=days)


def test_old_answers_are_taken_over_once(session: Session, clinic: Clinic) -> None:
    session.execute(update(Consent).values(starts_on=day_of(at(clinic, 40))))
    sent(session, clinic, said(("Sove", 1), ("Gå på jobb", 2), ("Lese", 0)), at=at(clinic, 40))
    sent(session, clinic, said(("sove", 3)), who="per", at=at(clinic, 30))
    sent(session, clinic, said(("Sove", 5), ("Gå mer på jobb", 4)), at=at(clinic, 20))
    sent(session, clinic, said(("Noe hemmelig", 4)), "private", at=at(clinic, 10))
    forget_goals(session)
    assert adopt_goals(session, OPERATOR, clinic.now) == 3
    assert told(session, clinic) == [
        ("Sove", [("patient", 1), ("relative", 3), ("patient", 5)]),
        ("Gå mer på jobb", [("patient", 4)]),
    ]
    states = {row.words: (row.state, row.ended_on) for row in session.scalars(select(Goal))}
    assert states["Lese"] == ("stopped", day_of(at(clinic, 20)))  # the newest answer was the whole list
    assert states["Gå på jobb"] == ("changed", day_of(at(clinic, 20)))
    [first, *_rest] = session.scalars(select(GoalRating).order_by(GoalRating.id))
    assert (first.rated_at, first.rated_on) == (at(clinic, 40), day_of(at(clinic, 40)))
    assert adopt_goals(session, OPERATOR, clinic.now) == 0
    write_goal(session, acting(session, clinic.nora), clinic.nora, "Tur med klassen", clinic.now)
    assert adopt_goals(session, OPERATOR, clinic.now) == 0


def test_answers_of_somebody_without_a_course_are_left(session: Session, clinic: Clinic) -> None:
    sent(session, clinic, said(("Sove", 1)))
    forget_goals(session)
    _take_course_away(session, clinic)
    assert adopt_goals(session, OPERATOR, clinic.now) == 0


# Erased, or marked as entered in error.


def withdraw(session: Session, clinic: Clinic, response: Response, decision: str) -> None:
    who = acting(session, response.source_id)
    row = ask_deletion(session, who, response.subject_id, response.id, "Feil", clinic.now)
    decide_deletion(session, acting(session, clinic.berg), row, decision, "Grunner", clinic.now)
    session.expire_all()


@pytest.mark.parametrize("decision", ["erased", "marked"])
def test_a_goal_goes_with_the_only_answer_that_names_it(
    session: Session, clinic: Clinic, decision: str
) -> None:
    response = sent(session, clinic, said(("Sove", 3), ("Gå på jobb", 1)))
    rate_goal(session, acting(session, clinic.berg), session.scalars(select(Goal)).all()[0], 5, clinic.now)
    withdraw(session, clinic, response, decision)
    assert told(session, clinic) == []
    kept = [row.words for row in session.scalars(select(Goal).order_by(Goal.id))]
    assert kept == ([] if decision == "erased" else ["Sove", "Gå på jobb"])
    for words in ("Sove", "Lese", "Male"):
        write_goal(session, acting(session, clinic.kari), clinic.kari, words, clinic.now)
    assert len(words_of_goals(session, clinic.kari)) == MOST_GOALS


def test_a_refused_request_changes_nothing(session: Session, clinic: Clinic) -> None:
    response = sent(session, clinic, said(("Sove", 3)))
    withdraw(session, clinic, response, "refused")
    assert told(session, clinic) == [("Sove", [("patient", 3)])]


@pytest.mark.parametrize("decision", ["erased", "marked"])
def test_a_goal_that_lives_on_loses_the_number_alone(session: Session, clinic: Clinic, decision: str) -> None:
    first = sent(session, clinic, said(("Sove", 3)))
    second = sent(session, clinic, said(("Sove", 6)), at=clinic.now + timedelta(days=1))
    withdraw(session, clinic, first, decision)
    assert told(session, clinic) == [("Sove", [("patient", 6)])]
    [stored, _kept] = session.scalars(select(GoalRating).order_by(GoalRating.id))
    assert stored.value == (None if decision == "erased" else 3)
    withdraw(session, clinic, second, decision)
    assert told(session, clinic) == []


def test_a_goal_stays_that_was_written_otherwise_or_rated_by_its_owner(
    session: Session, clinic: Clinic
) -> None:
    kari = acting(session, clinic.kari)
    write_goal(session, kari, clinic.kari, "Gå tur", clinic.now - timedelta(days=1))
    response = sent(session, clinic, {"goal-1": answered("Gå tur"), "goal-2": answered("Sove")})
    sleep = session.scalars(select(Goal).order_by(Goal.id.desc())).first()
    assert sleep is not None
    rate_goal(session, kari, sleep, 4, clinic.now)
    withdraw(session, clinic, response, "erased")
    assert told(session, clinic) == [("Gå tur", []), ("Sove", [("patient", 4)])]


def test_words_stay_with_an_answer_that_is_kept_sealed(session: Session, clinic: Clinic) -> None:
    first = sent(session, clinic, said(("Sove", 3)))
    second = sent(session, clinic, said(("Sove", 6)), at=clinic.now + timedelta(days=1))
    withdraw(session, clinic, second, "marked")
    withdraw(session, clinic, first, "erased")
    assert told(session, clinic) == []
    [goal] = session.scalars(select(Goal))
    assert (goal.words, goal.state) == ("Sove", "stopped")


def test_what_followed_an_erased_wording_stands_by_itself(session: Session, clinic: Clinic) -> None:
    first = sent(session, clinic, said(("Sove", 3)))
    sent(session, clinic, said(("Sove mer", 4)), at=clinic.now + timedelta(days=1))
    withdraw(session, clinic, first, "erased")
    [goal] = session.scalars(select(Goal))
    assert (goal.words, goal.changed_from_id) == ("Sove mer", None)


def test_a_relatives_withdrawn_number_is_gone(session: Session, clinic: Clinic) -> None:
    sent(session, clinic, said(("Sove", 6)))
    answer = sent(session, clinic, said(("Sove", 1)), who="per")
    withdraw(session, clinic, answer, "erased")
    assert told(session, clinic) == [("Sove", [("patient", 6)])]


def test_an_ended_goal_whose_answer_is_marked_stays_as_it_ended(session: Session, clinic: Clinic) -> None:
    kari, response = acting(session, clinic.kari), sent(session, clinic, said(("Sove", 3)))
    [goal] = session.scalars(select(Goal))
    end_goal(session, kari, goal, "reached", said_by(kari, clinic.now))
    withdraw(session, clinic, response, "marked")
    assert goal.state == "reached"
    assert session.scalars(select(Invitation)).first() is not None
