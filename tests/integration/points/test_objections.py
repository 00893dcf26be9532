"""*It was not like that*: it stands where everybody reads, until the patient confirms or a new version is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser, point_path, sign_in
from patient_pages import hold, me, point
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.services.patients.register_patient import Registration, register_patient
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.services.points.evaluation.hold_evaluation import hold_point
from feedback.services.points.evaluation.review_together import confirm_review
from feedback.services.points.evaluation.write_evaluation import save_notes
from feedback.services.points.overview.find_points import Shown, Wanted
from feedback.services.points.overview.list_points import every_point
from feedback.services.points.overview.objected import objected_points

__all__ = ["point"]


def test_what_kari_objects_stays_on_the_sheet_until_her_own_hand_confirms(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    hold(clinic)
    berg, kari = sign_in(browser), me(browser, clinic.kari)
    kari.get("/me/points/1")
    kari.post("/me/points/1/confirm", {"do": "not-so", "reason": "Vi snakket ikke om jobb"})
    for path in ("/staff/today", f"/staff/patients/{clinic.kari}"):
        berg.get(path)
        assert "says that it was not like that" in berg.words(), path
        assert "Read what was different" in berg.words(), path
    berg.get(point_path(clinic))
    assert "Kari Nordvik says that it was not like that" in berg.words()
    assert "It was not confirmed" not in berg.words()
    berg.post(point_path(clinic) + "/reviewed", {"how": "spoken"})
    for page, path in ((kari, "/me/points/1/sheet"), (berg, point_path(clinic) + "/sheet"),
                       (berg, point_path(clinic))):  # fmt: skip
        page.get(path)
        assert "Vi snakket ikke om jobb" in page.words(), path
    kari.get("/me/")
    assert "You said on" in kari.words()
    kari.get("/me/points/1")
    kari.post("/me/points/1/confirm")
    berg.get(point_path(clinic) + "/sheet")
    assert "Vi snakket ikke om jobb" not in berg.words()
    berg.get("/staff/today")
    assert "not like that" not in berg.words()


def test_kari_objects_also_where_her_clinician_noted_that_it_was_not_confirmed(
    clinic: Clinic, browser: Browser, point: None
) -> None:
    hold(clinic)
    berg, kari = sign_in(browser), me(browser, clinic.kari)
    berg.get(point_path(clinic))
    berg.post(point_path(clinic) + "/reviewed", {"how": "not-confirmed", "reason": "Ville tenke på det"})
    berg.post(point_path(clinic) + "/reviewed", {"how": "spoken"})
    kari.get("/me/points/1/sheet")
    assert "It was not like that" in kari.words()
    kari.post("/me/points/1/confirm", {"do": "not-so", "reason": "Vi snakket ikke om jobb"})
    kari.get("/me/points/1/sheet")
    assert "You said on" in kari.words()
    berg.get(point_path(clinic) + "/sheet")
    assert "Kari Nordvik says that it was not like that" in berg.words()
    assert "Ville tenke på det" not in berg.words()


@pytest.fixture
def ola(session: Session, clinic: Clinic) -> int:
    """Another patient of Siv's unit with the same days as Kari."""
    started = day_of(clinic.now) - timedelta(days=70)
    decided, born = started + timedelta(days=30), started.replace(year=1970, day=3)
    facts = Registration("F-2", "Ola Hagen", born, "nb", clinic.berg, started, decided_on=decided)
    return register_patient(session, acting(session, clinic.siv), facts, clinic.now).person_id


def _lacks(session: Session, clinic: Clinic, patient: int) -> tuple[str, ...]:
    found = every_point(session, acting(session, clinic.siv), Wanted(Shown.HELD), day_of(clinic.now))
    [row] = [row for row in found if row.row.patient == patient]
    return tuple(row.missing)


def test_what_a_patient_objects_is_told_until_they_confirm_or_a_new_version_is_written(
    session: Session, clinic: Clinic, ola: int
) -> None:
    berg, kari, today = acting(session, clinic.berg), acting(session, clinic.kari), day_of(clinic.now)
    for patient in (clinic.kari, ola):
        point = get_point(session, patient, 1)
        hold_point(session, berg, point, today, "", clinic.now)
        confirm_review(session, acting(session, patient), point, "not-so", "Ikke slik", clinic.now)
        confirm_review(session, berg, point, "spoken", "", clinic.now)
        session.flush()
        assert _lacks(session, clinic, patient) == ("objected", "not-registered")
    assert set(objected_points(session, [clinic.kari, ola], today)) == {clinic.kari, ola}
    confirm_review(session, kari, get_point(session, clinic.kari, 1), "patient", "", clinic.now)
    save_notes(session, berg, get_point(session, ola, 1), {"works": "Turer"}, clinic.now)
    session.flush()
    assert set(objected_points(session, [clinic.kari, ola], today)) == {ola}  # a draft is nobody's yet
    hold_point(session, berg, get_point(session, ola, 1), today, "", clinic.now)
    session.flush()
    assert objected_points(session, [clinic.kari, ola], today) == {}
    for patient in (clinic.kari, ola):
        assert "objected" not in _lacks(session, clinic, patient)
