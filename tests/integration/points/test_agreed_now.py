"""What was agreed at a point stands on the patient's first page until it is done, and leads into the plan."""

from __future__ import annotations

from datetime import timedelta

from asking import acting
from clinic import Clinic
from clinician_pages import Browser, begin, hold, point_path, sign_in, siv
from patient_pages import me, point
from sqlalchemy import update
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.persistence.tables import Consent
from feedback.services.courses.close_course import close_course
from feedback.services.points.evaluation.evaluation_records import agreed_now, get_point
from feedback.services.points.evaluation.hold_evaluation import hold_point, save_notes

__all__ = ["point"]


def test_kari_finds_it_on_her_first_page(clinic: Clinic, browser: Browser, point: None) -> None:
    berg = begin(clinic, browser)
    berg.get(point_path(clinic) + "/together/plan")
    day = day_of(clinic.now) + timedelta(days=9)
    step = {"steps-0-what": "Søke kurs", "steps-0-who": "Kari", "steps-0-due_on": day.isoformat()}
    berg.submit({**step, "changes": "Færre timer", "do": "next"})
    kari = me(browser, clinic.kari)
    assert "Søke kurs" not in kari.words()
    berg.get(point_path(clinic) + "/together/next")
    hold(berg)
    kari.get("/me/")
    assert "What we have agreed Søke kurs Kari" in kari.words()
    berg.get(point_path(clinic))
    assert "Write it into the treatment plan" in berg.words()
    with clinic.database.transaction() as session:
        assert agreed_now(session, clinic.kari) == (AgreedStep("Søke kurs", "Kari", day),)


def test_nothing_stands_without_a_point(session: Session, clinic: Clinic) -> None:
    assert agreed_now(session, clinic.kari) == ()


def test_it_stays_when_the_course_is_closed(clinic: Clinic, browser: Browser, point: None) -> None:
    with clinic.database.transaction() as session:
        row, berg = get_point(session, clinic.kari, 1), acting(session, clinic.berg)
        save_notes(session, berg, row, {"shape": 2, "steps": [{"what": "Søke kurs"}]}, clinic.now)
        hold_point(session, berg, row, day_of(clinic.now), "", clinic.now)
        close_course(session, berg, row.pathway, day_of(clinic.now), clinic.now)
    kari = me(browser, clinic.kari)
    assert "What we have agreed Søke kurs This is what stood when the treatment ended." in kari.words()
    assert "the next time you go through" not in kari.words()


def test_nobody_is_offered_to_ask_in_a_closed_course(clinic: Clinic, browser: Browser) -> None:
    pages = (
        (sign_in(browser), f"/staff/patients/{clinic.kari}"),
        (siv(browser), f"/staff/unit/patients/{clinic.kari}"),
    )
    for client, path in pages:
        client.get(path)
        assert "Ask the patient" in client.words()
    with clinic.database.transaction() as session:
        pathway = get_point(session, clinic.kari, 1).pathway
        close_course(session, acting(session, clinic.berg), pathway, day_of(clinic.now), clinic.now)
    for client, path in pages:
        client.get(path)
        assert "Ask the patient" not in client.words()
        assert "/ask" not in "".join(link.get("href", "") for link in client.all("a"))


def test_a_yes_that_was_taken_back_is_told_as_that(clinic: Clinic, browser: Browser) -> None:
    berg, coordinator = sign_in(browser), siv(browser)
    told = []
    for change in (None, "withdrawn", "ended"):
        with clinic.database.transaction() as session:
            values = {
                "withdrawn": {"withdrawn_at": clinic.now},
                "ended": {"withdrawn_at": None, "ends_on": day_of(clinic.now) - timedelta(days=1)},
            }.get(change or "", {"basis": "law", "ends_on": day_of(clinic.now) - timedelta(days=1)})
            values = {"basis": "patient", "starts_on": day_of(clinic.now) - timedelta(days=9), **values}
            session.execute(update(Consent).where(Consent.patient_id == clinic.kari).values(**values))
        berg.get(point_path(clinic))
        told.append(berg.words())
        coordinator.get(f"/staff/unit/patients/{clinic.kari}")
        told.append(coordinator.words())
    assert "has not agreed that any relative takes part" in told[0]
    assert "had said yes to relatives taking part, and has withdrawn it" in told[2]
    assert "the yes was withdrawn" in told[3]
    assert "until a day that has passed" in told[4]
    assert "the yes has ended" in told[5]
