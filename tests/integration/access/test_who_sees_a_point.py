"""What is written at a point is seen by those who write it until it is held, and what relatives keep back by nobody."""

from __future__ import annotations

from asking import acting, give_work
from clinic import Clinic
from clinician_pages import Browser, answer, begin, hold, point_path, sign_in, whole
from evaluation_pages import cares_too, held, records
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import AuditEvent
from feedback.services.access.absences import NewAbsence, record_absence


def test_a_relative_who_asked_to_talk_first_is_not_on_the_shared_screen(
    clinic: Clinic, browser: Browser
) -> None:
    answer(clinic, clinic.per, "relative-view", {"comment": answered("Hun ler igjen.")}, "talk-first")
    berg = begin(clinic, browser)
    for path in ("", "/sheet", "/together/family"):
        berg.get(point_path(clinic) + path)
        assert "Hun ler igjen." not in berg.text


def test_what_a_relative_says_about_themself_is_on_no_sheet(clinic: Clinic, browser: Browser) -> None:
    said = {"self": answered(2), "contact": answered(True), "comment": answered("Jeg er sliten.")}
    answer(clinic, clinic.per, "relative-self", said)
    berg = begin(clinic, browser)
    for path in ("/sheet", "/together/family"):
        berg.get(point_path(clinic) + path)
        assert "Jeg er sliten." not in berg.text
        assert "Wants to be contacted" not in berg.text


def test_a_correction_is_seen_by_nobody_until_it_counts(clinic: Clinic, browser: Browser) -> None:
    held(clinic, browser)
    berg, lie = begin(clinic, browser), sign_in(browser, "lie")
    whole(clinic, berg).submit({"works": "Hemmelig", "do": "leave"})
    cares_too(clinic)
    lie.get(point_path(clinic))
    assert "Anna Berg is writing a correction" in lie.words()
    for path in ("", "/sheet", "/sheet?version=1", "/together/plan"):
        lie.get(point_path(clinic) + path)
        assert "Hemmelig" not in lie.text
    lie.get(point_path(clinic) + "/sheet?version=2", status=404)
    berg.post(point_path(clinic) + "/drop")
    assert "Hemmelig" not in berg.text
    assert len(records(clinic)) == 1


def test_somebody_elses_draft_is_not_read_until_one_goes_on_with_it(clinic: Clinic, browser: Browser) -> None:
    cares_too(clinic)
    berg = whole(clinic, begin(clinic, browser))
    berg.submit({"works": "Hemmelig", "do": "leave"})
    lie = sign_in(browser, "lie")
    for path in ("", "/sheet", "/together", "/together/plan", "/together/all"):
        lie.get(point_path(clinic) + path)
        assert "Hemmelig" not in lie.text
    lie.get(point_path(clinic))
    assert "Anna Berg has begun to write" in lie.words()
    lie.post(point_path(clinic) + "/open", status=422)
    lie.get(point_path(clinic))
    lie.submit(form=0)
    lie.get(point_path(clinic) + "/together/plan")
    assert "Hemmelig" in lie.text


def test_a_deputy_knows_that_it_was_begun_and_goes_on_only_when_they_say_so(
    clinic: Clinic, browser: Browser
) -> None:
    berg, today = whole(clinic, begin(clinic, browser)), day_of(clinic.now)
    berg.submit({"works": "Hemmelig", "do": "leave"})
    with clinic.database.transaction() as session:
        give_work(session, clinic, clinic.lie, clinic.berg)
        away = NewAbsence(clinic.berg, clinic.lie, today, today)
        record_absence(session, acting(session, clinic.siv), away, clinic.now)
    lie = sign_in(browser, "lie")
    assert "begun" not in lie.words()
    lie.get(point_path(clinic))
    assert "You stand in for somebody who is away" in lie.words()
    assert "Anna Berg has begun to write" in lie.words()
    assert "Hemmelig" not in lie.text
    lie.submit(form=0)
    hold(whole(clinic, lie))
    assert "Hemmelig" in lie.words()
    with clinic.database.transaction() as session:
        rows = select(AuditEvent.purpose).where(AuditEvent.action == "held evaluation point")
        assert session.scalars(rows).all() == [f"care, as deputy for person {clinic.berg}"]
