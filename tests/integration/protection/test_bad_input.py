"""Input that cannot be right: a clear answer, and nothing is stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from clinic import PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import func, select

from feedback.persistence.tables import Response

Browser = Callable[[], PageClient]
HUGE = "9" * 20


def test_an_unknown_choice_of_sharing_is_asked_again(clinic: Clinic, browser: Browser) -> None:
    kari = browser()
    kari.get(clinic.link(clinic.kari, "after-session"))
    kari.get(kari.path + "1")
    kari.submit({"q1": "4", "sharing": "zzz"}, status=422)
    assert 'id="sharing"' in kari.text
    with clinic.database.transaction() as session:
        sent = select(func.count()).select_from(Response).where(Response.status == "completed")
        assert session.scalar(sent) == 0
    kari.submit({"sharing": "numbers"})
    assert kari.path.endswith("/receipt")


@pytest.mark.parametrize("path", ["patients/{}", "patients/{}/ask", "unit/patients/{}", "question-sets/{}"])
@pytest.mark.parametrize("name", ["berg", "dahl", "ås"])
def test_a_number_that_no_database_holds_is_not_found(
    clinic: Clinic, browser: Browser, path: str, name: str
) -> None:
    somebody = browser()
    somebody.get("/staff/sign-in")
    somebody.submit({"name": name, "password": PASSWORD})
    somebody.get("/staff/" + path.format(HUGE), status=404)


def test_a_point_without_its_day_is_not_held(clinic: Clinic, browser: Browser) -> None:
    berg = browser()
    berg.get("/staff/sign-in")
    berg.submit({"name": "berg", "password": PASSWORD})
    berg.get(f"/staff/patients/{clinic.kari}/points/1")
    berg.submit({"how": "all"}, form=0)
    berg.submit({"held_on": "", "late_reason": "holiday", "works": "Turene", "do": "hold"}, status=422)
    assert 'href="#held_on"' in berg.text
    assert "Turene" in berg.text
