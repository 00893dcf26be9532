"""What was decided stands on the sheet as it was decided: about each goal, and about copies of a changed plan."""

from __future__ import annotations

from clinic import Clinic
from clinician_pages import Browser, begin, hold, point_path
from evaluation_pages import at, due_later
from goal_pages import write


def test_what_was_decided_about_each_goal_stands_on_the_sheet(clinic: Clinic, browser: Browser) -> None:
    due_later(clinic, 3)
    sleep, work, _walk = write(clinic, "Sove om natta", "Gå på jobb", "Gå tur")
    berg = at(clinic, begin(clinic, browser), "plan")
    anew = {f"goal-{work}-do": "changed", f"goal-{work}-words": "Gå på jobb to dager i uka"}
    berg.submit({f"goal-{sleep}-do": "reached", **anew, "do": "next"})
    berg.get(point_path(clinic) + "/sheet")
    assert "Reached: “Sove om natta”" in berg.words()
    hold(at(clinic, berg, "next"))
    said = (
        "Reached: “Sove om natta” Put another way: “Gå på jobb” is from now on “Gå på jobb to dager i uka” "
        "Kept: “Gå tur”"
    )
    assert said in berg.words()
    berg.get(point_path(clinic) + "/sheet")
    assert said in berg.words()


def test_no_goal_was_kept_where_nobody_came_to_the_decisions(clinic: Clinic, browser: Browser) -> None:
    write(clinic, "Gå på jobb")
    berg = at(clinic, begin(clinic, browser), "next")
    hold(berg)
    berg.get(point_path(clinic) + "/sheet")
    assert "Kept" not in berg.words()
    assert "Goals from now on Nothing written" in berg.words()


def test_the_same_words_are_no_other_way_to_put_it(clinic: Clinic, browser: Browser) -> None:
    [work] = write(clinic, "Gå på jobb")
    berg = at(clinic, begin(clinic, browser), "plan")
    same = {f"goal-{work}-do": "changed", f"goal-{work}-words": " Gå på  jobb "}
    berg.submit({**same, "do": "next"}, status=422)
    assert "These are the words that it has" in berg.words()
    assert f'href="#goal-{work}-words"' in berg.text


def test_who_is_told_of_a_changed_plan_is_what_was_decided(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "plan")
    berg.submit({"major": "y", "do": "next"})
    berg.get(point_path(clinic) + "/sheet")
    assert "The plan changes in a major way." in berg.words()
    assert "are told" not in berg.words()
    at(clinic, berg, "took-part").submit({"copy_doctor": "y", "do": "next"})
    berg.get(point_path(clinic) + "/sheet")
    assert berg.words().count("The plan changes in a major way.") == 1
    assert "Gets a copy Kari Nordvik, General practitioner" in berg.words()
    assert "A copy goes to" not in berg.words()
