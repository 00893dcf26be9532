"""What becomes of each goal is chosen while one goes through a point, and made so when it is held."""

from __future__ import annotations

from clinic import Clinic
from clinician_pages import Browser, begin, point_path, sign_in
from evaluation_pages import cares_too
from goal_pages import goals, write
from goal_talk import hold
from page_client import PageClient


def plan_page(clinic: Clinic, browser: Browser) -> PageClient:
    """Dr Berg at the heading with the decisions."""
    berg = begin(clinic, browser)
    berg.get(f"{point_path(clinic)}/together/plan")
    return berg


def test_a_goal_is_reached_when_the_point_is_held_and_not_before(clinic: Clinic, browser: Browser) -> None:
    sleep, work = write(clinic, "Sove om natta", "Gå på jobb")
    berg = plan_page(clinic, browser)
    berg.submit({f"goal-{sleep}-do": "reached", f"goal-{work}-do": "keep", "do": "next"})
    assert goals(clinic) == [("Sove om natta", "active"), ("Gå på jobb", "active")]
    berg.get(f"{point_path(clinic)}/together/plan")
    assert f'id="goal-{sleep}-reached" name="goal-{sleep}-do" value="reached" checked' in berg.text
    hold(clinic, berg)
    assert goals(clinic) == [("Sove om natta", "reached"), ("Gå på jobb", "active")]
    berg.get(f"{point_path(clinic)}/sheet")
    assert "Sove om natta" in berg.words()


def test_new_words_make_a_goal_that_follows(clinic: Clinic, browser: Browser) -> None:
    [work] = write(clinic, "Gå på jobb")
    berg = plan_page(clinic, browser)
    anew = {f"goal-{work}-do": "changed", f"goal-{work}-words": "Gå på jobb to dager i uka"}
    berg.submit({**anew, "do": "next"})
    hold(clinic, berg)
    assert goals(clinic) == [("Gå på jobb", "changed"), ("Gå på jobb to dager i uka", "active")]


def test_words_without_the_choice_and_the_choice_without_words_are_asked_about(
    clinic: Clinic, browser: Browser
) -> None:
    [work] = write(clinic, "Gå på jobb")
    berg = plan_page(clinic, browser)
    berg.submit({f"goal-{work}-words": "Gå ofte på jobb", "works": "Turene", "do": "next"}, status=422)
    assert f'href="#goal-{work}-do"' in berg.text
    assert "Gå ofte på jobb" in berg.text
    assert "Turene" in berg.text
    berg.submit({f"goal-{work}-do": "changed", f"goal-{work}-words": " ", "do": "next"}, status=422)
    assert f'href="#goal-{work}-words"' in berg.text


def test_two_who_decide_about_goals_at_once_see_both(clinic: Clinic, browser: Browser) -> None:
    cares_too(clinic)
    sleep, work = write(clinic, "Sove om natta", "Gå på jobb")
    berg = plan_page(clinic, browser)
    lie = sign_in(browser, "lie")
    lie.get(point_path(clinic))
    lie.post(f"{point_path(clinic)}/join")
    lie.get(f"{point_path(clinic)}/together/plan")
    lie.submit({f"goal-{work}-do": "changed", f"goal-{work}-words": "Jobbe litt", "do": "save"})
    berg.submit({f"goal-{sleep}-do": "reached", "do": "next"}, status=422)
    assert "Gå på jobb Put it another way: Jobbe litt" in berg.words()
    assert "Sove om natta Keep it" in berg.words()
    assert f'id="goal-{sleep}-reached" name="goal-{sleep}-do" value="reached" checked' in berg.text
    assert 'value="changed" checked' not in berg.text


def test_what_was_chosen_too_late_is_shown_and_not_stored(clinic: Clinic, browser: Browser) -> None:
    cares_too(clinic)
    [work] = write(clinic, "Gå på jobb")
    berg = plan_page(clinic, browser)
    lie = sign_in(browser, "lie")
    lie.get(point_path(clinic))
    lie.post(f"{point_path(clinic)}/join")
    lie.get(f"{point_path(clinic)}/together/plan")
    hold(clinic, berg)
    lie.submit({f"goal-{work}-do": "reached", "do": "next"}, status=422)
    assert "This was not saved" in lie.words()
    assert "Gå på jobb It is reached" in lie.words()
    assert goals(clinic) == [("Gå på jobb", "active")]


def test_room_for_new_words_stays_where_an_error_is(clinic: Clinic, browser: Browser) -> None:
    [work] = write(clinic, "Gå på jobb")
    berg = plan_page(clinic, browser)
    assert 'class="new-words"' in berg.text
    berg.submit({f"goal-{work}-words": "Gå ofte på jobb", "do": "next"}, status=422)
    assert 'class="new-words stays"' in berg.text


def test_a_goal_that_ended_meanwhile_stays_as_it_is(clinic: Clinic, browser: Browser) -> None:
    [work] = write(clinic, "Gå på jobb")
    berg = plan_page(clinic, browser)
    berg.submit({f"goal-{work}-do": "stopped", "do": "next"})
    berg.get(f"/staff/patients/{clinic.kari}/goals")
    berg.post(f"/staff/patients/{clinic.kari}/goals/decide", {f"goal-{work}-do": "reached"})
    hold(clinic, berg)
    assert goals(clinic) == [("Gå på jobb", "reached")]


def test_goals_of_others_are_not_found(clinic: Clinic, browser: Browser) -> None:
    [others] = write(clinic, "Tur med klassen", who="nora")
    berg = plan_page(clinic, browser)
    berg.post(
        f"{point_path(clinic)}/together/plan", {f"goal-{others}-do": "reached", "do": "next"}, status=404
    )
    assert goals(clinic) == [("Tur med klassen", "active")]


def test_all_that_is_wrong_is_told_at_once_each_at_its_field(clinic: Clinic, browser: Browser) -> None:
    sleep, work = write(clinic, "Sove om natta", "Gå på jobb")
    berg = plan_page(clinic, browser)
    wrong = {
        f"goal-{sleep}-words": "Sove hele natta",
        f"goal-{work}-do": "changed",
        f"goal-{work}-words": " ",
        "works": "a" * 4001,
        "steps-0-who": "Per",
        "steps-1-what": "Ringe",
        "steps-1-due_on": "2061-02-03",
        "steps-2-what": "Gå tur",
        "steps-2-due_on": "1961-02-03",
    }
    berg.submit({**wrong, "do": "next"}, status=422)
    fields = [link.get("href") for link in berg.all("a") if "#" in (link.get("href") or "")]
    for field in (f"goal-{sleep}-do", f"goal-{work}-words", "works", "steps-0-what", "steps-1-due_on"):
        assert f"#{field}" in fields, field
        assert f'id="{field}"' in berg.text
    assert "#steps-2-due_on" in fields
    assert "Sove hele natta" in berg.text
    right = {"works": "Turene", "steps-0-what": "Ringe", "steps-1-due_on": "", "steps-2-due_on": ""}
    berg.submit(
        {**right, "do": "next"}, status=422
    )  # what was written is kept, and the goals are asked about
    berg.get(f"{point_path(clinic)}/together/plan")
    assert "Turene" in berg.text
