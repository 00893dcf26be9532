"""The treatment plan in versions: written by the clinician, read and kept by the patient, never rewritten."""

from __future__ import annotations

from datetime import date, timedelta

import page as pdf_checks
import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser, sign_in
from page_client import PageClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.goals.treatment_plan import PlanContent
from feedback.persistence.tables import AuditEvent, CarePathway, EvaluationPoint, TreatmentPlan
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.tell_plan import tell_plan
from feedback.services.goals.treatment_plan import content_of, get_plan, plans_about, write_plan
from feedback.services.goals.write_goal import end_goal, require_open_course, said_by, write_goal
from feedback.services.points.evaluation.hold_evaluation import get_point
from feedback.services.refusals import NotFound, Refused

FIRST = PlanContent({"do": "Samtale hver uke."}, (AgreedStep("Ringe fastlegen", "Kari", date(2026, 12, 15)),))
SECOND = PlanContent({"do": "Samtale annenhver uke.", "difficult": "Ringe Per."}, FIRST.steps)


def write(
    session: Session, clinic: Clinic, content: PlanContent, together: bool = False, days: int = 0
) -> TreatmentPlan:
    berg, at = acting(session, clinic.berg), clinic.now + timedelta(days=days)
    return write_plan(session, berg, clinic.kari, content, together, at)


def plans(clinic: Clinic) -> list[TreatmentPlan]:
    with clinic.database.transaction() as session:
        return plans_about(session, clinic.kari)


def path(clinic: Clinic, part: str = "") -> str:
    return f"/staff/patients/{clinic.kari}/treatment-plan{part}"


def me(browser: Browser, person: int) -> PageClient:
    page = browser()
    page.get("/")
    page.post(f"/me/demo-entry/{person}")
    page.get("/me/plan?language=en")
    return page


def test_a_version_stands_beside_the_one_before(session: Session, clinic: Clinic) -> None:
    first = write(session, clinic, FIRST)
    before = (first.content, first.written_at)
    second = write(session, clinic, SECOND, together=True, days=1)
    assert [(one.version, one.made_together) for one in plans_about(session, clinic.kari)] == [
        (1, False),
        (2, True),
    ]
    assert (first.content, first.written_at) == before
    assert content_of(second) == SECOND
    assert get_plan(session, clinic.kari).id == second.id
    assert get_plan(session, clinic.kari, 1).id == first.id


def test_what_is_the_same_is_not_stored_again(session: Session, clinic: Clinic) -> None:
    first = write(session, clinic, FIRST)
    assert write(session, clinic, FIRST, days=1) is first
    assert write(session, clinic, FIRST, together=True, days=2).version == 2
    write_goal(session, acting(session, clinic.kari), clinic.kari, "Sove", clinic.now)
    with_a_goal = write(session, clinic, FIRST, together=True, days=3)
    assert with_a_goal.version == 3
    assert len(content_of(with_a_goal).goals) == 1


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (PlanContent(), "work-on"),
        (PlanContent({"do": "x" * 4001}), "do"),
        (PlanContent({"do": "Ja"}, (AgreedStep("", "Kari"),)), "step-0-what"),
        (PlanContent({"do": "Ja"}, (AgreedStep("Ringe"), AgreedStep("x" * 201))), "step-1-what"),
        (PlanContent({"do": "Ja"}, (AgreedStep("Ringe", "x" * 201),)), "step-0-who"),
    ],
)
def test_what_is_no_plan(session: Session, clinic: Clinic, content: PlanContent, field: str) -> None:
    with pytest.raises(Refused) as refused:
        write(session, clinic, content)
    assert refused.value.field == field
    assert plans_about(session, clinic.kari) == []


@pytest.mark.parametrize("who", ["kari", "per", "siv"])
def test_nobody_else_writes_it(session: Session, clinic: Clinic, who: str) -> None:
    with pytest.raises(NotFound):
        write_plan(session, acting(session, getattr(clinic, who)), clinic.kari, FIRST, True, clinic.now)


def test_a_plan_out_of_a_point_names_it(session: Session, clinic: Clinic) -> None:
    berg, lie = acting(session, clinic.berg), acting(session, clinic.lie)
    point = get_point(session, clinic.kari, 1)
    plan = write_plan(session, berg, clinic.kari, FIRST, True, clinic.now, point)
    assert tell_plan(session, plan, str, "en", clinic.now).version.point == 1
    with pytest.raises(NotFound):
        write_plan(session, lie, clinic.nora, FIRST, True, clinic.now, point)


def test_there_is_no_plan_without_a_course(session: Session, clinic: Clinic) -> None:
    write(session, clinic, FIRST)
    session.scalars(
        select(CarePathway).where(CarePathway.patient_id == clinic.kari)
    ).one().closed_on = day_of(clinic.now)
    session.flush()
    with pytest.raises(Refused, match="no open course"):
        write(session, clinic, SECOND)
    assert len(plans_about(session, clinic.kari)) == 1
    assert plans_about(session, clinic.per) == []
    for patient, version in ((clinic.kari, 2), (clinic.kari, 0), (clinic.nora, 1), (clinic.nora, None)):
        with pytest.raises(NotFound):
            get_plan(session, patient, version)


def test_the_database_knows_a_version_once(session: Session, clinic: Clinic) -> None:
    plan = write(session, clinic, FIRST)
    again = TreatmentPlan(
        pathway_id=plan.pathway_id, version=1, content={}, author_id=clinic.berg, written_at=clinic.now,
        made_together=False,
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        _store(session, again)


def _store(session: Session, row: TreatmentPlan) -> None:
    with session.begin_nested():
        session.add(row)


def test_every_version_tells_goals_as_known_when_it_was_written(session: Session, clinic: Clinic) -> None:
    kari, later = acting(session, clinic.kari), clinic.now + timedelta(days=2)
    goal = write_goal(session, kari, clinic.kari, "Sove", clinic.now)
    rate_goal(session, kari, goal, 2, clinic.now)
    first = write(session, clinic, FIRST)
    rate_goal(session, kari, goal, 5, clinic.now + timedelta(hours=20))
    second = write(session, clinic, SECOND, days=1)
    rate_goal(session, kari, goal, 8, later)
    end_goal(session, kari, goal, "reached", said_by(kari, later))
    told = [tell_plan(session, one, str, "en", later).goals for one in (first, second)]
    assert [(one.note, [int(rated.value or 0) for rated in one.ratings]) for [one] in told] == [
        ("", [2]), ("", [2, 5]),
    ]  # fmt: skip
    assert [one.number for one in tell_plan(session, first, str, "en", later).history] == [2, 1]
    assert not tell_plan(session, first, str, "en", later).is_newest


def test_the_clinician_writes_it_in_the_browser(clinic: Clinic, browser: Browser) -> None:
    berg = sign_in(browser)
    berg.get(path(clinic))
    assert "No plan has been written yet." in berg.words()
    berg.get(path(clinic, "/write"))
    berg.submit({}, status=422)
    assert "Write at least one part of the plan." in berg.words()
    typed = {
        "do": "Samtale hver uke.\r\nOg tur.",
        "step-1-what": "Ringe fastlegen", "step-1-who": "Kari", "step-1-due": "31.02.2027",
    }  # fmt: skip
    berg.submit(typed, status=422)
    assert "Write a date like 24.11.2026." in berg.words()
    values = {box.get("name"): box.get("value") for box in berg.all("input")}
    assert (values["step-0-what"], values["step-0-due"]) == ("Ringe fastlegen", "31.02.2027")
    assert berg.all("textarea")[1].text == "Samtale hver uke.\nOg tur."
    berg.submit({"step-0-due": "15.12.2026", "together": "y"})
    [plan] = plans(clinic)
    assert plan.made_together
    assert content_of(plan) == PlanContent({"do": "Samtale hver uke.\nOg tur."}, FIRST.steps)
    assert "Made together." in berg.words()


def test_all_that_is_wrong_is_told_at_once_and_where(clinic: Clinic, browser: Browser) -> None:
    berg = sign_in(browser)
    berg.get(path(clinic, "/write"))
    typed = {
        "step-0-what": "Ringe fastlegen", "step-0-due": "31.02.2027",
        "step-1-who": "Kari", "step-1-due": "2006-12-15",
        "step-2-what": "x" * 201, "step-2-due": "2036-12-15",
    }  # fmt: skip
    berg.submit(typed, status=422)
    with clinic.database.transaction() as session:
        began = require_open_course(session, clinic.kari).started_on
    assert [link.text for link in berg.all("a") if (link.get("href") or "").startswith("#step-")] == [
        "“Ringe fastlegen”: Write a date like 24.11.2026.",
        f"“{'x' * 60} …”: Write at most 200 characters.",
        "Step 2: Write what is to be done.",
        f"Step 2: This day lies before the course began, on {began:%-d %B %Y}. Check the year.",
        f"“{'x' * 60} …”: This day lies more than two years ahead. Check the year.",
    ]
    assert plans(clinic) == []


def test_the_last_version_is_filled_in_and_the_next_compared(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        write(session, clinic, FIRST, together=True)
    berg = sign_in(browser)
    berg.get(path(clinic, "/write"))
    values = {box.get("name"): box.get("value") for box in berg.all("input")}
    assert (values["step-0-what"], values["step-0-due"]) == ("Ringe fastlegen", "2026-12-15")
    assert next(box for box in berg.all("input") if box.get("name") == "together").get("checked") is None
    berg.submit({"do": "Samtale annenhver uke.", "step-0-what": "Ringe NAV"})
    assert _texts(berg, "del") == [
        "Gone: hver", "Gone: Ringe fastlegen, Kari, 15 Dec 2026",
    ]  # fmt: skip
    assert _texts(berg, "ins") == [
        "New: annenhver", "New: Ringe NAV, Kari, 15 Dec 2026",
    ]  # fmt: skip
    berg.get(path(clinic, "/1"))
    assert "This is an earlier version." in berg.words()
    assert not berg.all("del")
    berg.get(path(clinic, "/3"), status=404)


def _texts(page: PageClient, tag: str) -> list[str]:
    return [" ".join("".join(one.itertext()).split()) for one in page.all(tag)]


def test_a_plan_written_at_a_point(clinic: Clinic, browser: Browser) -> None:
    berg = sign_in(browser)
    for number in ("x", "²", "99", "99999999999"):
        berg.get(path(clinic, f"/write?point={number}"), status=404)
    berg.get(path(clinic, "/write?point=1"))
    assert "Evaluation point 1" in berg.words()
    berg.submit({"do": ""}, status=422)
    berg.submit({"do": "Samtaler"})
    with clinic.database.transaction() as session:
        point = session.scalars(select(EvaluationPoint.id)).first()
    assert [one.point_id for one in plans(clinic)] == [point]
    assert "Evaluation point 1" in berg.words()


def test_the_patient_reads_and_keeps_every_version(clinic: Clinic, browser: Browser) -> None:
    kari = me(browser, clinic.kari)
    assert "No plan has been written yet." in kari.words()
    with clinic.database.transaction() as session:
        goal = write_goal(session, acting(session, clinic.kari), clinic.kari, "Sove om natta", clinic.now)
        rate_goal(session, acting(session, clinic.kari), goal, 4, clinic.now)
        write(session, clinic, FIRST)
        write(session, clinic, SECOND, together=True, days=1)
    kari.get("/me/plan")
    for words in (
        "Samtale annenhver uke.",
        "Ringe fastlegen",
        "Sove om natta",
        "Version 1",
        "Made together.",
    ):
        assert words in kari.words()
    kari.get("/me/plan/1")
    assert "Samtale hver uke." in kari.words()
    assert "Not yet gone through together." in kari.words()
    for number in (1, 2):
        taken = kari.client.get(f"/me/plan/{number}.pdf")
        assert taken.mimetype == "application/pdf"
        assert taken.headers["Cache-Control"] == "no-store"
        assert "Kari" not in taken.headers["Content-Disposition"]
        for profile in (pdf_checks.ValidationProfile.PDF_A_2A, pdf_checks.ValidationProfile.PDF_UA_1):
            assert pdf_checks.validate_pdf_bytes(taken.data, profile=profile).failures == []
    for address in ("/me/plan/3", "/me/plan/0", "/me/plan/3.pdf", "/me/plan/99999999999"):
        kari.get(address, status=404)
    nora = me(browser, clinic.nora)
    nora.get("/me/plan/1", status=404)
    nora.get("/me/plan/1.pdf", status=404)


def test_who_read_the_plan_can_be_seen(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        write(session, clinic, FIRST)
    berg = sign_in(browser)
    berg.get(path(clinic))
    berg.client.get(path(clinic, "/1.pdf"))
    with clinic.database.transaction() as session:
        read = AuditEvent.action == "read treatment plan"
        targets = session.scalars(select(AuditEvent.target).where(read)).all()
    assert targets == ["treatment plan 1"] * 2
    kari = me(browser, clinic.kari)
    kari.get("/me/")
    assert "Anna Berg" in kari.words().partition("Who has looked")[2]
