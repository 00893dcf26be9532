"""What was decided at a held point stands beside the form of the treatment plan, and its steps are offered there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from asking import acting
from clinic import Clinic
from clinician_pages import Browser, begin, hold, whole
from evaluation_pages import due_later
from page_client import PageClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.goals.treatment_plan import PlanContent
from feedback.persistence.tables import AuditEvent, TreatmentPlan
from feedback.services.goals.treatment_plan import plans_about, write_plan

OLD = PlanContent({"do": "Samtale hver uke."}, (AgreedStep("Gå tur", "Kari"),))
DECIDED = {
    "works": "Samtaler", "changes": "Sjeldnere", "steps-0-what": "Ringe NAV", "steps-0-who": "Anna",
    "steps-1-what": "Gå tur", "steps-1-who": "Kari",
}  # fmt: skip


def _write(
    session: Session, clinic: Clinic, content: PlanContent, together: bool, days: int = 0
) -> TreatmentPlan:
    at = clinic.now + timedelta(days=days)
    return write_plan(session, acting(session, clinic.berg), clinic.kari, content, together, at)


def _values(page: PageClient) -> Mapping[str, str]:
    return {box.get("name") or "": box.get("value") or "" for box in page.all("input")}


def test_an_unchanged_plan_stays_made_together(session: Session, clinic: Clinic) -> None:
    first = _write(session, clinic, OLD, together=True)
    assert _write(session, clinic, OLD, together=False, days=1) is first
    assert _write(session, clinic, OLD, together=True, days=2) is first
    second = _write(session, clinic, PlanContent({"do": "Sjeldnere."}), together=False, days=3)
    assert (second.version, second.made_together) == (2, False)
    assert _write(session, clinic, PlanContent({"do": "Sjeldnere."}), together=True, days=4).version == 3


def test_decisions_are_shown_and_steps_offered_once(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        _write(session, clinic, OLD, together=True)
    due_later(clinic, 3)
    berg = whole(clinic, begin(clinic, browser))
    hold(berg, DECIDED)
    address = f"/staff/patients/{clinic.kari}/treatment-plan/write?point=1"
    berg.get(address)
    for words in (
        "Decided at the evaluation point",
        "Sjeldnere",
        "Samtaler",
        "The last row is a step from the point.",
    ):
        assert words in berg.words()
    values = _values(berg)
    assert [values[f"step-{place}-what"] for place in range(3)] == ["Gå tur", "Ringe NAV", ""]
    assert values["step-1-who"] == "Anna"
    berg.submit({"step-1-what": "", "step-1-who": "", "do": "Samtale annenhver uke."})
    with clinic.database.transaction() as session:
        assert [len(one.content["steps"]) for one in plans_about(session, clinic.kari)] == [1, 1]
        read = select(AuditEvent.target).where(AuditEvent.action == "read evaluation point")
        assert "evaluation point 1" in set(session.scalars(read))
    berg.get(address)  # written already: what was left out is not put forward again
    assert "The last row" not in berg.words()
    assert "Ringe NAV" in berg.words()
    berg.get(f"/staff/patients/{clinic.kari}/treatment-plan/write")
    assert "Decided at" not in berg.words()


def test_a_full_plan_takes_no_more_steps_than_it_has_rows(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        steps = tuple(AgreedStep(f"Steg {number}") for number in range(8))
        _write(session, clinic, PlanContent({}, steps), together=False)
    due_later(clinic, 3)
    hold(whole(clinic, begin(clinic, browser)), DECIDED)
    berg = begin(clinic, browser)
    berg.get(f"/staff/patients/{clinic.kari}/treatment-plan/write?point=1")
    assert _values(berg)["step-7-what"] == "Steg 7"
    assert "Ringe NAV" in berg.words()
    assert "from the point" not in berg.words()
