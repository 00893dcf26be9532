"""On the way through a point: what is in reach, what is folded, and where the menu says one is."""

from __future__ import annotations

import pytest
from clinic import Clinic
from clinician_pages import Browser, answer, begin, point_path, sign_in
from page_client import PageClient


def folded(page: PageClient) -> list[str]:
    """The first words of what is folded in, and not open."""
    found = [one for one in page.all("details") if one.get("open") is None]
    return [" ".join(" ".join(one.itertext()).split()) for one in found]


@pytest.mark.parametrize("heading", ["useful", "family", "plan", "next"])
def test_what_matters_is_in_reach_at_each_heading(clinic: Clinic, browser: Browser, heading: str) -> None:
    berg = sign_in(browser)
    berg.get(point_path(clinic) + "/preparation")
    berg.submit({"topic_1": "Medisinen"})
    berg.post(point_path(clinic) + "/open")
    berg.get(f"{point_path(clinic)}/together/{heading}")
    assert any(one.startswith("Most important to talk about") and "Medisinen" in one for one in folded(berg))
    berg.get(point_path(clinic) + "/together/follow-up")
    assert not any(one.startswith("Most important") for one in folded(berg))


def test_nothing_is_folded_where_nothing_was_brought_up(clinic: Clinic, browser: Browser) -> None:
    berg = begin(clinic, browser)
    berg.get(point_path(clinic) + "/together/family")
    assert not any(one.startswith("Most important") for one in folded(berg))


def test_replies_are_folded_and_the_point_stands_at_the_top(clinic: Clinic, browser: Browser) -> None:
    answer(clinic, clinic.kari, "after-session", {})
    berg = sign_in(browser)
    berg.get(f"/staff/patients/{clinic.kari}?language=en")
    assert any(one.startswith("Reply") and "What came of it?" in one for one in folded(berg))
    assert berg.words().index("Evaluation point 1") < berg.words().index("After the sessions")


def test_the_menu_marks_the_overview_of_points(clinic: Clinic, browser: Browser) -> None:
    siv, number = sign_in(browser, "dahl"), point_path(clinic).rsplit("/", 1)[1]
    for address, said in (
        (f"/staff/unit/patients/{clinic.kari}/points/{number}", "Evaluation points"),
        (f"/staff/unit/patients/{clinic.kari}", "Patients of the unit"),
    ):
        siv.get(address + "?language=en")
        assert [one.text for one in siv.all("a") if one.get("aria-current") == "page"] == [said]
