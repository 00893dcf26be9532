"""A coordinator arranges what the overview names as missing, and sees no answer on the way."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from io import BytesIO

from clinic import Clinic
from clinician_pages import Browser, sign_in
from pypdf import PdfReader
from sqlalchemy import select

from feedback.domain.calendar import day_of, local
from feedback.persistence.tables import AuditEvent, EvaluationPoint
from feedback.services.points.evaluation.hold_evaluation import get_point


def _point(clinic: Clinic) -> EvaluationPoint:
    with clinic.database.transaction() as session:
        return get_point(session, clinic.kari, 1)


def _late(clinic: Clinic) -> None:
    with clinic.database.transaction() as session:
        point = get_point(session, clinic.kari, 1)
        point.due_on = day_of(clinic.now) - timedelta(1)
        point.opens_on = point.due_on - timedelta(14)


def test_a_meeting_is_set_and_taken_away(clinic: Clinic, browser: Browser) -> None:
    siv, point = sign_in(browser, "dahl"), _point(clinic)
    page = f"/staff/unit/patients/{clinic.kari}/points/{point.id}"
    siv.get("/staff/unit/points?language=en")
    assert page in {link.get("href") for link in siv.all("a")}
    siv.get(page)
    assert "The patient has not prepared" in siv.words()
    day = day_of(clinic.now) + timedelta(3)
    siv.submit({"day": "soon", "clock": "10:30"}, status=422)
    siv.submit({"day": (day - timedelta(9)).isoformat(), "clock": "10:30"}, status=422)
    siv.submit({"day": day.isoformat(), "clock": "10:30"})
    agreed = _point(clinic).meeting_at
    assert agreed is not None
    assert local(agreed).replace(tzinfo=None) == datetime.combine(day, time(10, 30))
    with clinic.database.transaction() as session:
        told = session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("agreed meeting"))).one()
        assert (told.actor_id, told.purpose) == (clinic.siv, "registration")
    siv.submit({"do": "remove"})
    assert _point(clinic).meeting_at is None


def test_the_reason_is_noted_once_the_day_has_passed(clinic: Clinic, browser: Browser) -> None:
    siv, page = sign_in(browser, "dahl"), f"/staff/unit/patients/{clinic.kari}/points/{_point(clinic).id}"
    siv.get(f"{page}?language=en")
    assert "Note why" not in siv.words()
    _late(clinic)
    siv.get(page)
    assert "Day passed, no reason noted" in siv.words()
    siv.post(f"{page}/late", {"late_reason": ""}, status=422)
    siv.post(f"{page}/late", {"late_reason": "moon"}, status=422)
    siv.post(f"{page}/late", {"late_reason": "illness"})
    assert _point(clinic).late_reason == "illness"
    siv.get(page)
    assert "Noted: Illness" in siv.words()
    assert "Day passed" not in siv.words()


def test_the_paper_holds_nothing_that_anybody_said(clinic: Clinic, browser: Browser) -> None:
    siv, berg = sign_in(browser, "dahl"), sign_in(browser)
    berg.get(f"/staff/patients/{clinic.kari}/points/{_point(clinic).id}/preparation")
    berg.submit({"topic_1": "medisinen"})
    berg.post(f"/staff/patients/{clinic.kari}/points/{_point(clinic).id}/open")
    answer = siv.client.get(f"/staff/unit/patients/{clinic.kari}/points/{_point(clinic).id}/paper.pdf")
    assert answer.mimetype == "application/pdf"
    words = " ".join(leaf.extract_text() for leaf in PdfReader(BytesIO(answer.data)).pages)
    assert "Kari Nordvik" in words
    assert "medisinen" not in words


def test_a_point_that_is_over(clinic: Clinic, browser: Browser) -> None:
    siv, point = sign_in(browser, "dahl"), _point(clinic).id
    page = f"/staff/unit/patients/{clinic.kari}/points/{point}"
    with clinic.database.transaction() as session:
        session.get_one(EvaluationPoint, point).cancelled_on = day_of(clinic.now)
    siv.get(f"{page}?language=en")
    assert "This point has been called off." in siv.words()
    siv.post(f"{page}/meeting", {"do": "remove"}, status=422)
    with clinic.database.transaction() as session:
        row = session.get_one(EvaluationPoint, point)
        row.cancelled_on, row.held_on = None, day_of(clinic.now)
    siv.get(page)
    assert siv.path == f"/staff/patients/{clinic.kari}/done/{point}"
