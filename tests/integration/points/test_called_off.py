"""A point that was called off says so, and nothing more is written at it; what was written is not lost."""

from __future__ import annotations

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser, begin, point_path, sign_in
from evaluation_pages import at, written
from held_point import PLAN
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.points.evaluation_record import Record
from feedback.domain.points.sheet import Heading
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.services.points.evaluation.write_evaluation import save_notes, save_parts
from feedback.services.refusals import Refused


def test_nothing_is_written_at_a_point_that_is_called_off_and_what_was_typed_stays_to_be_read(
    clinic: Clinic, browser: Browser
) -> None:
    berg = at(clinic, begin(clinic, browser), "plan")
    berg.submit({"works": "Turene", "do": "save"})
    other = sign_in(browser)
    course = f"/staff/patients/{clinic.kari}/course"
    other.get(f"{course}/close")
    assert "Anna Berg has begun" in other.words()
    other.submit()
    berg.submit({"works": "Turene og mer", "do": "next"}, status=422)
    assert "This was not saved" in berg.words()
    assert "called off" in berg.words()
    assert "Turene og mer" in berg.words()
    assert written(clinic).works == "Turene"
    berg.get(point_path(clinic) + "/together/plan")
    assert berg.path == point_path(clinic)
    assert "Turene" in berg.words()
    berg.get(point_path(clinic) + "/sheet")
    assert "Called off" in berg.words()
    for words in ("Draft", "not held yet", "Planned", "Not confirmed yet"):
        assert words not in berg.words()
    assert berg.client.get(point_path(clinic) + "/sheet.pdf").data.startswith(b"%PDF-")
    other.get(course)
    other.post(f"{course}/reopen")
    at(clinic, berg, "plan")
    berg.submit({"works": "Turene og mer", "do": "next"})
    assert written(clinic).works == "Turene og mer"


def test_writing_at_a_point_that_was_called_off_meanwhile_is_refused(
    session: Session, clinic: Clinic
) -> None:
    point, berg = get_point(session, clinic.kari, 1), acting(session, clinic.berg)
    save_notes(session, berg, point, {"works": "Turene"}, clinic.now)
    point.cancelled_on = day_of(clinic.now)
    session.flush()
    with pytest.raises(Refused, match="called off"):
        save_parts(session, berg, point, Record(works="Mer"), {Heading.PLAN: ""}, clinic.now)


def test_a_point_that_was_called_off_says_so(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        point = get_point(session, clinic.kari, 1)
        point.cancelled_on = day_of(clinic.now)
        number, course = point.id, point.pathway_id
    siv = sign_in(browser, "dahl")
    siv.get(f"/staff/patients/{clinic.kari}/done/{number}")
    assert "This point was called off" in siv.words()
    assert "when the point has been held" not in siv.words()
    assert f"/staff/patients/{clinic.kari}/courses/{course}/done" in siv.text
    siv.post(siv.path, {"kinds": PLAN, "done_on": "2026-11-01"}, status=422)
    assert "Hold it first." not in siv.words()
