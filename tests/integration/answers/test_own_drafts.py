"""What a patient begins by herself is her own draft: to go on with or to throw away, and not something she is asked."""

from __future__ import annotations

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser
from page_client import PageClient
from patient_pages import me, point
from sqlalchemy import select

from feedback.persistence.tables import AuditEvent, Invitation, Response
from feedback.services.answers.invite import invite
from feedback.services.answers.own_drafts import discard_draft
from feedback.services.refusals import NotFound

__all__ = ["point"]


@pytest.fixture
def kari(clinic: Clinic, browser: Browser) -> PageClient:
    return me(browser, clinic.kari)


def _asked(clinic: Clinic) -> list[int]:
    with clinic.database.transaction() as session:
        return list(session.scalars(select(Invitation.id)))


def test_it_is_told_as_begun_and_gone_on_with(clinic: Clinic, kari: PageClient) -> None:
    for _twice in range(2):
        kari.post("/me/write", {"ask": "how-i-am"})
        kari.get("/me/")
    assert "You have begun on “How I am”." in kari.words()
    assert "Something for you to answer" not in kari.words()
    assert len(_asked(clinic)) == 1
    kari.post("/me/write", {"ask": "after-session"})
    kari.get("/me/")
    assert kari.words().count("You have begun on") == 2


def test_thrown_away_it_is_gone(clinic: Clinic, kari: PageClient) -> None:
    kari.post("/me/write", {"ask": "how-i-am"})
    kari.get(kari.path + "1")
    kari.submit({"action": "later"})
    [number] = _asked(clinic)
    kari.get("/me/")
    kari.post(f"/me/begun/{number}/discard")
    assert "You have begun" not in kari.words()
    with clinic.database.transaction() as session:
        assert session.get_one(Invitation, number).withdrawn_at is not None
        assert session.scalars(select(Response)).all() == []
        told = AuditEvent.action == "discarded draft"
        assert session.scalars(select(AuditEvent.target).where(told)).all() == [f"invitation {number}"]
    kari.get("/me/")
    kari.post(f"/me/begun/{number}/discard", status=404)


def test_what_somebody_asks_is_not_thrown_away(clinic: Clinic, kari: PageClient) -> None:
    with clinic.database.transaction() as session:
        asked = invite(session, acting(session, clinic.berg), clinic.kari, "how-i-am", None, clinic.now).id
        for who in (clinic.kari, clinic.nora):
            with pytest.raises(NotFound):
                discard_draft(session, acting(session, who), asked, clinic.now)
    kari.get("/me/")
    assert "You have begun" not in kari.words()
    assert "Something for you to answer" in kari.words()


@pytest.mark.usefixtures("point")
def test_a_step_of_getting_ready_is_begun_and_can_be_taken_anew(clinic: Clinic, kari: PageClient) -> None:
    for _twice in range(2):
        kari.post("/me/points/1/step", {"ask": "before-evaluation"})
        [number] = _asked(clinic)
        kari.get("/me/")
        assert kari.words().count("You have begun on") == 1
        kari.post(f"/me/begun/{number}/discard")
        assert "You have begun" not in kari.words()
