"""The leader's page: whole months of the own unit, and nobody on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from asking import acting
from clinic import Clinic
from page_client import PageClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import EvaluationPoint, Invitation, Response
from feedback.services.access.admission import get_asked
from feedback.services.answers.answering import find_answering
from feedback.services.answers.invite import invite
from feedback.services.answers.reply import get_response, reply
from feedback.services.answers.submit_response import submit_response
from feedback.services.patients.register_patient import Registration, register_patient
from feedback.services.units.unit_use import months_of_use

PEOPLE = 6


def _a_month_ago(session: Session, clinic: Clinic, replies: int) -> None:
    """Six more patients, all asked and answering in the month before; some got a reply."""
    siv, berg = acting(session, clinic.siv), acting(session, clinic.berg)
    last_month = clinic.now.replace(day=15) - timedelta(days=31)
    started = day_of(clinic.now) - timedelta(days=100)
    for number in range(PEOPLE):
        facts = Registration(
            f"X-{number}", f"Ola {number}", started.replace(year=1990, day=1), "nb", clinic.berg, started
        )
        patient = register_patient(session, siv, facts, clinic.now).person_id
        asked = invite(session, siv, patient, "how-i-am", None, last_month)
        answering = find_answering(session, get_asked(session, asked.id))
        sent = submit_response(
            session, acting(session, patient), answering, {}, sharing="all", language="nb", now=last_month
        )
        if number < replies:
            reply(session, berg, get_response(session, patient, sent), "followed", "", last_month)
    session.flush()


def test_whole_months_of_the_own_unit(session: Session, clinic: Clinic) -> None:
    _a_month_ago(session, clinic, PEOPLE)
    today = day_of(clinic.now)
    months = months_of_use(session, acting(session, clinic.geir), today)
    assert len(months) == 6
    assert [month.begins_on.day for month in months] == [1] * 6
    assert months[0].begins_on < today.replace(day=1)
    # Kari was in treatment too and not asked: one person, so what differs by her is hidden
    assert months[0].patients == (7, None, None, None)
    for row in session.scalars(select(Invitation).where(Invitation.patient_id == clinic.kari)):
        row.withdrawn_at = clinic.now
    [other] = {month.patients for month in months_of_use(session, acting(session, clinic.turid), today)[:1]}
    assert other == (None, 0, 0, 0)


def test_all_of_them_are_shown_when_nobody_differs(session: Session, clinic: Clinic) -> None:
    _a_month_ago(session, clinic, 0)
    siv = acting(session, clinic.siv)
    asked = invite(
        session, siv, clinic.kari, "how-i-am", None, clinic.now.replace(day=15) - timedelta(days=31)
    )
    answering = find_answering(session, get_asked(session, asked.id))
    submit_response(
        session, acting(session, clinic.kari), answering, {}, sharing="all", language="nb", now=asked.made_at
    )
    session.flush()
    [month, *_rest] = months_of_use(session, acting(session, clinic.geir), day_of(clinic.now))
    assert month.patients == (7, 7, 7, 0)
    assert month.areas == {"PHV": (7, 7, 7, 0)}
    assert month.relatives == (0, 0)
    assert len(month.points) == 3
    assert session.scalars(select(EvaluationPoint)).all()
    assert session.scalars(select(Response)).all()


def test_the_page_speaks_of_nobody(clinic: Clinic, browser: Callable[[], PageClient]) -> None:
    with clinic.database.transaction() as session:
        _a_month_ago(session, clinic, 2)
    geir = browser()
    geir.get("/staff/sign-in")
    geir.post(f"/staff/demo-entry/{clinic.geir}")
    for language in ("nb", "nn", "en"):
        geir.get(f"/staff/use?language={language}")
        for name in ("Kari", "Nordvik", "Ola", "Berg", "Nora"):
            assert name not in geir.text
    assert "hidden" in geir.words()
