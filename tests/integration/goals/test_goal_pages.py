"""The pages of goals: two taps for the patient, and nothing of others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from clinic import Clinic
from clinician_pages import Browser, sign_in
from goal_pages import goals, me, path, ratings, write
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.persistence.tables import CarePathway, Goal, Person
from feedback.services.access.sign_in import actor_for
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.write_goal import end_goal, said_by, word_anew


def test_one_tap_on_a_number_and_one_on_save(clinic: Clinic, browser: Browser) -> None:
    [sleep, work] = write(clinic, "Sove om natta", "Gå på jobb")
    kari = me(browser, clinic.kari)
    kari.submit({f"goal-{sleep}": "7"}, form=0)
    assert "Saved." in kari.words()
    assert ratings(clinic) == [(sleep, clinic.kari, clinic.kari, "patient", 7)]
    assert "Last time: 7" in kari.words()
    kari.submit({f"goal-{work}": "~not-say"}, form=0)
    assert ratings(clinic)[1:] == [(work, clinic.kari, clinic.kari, "patient", None)]
    assert "Last time: would rather not say" in kari.words()


def test_two_numbers_make_a_line_with_the_numbers_beside_it(clinic: Clinic, browser: Browser) -> None:
    [sleep] = write(clinic, "Sove <b>om</b> natta")
    with clinic.database.transaction() as session:
        goal, acts = session.get_one(Goal, sleep), actor_for(session.get_one(Person, clinic.kari))
        for days, value in enumerate((2, None, 6)):
            rate_goal(session, acts, goal, value, clinic.now + timedelta(days=days))
    kari, berg = me(browser, clinic.kari), sign_in(browser)
    kari.get(f"/me/goals/{sleep}")
    berg.get(path(clinic))
    for page in (kari, berg):
        assert "From 2 to 6 (+4)." in page.words()
        assert "Sove <b>om</b> natta" in page.words()
        assert page.text.count("<circle") >= 2
        rows = [" ".join("".join(row.itertext()).split()) for row in page.all("tr")]
        assert any("would rather not say" in row for row in rows)


def test_a_patient_writes_words_anew_and_ends(clinic: Clinic, browser: Browser) -> None:
    kari = me(browser, clinic.kari)
    kari.submit({"words": " "}, form=0, status=422)
    assert "Write what should be different" in kari.words()
    for words in ("Sove om natta", "Gå på jobb", "Ringe en venn"):
        kari.get("/me/goals")
        kari.submit({"words": words})
    assert "You have three goals." in kari.words()
    kari.get("/me/goals/1")
    kari.submit({"do": "changed", "words": ""}, form=1, status=422)
    kari.submit({"do": "changed", "words": "Gå på jobb"}, form=1, status=422)
    assert "This is a goal already." in kari.words()
    kari.submit({"do": "changed", "words": "Sove hele natta"}, form=1)
    kari.get("/me/goals/2")
    kari.submit({"do": "reached"}, form=0)
    assert "Have you reached this goal?" in kari.words()
    kari.submit({"do": "reached"})
    kari.get("/me/goals/3")
    kari.submit({"do": "nonsense"}, form=2, status=422)
    kari.submit({"do": "stopped"}, form=2)
    assert goals(clinic)[2] == ("Ringe en venn", "active")
    kari.submit({"do": "stopped"})
    assert goals(clinic) == [
        ("Sove om natta", "changed"), ("Gå på jobb", "reached"), ("Ringe en venn", "stopped"),
        ("Sove hele natta", "active"),
    ]  # fmt: skip
    assert "Earlier goals" in kari.words()
    kari.get("/me/goals/4")
    assert "Put another way since: Sove om natta" in kari.words()
    kari.get("/me/goals/2")
    assert "I have reached it" not in kari.words()
    kari.get("/me/")
    kari.post("/me/goals/2", {"do": "stopped", "sure": "1"}, status=422)
    assert "ended already" in kari.words()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"goal-1": "11"}, 422),
        ({"goal-1": "-1"}, 422),
        ({"goal-1": "seven"}, 422),
        ({"goal-1": "7", "goal-2": "99999999999"}, 422),
        ({"goal-1": "7", "goal-99999": "3"}, 404),
        ({"goal-1": "7", "goal-3": "3"}, 404),
        ({"goal-1-2": ""}, 200),
        ({"goal-": "7", "goal-x": "7", "goal-12345678901": "7", "x": "7"}, 200),
    ],
)
def test_hostile_ratings_store_nothing(
    clinic: Clinic, browser: Browser, fields: dict[str, str], status: int
) -> None:
    write(clinic, "Sove", "Gå på jobb")
    assert write(clinic, "Tur med klassen", who="lie") == [3]
    kari = me(browser, clinic.kari)
    kari.post("/me/goals/rate", fields, status=status)
    assert ratings(clinic) == []
    if status == 422:
        assert "Choose a number from 0 to 10." in kari.words()
        assert "Last time" not in kari.words()


def test_what_was_ticked_stands_when_something_else_was_wrong(clinic: Clinic, browser: Browser) -> None:
    [sleep, work] = write(clinic, "Sove", "Gå på jobb")
    kari = me(browser, clinic.kari)
    kari.post("/me/goals/rate", {f"goal-{sleep}": "4", f"goal-{work}": "11"}, status=422)
    assert [box.get("id") for box in kari.all("input") if box.get("checked") is not None] == [
        f"goal-{sleep}-is-4"
    ]


def test_a_fourth_goal_is_refused_with_its_words_kept(clinic: Clinic, browser: Browser) -> None:
    write(clinic, "Sove", "Gå på jobb")
    kari = me(browser, clinic.kari)
    write(clinic, "Ringe en venn")
    kari.submit({"words": "Lære å svømme"}, status=422)
    assert "There are three goals already" in kari.words()
    assert len(goals(clinic)) == 3


def test_nobody_reaches_the_goals_of_another(clinic: Clinic, browser: Browser) -> None:
    [sleep] = write(clinic, "Sove")
    nora, per = me(browser, clinic.nora), browser()
    assert "Sove" not in nora.words()
    nora.get(f"/me/goals/{sleep}", status=404)
    nora.get("/me/goals")
    nora.post(f"/me/goals/{sleep}", {"do": "stopped", "sure": "1"}, status=404)
    nora.get("/me/goals")
    nora.post("/me/goals/rate", {f"goal-{sleep}": "0"}, status=404)
    per.get("/")
    per.post(f"/me/demo-entry/{clinic.per}")
    for address in ("/me/goals", f"/me/goals/{sleep}", "/me/plan"):
        per.get(address, status=404)
    lie = sign_in(browser, "lie")
    lie.get(path(clinic), status=404)
    [hers] = write(clinic, "Tur med klassen", who="lie")
    berg = sign_in(browser)
    for part, fields in (
        ("/decide", {f"goal-{hers}-do": "stopped"}),
        ("/rate", {f"rating-{hers}-{clinic.berg}": "1"}),
        ("/rate", {f"rating-{sleep}-{clinic.nora}": "1"}),
        ("/rate", {f"rating-{sleep}": "1"}),
        ("/rate", {f"rating-{sleep}-1-1": "1"}),
    ):
        berg.get(path(clinic))
        berg.post(path(clinic, part), fields, status=404)
    assert ratings(clinic) == []
    assert ("Tur med klassen", "active") in goals(clinic)


def test_after_the_course_goals_are_there_to_read(clinic: Clinic, browser: Browser) -> None:
    [sleep] = write(clinic, "Sove")
    with clinic.database.transaction() as session:
        hers = CarePathway.patient_id == clinic.kari
        session.scalars(select(CarePathway).where(hers)).one().closed_on = day_of(clinic.now)
    kari = me(browser, clinic.kari)
    assert "there is none open now" in kari.words()
    assert "Sove" in kari.words()
    kari.get(f"/me/goals/{sleep}")
    assert "I have reached it" not in kari.words()
    kari.get("/me/")
    kari.post("/me/goals/write", {"words": "Gå tur"}, status=422)
    assert "There is no open course of treatment now." in kari.words()
    berg = sign_in(browser)
    berg.get(path(clinic))
    assert "Sove" in berg.words()
    berg.get(f"/staff/patients/{clinic.kari}")
    assert "Sove" in berg.words()


def test_somebody_without_any_course(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        hers = CarePathway.patient_id == clinic.kari
        course = session.scalars(select(CarePathway).where(hers)).one()
        course.patient_id, course.closed_on = clinic.nora, day_of(clinic.now)
    kari = me(browser, clinic.kari)
    assert "there is none open now" in kari.words()
    kari.get("/me/plan")
    assert "No plan has been written yet." in kari.words()
    berg = sign_in(browser)
    berg.get(path(clinic))
    assert "No goals have been written yet." in berg.words()
    berg.get("/staff/account")
    berg.post(path(clinic, "/decide"), {"goal-1-do": "keep"}, status=422)
    assert "There is no open course of treatment now." in berg.words()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_page_in_every_language(clinic: Clinic, browser: Browser, language: str) -> None:
    [sleep, work] = write(clinic, "Sove", "Gå på jobb")
    with clinic.database.transaction() as session:
        kari_acts = actor_for(session.get_one(Person, clinic.kari))
        when = said_by(kari_acts, clinic.now)
        word_anew(session, kari_acts, session.get_one(Goal, sleep), "Sove mer", when)
        end_goal(session, kari_acts, session.get_one(Goal, work), "reached", when)
    kari, berg = me(browser, clinic.kari, language), sign_in(browser)
    kari.submit({"goal-3": "3"}, form=0)
    heading = {"nb": "Målene mine", "nn": "Måla mine", "en": "My goals"}[language]
    assert heading in kari.words()
    for address in ("/me/goals/3", "/me/goals/2", "/me/plan", "/me/"):
        kari.get(address)
    for address in ("", "/goals", "/treatment-plan", "/treatment-plan/write"):
        berg.get(f"/staff/patients/{clinic.kari}{address}?language={language}")
