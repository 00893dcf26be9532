"""What was done, through real pages: noted by clinicians and coordinators, filled in by administrators."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import sign_in
from held_point import HELD, PLAN, hold, unit_of
from page_client import PageClient
from sqlalchemy import select

from feedback.domain.calendar import day_of
from feedback.domain.points.process import ProcessKind
from feedback.persistence.tables import (
    CarePathway,
    ProcessCode,
    ProcessFact,
)
from feedback.services.points.evaluation.evaluation_records import get_point_of
from feedback.services.points.evaluation.hold_evaluation import get_point
from feedback.services.points.process.process_facts import (
    corrections_of,
    facts_of,
    note_registered,
)
from feedback.services.units.process_codes import NewCode, add_code

Browser = Callable[[], PageClient]


@pytest.fixture
def held(clinic: Clinic) -> int:
    """The number of Kari's point in the database; it was held today."""
    with clinic.database.transaction() as session:
        return hold(session, clinic).id


def facts_in(clinic: Clinic) -> list[ProcessFact]:
    with clinic.database.transaction() as session:
        return list(session.scalars(select(ProcessFact).order_by(ProcessFact.id)))


def test_a_clinician_notes_on_the_page_of_the_point(clinic: Clinic, browser: Browser, held: int) -> None:
    berg = sign_in(browser, "berg")
    place, done = f"/staff/patients/{clinic.kari}/points/1", f"/staff/patients/{clinic.kari}/done/{held}"
    berg.get(place)
    assert "Evaluation held not registered" in berg.words()
    assert "In time: the recommended day was" in berg.words()
    assert "The unit has no code for this." in berg.words()
    today = day_of(clinic.now)
    berg.post(done, {"kinds": [PLAN, ProcessKind.RELATIVES_INVOLVED], "done_on": today.isoformat()})
    assert berg.path == place
    assert {fact.kind for fact in facts_in(clinic)} == {HELD, PLAN, ProcessKind.RELATIVES_INVOLVED}
    assert "Feedback gone through with the patient" in berg.words()  # can still be noted
    berg.post(f"{done}/registered", {"fact": [str(fact.id) for fact in facts_in(clinic)]})
    assert "not registered" not in berg.words()
    assert berg.words().count("Registered ") == 3
    fact = facts_in(clinic)[0].id
    berg.post(f"{done}/{fact}/take-back", status=422)
    assert "Note first that it is not" in berg.words()
    berg.post(f"{done}/{fact}/not-registered")
    assert "Evaluation held: not registered after all" in berg.words()
    berg.post(f"{done}/{fact}/take-back")
    assert "Taken back by Anna Berg" in berg.words()
    assert len(facts_in(clinic)) == 2


def test_a_coordinator_notes_from_the_overview_and_sees_no_decision(
    clinic: Clinic, browser: Browser, held: int
) -> None:
    with clinic.database.transaction() as session:
        unit, nina = unit_of(session, clinic), acting(session, clinic.nina)
        add_code(session, nina, unit, NewCode(HELD, "Own", "E7", day_of(clinic.now)), clinic.now)
    siv = sign_in(browser, "dahl")
    siv.get("/staff/unit/points?status=held&missing=not-registered")
    done = f"/staff/patients/{clinic.kari}/done/{held}"
    assert done in {link.get("href") for link in siv.all("a")}
    siv.get(done)
    assert "Code in this unit: Own E7" in siv.words()
    siv.post(f"{done}/registered", {"fact": str(facts_in(clinic)[0].id)})
    assert siv.path == done
    assert "Registered" in siv.words()
    siv.get("/staff/unit/points?status=held&missing=not-registered")
    assert "No point fits." in siv.words()


@pytest.mark.parametrize(
    ("fields", "said"),
    [({}, "Tick what was done."), ({"kinds": PLAN}, "Write the day on which it was done."),
     ({"kinds": PLAN, "done_on": "31.02.2026"}, "Write a date like 24.11.2026."),
     ({"kinds": PLAN, "done_on": "2999-01-01"}, "The day lies ahead."),
     ({"kinds": PLAN, "done_on": "0001-01-01"}, "The day lies before the course began."),
     ({"kinds": "x", "done_on": "2026-11-01"}, "Tick what was done.")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_ticked_is_kept(
    clinic: Clinic, browser: Browser, held: int, fields: dict[str, str], said: str
) -> None:
    siv = sign_in(browser, "dahl")
    siv.get(f"/staff/patients/{clinic.kari}/done/{held}")
    siv.post(siv.path, fields, status=422)
    assert said in siv.words()
    ticked = [box.get("value") for box in siv.all("input") if box.get("checked") is not None]
    assert ticked == [kind for kind in (PLAN,) if fields.get("kinds") == kind]
    assert len(facts_in(clinic)) == 1


def test_a_point_that_waits_says_when_it_is_noted(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        number = get_point(session, clinic.kari, 1).id
    siv = sign_in(browser, "dahl")
    siv.get(f"/staff/patients/{clinic.kari}/done/{number}")
    assert "This is noted when the point has been held." in siv.words()
    siv.post(siv.path, {"kinds": PLAN, "done_on": "2026-11-01"}, status=422)
    assert "Hold it first." in siv.words()


def test_numbers_that_are_none_or_anothers_change_nothing(
    clinic: Clinic, browser: Browser, held: int
) -> None:
    siv, turid = sign_in(browser, "dahl"), sign_in(browser, "moen")
    done, fact = f"/staff/patients/{clinic.kari}/done/{held}", facts_in(clinic)[0].id
    siv.get(done)
    for sent in ("", "x", "-1", "9" * 30, "0"):
        siv.post(f"{done}/registered", {"fact": sent})
    siv.post(f"{done}/registered", {"fact": "999"}, status=404)
    siv.get(done)
    for address in (f"{done}/999/take-back", f"{done}/{'9' * 30}/take-back", f"{done}/999/not-registered"):
        siv.post(address, status=404)
        siv.get(done)
    turid.get("/staff/unit")
    for address in (done, f"{done}/registered", f"{done}/{fact}/take-back"):
        turid.post(address, {"fact": str(fact)}, status=404)
        turid.get("/staff/unit")
    turid.get(f"/staff/patients/{clinic.nora}/done/{held}", status=404)
    assert [row.registered_on for row in facts_in(clinic)] == [None]


def test_a_point_of_a_closed_course_is_its_own(clinic: Clinic, browser: Browser, held: int) -> None:
    """A newer course may have a point with the same number: addresses hold the point itself."""
    with clinic.database.transaction() as session:
        pathway = session.scalars(select(CarePathway).where(CarePathway.patient_id == clinic.kari)).one()
        pathway.closed_on = day_of(clinic.now)
    berg = sign_in(browser, "berg")
    berg.get("/staff/points?status=held")
    place, done = f"/staff/patients/{clinic.kari}/points/{held}", f"/staff/patients/{clinic.kari}/done/{held}"
    assert place in {link.get("href") for link in berg.all("a")}
    berg.get(done)
    berg.post(done, {"kinds": PLAN, "done_on": day_of(clinic.now).isoformat()})
    assert berg.path == place


def test_an_administrator_fills_codes_in(clinic: Clinic, browser: Browser) -> None:
    nina = sign_in(browser, "ås")
    with clinic.database.transaction() as session:
        unit = unit_of(session, clinic).id
    page = f"/staff/administration/units/{unit}"
    nina.get(page)
    assert "Codes are missing for what is registered" in nina.words()
    nina.get(f"{page}/codes")
    nina.submit({"kind": HELD, "system": "", "code": "=1", "effective_from": "x"}, status=422)
    assert "Write the name of the code set." in nina.words()
    nina.submit({"kind": HELD, "system": "Own", "code": "=1", "effective_from": "2026-01-01"}, status=422)
    assert "begin with a letter or a digit" in nina.words()
    nina.submit({"code": "E1"})
    assert "Own E1, from 1 Jan 2026 now" in nina.words()
    nina.submit({"kind": HELD, "system": "Own", "code": "E2", "effective_from": "2026-01-01"}, status=422)
    assert "Remove it first." in nina.words()
    nina.get(page)
    assert "Evaluation held E1" in nina.words()
    assert "Code: evaluation held" in nina.words()  # in the history
    with clinic.database.transaction() as session:
        row = session.scalars(select(ProcessCode.id)).one()
    nina.get(f"{page}/codes")
    nina.post(f"{page}/codes/{row}/remove")
    assert "Own E1" not in nina.words()


@pytest.mark.parametrize(("language", "said"), [("nb", "Det som ble gjort"), ("nn", "Det som vart gjort")])
def test_the_pages_speak_norwegian(
    clinic: Clinic, browser: Browser, held: int, language: str, said: str
) -> None:
    berg = sign_in(browser, "berg")
    for path in (f"points/1?language={language}", f"done/{held}"):
        berg.get(f"/staff/patients/{clinic.kari}/{path}")
        assert said in berg.words()
        assert "Evaluering gjennomført" in berg.words()


def test_the_patient_takes_it_out(clinic: Clinic, browser: Browser, held: int) -> None:
    with clinic.database.transaction() as session:
        found = get_point_of(session, clinic.kari, held)
        note_registered(
            session,
            acting(session, clinic.siv),
            found,
            [fact.id for fact in facts_of(session, found)],
            clinic.now,
        )
        session.add(
            ProcessFact(
                pathway_id=found.pathway_id, kind=PLAN, done_on=day_of(clinic.now), recorded_by_id=clinic.berg,
                recorded_at=clinic.now,
            )
        )  # fmt: skip
    kari = browser()
    kari.get("/")
    kari.post(f"/me/demo-entry/{clinic.kari}")
    entries = json.loads(kari.client.get("/me/file.json").data)["entry"]
    done = [one["resource"] for one in entries if one["resource"]["resourceType"] == "Procedure"]
    done.sort(key=lambda one: one["code"]["text"])
    today = day_of(clinic.now).isoformat()
    assert [(one["code"]["text"], one["performedDateTime"]) for one in done] == [(HELD, today), (PLAN, today)]
    assert done[0]["note"] == [{"text": f"evaluation point {held}"}, {"text": f"registered {today}"}]
    assert done[1]["note"] == [{"text": "not registered"}]
    assert kari.client.get("/me/file.pdf").data.startswith(b"%PDF-")
    with clinic.database.transaction() as session:
        assert corrections_of(session, get_point_of(session, clinic.kari, held)) == []
