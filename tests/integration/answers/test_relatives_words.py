"""Words and choices that fit who answers and what is asked, and what of the dates is the clinic's alone."""

from __future__ import annotations

from datetime import timedelta

from asking import acting, ask, send
from clinic import Clinic
from clinician_pages import Browser, point_path, sign_in
from patient_pages import me, point

from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.answers import answered
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.services.points.evaluation.hold_evaluation import hold_point

__all__ = ["point"]


def test_a_relative_is_not_spoken_to_as_a_patient(clinic: Clinic, browser: Browser, point: None) -> None:
    per = me(browser, clinic.per)
    per.get(clinic.link(clinic.per, "relative-view"))
    per.get(per.path + "1")
    assert "I would rather say it to the clinician" in per.words()
    assert "The clinician can read all of it" in per.words()
    assert "My clinician" not in per.words()


def test_numbers_are_shared_alone_only_where_there_are_any(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    for key, offered in (("before-evaluation", False), ("how-i-am", True)):
        kari = browser()
        kari.get(clinic.link(clinic.kari, key))
        kari.get(kari.path + "1?language=en")
        assert ("can see the numbers" in kari.words()) is offered, key
        assert "I would rather say it in person" in kari.words()


def test_the_clinician_reads_why_an_answer_is_on_no_sheet(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    with clinic.database.transaction() as session:
        asked = ask(session, clinic, clinic.per, "relative-view")
        send(session, clinic, asked, {"comment": answered("Hun ler")}, "talk-first")
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    assert "Has asked that you talk together first" in berg.words()


def test_reasons_of_a_late_point_are_not_on_the_patients_sheet(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    with clinic.database.transaction() as session:
        row = get_point(session, clinic.kari, 1)
        row.opens_on = row.due_on = day_of(clinic.now) - timedelta(days=2)
        hold_point(session, acting(session, clinic.berg), row, day_of(clinic.now), "holiday", clinic.now)
    kari, berg = me(browser, clinic.kari), sign_in(browser)
    kari.get("/me/points/1/sheet")
    for word in ("ecommended", "Holiday", "at most", "ruleset"):
        assert word not in kari.words(), word
    berg.get(point_path(clinic) + "/sheet")
    assert "Held after the recommended day" in berg.words()
