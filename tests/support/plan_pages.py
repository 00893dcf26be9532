"""Who comes to the pages of collection plans, and how."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from clinic import Clinic
from clinician_pages import sign_in
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.persistence.tables import (
    CollectionPlan,
)

Browser = Callable[[], PageClient]
ADULTS = "phv-adult-outpatient"


def pages_of(clinic: Clinic, patient: int = 0) -> str:
    return f"/staff/patients/{patient or clinic.kari}/plan"


@pytest.fixture
def today(clinic: Clinic) -> date:
    return day_of(clinic.now)


@pytest.fixture
def berg(clinic: Clinic, browser: Browser) -> PageClient:
    return sign_in(browser)


@pytest.fixture
def siv(clinic: Clinic, browser: Browser) -> PageClient:
    page = sign_in(browser, "dahl")
    page.get("/staff/unit?language=en")
    return page


def me(browser: Browser, person: int) -> PageClient:
    page = browser()
    page.get("/?language=en")
    page.post(f"/me/demo-entry/{person}")
    return page


def switch_on(berg: PageClient, clinic: Clinic) -> int:
    """Berg looks at the plan that is offered, and switches it on; returns its number."""
    berg.get(f"/staff/patients/{clinic.kari}")
    [offer] = [link for link in berg.all("a") if "/plan/try" in (link.get("href") or "")]
    berg.get(offer.get("href", ""))
    berg.submit()
    assert berg.path == pages_of(clinic)
    with clinic.database.transaction() as session:
        return session.scalars(select(CollectionPlan.id)).one()


def stored(clinic: Clinic, table: type) -> int:
    with clinic.database.transaction() as session:
        return len(list(session.scalars(select(table))))
