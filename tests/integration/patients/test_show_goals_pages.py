"""Goals shown to a relative, through real pages: the patient chooses, staff write it down, the relative rates."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser, sign_in
from goal_pages import me, path, ratings, write
from patient_pages import me as relative
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import SEE_GOALS
from feedback.persistence.tables import Consent
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.read_goals import get_goal
from feedback.services.goals.write_goal import end_goal, said_by
from feedback.services.patients.consents import withdraw_consent
from feedback.services.patients.goal_consents import show_goals

WORDS = "Sove om natta"


def shows(clinic: Clinic) -> None:
    """Kari shows her goals to Per."""
    with clinic.database.transaction() as session:
        show_goals(session, acting(session, clinic.kari), clinic.kari, clinic.per, True, None, clinic.now)


def consents(clinic: Clinic) -> list[Consent]:
    with clinic.database.transaction() as session:
        rows = select(Consent).where(Consent.scope == SEE_GOALS).order_by(Consent.id)
        return list(session.scalars(rows))


def test_the_patient_reads_what_it_means_and_chooses(clinic: Clinic, browser: Browser) -> None:
    kari, until = me(browser, clinic.kari), day_of(clinic.now) + timedelta(days=30)
    kari.get("/me/relatives")
    assert "Per Nordvik Sibling. Takes part. Does not see your goals." in kari.words()
    kari.get(f"/me/relatives/{clinic.per}/goals")
    for said in (
        "The goals that you work on now, in your words.",
        "You and your clinicians see it",
        "your answers, and your plan",
        "The goals are gone for them at once, and they are not told.",
    ):
        assert said in kari.words()  # fmt: skip
    kari.submit({"until": "2019-01-01"}, status=422)
    assert "The consent cannot end before today." in kari.words()
    kari.submit({"until": until.isoformat()})
    assert kari.path == "/me/relatives"
    assert "Sees your goals since" in kari.words()
    assert [(row.recorded_by_id, row.ends_on) for row in consents(clinic)] == [(clinic.kari, until)]
    kari.get("/me/goals")
    assert "to Per Nordvik, but not how near you find them" in kari.words()
    kari.get("/me/relatives")
    kari.submit(form=0)
    assert "Does not see your goals." in kari.words()
    assert [row.withdrawn_at is None for row in consents(clinic)] == [False]


def test_the_relative_sees_words_and_rates_them(clinic: Clinic, browser: Browser) -> None:
    [goal, work] = write(clinic, WORDS, "Tilbake på jobb")
    with clinic.database.transaction() as session:
        row = get_goal(session, clinic.kari, goal)
        rate_goal(session, acting(session, clinic.kari), row, 2, clinic.now)
        rate_goal(session, acting(session, clinic.berg), row, 3, clinic.now)
    shows(clinic)
    per = relative(browser, clinic.per)
    assert f"The goals of Kari Nordvik {WORDS} You have not said how near you find it." in per.words()
    per.get("/me/their-goals")
    assert "Last time" not in per.words()
    per.submit({f"goal-{goal}": "11"}, status=422)
    assert "Choose a number from 0 to 10." in per.words()
    per.submit({f"goal-{goal}": "6", f"goal-{work}": "~not-say"})
    assert "Saved." in per.words()
    assert "Last time: 6" in per.words()
    assert ratings(clinic)[2:] == [
        (goal, clinic.per, clinic.per, "relative", 6), (work, clinic.per, clinic.per, "relative", None),
    ]  # fmt: skip
    per.get("/me/")
    assert f"{WORDS} You said: 6" in per.words()
    assert "You said: would rather not say" in per.words()
    kari = me(browser, clinic.kari)
    kari.get(f"/me/goals/{goal}")
    assert "Per Nordvik (sibling)" in kari.words()
    kari.get("/me/")
    assert "Per Nordvik, relative" in kari.words().partition("Who has looked")[2]


def test_nothing_needs_to_be_rated(clinic: Clinic, browser: Browser) -> None:
    write(clinic, WORDS)
    shows(clinic)
    per = relative(browser, clinic.per)
    per.get("/me/their-goals")
    per.submit({})
    assert ratings(clinic) == []


@pytest.mark.parametrize("way", ["goals", "part"])
def test_withdrawn_hides_them_at_once(clinic: Clinic, browser: Browser, way: str) -> None:
    [goal] = write(clinic, WORDS)
    shows(clinic)
    per, kari = relative(browser, clinic.per), me(browser, clinic.kari)
    per.get("/me/their-goals")
    if way == "goals":
        kari.get("/me/relatives")
        kari.submit(form=0)
    else:
        with clinic.database.transaction() as session:
            withdraw_consent(session, acting(session, clinic.siv), clinic.kari, clinic.per, clinic.now)
    per.submit({f"goal-{goal}": "6"}, status=404)
    assert "This was not saved" in per.words()
    assert "You have done nothing wrong." in per.words()
    assert [link.get("href") for link in per.all("main")[0].iter("a")] == ["/me/"]
    per.get("/me/their-goals", status=404)
    assert "There are no goals here for you now" in per.words()
    per.get("/me/")
    assert WORDS not in per.text
    assert "Kari" not in per.words()
    assert ratings(clinic) == []


def test_a_goal_that_ended_meanwhile_says_so_and_keeps_what_was_chosen(
    clinic: Clinic, browser: Browser
) -> None:
    [goal, work] = write(clinic, WORDS, "Tilbake på jobb")
    shows(clinic)
    per = relative(browser, clinic.per)
    per.get("/me/their-goals")
    with clinic.database.transaction() as session:
        kari = acting(session, clinic.kari)
        end_goal(session, kari, get_goal(session, clinic.kari, goal), "reached", said_by(kari, clinic.now))
    per.submit({f"goal-{goal}": "6", f"goal-{work}": "4"}, status=422)
    assert "Nothing is saved yet" in per.words()
    assert WORDS not in per.words()
    per.submit()
    assert [(row[0], row[4]) for row in ratings(clinic)] == [(work, 4)]


def test_a_relative_rates_no_other_goal(clinic: Clinic, browser: Browser) -> None:
    [goal], [noras] = write(clinic, WORDS), write(clinic, "Skolen", who="nora")
    shows(clinic)
    per, tove = relative(browser, clinic.per), relative(browser, clinic.tove)
    per.get("/me/their-goals")
    for number in (noras, 999, 10**8):
        per.post("/me/their-goals/rate", {f"goal-{number}": "5"}, status=404)
        per.get("/me/their-goals")
    tove.get("/me/their-goals", status=404)
    tove.get("/me/")
    tove.post("/me/their-goals/rate", {f"goal-{goal}": "5"}, status=404)
    kari = me(browser, clinic.kari)
    for address in (f"/me/relatives/{clinic.tove}/goals", "/me/relatives/999/goals"):
        kari.get(address, status=404)
    kari.get("/me/relatives")
    kari.post(f"/me/relatives/{clinic.tove}/hide-goals", status=404)
    assert ratings(clinic) == []
    assert len(consents(clinic)) == 1


def test_a_relative_who_takes_no_part_is_told_of_at_the_form(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        withdraw_consent(session, acting(session, clinic.siv), clinic.kari, clinic.per, clinic.now)
    kari = me(browser, clinic.kari)
    kari.get("/me/relatives")
    assert "Does not take part now." in kari.words()
    kari.get(f"/me/relatives/{clinic.per}/goals")
    kari.submit({}, status=422)
    assert "This relative does not take part now." in kari.words()


def test_who_has_no_relatives_is_told_whom_to_ask(clinic: Clinic, browser: Browser) -> None:
    nora = me(browser, clinic.nora)
    nora.get("/me/relatives")
    assert "Takes part as a parent of somebody under 16." in nora.words()


def test_a_coordinator_writes_down_what_the_patient_says(clinic: Clinic, browser: Browser) -> None:
    siv = sign_in(browser, "dahl")
    page = f"/staff/unit/patients/{clinic.kari}"
    siv.get(f"{page}/relatives/{clinic.per}/goals?language=en")
    assert "Kari Nordvik decides who sees the goals." in siv.words()
    siv.submit({}, status=422)
    assert "Ask the patient, then tick the box." in siv.words()
    siv.submit({"agreed": "y"})
    assert "Sees the goals since" in siv.words()
    assert [row.recorded_by_id for row in consents(clinic)] == [clinic.siv]
    siv.post(f"{page}/relatives/{clinic.per}/hide-goals")
    assert "Does not see the goals." in siv.words()
    for other in (clinic.tove, 999):
        siv.post(f"{page}/relatives/{other}/hide-goals", status=404)
        siv.get(page)


def test_the_clinician_knows_who_sees_them_and_the_patient_is_told_before_writing(
    clinic: Clinic, browser: Browser
) -> None:
    write(clinic, WORDS)
    berg, kari = sign_in(browser), me(browser, clinic.kari)
    said = "You show your goals to somebody close to you"
    for shown in (False, True):
        berg.get(path(clinic, "?language=en"))
        assert ("The words are shown to Per Nordvik" in berg.words()) is shown
        kari.get("/me/")
        kari.post("/me/write", {"ask": "my-goals"})
        assert (said in kari.words()) is shown
        kari.get("/me/")
        kari.post("/me/write", {"ask": "how-i-am"})
        assert said not in kari.words()
        if not shown:
            shows(clinic)


def test_the_patients_file_names_the_yes(clinic: Clinic, browser: Browser) -> None:
    shows(clinic)
    kari = me(browser, clinic.kari)
    assert b"see-goals, by patient" in kari.client.get("/me/file.json").data
    assert kari.client.get("/me/file.pdf").data.startswith(b"%PDF-")
