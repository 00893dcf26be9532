"""Going through a point heading by heading: nothing typed is lost, whatever is pressed and whoever else writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from clinic import Clinic
from clinician_pages import Browser, answer, begin, hold, point_path, sign_in, whole
from evaluation_pages import at, cares_too, due_later, written
from page_client import PageClient
from sqlalchemy import select, update

from feedback.domain.calendar import day_of
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.points.evaluation_codes import Outcome, Receiver
from feedback.domain.points.evaluation_record import Copy
from feedback.domain.points.sheet import READING_ORDER, Heading
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import EvaluationPoint, SignIn


def current_heading(staff: PageClient) -> str:
    return staff.path.rpartition("/")[2]


def test_one_comes_through_all_headings_to_the_next_date(clinic: Clinic, browser: Browser) -> None:
    due_later(clinic, 3)
    berg = begin(clinic, browser)
    for place, heading in enumerate(READING_ORDER, start=1):
        assert current_heading(berg) == heading
        assert f"{place}. " in berg.words()
        assert f"{place - 1} of 12 gone through" in berg.words()
        if heading is Heading.NEXT:
            break
        note = {f"notes-{heading}": f"Om {heading}"}
        berg.submit({**note, "do": "next"} if f"notes-{heading}" in berg.text else {"do": "next"})
    hold(berg, {"way": "meeting"})
    assert "Recommended day" in berg.words()
    berg.get(point_path(clinic) + "/sheet")
    assert "Om family" in berg.words()


def test_jumping_back_and_taking_a_break_keep_what_was_typed(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "useful")
    berg.submit({"notes-useful": "Ja", "do": "go:family"})
    assert current_heading(berg) == "family"
    berg.submit({"notes-family": "Barna", "do": "leave"})
    assert "2 of 12 headings gone through" in berg.words()
    berg.submit(form=0)
    assert current_heading(berg) == "follow-up"
    berg.submit({"do": "go:nonsense"})
    assert current_heading(berg) == "follow-up"
    assert written(clinic).notes == {Heading.USEFUL: "Ja", Heading.FAMILY: "Barna"}


def test_another_language_keeps_what_was_typed(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "useful")
    berg.submit({"notes-useful": "Ja, mest.", "language": "nn"})
    assert "Er behandlinga til nytte" in berg.words()
    assert "Ja, mest." in berg.text


def test_rows_can_be_added_as_long_as_one_needs_them(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "plan")
    for turn in range(3):
        rows = {f"steps-{place}-what": f"Steg {place}" for place in range(3 * turn, 3 * turn + 3)}
        berg.submit({**rows, "do": "more:steps"})
        assert current_heading(berg) == "plan"
    assert written(clinic).steps == tuple(AgreedStep(f"Steg {place}") for place in range(9))
    assert 'name="steps-11-what"' in berg.text


def test_a_row_that_says_who_and_not_what_is_asked_about(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "plan")
    berg.submit({"steps-1-who": "Kari", "works": "Turene", "do": "next"}, status=422)
    assert 'href="#steps-1-what"' in berg.text
    assert "Turene" in berg.text


def test_steps_of_last_time_are_looked_at_first_and_carried_on(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "plan")
    berg.submit({"steps-0-what": "Ringe", "steps-1-what": "Gå tur", "steps-1-who": "Per", "do": "next"})
    at(clinic, berg, "next")
    first = day_of(clinic.now) - timedelta(days=9)
    hold(berg, {"held_on": first.isoformat()})
    berg.get(point_path(clinic, 2))
    berg.submit(form=0)
    assert current_heading(berg) == "follow-up"
    assert berg.words().index("Ringe") < berg.words().index("Gå tur")
    later = (day_of(clinic.now) + timedelta(days=20)).isoformat()
    berg.submit(
        {
            "looked-0-outcome": "done",
            "looked-0-words": "Gikk fint",
            "looked-1-outcome": "partly",
            "looked-1-goes_on": "y",
            "looked-1-until": later,
            "do": "next",
        }
    )
    done, partly = written(clinic).looked_at
    assert (done.outcome, done.words, done.carried) == (Outcome.DONE, "Gikk fint", None)
    assert partly.carried == AgreedStep("Gå tur", "Per", day_of(clinic.now) + timedelta(days=20))
    at(clinic, berg, "follow-up", 2)
    assert "Gikk fint" in berg.text
    at(clinic, berg, "plan", 2)
    assert "Gå tur, Per" in berg.words()
    assert "from last time" in berg.words()
    at(clinic, berg, "next", 2)
    hold(berg)
    assert "Partly, goes on" in berg.words()
    berg.get(point_path(clinic, 3) + "/sheet")
    assert "Gå tur" in berg.words()
    assert "Ringe" not in berg.words()


def test_a_copy_to_somebody_who_was_not_there_needs_the_patients_yes(
    clinic: Clinic, browser: Browser
) -> None:
    berg = at(clinic, begin(clinic, browser), "took-part")
    berg.submit({"copies-0-wanted": "y", "do": "leave"})
    at(clinic, berg, "next")
    berg.submit({"do": "hold"}, status=422)
    assert "Per Nordvik did not take part" in berg.words()
    at(clinic, berg, "took-part")
    berg.submit({"copies-0-agreed": "y", "do": "next"})
    assert Copy(Receiver.NAMED, "Per Nordvik", agreed=True) in written(clinic).copies
    hold(berg)
    assert "Per Nordvik" in berg.words()


def test_a_major_change_reminds_of_doctor_and_referrer(clinic: Clinic, browser: Browser) -> None:
    berg = at(clinic, begin(clinic, browser), "plan")
    berg.submit({"major": "y", "do": "next"})
    assert "You have written that the plan changes in a major way" in berg.words()
    hold(at(clinic, berg, "next"))
    assert "Neither the general practitioner nor whoever referred gets a copy" in berg.words()


def test_a_point_is_held_in_parts(clinic: Clinic, browser: Browser) -> None:
    today = day_of(clinic.now)
    berg = at(clinic, begin(clinic, browser), "next")
    berg.submit({"earlier_days-0": today.isoformat(), "do": "hold"}, status=422)
    assert "earlier days lie before" in berg.words()
    assert 'href="#earlier_days-0"' in berg.text
    before = today - timedelta(days=2)
    hold(berg, {"earlier_days-0": before.isoformat(), "way": "phone"})
    assert "By telephone, also gone through" in berg.words()
    assert written(clinic).earlier_days == (before,)


@pytest.mark.parametrize(
    ("days", "said"), [(1, "The day lies ahead"), (-45, "The decision about treatment was made on")]
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_lost(
    clinic: Clinic, browser: Browser, days: int, said: str
) -> None:
    day = (day_of(clinic.now) + timedelta(days=days)).isoformat()
    berg = whole(clinic, begin(clinic, browser))
    berg.submit({"works": "Turene", "held_on": day, "do": "hold"}, status=422)
    assert said in berg.words()
    assert 'href="#held_on"' in berg.text
    assert written(clinic).works == "Turene"
    with clinic.database.transaction() as session:
        assert session.scalars(select(EvaluationPoint.held_on)).all() == [None]


def test_two_clinicians_at_once_see_both_texts(clinic: Clinic, browser: Browser) -> None:
    cares_too(clinic)
    berg = at(clinic, begin(clinic, browser), "useful")
    lie = sign_in(browser, "lie")
    lie.get(point_path(clinic))
    lie.submit(form=0)
    at(clinic, lie, "useful").submit({"notes-useful": "Skrevet av Lie", "do": "save"})
    berg.submit({"notes-useful": "Skrevet av Berg", "do": "next"}, status=422)
    assert "Morten Lie saved this at" in berg.words()
    assert "Skrevet av Lie" in berg.words()
    assert "Skrevet av Berg" in berg.text
    assert written(clinic).notes == {Heading.USEFUL: "Skrevet av Lie"}
    berg.submit({"notes-useful": "Skrevet av begge", "do": "next"})
    assert written(clinic).notes == {Heading.USEFUL: "Skrevet av begge"}


def test_a_colleague_who_saves_after_it_was_held_gets_their_text_back(
    clinic: Clinic, browser: Browser
) -> None:
    cares_too(clinic)
    berg = at(clinic, begin(clinic, browser), "next")
    lie = sign_in(browser, "lie")
    lie.get(point_path(clinic))
    lie.submit(form=0)
    at(clinic, lie, "plan")
    hold(berg)
    lie.submit({"works": "Kom for sent", "do": "next"}, status=422)
    assert "This was not saved" in lie.words()
    assert "Kom for sent" in lie.words()
    assert written(clinic).works == ""


def test_the_clinicians_preparation_comes_up_when_the_point_is_opened(
    clinic: Clinic, browser: Browser
) -> None:
    berg = sign_in(browser)
    berg.get(point_path(clinic) + "/preparation")
    berg.submit({"topic_1": "x" * 300}, status=422)
    assert 'href="#topic_1"' in berg.text
    berg.submit({"topic_1": "Søvnen din", "seen": "Mer ute", "proposal": "Sjeldnere timer"})
    assert "Søvnen din" in berg.words()
    berg.get(point_path(clinic) + "/sheet")
    assert "Søvnen din" not in berg.text
    berg.get(point_path(clinic))
    berg.submit(form=0)
    assert "Søvnen din" in berg.words()
    assert "Mer ute" in at(clinic, berg, "change").words()
    assert "Sjeldnere timer" in at(clinic, berg, "plan").words()
    hold(at(clinic, berg, "next"))
    berg.get(point_path(clinic) + "/preparation")
    assert berg.path == point_path(clinic)
    berg.post(point_path(clinic) + "/preparation", {"seen": "For sent"}, status=422)
    assert "This point is over" in berg.words()


def test_what_is_known_stands_beside_the_room_to_write(clinic: Clinic, browser: Browser) -> None:
    answer(
        clinic, clinic.kari, "before-evaluation", {"topics": answered("Søvn"), "helped": answered("Turene")}
    )
    answer(clinic, clinic.kari, "my-goals", {"goal-1": answered("Jobbe"), "goal-1-rating": answered(4)})
    answer(clinic, clinic.per, "relative-view", {"comment": answered("Hun ler igjen.")})
    berg = begin(clinic, browser)
    for heading, words in (
        ("follow-up", "Søvn"), ("useful", "Jobbe"), ("resources", "Turene"),
        ("family", "Hun ler igjen."), ("plan", "Jobbe"),
    ):  # fmt: skip
        assert words in at(clinic, berg, heading).words(), heading
    berg.get(point_path(clinic) + "/together")
    assert current_heading(berg) == "follow-up"


def test_who_has_no_draft_is_led_to_the_point(clinic: Clinic, browser: Browser) -> None:
    berg = sign_in(browser)
    for path in ("/together", "/together/plan", "/together/all"):
        berg.get(point_path(clinic) + path)
        assert berg.path == point_path(clinic)


@pytest.mark.parametrize("name", ["steps-\u00b2-what", "steps-99999999999-what", "steps--what", "steps-x"])
def test_names_of_fields_that_are_none_do_no_harm(clinic: Clinic, browser: Browser, name: str) -> None:
    berg = at(clinic, begin(clinic, browser), "plan")
    berg.submit({name: "Noe", "works": "Turene", "do": "next"})
    assert written(clinic).works == "Turene"
    assert written(clinic).steps == ()


def fall_asleep(clinic: Clinic) -> None:
    """Nobody has touched the screen for two hours."""
    with clinic.database.transaction() as session:
        session.execute(update(SignIn).values(seen_at=clinic.now - timedelta(hours=2)))


def test_what_was_written_in_a_long_talk_waits_until_it_is_clear_who_is_there(
    clinic: Clinic, browser: Browser
) -> None:
    berg = at(clinic, begin(clinic, browser), "next")
    fall_asleep(clinic)
    berg.submit({"notes-next": "Vi ringes", "do": "hold"}, status=None)
    assert "Nothing is lost" in berg.words()
    assert "Vi ringes" in berg.text
    assert written(clinic).notes == {}
    with clinic.database.transaction() as session:
        assert session.scalars(select(EvaluationPoint.held_on)).all() == [None]
