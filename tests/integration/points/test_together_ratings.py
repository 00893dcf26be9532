"""Goals are rated at the table, and what is seen differently is said where it is talked about."""

from __future__ import annotations

from clinic import Clinic
from clinician_pages import Browser, begin, hold, point_path
from evaluation_pages import at
from goal_pages import write
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.persistence.tables import GoalRating, Person, Unit


def test_those_at_the_table_say_how_near_it_is(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        unit = session.get_one(Unit, session.get_one(Person, clinic.berg).unit_id)
        unit.interpretation_confirmed_on = day_of(clinic.now)
        unit.interpretation_confirmed_by = "Nina Ås"
    [work] = write(clinic, "Gå på jobb")
    berg = at(clinic, begin(clinic, browser), "useful")
    said = {f"rating-{work}-{clinic.kari}": "2", f"rating-{work}-{clinic.berg}": "7"}
    berg.submit({**said, "do": "next"})
    with clinic.database.transaction() as session:
        rows = session.execute(select(GoalRating.by_id, GoalRating.value, GoalRating.author_id)).all()
    assert set(rows) == {(clinic.kari, 2, clinic.berg), (clinic.berg, 7, clinic.berg)}
    at(clinic, berg, "useful")
    assert "Seen differently: talk about it" in berg.words()
    berg.get(point_path(clinic) + "/sheet")
    assert "Gå på jobb (Seen differently: talk about it)" in berg.words()
    hold(at(clinic, berg, "next"))
    berg.post(point_path(clinic) + "/open")
    assert f"rating-{work}" not in at(clinic, berg, "useful").text


def test_a_number_that_is_none_keeps_the_rest(clinic: Clinic, browser: Browser) -> None:
    [work] = write(clinic, "Gå på jobb")
    berg = at(clinic, begin(clinic, browser), "useful")
    wrong = {f"rating-{work}-{clinic.kari}": "99", "notes-useful": "Ja, mest."}
    berg.submit({**wrong, "do": "next"}, status=422)
    assert "Ja, mest." in berg.text
    assert "Choose a number from 0 to 10." in berg.words()
