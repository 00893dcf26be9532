"""The page of a held point: what is corrected where, what a version corrected, and when one meets next."""

from __future__ import annotations

from datetime import timedelta

from asking import acting
from clinic import Clinic
from clinician_pages import Browser, begin, hold, point_path

from feedback.services.points.evaluation.agree_meeting import agree_meeting
from feedback.services.points.evaluation.evaluation_records import get_point


def test_each_button_opens_what_it_says(clinic: Clinic, browser: Browser) -> None:
    berg = begin(clinic, browser)
    berg.get(point_path(clinic) + "/together/plan")
    berg.submit({"works": "Turene", "do": "go:next"})
    hold(berg)
    berg.get(point_path(clinic))
    assert "Correct what was written" in berg.words()
    berg.post(point_path(clinic) + "/open")
    assert berg.path == point_path(clinic) + "/together/all"
    assert "Correct evaluation point 1" in berg.words()
    assert "Type in" not in berg.words()
    berg.submit({"works": "Turene og samtalene", "do": "finish"})
    assert berg.path == point_path(clinic)
    assert "Corrected under: Shall the plan change? How?" in berg.words()
    berg.post(point_path(clinic) + "/open", {"how": "day"})
    assert berg.path == point_path(clinic) + "/together/next"
    berg.get(point_path(clinic))
    assert "You have begun a correction" in berg.words()
    berg.get(point_path(clinic) + "/together")
    assert berg.path == point_path(clinic) + "/together/all"


def test_the_agreed_meeting_stands_beside_the_next_day(clinic: Clinic, browser: Browser) -> None:
    berg = begin(clinic, browser)
    berg.get(point_path(clinic) + "/together/next")
    hold(berg)
    berg.get(point_path(clinic))
    assert "No meeting has been agreed yet." in berg.words()
    assert "You meet" not in berg.words()
    with clinic.database.transaction() as session:
        following, meeting = get_point(session, clinic.kari, 2), clinic.now + timedelta(days=9)
        agree_meeting(session, acting(session, clinic.berg), following, meeting, clinic.now)
    berg.get(point_path(clinic))
    assert "You meet" in berg.words()
    assert "No meeting" not in berg.words()
