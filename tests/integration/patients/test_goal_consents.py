"""The patient lets a relative see their goals: by their own yes alone, withdrawn at once, with nothing of others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from asking import acting
from clinic import OPERATOR, Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import SEE_GOALS
from feedback.persistence.tables import AuditEvent, CarePathway, Consent, Goal, GoalRating
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.read_goals import active_goals
from feedback.services.goals.shown_goals import read_shown, shown_by_number, shown_to
from feedback.services.goals.write_goal import end_goal, said_by, write_goal
from feedback.services.patients.consents import renew_consent, withdraw_consent
from feedback.services.patients.goal_consents import hide_goals, sees_goals, show_goals
from feedback.services.patients.read_registration import goals_seen_by, relatives_of
from feedback.services.refusals import NotFound, Refused


def show(
    session: Session, clinic: Clinic, who: str = "kari", until: date | None = None, agreed: bool = True
) -> None:
    actor = acting(session, getattr(clinic, who))
    show_goals(session, actor, clinic.kari, clinic.per, agreed, until, clinic.now)


def written(session: Session, clinic: Clinic, words: str = "Sove") -> Goal:
    return write_goal(session, acting(session, clinic.kari), clinic.kari, words, clinic.now)


def seen(session: Session, clinic: Clinic, days: int = 0) -> list[tuple[str, int | None]]:
    found = shown_to(session, clinic.per, day_of(clinic.now) + timedelta(days=days))
    return [
        (one.goal.words, one.latest.value if one.latest else None) for each in found for one in each.goals
    ]


@pytest.mark.parametrize("who", ["kari", "siv"])
def test_the_goals_are_shown_by_the_patients_yes_and_hidden_at_once(
    session: Session, clinic: Clinic, who: str
) -> None:
    written(session, clinic)
    assert seen(session, clinic) == []
    show(session, clinic, who)
    assert seen(session, clinic) == [("Sove", None)]
    assert goals_seen_by(session, clinic.kari, day_of(clinic.now)) == ("Per Nordvik",)
    hide_goals(session, acting(session, getattr(clinic, who)), clinic.kari, clinic.per, clinic.now)
    assert seen(session, clinic) == []
    assert goals_seen_by(session, clinic.kari, day_of(clinic.now)) == ()
    hide_goals(session, acting(session, clinic.kari), clinic.kari, clinic.per, clinic.now)
    said = select(AuditEvent.action).where(AuditEvent.action.like("%show goals%"))
    assert session.scalars(said).all() == [
        "consent to show goals given",
        "consent to show goals withdrawn",
    ]
    [row] = session.scalars(select(Consent).where(Consent.scope == SEE_GOALS))
    assert (row.basis, row.starts_on, row.recorded_by_id) == (
        "patient", day_of(clinic.now), getattr(clinic, who)
    )  # fmt: skip


def test_it_is_for_as_long_as_the_patient_says(session: Session, clinic: Clinic) -> None:
    written(session, clinic)
    today = day_of(clinic.now)
    show(session, clinic, until=today + timedelta(days=3))
    assert (seen(session, clinic, 3), seen(session, clinic, 4)) == ([("Sove", None)], [])
    show(session, clinic, until=None)  # in place of the earlier yes
    assert seen(session, clinic, 4) == [("Sove", None)]
    with pytest.raises(Refused, match="before today"):
        show(session, clinic, until=today - timedelta(days=1))
    with pytest.raises(Refused, match="tick the box"):
        show(session, clinic, "siv", agreed=False)


def test_only_the_patient_and_who_writes_it_down_decide(session: Session, clinic: Clinic) -> None:
    for who in ("per", "berg", "nora", "tove", "geir", "nina"):
        with pytest.raises(NotFound):
            show(session, clinic, who)
        with pytest.raises(NotFound):
            hide_goals(session, acting(session, getattr(clinic, who)), clinic.kari, clinic.per, clinic.now)
    siv = acting(session, clinic.siv)
    for relative in (clinic.tove, clinic.kari, 99_999):
        with pytest.raises(NotFound):
            show_goals(session, siv, clinic.kari, relative, True, None, clinic.now)
    with pytest.raises(NotFound):
        show_goals(session, OPERATOR, clinic.kari, clinic.per, True, None, clinic.now)


def test_who_does_not_take_part_sees_nothing(session: Session, clinic: Clinic) -> None:
    """Nor when they take part again: that is another yes."""
    written(session, clinic)
    siv = acting(session, clinic.siv)
    show(session, clinic)
    withdraw_consent(session, siv, clinic.kari, clinic.per, clinic.now)
    assert seen(session, clinic) == []
    with pytest.raises(Refused, match="does not take part"):
        show(session, clinic)
    renew_consent(session, siv, clinic.kari, clinic.per, True, None, clinic.now)
    assert seen(session, clinic) == []
    show(session, clinic)
    assert seen(session, clinic) == [("Sove", None)]


def test_the_law_shows_no_goal_to_a_parent(session: Session, clinic: Clinic) -> None:
    """Tove takes part by law; Nora decides (rule A9). When Nora is 16, it ends with what the law gave."""
    nora, today = acting(session, clinic.nora), day_of(clinic.now)
    write_goal(session, nora, clinic.nora, "Skolen", clinic.now)
    assert shown_to(session, clinic.tove, today) == []
    show_goals(session, nora, clinic.nora, clinic.tove, True, None, clinic.now)
    assert len(shown_to(session, clinic.tove, today)) == 1
    [row] = relatives_of(session, clinic.nora, today)
    assert row.consent is not None
    assert row.consent.ends_on is not None
    sixteen = row.consent.ends_on + timedelta(days=1)
    assert not sees_goals(session, clinic.nora, clinic.tove, sixteen)
    assert goals_seen_by(session, clinic.nora, sixteen) == ()


def test_a_relative_sees_words_and_their_own_ratings_alone(session: Session, clinic: Clinic) -> None:
    kari, per, berg = (acting(session, number) for number in (clinic.kari, clinic.per, clinic.berg))
    sleep, work = written(session, clinic), written(session, clinic, "Tilbake på jobb")
    show(session, clinic)
    rate_goal(session, kari, sleep, 2, clinic.now)
    rate_goal(session, berg, sleep, 5, clinic.now)
    rate_goal(session, per, sleep, 4, clinic.now)
    rate_goal(session, per, sleep, 7, clinic.now + timedelta(hours=1))
    assert seen(session, clinic) == [("Sove", 7), ("Tilbake på jobb", None)]
    end_goal(session, kari, work, "reached", said_by(kari, clinic.now))
    assert seen(session, clinic) == [("Sove", 7)]
    [read] = active_goals(session, sleep.pathway_id)
    assert {rater[0]: [one.value for one in found] for rater, found in read.by_rater.items()} == {
        "patient": [2], "relative": [4, 7], "clinician": [5]
    }  # fmt: skip


def test_a_relative_rates_what_they_may_see_today(session: Session, clinic: Clinic) -> None:
    goal, per, today = written(session, clinic), acting(session, clinic.per), day_of(clinic.now)
    with pytest.raises(NotFound):
        rate_goal(session, per, goal, 4, clinic.now)
    with pytest.raises(NotFound):
        shown_by_number(session, clinic.per, today)
    show(session, clinic)
    assert shown_by_number(session, clinic.per, today) == {goal.id: goal}
    rate_goal(session, per, goal, None, clinic.now)
    with pytest.raises(NotFound):
        rate_goal(session, acting(session, clinic.tove), goal, 4, clinic.now)
    hide_goals(session, acting(session, clinic.kari), clinic.kari, clinic.per, clinic.now)
    with pytest.raises(NotFound):
        rate_goal(session, per, goal, 9, clinic.now)
    [stays] = session.scalars(select(GoalRating))
    assert (stays.by_id, stays.author_id, stays.role, stays.value) == (
        clinic.per, clinic.per, "relative", None
    )  # fmt: skip


def test_nothing_is_shown_of_a_closed_course(session: Session, clinic: Clinic) -> None:
    goal = written(session, clinic)
    show(session, clinic)
    assert [one.patient.id for one in shown_to(session, clinic.per, day_of(clinic.now))] == [clinic.kari]
    session.get_one(CarePathway, goal.pathway_id).closed_on = day_of(clinic.now)
    session.flush()
    assert seen(session, clinic) == []


def test_the_patient_can_see_that_it_was_read(session: Session, clinic: Clinic) -> None:
    goal = written(session, clinic)
    assert read_shown(session, acting(session, clinic.per), clinic.now) == []
    show(session, clinic)
    read_shown(session, acting(session, clinic.per), clinic.now)
    rows = session.execute(
        select(AuditEvent.actor_id, AuditEvent.patient_id, AuditEvent.target).where(
            AuditEvent.action == "read goals"
        )
    )
    assert rows.all() == [(clinic.per, clinic.kari, f"goal {goal.id}")]
