"""The pages of goals: two taps for the patient, everybody kept apart for the clinician, nothing of others."""

from __future__ import annotations

import pytest
from clinic import Clinic
from clinician_pages import Browser, sign_in
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.persistence.tables import AuditEvent, CarePathway, EmergencyAccess, Goal, GoalRating, Person
from feedback.services.access.emergency import open_in_emergency
from feedback.services.access.sign_in import actor_for
from feedback.services.goals.write_goal import end_goal, said_by, word_anew, write_goal


def me(browser: Browser, person: int, language: str = "en") -> PageClient:
    page = browser()
    page.get("/")
    page.post(f"/me/demo-entry/{person}")
    page.get(f"/me/goals?language={language}")
    return page


def write(clinic: Clinic, *words: str, who: str = "kari") -> list[int]:
    """Goals of Kari, or of Nora by Dr Lie."""
    patient = clinic.nora if who in ("nora", "lie") else clinic.kari
    with clinic.database.transaction() as session:
        actor = actor_for(session.get_one(Person, getattr(clinic, who)))
        return [write_goal(session, actor, patient, text, clinic.now).id for text in words]


def ratings(clinic: Clinic) -> list[tuple[int, int, int, str, int | None]]:
    with clinic.database.transaction() as session:
        rows = session.scalars(select(GoalRating).order_by(GoalRating.id))
        return [(row.goal_id, row.by_id, row.author_id, row.role, row.value) for row in rows]


def goals(clinic: Clinic) -> list[tuple[str, str]]:
    with clinic.database.transaction() as session:
        return [(row.words, row.state) for row in session.scalars(select(Goal).order_by(Goal.id))]


def path(clinic: Clinic, part: str = "") -> str:
    return f"/staff/patients/{clinic.kari}/goals{part}"


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
    kari.get("/me/goals/3")
    kari.submit({"do": "nonsense"}, form=2, status=422)
    kari.submit({"do": "stopped"}, form=2)
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
    kari.post("/me/goals/2", {"do": "stopped"}, status=422)
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
    nora.post(f"/me/goals/{sleep}", {"do": "stopped"}, status=404)
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


def test_a_clinician_rates_and_writes_down_what_is_said(clinic: Clinic, browser: Browser) -> None:
    [sleep] = write(clinic, "Sove")
    berg = sign_in(browser)
    berg.get(path(clinic))
    berg.submit(
        {
            f"rating-{sleep}-{clinic.berg}": "4",
            f"rating-{sleep}-{clinic.kari}": "7",
            f"rating-{sleep}-{clinic.per}": "~not-say",
        },
        form=0,
    )
    assert sorted(ratings(clinic)) == sorted([
        (sleep, clinic.berg, clinic.berg, "clinician", 4),
        (sleep, clinic.kari, clinic.berg, "patient", 7),
        (sleep, clinic.per, clinic.berg, "relative", None),
    ])  # fmt: skip
    assert "said to Anna Berg" in berg.words()
    berg.submit({f"rating-{sleep}-{clinic.berg}": "44"}, form=0, status=422)
    assert "Choose a number from 0 to 10." in berg.words()
    berg.submit({"words": "Spise frokost"})
    berg.submit({"words": ""}, status=422)
    assert "Said in a meeting, written down by Anna Berg." in berg.words()
    kari = me(browser, clinic.kari)
    kari.get("/me/goals/1")
    for told in ("You", "Anna Berg (clinician)", "Per Nordvik (sibling)", "said to Anna Berg"):
        assert told in kari.words()
    kari.get("/me/goals/2")
    assert "Said in a meeting, written down by Anna Berg." in kari.words()
    kari.get("/me/")
    assert "Anna Berg" in kari.words().partition("Who has looked")[2]


def test_people_who_see_a_goal_differently_are_pointed_out_where_signals_are_on(
    clinic: Clinic, browser: Browser
) -> None:
    [sleep] = write(clinic, "Sove")
    berg = sign_in(browser)
    berg.get(path(clinic))
    berg.submit({f"rating-{sleep}-{clinic.berg}": "4", f"rating-{sleep}-{clinic.kari}": "7"}, form=0)
    assert "Seen differently" not in berg.words()
    with clinic.database.transaction() as session:
        unit = session.get_one(Person, clinic.kari).unit
        unit.interpretation_confirmed_on, unit.interpretation_confirmed_by = day_of(clinic.now), "Geir"
    berg.get(path(clinic))
    assert "Seen differently: talk about it" in berg.words()
    berg.submit({f"rating-{sleep}-{clinic.berg}": "5"}, form=0)
    assert "Seen differently" not in berg.words()


def test_what_is_decided_with_the_patient(clinic: Clinic, browser: Browser) -> None:
    [sleep, work, call] = write(clinic, "Sove", "Gå på jobb", "Ringe en venn")
    berg = sign_in(browser)
    berg.get(path(clinic))
    form = {f"goal-{sleep}-do": "changed", f"goal-{sleep}-words": "", f"goal-{work}-do": "reached"}
    berg.submit(form, form=1, status=422)
    assert "Write what should be different" in berg.words()
    assert [state for _words, state in goals(clinic)] == ["active"] * 3
    ticked = {box.get("id") for box in berg.all("input") if box.get("checked") is not None}
    assert {f"goal-{sleep}-changed", f"goal-{work}-reached", f"goal-{call}-keep"} <= ticked
    berg.submit({f"goal-{call}-words": "Ringe to venner"}, form=1, status=422)
    assert "You have written new words." in berg.words()
    berg.submit({f"goal-{sleep}-do": "what"}, form=1, status=422)
    berg.get(path(clinic))
    berg.submit({**form, f"goal-{sleep}-words": "Sove hele natta"}, form=1)
    assert goals(clinic) == [
        ("Sove", "changed"), ("Gå på jobb", "reached"), ("Ringe en venn", "active"), ("Sove hele natta", "active"),
    ]  # fmt: skip
    with clinic.database.transaction() as session:
        mine = (AuditEvent.actor_id == clinic.berg, AuditEvent.action.like("%as spoken"))
        actions = set(session.scalars(select(AuditEvent.action).where(*mine)))
    assert actions == {"worded goal anew, as spoken", "goal reached, as spoken"}


def test_in_an_emergency_goals_are_read_and_not_written(clinic: Clinic, browser: Browser) -> None:
    write(clinic, "Sove")
    with clinic.database.transaction() as session:
        lie = actor_for(session.get_one(Person, clinic.lie))
        open_in_emergency(session, lie, "F-1", "danger", "is in the emergency ward", clinic.now, 4)
        assert session.scalars(select(EmergencyAccess)).one()
    lie_page = sign_in(browser, "lie")
    lie_page.get(path(clinic))
    assert "Sove" in lie_page.words()
    assert not list(lie_page.all("main")[0].iter("form"))
    lie_page.post(path(clinic, "/write"), {"words": "Gå tur"}, status=404)


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
    assert "No goals have been written yet." in berg.words()


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
