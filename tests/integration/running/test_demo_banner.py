"""The banner says *demo* where one can enter as a made-up person, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from clinic import Clinic
from page_client import PageClient

from feedback.persistence.tables import Installation

BANNER = "This is a demo."


def test_the_banner_needs_the_mark_of_the_database(clinic: Clinic, browser: Callable[[], PageClient]) -> None:
    visitor = browser()
    visitor.get("/?language=en")
    assert BANNER in visitor.text
    with clinic.database.transaction() as session:
        session.get_one(Installation, 1).demo = False
    visitor.get("/")
    assert BANNER not in visitor.text


def test_a_wrong_address_of_the_staff_pages_speaks_to_staff(browser: Callable[[], PageClient]) -> None:
    visitor = browser()
    visitor.get("/staff/nowhere?language=en", status=404)
    assert "registered with you or your unit" in visitor.words()
    visitor.get("/nowhere?language=en", status=404)
    assert "registered with you" not in visitor.words()
