"""Who is asked what on which occasion (rules A2, A3 and A9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting, ask, invitation_of, send
from clinic import Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import (
    Appointment,
    AuditEvent,
    EvaluationPoint,
    Invitation,
    Occasion,
    Patient,
    QuestionSet,
    Relationship,
)
from feedback.services.answers.invite import find_invitation, get_occasion, invite, is_answered, new_link
from feedback.services.answers.occasions import own_initiative
from feedback.services.answers.offer_questions import (
    get_invitation_about,
    occasions_to_choose,
    people_to_ask,
    questions_for,
)
from feedback.services.patients.schedule_appointment import schedule_appointment
from feedback.services.refusals import NotFound, Refused


def _appointment(session: Session, clinic: Clinic, reference: str, days: int) -> Appointment:
    starts_at = clinic.now + timedelta(days=days)
    actor = acting(session, clinic.siv)
    return schedule_appointment(session, actor, clinic.kari, reference, starts_at, clinic.now)


def test_each_occasion_by_its_name(session: Session, clinic: Clinic) -> None:
    today = day_of(clinic.now)
    [appointment] = session.scalars(select(Appointment).where(Appointment.patient_id == clinic.kari))
    names = ("start", "closing", "own", "point:1", f"appointment:{appointment.id}")
    kinds = ("start", "closing", "own-initiative", "evaluation", "session")
    found = [get_occasion(session, clinic.kari, name, today) for name in names]
    assert tuple(occasion.kind for occasion in found) == kinds
    again = [get_occasion(session, clinic.kari, name, today).id for name in names]
    same = [first.id == second for first, second in zip(found, again, strict=True)]
    assert same == [True, True, False, True, True]  # own initiative is a new occasion each time


@pytest.mark.parametrize(
    "name", ["", "moon", "moon:1", "point:", "point:x", "point:9", "appointment:99999", "appointment:2"]
)
def test_an_occasion_that_is_not_karis_is_not_found(session: Session, clinic: Clinic, name: str) -> None:
    assert session.get_one(Appointment, 2).patient_id == clinic.nora
    with pytest.raises(NotFound):
        get_occasion(session, clinic.kari, name, day_of(clinic.now))


def test_session_feedback_belongs_to_the_last_appointment_that_took_place(
    session: Session, clinic: Clinic
) -> None:
    last = _appointment(session, clinic, "A-2", 0)
    _appointment(session, clinic, "A-3", 7)
    called_off = _appointment(session, clinic, "A-4", 0)
    called_off.state = "cancelled"
    session.flush()
    first = ask(session, clinic, clinic.kari, "after-session")
    assert invitation_of(session, first).occasion.appointment_id == last.id
    assert invitation_of(session, ask(session, clinic, clinic.kari, "after-session")) is invitation_of(
        session, first
    )
    send(session, clinic, first, {})
    second = invitation_of(session, ask(session, clinic, clinic.kari, "after-session"))
    assert second.occasion.kind == "own-initiative"
    assert len(list(session.scalars(select(Occasion)))) == 2


def test_all_else_belongs_to_the_open_evaluation_point(session: Session, clinic: Clinic) -> None:
    first = ask(session, clinic, clinic.kari, "how-i-am")
    assert invitation_of(session, first).occasion.kind == "evaluation"
    send(session, clinic, first, {})
    assert (
        invitation_of(session, ask(session, clinic, clinic.kari, "how-i-am")).occasion.kind
        == "own-initiative"
    )
    session.scalars(select(EvaluationPoint)).one().cancelled_on = day_of(clinic.now)
    session.flush()
    assert (
        invitation_of(session, ask(session, clinic, clinic.kari, "my-goals")).occasion.kind
        == "own-initiative"
    )


@pytest.mark.parametrize(
    ("who", "key", "reason"),
    [
        ("berg", "after-session", "no patient or relative with the number"),
        ("kari", "relative-view", "not meant for this person"),
        ("per", "after-session", "not meant for this person"),
        ("kari", "nothing", "no published question set 'nothing'"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    session: Session, clinic: Clinic, who: str, key: str, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        ask(session, clinic, getattr(clinic, who), key)


def test_nobody_is_asked_who_does_not_exist_or_is_connected_to_nobody(
    session: Session, clinic: Clinic
) -> None:
    siv = acting(session, clinic.siv)
    with pytest.raises(Refused, match="number 99999"):
        invite(session, siv, 99_999, "after-session", None, clinic.now)
    session.delete(session.scalars(select(Relationship).where(Relationship.relative_id == clinic.per)).one())
    session.flush()
    with pytest.raises(Refused, match="not connected"):
        ask(session, clinic, clinic.per, "relative-view")


def test_an_occasion_of_another_patient_is_not_found(session: Session, clinic: Clinic) -> None:
    noras = own_initiative(session, clinic.nora, day_of(clinic.now))
    with pytest.raises(NotFound):
        ask(session, clinic, clinic.kari, "how-i-am", noras)


def test_what_was_withdrawn_can_be_asked_again(session: Session, clinic: Clinic) -> None:
    first = invitation_of(session, ask(session, clinic, clinic.kari, "after-session"))
    first.withdrawn_at = clinic.now
    with pytest.raises(Refused, match="answered or withdrawn"):
        new_link(session, acting(session, clinic.siv), first, clinic.now)
    assert invitation_of(session, ask(session, clinic, clinic.kari, "after-session")) is first
    assert first.withdrawn_at is None


def test_an_answered_question_gets_no_new_link(session: Session, clinic: Clinic) -> None:
    asked, siv = ask(session, clinic, clinic.kari, "after-session"), acting(session, clinic.siv)
    assert (
        len({new_link(session, siv, invitation_of(session, asked), clinic.now).token for _ in range(2)}) == 2
    )
    assert not is_answered(session, invitation_of(session, asked).id)
    send(session, clinic, asked, {})
    assert is_answered(session, invitation_of(session, asked).id)
    with pytest.raises(Refused, match="Ask anew"):
        new_link(session, siv, invitation_of(session, asked), clinic.now)
    said = session.scalars(
        select(AuditEvent.action).where(AuditEvent.target == f"invitation {invitation_of(session, asked).id}")
    )
    assert list(said) == ["invited", "made link", "made link"]


def test_it_is_known_who_asked_whom_about_whom(session: Session, clinic: Clinic) -> None:
    siv = acting(session, clinic.siv)
    row = invite(session, siv, clinic.per, "relative-view", None, clinic.now)
    assert (row.person_id, row.patient_id, row.made_by_id) == (clinic.per, clinic.kari, clinic.siv)
    assert find_invitation(session, clinic.per, row.occasion_id, row.question_set_id) is row
    assert get_invitation_about(session, clinic.kari, row.id) is row
    with pytest.raises(NotFound):
        get_invitation_about(session, clinic.nora, row.id)
    assert list(session.scalars(select(Invitation))) == [row]


def test_what_is_usual_for_a_role_is_offered_first(session: Session, clinic: Clinic) -> None:
    row, today = session.get_one(Patient, clinic.kari), day_of(clinic.now)
    own = session.scalars(select(QuestionSet).where(QuestionSet.key == "how-i-am")).one()
    own.origin, own.published_at = "imported", clinic.now - timedelta(days=200)
    people = {one.id: one for one in people_to_ask(session, row, today)}
    keys = {
        number: [found.key for found in questions_for(session, people[number], row, today)]
        for number in people
    }
    assert keys[clinic.kari][0] == "after-session"
    assert keys[clinic.kari][-1] == "how-i-am"
    assert keys[clinic.per] == ["relative-view", "relative-self", "my-goals"]


def test_what_is_offered_fits_the_person(session: Session, clinic: Clinic) -> None:
    today = day_of(clinic.now)

    def offered(patient: int, person: int) -> set[str]:
        row = session.get_one(Patient, patient)
        people = {one.id: one for one in people_to_ask(session, row, today)}
        return {found.key for found in questions_for(session, people[person], row, today)}

    assert "after-session" in offered(clinic.kari, clinic.kari)
    assert not {"after-session-young", "relative-view"} & offered(clinic.kari, clinic.kari)
    assert "after-session-parent" not in offered(clinic.kari, clinic.per)
    assert "after-session-parent" in offered(clinic.nora, clinic.tove)
    assert "after-session" not in offered(clinic.nora, clinic.nora)
    session.get_one(Patient, clinic.nora).born_on = today - timedelta(days=round(16.5 * 365.25))
    assert {"after-session", "after-session-young"} <= offered(clinic.nora, clinic.nora)


def test_the_occasions_to_choose_from(session: Session, clinic: Clinic) -> None:
    _appointment(session, clinic, "A-9", 3)
    appointments, points = occasions_to_choose(session, clinic.kari, clinic.now)
    assert [row.reference for row in appointments] == ["A-1"]
    assert [row.number for row in points] == [1]
    points[0].pathway.closed_on = day_of(clinic.now)
    session.flush()
    assert occasions_to_choose(session, clinic.kari, clinic.now)[1] == []
