"""What was done beside the points, through real pages: noted on the page of the course, and taken back there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from clinic import Clinic
from clinician_pages import sign_in
from courses import ago, course_of
from held_point import HELD, PLAN, hold
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.domain.points.process import ProcessKind
from feedback.persistence.tables import CarePathway, ProcessFact

Browser = Callable[[], PageClient]
RELATIVES = ProcessKind.RELATIVES_INVOLVED


def facts_in(clinic: Clinic) -> list[ProcessFact]:
    with clinic.database.transaction() as session:
        return list(session.scalars(select(ProcessFact).order_by(ProcessFact.id)))


@pytest.fixture
def course(clinic: Clinic) -> int:
    with clinic.database.transaction() as session:
        return course_of(session, clinic).id


def place(clinic: Clinic, course: int, part: str = "") -> str:
    return f"/staff/patients/{clinic.kari}/courses/{course}/done{part}"


@pytest.mark.parametrize("name", ["berg", "dahl"])
def test_it_is_noted_on_the_page_of_the_course(
    clinic: Clinic, browser: Browser, course: int, name: str
) -> None:
    staff, show = sign_in(browser, name), f"/staff/patients/{clinic.kari}/course"
    staff.get(show)
    assert "What was done?" in staff.words()
    days = {box.get("name"): box.get("value") for box in staff.all("input")}
    assert days["done_on"] == day_of(clinic.now).isoformat()
    kinds = [box.get("value") for box in staff.all("input") if box.get("name") == "kinds"]
    assert HELD not in kinds
    staff.post(place(clinic, course), {"kinds": RELATIVES, "done_on": ago(clinic, 3).isoformat()})
    assert staff.path == show
    assert "Relatives involved not registered" in staff.words()
    [fact] = facts_in(clinic)
    assert (fact.kind, fact.done_on, fact.point_id) == (RELATIVES, ago(clinic, 3), None)
    staff.post(place(clinic, course, "/registered"), {"fact": str(fact.id)})
    staff.post(place(clinic, course, f"/{fact.id}/take-back"), status=422)
    assert "Note first that it is not" in staff.words()
    staff.post(place(clinic, course, f"/{fact.id}/not-registered"))
    staff.post(place(clinic, course, f"/{fact.id}/take-back"))
    assert "Taken back (2)" in staff.words()
    assert facts_in(clinic) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [({}, "Tick what was done."), ({"kinds": PLAN, "done_on": ""}, "Write the day on which it was done."),
     ({"kinds": PLAN, "done_on": "31.02.2026"}, "Write a date like 24.11.2026."),
     ({"kinds": PLAN, "done_on": "2999-01-01"}, "The day lies ahead."),
     ({"kinds": HELD, "done_on": "2026-11-01"}, "Tick what was done.")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_ticked_is_kept(
    clinic: Clinic, browser: Browser, course: int, fields: dict[str, str], said: str
) -> None:
    berg = sign_in(browser, "berg")
    berg.get(place(clinic, course))
    berg.post(berg.path, fields, status=422)
    assert said in berg.words()
    ticked = [box.get("value") for box in berg.all("input") if box.get("checked") is not None]
    assert ticked == [kind for kind in (PLAN,) if fields.get("kinds") == kind]
    assert facts_in(clinic) == []


def test_what_was_done_at_a_point_leads_to_the_point(clinic: Clinic, browser: Browser, course: int) -> None:
    with clinic.database.transaction() as session:
        held = hold(session, clinic).id
    siv = sign_in(browser, "dahl")
    siv.get(place(clinic, course))
    assert "Evaluation held not registered" in siv.words()
    done = f"/staff/patients/{clinic.kari}/done/{held}"
    assert done in {link.get("href") for link in siv.all("a")}
    assert not [form for form in siv.all("form") if str(form.get("action")).endswith("take-back")]
    siv.post(place(clinic, course), {"kinds": PLAN, "done_on": day_of(clinic.now).isoformat()})
    assert [fact.point_id for fact in facts_in(clinic)] == [held, held]


def test_an_earlier_course_has_a_page_of_its_own(clinic: Clinic, browser: Browser, course: int) -> None:
    today = day_of(clinic.now)
    with clinic.database.transaction() as session:
        old = session.get_one(CarePathway, course)
        old.closed_on = today - timedelta(days=1)
        session.flush()
        session.add(
            CarePathway(
                patient_id=clinic.kari, unit_id=old.unit_id, area="PHV", setting="outpatient", started_on=today
            )
        )  # fmt: skip
    siv, path = sign_in(browser, "dahl"), place(clinic, course)
    siv.get(f"/staff/patients/{clinic.kari}/course")
    assert path in {link.get("href") for link in siv.all("a")}
    siv.get(path)
    siv.post(path, {"kinds": PLAN, "done_on": today.isoformat()}, status=422)
    assert "after the course was closed" in siv.words()
    siv.post(path, {"kinds": PLAN, "done_on": (today - timedelta(days=1)).isoformat()})
    assert siv.path == path
    assert [fact.pathway_id for fact in facts_in(clinic)] == [course]


def test_numbers_that_are_none_or_anothers_change_nothing(
    clinic: Clinic, browser: Browser, course: int
) -> None:
    siv, turid = sign_in(browser, "dahl"), sign_in(browser, "moen")
    siv.get(place(clinic, course))
    siv.post(siv.path, {"kinds": PLAN, "done_on": day_of(clinic.now).isoformat()})
    fact = facts_in(clinic)[0].id
    for sent in ("", "x", "-1", "9" * 30):
        siv.post(place(clinic, course, "/registered"), {"fact": sent})
    for part in ("/999/take-back", f"/{'9' * 30}/take-back", "/999/not-registered"):
        siv.post(place(clinic, course, part), status=404)
        siv.get(place(clinic, course))
    turid.get("/staff/unit")
    for path in (place(clinic, course), f"/staff/patients/{clinic.nora}/courses/{course}/done"):
        turid.post(f"{path}/{fact}/take-back", status=404)
        turid.get("/staff/unit")
    assert [row.registered_on for row in facts_in(clinic)] == [None]


def test_in_an_emergency_it_is_read_and_not_written(clinic: Clinic, browser: Browser, course: int) -> None:
    siv = sign_in(browser, "dahl")
    siv.get(place(clinic, course))
    siv.post(siv.path, {"kinds": PLAN, "done_on": day_of(clinic.now).isoformat()})
    lie = sign_in(browser, "lie")
    lie.get("/staff/emergency")
    lie.submit({"reference": "F-1", "reason": "danger", "words": "is in the emergency ward"})
    lie.get(f"/staff/patients/{clinic.kari}/course?language=en")
    assert "Plan made with the patient not registered" in lie.words()
    assert "What was done?" not in lie.words()
    lie.get(place(clinic, course), status=404)
