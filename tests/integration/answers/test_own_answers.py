"""What a patient has sent to prepare a point: read, added to, and changed as a new version beside the old."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting, ask, send
from clinic import Clinic
from clinician_pages import Browser, answer
from patient_pages import hold, me, point
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.questionnaires.answers import answered
from feedback.persistence.tables import Response
from feedback.services.answers.write_anew import write_anew
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.write_goal import write_goal
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.services.points.own_steps import own_steps
from feedback.services.refusals import NotFound

__all__ = ["point"]
SENT = {"topics": answered("Søvn", "Jobb"), "helped": answered("Turene")}


def prepare(clinic: Clinic) -> int:
    return answer(clinic, clinic.kari, "before-evaluation", SENT)


def versions(clinic: Clinic) -> list[tuple[int, str, bool]]:
    with clinic.database.transaction() as session:
        rows = session.scalars(
            select(Response).where(Response.source_id == clinic.kari).order_by(Response.version)
        )
        return [(row.version, row.status, "Turene med Per" in str(row.answers)) for row in rows]


def test_what_was_sent_is_read_and_changed_beside_the_old(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    sent = prepare(clinic)
    kari = me(browser, clinic.kari)
    kari.get("/me/points/1")
    assert "See or change it" in kari.words()
    kari.get(f"/me/answers/{sent}")
    assert "What I wrote: Before the evaluation point" in kari.words()
    assert "Turene" in kari.words()
    kari.post(f"/me/answers/{sent}/change")
    assert "Turene" in kari.text
    kari.get("/me/points/1")
    assert "The change you began is not sent" in kari.words()
    kari.post(f"/me/answers/{sent}/change")
    kari.submit({"q1": "Turene med Per"})
    assert "Thank you" in kari.words()
    assert versions(clinic) == [(1, "completed", False), (2, "completed", True)]
    kari.get("/me/points/1/sheet")
    assert "Turene med Per" in kari.words()
    kari.get(f"/me/answers/{sent}")
    assert "You have sent a newer version" in kari.words()
    assert "Change what I wrote" not in kari.words()


def test_something_is_added_and_one_stays_at_the_point(clinic: Clinic, browser: Browser, point: None) -> None:
    sent = prepare(clinic)
    kari = me(browser, clinic.kari)
    kari.get(f"/me/answers/{sent}")
    kari.post(f"/me/answers/{sent}", {"text": " "}, status=422)
    kari.post(f"/me/answers/{sent}", {"text": "Også kveldene"})
    assert "Også kveldene" in kari.words()
    assert kari.path.endswith(f"/me/answers/{sent}")
    assert "/me/points/1" in [link.get("href") for link in kari.all("a")]


def test_what_is_not_to_be_changed(clinic: Clinic, browser: Browser, point: None) -> None:
    sent, mood = prepare(clinic), answer(clinic, clinic.kari, "how-i-am", {"more": answered("Ok")})
    kari = me(browser, clinic.kari)
    kari.get(f"/me/answers/{mood}")
    assert "Change what I wrote" not in kari.words()
    kari.post(f"/me/answers/{mood}/change", status=404)
    hold(clinic)
    kari.get(f"/me/answers/{sent}")
    assert "Change what I wrote" not in kari.words()
    kari.post(f"/me/answers/{sent}/change", status=404)
    told = answer(clinic, clinic.per, "relative-view", {"comment": answered("x")})
    kari.get(f"/me/answers/{told}", status=404)


@pytest.mark.usefixtures("point")
def test_a_change_that_was_begun_is_gone_on_with(session: Session, clinic: Clinic) -> None:
    asked, kari = ask(session, clinic, clinic.kari, "before-evaluation"), acting(session, clinic.kari)
    sent = send(session, clinic, asked, SENT).id
    draft = write_anew(session, kari, sent, clinic.now)
    assert write_anew(session, kari, sent, clinic.now) is draft
    with pytest.raises(NotFound):
        write_anew(session, acting(session, clinic.berg), sent, clinic.now)


@pytest.mark.usefixtures("point")
def test_goals_rated_on_their_page_are_a_step_taken(session: Session, clinic: Clinic) -> None:
    row, kari = get_point(session, clinic.kari, 1), acting(session, clinic.kari)
    goal = write_goal(session, kari, clinic.kari, "Sove", clinic.now)
    rate_goal(session, kari, goal, 4, clinic.now - timedelta(days=3))
    assert [step.is_done for step in own_steps(session, row)] == [False, False, False]
    rate_goal(session, kari, goal, 5, clinic.now)
    assert [step.is_done for step in own_steps(session, row)] == [False, True, False]
    assert own_steps(session, row)[1].sent_on == day_of(clinic.now)


def test_the_receipt_leads_back_to_the_point(clinic: Clinic, browser: Browser, point: None) -> None:
    kari = me(browser, clinic.kari)
    kari.get("/me/points/1")
    kari.post("/me/points/1/step", {"ask": "before-evaluation"})
    kari.get(kari.path + "1")
    kari.submit()
    assert "Back to the point" in kari.words()
    assert "close this page" not in kari.words()
    per = me(browser, clinic.per)
    kari.get("/me/points/1")
    kari.post(f"/me/points/1/relatives/{clinic.per}", {"do": "ask"})
    per.get("/me/")
    [first, *_rest] = [link.get("href") for link in per.all("a") if "/answer/" in (link.get("href") or "")]
    per.get(f"{first}1")
    per.submit()
    assert "Back to the overview" in per.words()
    assert "Back to the point" not in per.words()


def test_who_has_got_ready_reads_so(clinic: Clinic, browser: Browser, point: None) -> None:
    kari = me(browser, clinic.kari)
    assert "You have got ready" not in kari.words()
    prepare(clinic)
    for key in ("how-i-am", "my-goals"):
        answer(clinic, clinic.kari, key, {})
    kari.get("/me/")
    assert "You have got ready" in kari.words()
    assert "See or change what you wrote" in kari.words()
    kari.get("/me/points/1")
    assert "You have got ready" in kari.words()
