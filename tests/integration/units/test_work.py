"""Where staff work and as what: given, ended, chosen between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from asking import acting, give_work
from clinic import OPERATOR, PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import Assignment, Person
from feedback.services.access.assignments import NewAssignment, all_assignments, assign, end_assignment
from feedback.services.access.care import acting_as, assignments_of
from feedback.services.refusals import NotFound, Refused

Browser = Callable[[], PageClient]
DAY = timedelta(days=1)


def test_somebody_with_several_roles_works_in_one_at_a_time(session: Session, clinic: Clinic) -> None:
    today = day_of(clinic.now)
    leads = give_work(session, clinic, clinic.berg, clinic.lie, "leader")
    give_work(session, clinic, clinic.berg, clinic.lie)
    found = assignments_of(session, clinic.berg, today)
    assert [(row.role, row.unit.name) for row in found] == [
        ("clinician", "Fjellheim DPS"),
        ("leader", "Lia BUP"),
    ]
    assert acting_as(found, leads.id) is leads
    assert acting_as(found, 99_999) is found[0]
    assert acting_as([], None) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"role": "king"}, "role"), ({"unit": 99}, "unit"), ({"ends_on": -1}, "ends_on"),
     ({"role": "clinician"}, "starts_on")],
)  # fmt: skip
def test_what_work_cannot_be(
    session: Session, clinic: Clinic, changed: dict[str, object], field: str
) -> None:
    berg, nina, today = session.get_one(Person, clinic.berg), acting(session, clinic.nina), day_of(clinic.now)
    if "ends_on" in changed:
        changed = {"ends_on": today - DAY}
    facts = replace(NewAssignment(berg.unit_id, "leader", today), **changed)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        assign(session, nina, berg, facts, clinic.now)
    assert refused.value.field == field


def test_nobody_gives_themselves_a_role_and_somebody_administers(session: Session, clinic: Clinic) -> None:
    nina, today = acting(session, clinic.nina), day_of(clinic.now)
    herself, berg = session.get_one(Person, clinic.nina), session.get_one(Person, clinic.berg)
    with pytest.raises(Refused, match="your own role"):
        assign(session, nina, herself, NewAssignment(berg.unit_id, "clinician", today), clinic.now)
    [work] = all_assignments(session, clinic.nina)
    with pytest.raises(Refused, match="your own role"):
        end_assignment(session, nina, herself, work.id, today, clinic.now)
    with pytest.raises(Refused, match="last administrator"):
        end_assignment(session, OPERATOR, herself, work.id, today, clinic.now)
    assign(session, nina, berg, NewAssignment(berg.unit_id, "administrator", today, today), clinic.now)
    with pytest.raises(Refused, match="last administrator"):
        end_assignment(session, OPERATOR, herself, work.id, today, clinic.now)
    assign(
        session,
        nina,
        session.get_one(Person, clinic.siv),
        NewAssignment(berg.unit_id, "administrator", today),
        clinic.now,
    )
    with pytest.raises(Refused, match="before it began"):
        end_assignment(session, OPERATOR, herself, work.id, today - 9 * DAY, clinic.now)
    end_assignment(session, OPERATOR, herself, work.id, today, clinic.now)
    with pytest.raises(NotFound):
        end_assignment(session, OPERATOR, berg, work.id, today, clinic.now)
    with pytest.raises(NotFound):
        assign(
            session, nina, session.get_one(Person, clinic.kari), NewAssignment(1, "leader", today), clinic.now
        )


def test_changing_role_and_having_none(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        leads = give_work(session, clinic, clinic.berg, clinic.lie, "leader").id
    berg = browser()
    berg.get("/staff/sign-in")
    berg.submit({"name": "berg", "password": PASSWORD})
    assert "/staff/role" in berg.text
    berg.get("/staff/role")
    berg.submit({"assignment": str(leads)})
    berg.get("/staff/today", status=404)
    berg.get("/staff/role")
    berg.post("/staff/role", {"assignment": "99"}, status=404)
    with clinic.database.transaction() as session:
        for row in session.scalars(select(Assignment).where(Assignment.staff_id == clinic.berg)):
            row.starts_on = row.ends_on = day_of(clinic.now) - DAY
    for language in ("nb", "nn", "en"):
        berg.get(f"/staff/today?language={language}", status=404)
        assert "sign-out" in berg.text
