"""A patient's own page of a point: getting ready, who else is asked, the sheet, and confirming by their own hand."""

from __future__ import annotations

from datetime import timedelta

from clinic import Clinic
from clinician_pages import Browser, answer, begin, point_path, sign_in
from patient_pages import DUE, hold, me, point
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import (
    AccessDecision,
    ReviewedTogether,
)
from feedback.services.points.evaluation.evaluation_records import get_point

__all__ = ["point"]


def test_kari_gets_ready_step_by_step(clinic: Clinic, browser: Browser, point: None) -> None:
    kari = me(browser, clinic.kari)
    assert "Get ready" in kari.words()
    kari.get("/me/points/1")
    assert kari.words().count("Not done") == 3
    kari.post("/me/points/1/step", {"ask": "before-evaluation"})
    assert kari.path.startswith("/answer/")
    kari.get(kari.path + "1")
    kari.submit({"q1": "Turene", "action": "later"})
    kari.get("/me/points/1")
    assert "Begun" in kari.words()
    kari.post("/me/points/1/step", {"ask": "before-evaluation"})
    kari.get(kari.path + "1")
    kari.submit()
    kari.get("/me/points/1")
    assert "Done. See or change it" in kari.words()
    assert kari.words().count("Not done") == 2


def test_a_point_that_is_not_open_is_not_prepared(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        row = get_point(session, clinic.kari, 1)
        row.opens_on, row.due_on = (day_of(clinic.now) + timedelta(days=days) for days in (20, 34))
        row.meeting_at = clinic.now + timedelta(days=30)
    kari = me(browser, clinic.kari)
    assert "You meet" in kari.words()
    assert "repare" not in kari.words()
    assert "Get ready" not in kari.words()
    kari.get("/me/points/1")
    assert "When it gets closer, you can get ready here" in kari.words()
    kari.get("/me/")
    kari.post("/me/points/1/step", {"ask": "before-evaluation"}, status=404)
    kari.get("/me/")
    kari.post(f"/me/points/1/relatives/{clinic.per}", {"do": "ask"}, status=422)
    assert "It is too early to ask" in kari.words()
    kari.get("/me/")
    kari.post("/me/write", {"ask": "before-evaluation"}, status=404)


def test_nothing_on_the_page_tells_of_a_date_that_runs(clinic: Clinic, browser: Browser, point: None) -> None:
    due = (day_of(clinic.now) + timedelta(days=DUE)).strftime("%-d %B %Y")
    kari = me(browser, clinic.kari)
    for path in ("/me/", "/me/points/1", "/me/points/1/sheet"):
        kari.get(path)
        for word in (due, "ecommended", "breach", "overdue", "days left"):
            assert word not in kari.text, (path, word)
    with clinic.database.transaction() as session:
        get_point(session, clinic.kari, 1).meeting_at = clinic.now + timedelta(days=2)
    kari.get("/me/points/1")
    assert "You meet" in kari.words()
    kari.get("/me/points/1/sheet")
    assert "Draft. We meet" in kari.words()


def test_the_draft_sheet_shows_what_kari_may_see(clinic: Clinic, browser: Browser, point: None) -> None:
    answer(clinic, clinic.per, "relative-view", {"comment": answered("Hun ler igjen.")})
    answer(clinic, clinic.per, "relative-self", {"comment": answered("Jeg er sliten.")})
    berg = begin(clinic, browser)
    berg.get(point_path(clinic) + "/together/useful")
    berg.submit({"notes-useful": "Bare et utkast", "do": "next"})
    kari = me(browser, clinic.kari)
    kari.get("/me/points/1/sheet")
    assert "Draft, to read before you meet" in kari.words()
    assert "Hun ler igjen." in kari.words()
    assert "Jeg er sliten." not in kari.text
    assert "Bare et utkast" not in kari.text
    assert kari.client.get("/me/points/1/sheet.pdf").data.startswith(b"%PDF-")
    berg.get(point_path(clinic) + "/together/next")
    berg.submit({"do": "hold"})
    berg.submit()
    kari.get("/me/points/1/sheet")
    assert "Bare et utkast" in kari.words()
    assert "Draft, to read" not in kari.words()


def test_what_is_held_back_from_kari_is_on_no_sheet_of_hers(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    told = answer(clinic, clinic.per, "relative-view", {"comment": answered("Hun ler igjen.")})
    with clinic.database.transaction() as session:
        session.add(
            AccessDecision(
                response_id=told,
                decision="withheld",
                grounds="x",
                decided_by_id=clinic.berg,
                decided_at=clinic.now,
            )
        )
    kari = me(browser, clinic.kari)
    kari.get("/me/points/1/sheet")
    assert "Hun ler igjen." not in kari.text


def test_a_decision_after_the_point_was_held_changes_nothing_on_its_sheet(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    told = answer(clinic, clinic.per, "relative-view", {"comment": answered("Hun ler igjen.")})
    hold(clinic)
    decided = {"decided_by_id": clinic.berg, "decided_at": clinic.now + timedelta(hours=1), "grounds": "x"}
    with clinic.database.transaction() as session:
        session.add(AccessDecision(response_id=told, decision="withheld", **decided))
    kari = me(browser, clinic.kari)
    kari.get("/me/points/1/sheet")
    assert "Hun ler igjen." in kari.words()


def test_kari_decides_who_is_asked(clinic: Clinic, browser: Browser, point: None) -> None:
    kari = me(browser, clinic.kari)
    kari.get("/me/points/1")
    assert "Per Nordvik" in kari.words()
    kari.post(f"/me/points/1/relatives/{clinic.per}", {"do": "ask"})
    assert "Is asked how they see it" in kari.words()
    per = me(browser, clinic.per)
    assert len([link for link in per.all("a") if "/answer/" in (link.get("href") or "")]) == 2
    kari.post(f"/me/points/1/relatives/{clinic.per}", {"do": "leave-out"})
    assert "Is not asked now." in kari.words()
    per.get("/me/")
    assert not [link for link in per.all("a") if "/answer/" in (link.get("href") or "")]
    kari.post(f"/me/points/1/relatives/{clinic.tove}", {"do": "ask"}, status=404)
    hold(clinic)
    kari.get("/me/")
    kari.post(f"/me/points/1/relatives/{clinic.per}", {"do": "ask"}, status=422)
    assert "This point is over" in kari.words()


def test_kari_confirms_by_her_own_hand_also_what_was_spoken(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    hold(clinic)
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    berg.post(point_path(clinic) + "/reviewed", {"how": "spoken"})
    kari = me(browser, clinic.kari)
    assert "Your clinician has noted that you said yes" in kari.words()
    kari.get("/me/points/1")
    assert "Anna Berg has noted that you said yes" in kari.words()
    kari.submit()
    assert "You confirmed this on" in kari.words()
    kari.get("/me/")
    assert "Gone through together, confirmed" in kari.words()
    with clinic.database.transaction() as session:
        assert set(session.scalars(select(ReviewedTogether.how))) == {"spoken", "patient"}


def test_kari_reads_earlier_versions_and_confirms_the_new_one(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    hold(clinic)
    kari = me(browser, clinic.kari)
    kari.post("/me/points/1/confirm")
    berg = begin(clinic, browser)
    berg.get(point_path(clinic) + "/together/plan")
    berg.submit({"works": "Rettet tekst", "do": "next"})
    kari.get("/me/points/1/sheet")
    assert "Rettet tekst" not in kari.text
    kari.get("/me/points/1/sheet?version=2", status=404)
    berg.get(point_path(clinic) + "/together/next")
    berg.submit({"do": "finish"})
    kari.get("/me/points/1")
    assert "The sheet has been corrected" in kari.words()
    assert "Corrected under: Shall the plan change? How?" in kari.words()
    kari.get("/me/points/1/sheet")
    assert "Rettet tekst" in kari.words()
    kari.get("/me/points/1/sheet?version=1")
    assert "An earlier version" in kari.words()
    assert "Rettet tekst" not in kari.text
    assert "in own session" in kari.words()
    kari.get("/me/points/1")
    kari.submit()
    assert "You confirmed this on" in kari.words()


def test_kari_says_that_it_was_not_like_that(clinic: Clinic, browser: Browser, point: None) -> None:
    hold(clinic)
    berg, kari = sign_in(browser), me(browser, clinic.kari)
    berg.get(point_path(clinic))
    berg.post(point_path(clinic) + "/reviewed", {"how": "spoken"})
    kari.get("/me/")
    assert "We went through this together" not in kari.words()  # nobody confirms what they have not opened
    kari.get("/me/points/1/sheet")
    assert "We went through this together" in kari.words()
    kari.post("/me/points/1/confirm", {"do": "not-so", "reason": " "}, status=422)
    assert "Write what was different." in kari.words()
    kari.post("/me/points/1/confirm", {"do": "not-so", "reason": "x" * 2001}, status=422)
    kari.post("/me/points/1/confirm", {"do": "not-so", "reason": "Vi snakket ikke om jobb"})
    assert "You said on" in kari.words()
    for page, path in ((kari, "/me/points/1/sheet"), (berg, point_path(clinic) + "/sheet")):
        page.get(path)
        assert "Kari Nordvik says that it was not like that" in page.words(), path
        assert "Kari Nordvik said yes, as spoken; noted by Anna Berg" in page.words()
    kari.get("/me/points/1")
    kari.post("/me/points/1/confirm", {"do": "not-so", "reason": "Igjen"}, status=422)
    kari.post("/me/points/1/confirm")
    kari.get("/me/points/1/sheet")
    assert "not like that, " not in kari.words()
    kari.get("/me/")
    kari.post("/me/points/1/confirm", {"do": "not-so", "reason": "Likevel"}, status=422)
    assert "It has been confirmed already" in kari.words()


def test_why_it_was_not_confirmed_is_told_to_kari(clinic: Clinic, browser: Browser, point: None) -> None:
    hold(clinic)
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    berg.post(point_path(clinic) + "/reviewed", {"how": "not-confirmed", "reason": "Ville tenke på det"})
    kari = me(browser, clinic.kari)
    kari.get("/me/points/1")
    assert "Ville tenke på det" in kari.words()


def test_a_point_that_is_called_off_says_so_and_asks_nothing(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    with clinic.database.transaction() as session:
        get_point(session, clinic.kari, 1).cancelled_on = day_of(clinic.now)
    kari = me(browser, clinic.kari)
    assert "Get ready" not in kari.words()
    kari.get("/me/points/1")
    assert "called off" in kari.words()
    kari.get("/me/")
    kari.post("/me/points/1/step", {"ask": "how-i-am"}, status=404)
    berg = sign_in(browser)
    berg.get(point_path(clinic))
    assert "This point has been called off" in berg.words()


def test_the_file_tells_what_is_hers_and_that_more_is_being_written(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    berg = begin(clinic, browser)
    berg.get(point_path(clinic) + "/preparation")
    berg.submit({"topic_1": "Søvnen din"})
    berg.get(point_path(clinic) + "/together/plan")
    berg.submit({"works": "Turene", "do": "next"})
    kari = me(browser, clinic.kari)
    told = kari.client.get("/me/file.json").get_data(as_text=True)
    assert "Turene" not in told
    assert "Søvnen din" not in told
    assert kari.client.get("/me/file.pdf").data.startswith(b"%PDF-")
    berg.get(point_path(clinic))
    berg.submit(form=0)
    berg.get(point_path(clinic) + "/together/next")
    berg.submit({"do": "hold"})
    berg.submit()
    kari.post("/me/points/1/confirm")
    told = kari.client.get("/me/file.json").get_data(as_text=True)
    for words in ("works: Turene", "Søvnen din", "patient, version 1"):
        assert words in told
    assert kari.client.get("/me/file.pdf").data.startswith(b"%PDF-")
