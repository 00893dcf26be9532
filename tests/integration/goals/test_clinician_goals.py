"""The clinician's page of goals: everybody kept apart, written down as it is said, decided with the patient."""

from __future__ import annotations

from clinic import Clinic
from clinician_pages import Browser, sign_in
from flask import Flask, render_template_string
from goal_pages import goals, me, path, ratings, write
from page_client import as_filled, parse
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.domain.goals.rules import GoalDecision
from feedback.persistence.tables import AuditEvent, EmergencyAccess, Person
from feedback.services.access.emergency import open_in_emergency
from feedback.services.access.sign_in import actor_for
from feedback.services.goals.read_goals import find_course
from feedback.web.clinician.goals.goal_choices import goal_choices, sent_choices


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


def test_the_choices_can_stand_in_the_form_of_an_evaluation_point(app: Flask, clinic: Clinic) -> None:
    """As services.goals.decide_goals says how."""
    [sleep, work] = write(clinic, "Sove", "Gå på jobb")
    decisions = {sleep: GoalDecision("changed", "Sove mer")}
    template = '{% from "clinician/goal_parts.html" import goal_choices %}{{ goal_choices(choices) }}'
    with clinic.database.transaction() as session, app.test_request_context("/?language=en"):
        app.preprocess_request()
        course = find_course(session, clinic.kari)
        assert course is not None
        choices = goal_choices(session, course, decisions, {f"goal-{work}-words": "This is a goal already."})
        drawn = render_template_string(template, choices=choices)
    tree = parse(f"<!doctype html><html lang=en><title>x</title><form>{drawn}</form></html>", "x")
    sent = dict(as_filled(next(tree.iter("form"))))
    assert sent_choices(sent) == {
        sleep: GoalDecision("changed", "Sove mer"), work: GoalDecision("keep", "Gå på jobb"),
    }  # fmt: skip
    assert "This is a goal already." in drawn
    assert "Nobody has said yet how near it is." in drawn
