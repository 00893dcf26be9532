"""A patient or a relative in their own session, and a point of Kari's that is open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser
from page_client import PageClient

from feedback.domain.calendar import day_of
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.services.points.evaluation.hold_evaluation import hold_point

DUE = 5  # days from today


@pytest.fixture
def point(clinic: Clinic) -> None:
    """Kari's first point is open now."""
    with clinic.database.transaction() as session:
        row = get_point(session, clinic.kari, 1)
        row.opens_on, row.due_on = day_of(clinic.now), day_of(clinic.now) + timedelta(days=DUE)


def me(browser: Browser, person: int) -> PageClient:
    page = browser()
    page.get("/")
    page.post(f"/me/demo-entry/{person}")
    page.get("/me/?language=en")
    return page


def hold(clinic: Clinic, at: timedelta = timedelta(0)) -> None:
    with clinic.database.transaction() as session:
        row = get_point(session, clinic.kari, 1)
        hold_point(session, acting(session, clinic.berg), row, day_of(clinic.now), "", clinic.now + at)
