"""The clinician reads, replies and acknowledges; nobody else gets in."""

from __future__ import annotations

import pytest
from clinic import Clinic
from clinician_pages import Browser, add_phq9, answer, sign_in
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.answers import IN_PERSON, SKIPPED, answered
from feedback.persistence.tables import AuditEvent, CriticalAnswer, Person, Reading, Reply

FEEDBACK = {
    "since-last": answered(7),
    "could-say": IN_PERSON,
    "useful": SKIPPED,
    "different": answered("Litt for fort."),
}


def test_today_tells_what_is_new_and_the_page_marks_it_read(clinic: Clinic, browser: Browser) -> None:
    answer(clinic, clinic.kari, "after-session", FEEDBACK)
    berg = sign_in(browser)
    assert "1 new answer" in berg.words()
    berg.get(f"/staff/patients/{clinic.kari}")
    assert "Litt for fort." in berg.words()
    assert "7 of 10" in berg.words()
    assert "rather in person" in berg.words()
    berg.get("/staff/today")
    assert "You have read everything." in berg.words()
    with clinic.database.transaction() as session:
        assert session.scalar(select(Reading.reader_id)) == clinic.berg
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.patient_id == clinic.kari))
        assert "read patient page" in list(actions)


def test_another_clinician_and_the_coordinator_find_nothing(clinic: Clinic, browser: Browser) -> None:
    response = answer(clinic, clinic.kari, "after-session", FEEDBACK)
    for name in ("lie", "dahl", "strand", "ås"):
        staff = sign_in(browser, name)
        for path in ("", f"/responses/{response}", "/points/1", "/points/1/sheet", "/points/1/sheet.pdf"):
            staff.get(f"/staff/patients/{clinic.kari}{path}", status=404)


def test_a_response_of_another_patient_is_not_found(clinic: Clinic, browser: Browser) -> None:
    other = answer(clinic, clinic.nora, "after-session-young", {"since-last": answered(4)})
    answer(clinic, clinic.kari, "after-session", FEEDBACK)
    berg = sign_in(browser)
    berg.get(f"/staff/patients/{clinic.kari}/responses/{other}", status=404)
    berg.get(f"/staff/patients/{clinic.kari}")
    berg.post(f"/staff/patients/{clinic.kari}/responses/{other}/reply", {"kind": "followed"}, status=404)


def test_the_whole_response_keeps_the_four_reasons_apart(clinic: Clinic, browser: Browser) -> None:
    response = answer(clinic, clinic.kari, "after-session", FEEDBACK)
    berg = sign_in(browser)
    berg.get(f"/staff/patients/{clinic.kari}/responses/{response}")
    for words in ("would rather say it in person", "skipped", "not answered", "not validated"):
        assert words in berg.words()


@pytest.mark.parametrize("sharing", ["private", "numbers"])
def test_what_kari_does_not_share_is_not_shown(clinic: Clinic, browser: Browser, sharing: str) -> None:
    response = answer(clinic, clinic.kari, "after-session", FEEDBACK, sharing)
    berg = sign_in(browser)
    for path in ("", f"/responses/{response}"):
        berg.get(f"/staff/patients/{clinic.kari}{path}")
        assert "Litt for fort." not in berg.text
        mark = "for themself for now" if sharing == "private" else "the rest in person"
        assert mark in berg.words()
    told = berg.words().partition("Answers")[2]  # before it stand days, and every month has a 7th
    assert ("7" in told) == (sharing == "numbers")


def test_a_private_response_is_never_called_read(clinic: Clinic, browser: Browser) -> None:
    response = answer(clinic, clinic.kari, "after-session", FEEDBACK, "private")
    berg = sign_in(browser)
    assert "You have read everything." in berg.words()
    berg.get(f"/staff/patients/{clinic.kari}")
    berg.get(f"/staff/patients/{clinic.kari}/responses/{response}")
    with clinic.database.transaction() as session:
        assert session.scalar(select(Reading.response_id)) is None


def test_a_reply_reaches_the_page_and_needs_its_reason(clinic: Clinic, browser: Browser) -> None:
    response = answer(clinic, clinic.kari, "after-session", FEEDBACK)
    berg = sign_in(browser)
    path = f"/staff/patients/{clinic.kari}/responses/{response}"
    berg.get(path)
    berg.post(f"{path}/reply", {"kind": "not", "text": " "}, status=422)
    assert f'href="#reply-{response}-text"' in berg.text
    berg.post(f"{path}/reply", {"kind": "wrong", "text": "Behold dette"}, status=422)
    assert "Behold dette" in berg.text
    berg.post(f"{path}/reply", {"kind": "not", "text": "Vi har ikke tid nå."})
    assert "Not followed: Vi har ikke tid nå." in berg.words()
    with clinic.database.transaction() as session:
        [row] = session.scalars(select(Reply))
        assert (row.kind, row.author_id) == ("not", clinic.berg)


def test_relatives_answers_stand_by_themselves(clinic: Clinic, browser: Browser) -> None:
    answer(
        clinic, clinic.per, "relative-view", {"now": answered(2), "comment": answered("Hei")}, "talk-first"
    )
    berg = sign_in(browser)
    berg.get(f"/staff/patients/{clinic.kari}")
    assert "Per Nordvik, sibling" in berg.words()
    assert "Talk with Per Nordvik before the patient reads this" in berg.words()
    assert "Nothing has been answered that can be shown over time." in berg.words()


def test_a_critical_answer_comes_first_until_somebody_says_what_was_done(
    clinic: Clinic, browser: Browser
) -> None:
    add_phq9(clinic)
    answers = {f"item-{number}": answered("1") for number in range(1, 10)}
    answer(clinic, clinic.kari, "phq-9-demo", answers, "private")
    berg = sign_in(browser)
    assert "See these first" in berg.words()
    assert "PHQ-9" not in berg.words()
    berg.get(f"/staff/patients/{clinic.kari}")
    assert "See this first" in berg.words()
    with clinic.database.transaction() as session:
        critical = session.scalar(select(CriticalAnswer.id))
    path = f"/staff/patients/{clinic.kari}/critical/{critical}"
    berg.post(path, {"done": ""}, status=422)
    assert f'href="#done-{critical}"' in berg.text
    berg.post(path, {"done": "Ringte Kari og avtalte time."})
    assert "See this first" not in berg.words()
    with clinic.database.transaction() as session:
        row = session.get_one(CriticalAnswer, critical)
        assert (row.acknowledged_by_id, row.done) == (clinic.berg, "Ringte Kari og avtalte time.")


@pytest.mark.parametrize("interprets", [False, True])
def test_bands_are_shown_only_where_the_unit_interprets(
    clinic: Clinic, browser: Browser, interprets: bool
) -> None:
    add_phq9(clinic)
    answers = {f"item-{number}": answered("2") for number in range(1, 9)} | {"item-9": answered("0")}
    response = answer(clinic, clinic.kari, "phq-9-demo", answers)
    with clinic.database.transaction() as session:
        unit = session.get_one(Person, clinic.kari).unit
        unit.interpretation_confirmed_on = day_of(clinic.now) if interprets else None
        unit.interpretation_confirmed_by = "Nina Ås" if interprets else None
    berg = sign_in(browser)
    berg.get(f"/staff/patients/{clinic.kari}/responses/{response}")
    assert "16 of 27" in berg.words()
    assert "A score is not a diagnosis." in berg.words()
    assert ("moderately severe" in berg.words()) == interprets
    berg.get(f"/staff/patients/{clinic.kari}")
    assert ("are off in this unit" in berg.words()) != interprets
    assert ("moderately severe" in berg.words()) == interprets


def test_a_total_that_is_not_calculated_says_why(clinic: Clinic, browser: Browser) -> None:
    add_phq9(clinic)
    response = answer(clinic, clinic.kari, "phq-9-demo", {"item-1": answered("1")})
    berg = sign_in(browser)
    berg.get(f"/staff/patients/{clinic.kari}/responses/{response}")
    assert "not calculated" in berg.words()
    assert "8 missing; the rule of the measure allows at most 1." in berg.words()
