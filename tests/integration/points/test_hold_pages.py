"""Before a point is held one looks at the whole once more; a draft is thrown away after a question only."""

from __future__ import annotations

from clinic import Clinic
from clinician_pages import Browser, begin, hold, point_path
from evaluation_pages import at, cares_too, due_later, written
from goal_pages import goals, write
from page_client import PageClient
from sqlalchemy import select

from feedback.persistence.tables import EvaluationPoint, EvaluationRecord


def days(clinic: Clinic) -> list[object]:
    with clinic.database.transaction() as session:
        return list(session.scalars(select(EvaluationPoint.held_on).order_by(EvaluationPoint.id)))


def asked(clinic: Clinic, browser: Browser) -> PageClient:
    """Dr Berg, who is asked whether it was like this."""
    berg = at(clinic, begin(clinic, browser), "next")
    berg.submit({"do": "hold"})
    return berg


def test_one_press_holds_nothing(clinic: Clinic, browser: Browser) -> None:
    berg = asked(clinic, browser)
    assert days(clinic) == [None]
    assert "1 of 12 headings gone through Nobody has come to these." in berg.words()
    assert "It is not written down who took part." in berg.words()
    berg.submit()
    assert days(clinic)[0] is not None
    assert berg.path == point_path(clinic)
    berg.get(point_path(clinic) + "/together/hold")
    assert berg.path == point_path(clinic)
    berg.post(point_path(clinic) + "/together/hold", {})
    assert berg.path == point_path(clinic)


def test_everything_is_read_once_more(clinic: Clinic, browser: Browser) -> None:
    due_later(clinic, 3)
    [work] = write(clinic, "Gå på jobb")
    berg = at(clinic, begin(clinic, browser), "plan")
    steps = {"steps-0-what": "Ringe", "steps-1-what": "Gå tur", "steps-1-who": "Per"}
    berg.submit({"works": "Turene", "major": "y", f"goal-{work}-do": "reached", **steps, "do": "next"})
    at(clinic, berg, "next").submit({"do": "hold"})
    for said in ("Turene", "Reached: “Gå på jobb”", "Who does it, and by when? Ringe", "usually get a copy"):
        assert said in berg.words(), said
    assert goals(clinic) == [("Gå på jobb", "active")]
    berg.submit()
    assert goals(clinic) == [("Gå på jobb", "reached")]


def test_nobody_holds_what_they_have_not_seen(clinic: Clinic, browser: Browser) -> None:
    cares_too(clinic)
    berg = asked(clinic, browser)
    seen = berg.token
    with clinic.database.transaction() as session:
        row = session.scalars(select(EvaluationRecord)).one()
        row.content = {**row.content, "works": "Skrevet imens"}
    berg.submit(status=422)
    assert seen
    assert "Somebody has written here meanwhile" in berg.words()
    assert "Skrevet imens" in berg.words()
    berg.submit()
    assert days(clinic)[0] is not None


def test_what_became_impossible_meanwhile_is_refused_with_a_sentence(
    clinic: Clinic, browser: Browser
) -> None:
    berg = asked(clinic, browser)
    with clinic.database.transaction() as session:
        point = session.scalars(select(EvaluationPoint)).one()
        point.pathway.closed_on = point.pathway.started_on
    berg.submit(status=422)
    assert "A point can no longer be held in it" in berg.words()
    assert days(clinic) == [None]


def test_without_a_day_there_is_nothing_to_hold(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "useful")
    berg.get(point_path(clinic) + "/together/hold")
    berg.submit(status=422)
    assert "Write the day on which it was held." in berg.words()


def test_a_draft_that_was_begun_by_accident_is_thrown_away(clinic: Clinic, browser: Browser) -> None:
    berg = begin(clinic, browser)
    berg.get(point_path(clinic))
    assert "Throw the draft away" in berg.words()
    berg.submit(form=1)
    with clinic.database.transaction() as session:
        assert session.scalars(select(EvaluationRecord)).all() == []
    berg.submit(form=0)
    assert written(clinic).visited == ()
    hold(at(clinic, berg, "next"))
    assert days(clinic)[0] is not None


def test_ratings_kept_goals_and_steps_that_go_on_are_among_it(clinic: Clinic, browser: Browser) -> None:
    sleep, work = write(clinic, "Sove om natta", "Gå på jobb")
    berg = at(clinic, begin(clinic, browser), "plan")
    berg.submit({"steps-0-what": "Ringe fastlegen", "do": "next"})
    at(clinic, berg, "next").submit({"do": "hold"})
    berg.submit()
    with clinic.database.transaction() as session:
        second = session.scalars(select(EvaluationPoint.id).order_by(EvaluationPoint.id)).all()[1]
    path = f"/staff/patients/{clinic.kari}/points/{second}"
    berg.get(path)
    berg.post(f"{path}/open")
    berg.get(f"{path}/together/useful")
    berg.submit({f"rating-{sleep}-{clinic.kari}": "7", "do": "next"})
    berg.get(f"{path}/together/plan")
    berg.submit({f"goal-{work}-do": "reached", "works": "Turene", "goals": "Søvn først", "do": "next"})
    berg.get(f"{path}/together/took-part")
    berg.submit({"do": "next"})
    berg.get(f"{path}/together/hold")
    words = berg.words()
    assert "Sove om natta 7 (" in words
    assert "Gets a copy Kari Nordvik" in words
    order = ("Turene", "Kept: “Sove om natta”", "Reached: “Gå på jobb”", "Søvn først", "Who does what")
    places = [words.index(said) for said in order]
    assert places == sorted(places)
    assert "Ringe fastlegen" in words[places[-1] :]
