"""What was agreed at a point stands on the patient's first page until it is done, and leads into the plan."""

from __future__ import annotations

from datetime import timedelta

from clinic import Clinic
from clinician_pages import Browser, begin, hold, point_path
from sqlalchemy.orm import Session
from test_own_points import me, point

from feedback.domain.calendar import day_of
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.persistence.tables import CarePathway
from feedback.services.points.evaluation_records import agreed_now

__all__ = ["point"]


def test_kari_finds_it_on_her_first_page(clinic: Clinic, browser: Browser, point: None) -> None:
    berg = begin(clinic, browser)
    berg.get(point_path(clinic) + "/together/plan")
    day = day_of(clinic.now) + timedelta(days=9)
    step = {"steps-0-what": "Søke kurs", "steps-0-who": "Kari", "steps-0-due_on": day.isoformat()}
    berg.submit({**step, "changes": "Færre timer", "do": "next"})
    kari = me(browser, clinic.kari)
    assert "Søke kurs" not in kari.words()
    berg.get(point_path(clinic) + "/together/next")
    hold(berg)
    kari.get("/me/")
    assert "What we have agreed Søke kurs Kari" in kari.words()
    berg.get(point_path(clinic))
    assert "Write it into the treatment plan" in berg.words()
    with clinic.database.transaction() as session:
        assert agreed_now(session, clinic.kari) == (AgreedStep("Søke kurs", "Kari", day),)


def test_nothing_stands_without_a_point_or_an_open_course(session: Session, clinic: Clinic) -> None:
    assert agreed_now(session, clinic.kari) == ()
    for row in session.query(CarePathway).all():
        row.closed_on = day_of(clinic.now)
    assert agreed_now(session, clinic.kari) == ()
