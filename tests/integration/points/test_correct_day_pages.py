"""A wrong day of a held point is put right on its page, and everybody who reads it is told."""

from __future__ import annotations

from datetime import timedelta

from clinic import Clinic
from clinician_pages import Browser, begin, hold, point_path, sign_in
from evaluation_pages import cares_too, due_later, records, written
from page_client import PageClient
from patient_pages import me

from feedback.domain.calendar import day_of
from feedback.domain.points.sheet import Heading
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.services.points.evaluation.point_days import days_of


def day(clinic: Clinic, days: int) -> str:
    """So many days ago, as a form has it."""
    return (day_of(clinic.now) - timedelta(days)).isoformat()


def shown(clinic: Clinic, days: int) -> str:
    """The same as the pages write it in a sentence."""
    found = day_of(clinic.now) - timedelta(days)
    return f"{found:%-d %B %Y}"


def held(clinic: Clinic, browser: Browser, days: int = 2) -> PageClient:
    """Dr Berg at the page of the point that was held so many days ago, on a form that was sent."""
    berg = begin(clinic, browser)
    berg.get(point_path(clinic) + "/together/next")
    hold(berg, {"held_on": day(clinic, days)})
    return berg


def correct(clinic: Clinic, berg: PageClient) -> None:
    """On to the heading where the day stands."""
    berg.get(point_path(clinic))
    berg.post(point_path(clinic) + "/open", {"how": "day"})
    assert berg.path == point_path(clinic) + "/together/next"


def held_on(clinic: Clinic) -> list[str]:
    """The day of each version, in words of the database."""
    return [days.held_on.isoformat() for row in records(clinic) if (days := days_of(row))]


def test_a_wrong_day_is_put_right_and_told(clinic: Clinic, browser: Browser) -> None:
    due_later(clinic, 3)
    berg = held(clinic, browser)
    kari = me(browser, clinic.kari)
    kari.post("/me/points/1/confirm")
    correct(clinic, berg)
    assert f'value="{day(clinic, 2)}"' in berg.text
    assert "Why it is after the recommended day" not in berg.words()
    berg.submit({"held_on": day(clinic, 5), "do": "finish"})
    assert berg.path == point_path(clinic)
    assert held_on(clinic) == [day(clinic, 2), day(clinic, 5)]
    kari.get("/me/")
    assert "The sheet was corrected on" in kari.words()
    kari.get("/me/points/1")
    assert "The day has been corrected" in kari.words()
    assert f"It said {shown(clinic, 2)}. Anna Berg corrected it on {shown(clinic, 0)}" in kari.words()
    assert "The sheet has been corrected" in kari.words()
    kari.get("/me/points/1/sheet")
    newest = kari.words()
    kari.get("/me/points/1/sheet?version=1")
    assert "The day that stood here before" in newest
    assert "The day that stood here before" not in kari.words()
    berg.get(f"/staff/patients/{clinic.kari}/course")
    assert "Evaluation point 1 held" in berg.words()


def test_versions_that_differ_show_the_day_of_each(clinic: Clinic, browser: Browser) -> None:
    berg = held(clinic, browser)
    correct(clinic, berg)
    berg.submit({"do": "finish"})
    versions = berg.words().partition("Version 2")[2]
    assert "Held" not in versions
    correct(clinic, berg)
    berg.submit({"held_on": day(clinic, 4), "do": "finish"})
    assert berg.words().partition("Version 3")[2].count("Held") == 3


def test_a_later_day_asks_for_the_reason_and_nothing_is_lost(clinic: Clinic, browser: Browser) -> None:
    due_later(clinic, -3)
    berg = begin(clinic, browser)
    berg.get(point_path(clinic) + "/together/next")
    hold(berg, {"held_on": day(clinic, 4)})
    correct(clinic, berg)
    assert "Only needed where the day above is after the recommended one" in berg.words()
    berg.submit({"held_on": day(clinic, 1), "notes-next": "Husk", "do": "finish"}, status=422)
    assert 'href="#late_reason"' in berg.text
    assert written(clinic).notes == {Heading.NEXT: "Husk"}
    assert held_on(clinic) == [day(clinic, 4)]
    berg.submit({"late_reason": "illness", "late_words": "feber", "do": "finish"})
    assert "Reason: Illness: feber" in berg.words()
    assert held_on(clinic) == [day(clinic, 4), day(clinic, 1)]
    correct(clinic, berg)
    assert 'value="feber"' in berg.text


def test_a_day_that_cannot_be_is_said_at_its_field(clinic: Clinic, browser: Browser) -> None:
    berg = held(clinic, browser)
    correct(clinic, berg)
    berg.submit({"held_on": "", "do": "finish"}, status=422)
    assert 'href="#held_on"' in berg.text
    berg.submit({"held_on": day(clinic, -1), "do": "finish"}, status=422)
    assert "The day lies ahead" in berg.words()
    berg.submit({"held_on": day(clinic, 50), "do": "finish"}, status=422)
    assert "The decision about treatment was made on" in berg.words()
    assert held_on(clinic) == [day(clinic, 2)]
    berg.submit({"do": "go:plan"})
    berg.submit({"works": "Turene", "do": "go:next"})
    assert (
        f'value="{day(clinic, 50)}"' in berg.text
    )  # what was typed stays in the draft until it is put right
    berg.submit({"held_on": day(clinic, 2), "do": "finish"})
    assert (held_on(clinic)[-1], written(clinic).works) == (day(clinic, 2), "Turene")


def test_two_who_correct_the_day_at_once_see_both(clinic: Clinic, browser: Browser) -> None:
    cares_too(clinic)
    berg = held(clinic, browser)
    correct(clinic, berg)
    lie = sign_in(browser, "lie")
    lie.get(point_path(clinic))
    lie.post(point_path(clinic) + "/join")
    lie.get(point_path(clinic) + "/together/next")
    lie.submit({"held_on": day(clinic, 6), "do": "save"})
    berg.submit({"held_on": day(clinic, 5), "do": "finish"}, status=422)
    assert "Morten Lie saved this at" in berg.words()
    berg.submit({"held_on": day(clinic, 5), "do": "finish"})
    assert held_on(clinic) == [day(clinic, 2), day(clinic, 5)]


def test_the_page_shows_the_plan_as_it_is_now_and_the_sheet_as_it_was(
    clinic: Clinic, browser: Browser
) -> None:
    berg = held(clinic, browser)
    with clinic.database.transaction() as session:
        waiting = get_point(session, clinic.kari, 2)
        planned = waiting.due_on
        waiting.due_on += timedelta(days=30)
    berg.get(point_path(clinic))
    assert "The day has moved" in berg.words()
    for words in (f"{planned:%-d %B %Y}",):
        berg.get(point_path(clinic) + "/sheet")
        assert words in berg.words()


def test_the_file_of_everything_has_each_version_with_its_day(clinic: Clinic, browser: Browser) -> None:
    berg = held(clinic, browser)
    correct(clinic, berg)
    berg.submit({"held_on": day(clinic, 5), "do": "finish"})
    kari = me(browser, clinic.kari)
    kari.get("/me/rights")
    file = kari.client.get("/me/file.json").text
    assert file.count("held_on: ") == 2
    for days in (2, 5):
        assert f"held_on: {day(clinic, days)}" in file
