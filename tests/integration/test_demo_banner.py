"""The banner says *demo* where one can enter as a made-up person, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from clinic import Clinic
from page_client import PageClient

from feedback.persistence.tables import Installation

BANNER = "This is a demo."


def test_the_banner_needs_the_mark_of_the_database(clinic: Clinic, browser: Callable[[], PageClient]) -> None:
    visitor = browser()
    visitor.get("/?language=en")
    assert BANNER not in visitor.text
    with clinic.database.transaction() as session:
        installation = session.get(Installation, 1) or Installation(id=1, made_at=datetime.now(UTC))
        installation.demo = True
        session.add(installation)
    visitor.get("/")
    assert BANNER in visitor.text


def test_a_wrong_address_of_the_staff_pages_speaks_to_staff(browser: Callable[[], PageClient]) -> None:
    visitor = browser()
    visitor.get("/staff/nowhere?language=en", status=404)
    assert "registered with you or your unit" in visitor.words()
    visitor.get("/nowhere?language=en", status=404)
    assert "registered with you" not in visitor.words()
