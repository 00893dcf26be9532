"""A patient says themselves that a relative does not take part any more (rule A9)."""

from __future__ import annotations

from clinic import Clinic
from clinician_pages import Browser
from goal_pages import me
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.persistence.tables import AuditEvent, Consent
from feedback.services.patients.consents import takes_part


def _per(browser: Browser, clinic: Clinic) -> PageClient:
    page = browser()
    page.get("/")
    page.post(f"/me/demo-entry/{clinic.per}")
    return page


def test_it_holds_at_once_and_the_relative_is_not_told(clinic: Clinic, browser: Browser) -> None:
    per = _per(browser, clinic)
    per.get("/me/?language=en")
    kari = me(browser, clinic.kari)
    kari.get("/me/relatives")
    assert "Per Nordvik should not take part any more" in kari.words()
    kari.get(f"/me/relatives/{clinic.per}/end")
    for said in ("It holds at once.", "Nobody tells them.", "tell the clinic"):
        assert said in kari.words()
    kari.submit({})
    assert "Does not take part now." in kari.words()
    assert "should not take part any more" not in kari.words()
    with clinic.database.transaction() as session:
        assert not takes_part(session, clinic.kari, clinic.per, day_of(clinic.now))
        told = select(AuditEvent.actor_id).where(AuditEvent.action == "consent withdrawn")
        assert list(session.scalars(told)) == [clinic.kari]
    per.get("/me/")
    assert "Kari" not in per.words()


def test_saying_it_twice_changes_nothing_more(clinic: Clinic, browser: Browser) -> None:
    kari = me(browser, clinic.kari)
    for _time in range(2):
        kari.get(f"/me/relatives/{clinic.per}/end")
        kari.submit({})
    with clinic.database.transaction() as session:
        rows = list(session.scalars(select(Consent).where(Consent.relative_id == clinic.per)))
        assert [row.withdrawn_at is not None for row in rows] == [True]


def test_what_the_law_gives_a_parent_is_talked_about(clinic: Clinic, browser: Browser) -> None:
    nora = me(browser, clinic.nora)
    nora.get("/me/relatives")
    assert "should not take part any more" not in nora.words()
    nora.get(f"/me/relatives/{clinic.tove}/end")
    nora.submit({}, status=422)
    assert "takes part by law" in nora.words()
    with clinic.database.transaction() as session:
        assert takes_part(session, clinic.nora, clinic.tove, day_of(clinic.now))


def test_nobody_elses_relative(clinic: Clinic, browser: Browser) -> None:
    kari = me(browser, clinic.kari)
    for number in (clinic.tove, clinic.berg, 999):
        kari.get(f"/me/relatives/{number}/end", status=404)
