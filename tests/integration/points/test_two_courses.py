"""Two courses of one patient: a closed one and a new one, each with a point that is called 1."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting
from clinic import Clinic
from clinician_pages import Browser, sign_in
from courses import ago, course_of, record
from patient_pages import me
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.persistence.tables import CarePathway, EvaluationPoint, Patient
from feedback.services.answers.invite import get_occasion
from feedback.services.courses.begin_course import NewCourse, begin_course
from feedback.services.courses.close_course import close_course
from feedback.services.points.evaluation.evaluation_records import get_point, get_point_of, has_more_courses
from feedback.services.points.evaluation.hold_evaluation import hold_point, save_notes
from feedback.services.refusals import NotFound

OLD, NEW = "Turene i skogen", "Skrive dagbok"


@pytest.fixture
def points(clinic: Clinic) -> tuple[int, int, int]:
    """The first point of the old course and of the new one, both held, and the one that waits."""
    with clinic.database.transaction() as session:
        old = _held(session, clinic, OLD, 12)
        close_course(
            session, acting(session, clinic.berg), course_of(session, clinic), ago(clinic, 10), clinic.now
        )
        patient = session.get_one(Patient, clinic.kari)
        start = NewCourse("TSB", "outpatient", ago(clinic, 9))
        begin_course(session, acting(session, clinic.berg), patient, start, clinic.now)
        record(session, clinic, MilestoneKind.BASIC_DECISION, ago(clinic, 5))
        new = _held(session, clinic, NEW, 1)
        return old, new, get_point(session, clinic.kari, 2).id


def _held(session: Session, clinic: Clinic, words: str, days: int) -> int:
    point, berg = get_point(session, clinic.kari, 1), acting(session, clinic.berg)
    save_notes(session, berg, point, {"works": words}, clinic.now)
    hold_point(session, berg, point, ago(clinic, days), "", clinic.now)
    return point.id


def test_the_patient_reads_and_confirms_each(
    clinic: Clinic, browser: Browser, points: tuple[int, int, int]
) -> None:
    old, new, _waiting = points
    kari = me(browser, clinic.kari)
    assert kari.words().count("In the treatment that began") == 2
    links = {link.get("href") for link in kari.all("a")}
    assert {f"/me/points/{old}/sheet", f"/me/points/{new}/sheet"} <= links
    for point, here, not_here in ((old, OLD, NEW), (new, NEW, OLD)):
        kari.get(f"/me/points/{point}/sheet")
        assert here in kari.words()
        assert not_here not in kari.words()
        assert kari.client.get(f"/me/points/{point}/sheet.pdf").data.startswith(b"%PDF-")
        kari.get(f"/me/points/{point}")
        assert "In the treatment that began" in kari.words()
        kari.post(f"/me/points/{point}/confirm")
        assert "You confirmed this" in kari.words()


def test_the_clinician_finds_and_corrects_each(
    clinic: Clinic, browser: Browser, points: tuple[int, int, int]
) -> None:
    old, new, waiting = points
    berg = sign_in(browser)
    page = f"/staff/patients/{clinic.kari}"
    berg.get(page)
    assert "Earlier course: " in berg.words()
    links = {link.get("href") for link in berg.all("a")}
    assert {f"{page}/points/{one}" for one in points} <= links
    for point, words in ((old, OLD), (new, NEW)):
        berg.get(f"{page}/points/{point}")
        assert words in berg.words()
        assert "course since" in berg.words()
        berg.get(f"{page}/points/{point}/sheet")
        assert words in berg.words()
    berg.get(f"{page}/points/{old}")
    berg.post(f"{page}/points/{old}/open", {"how": "day"})
    assert berg.path == f"{page}/points/{old}/together/next"
    berg.submit({"held_on": ago(clinic, 11).isoformat(), "do": "finish"})
    with clinic.database.transaction() as session:
        days = {number: session.get_one(EvaluationPoint, number).held_on for number in points}
        assert days == {old: ago(clinic, 11), new: ago(clinic, 1), waiting: None}


def test_the_overview_leads_to_the_right_one(
    clinic: Clinic, browser: Browser, points: tuple[int, int, int]
) -> None:
    old, new, _waiting = points
    berg = sign_in(browser)
    berg.get("/staff/points?status=held")
    links = [link.get("href") for link in berg.all("a")]
    page = f"/staff/patients/{clinic.kari}/points"
    assert [one for one in links if one in (f"{page}/{old}", f"{page}/{new}")] == [
        f"{page}/{new}",
        f"{page}/{old}",
    ]
    assert berg.words().count("course since") == 1


def test_a_number_alone_means_the_newest_course(clinic: Clinic, points: tuple[int, int, int]) -> None:
    old, new, waiting = points
    with clinic.database.transaction() as session:
        assert get_point(session, clinic.kari, 1).id == new
        occasion = get_occasion(session, clinic.kari, "point:1", day_of(clinic.now))
        assert occasion.point_id == new
        assert get_occasion(session, clinic.kari, "point:2", day_of(clinic.now)).point_id == waiting
        assert get_point_of(session, clinic.kari, old).pathway.closed_on == ago(clinic, 10)
        assert has_more_courses(session, clinic.kari)
        assert not has_more_courses(session, clinic.nora)
        for patient, point in ((clinic.nora, old), (clinic.kari, 999)):
            with pytest.raises(NotFound):
                get_point_of(session, patient, point)


def test_the_sheet_names_the_course_as_it_was_known(
    clinic: Clinic, browser: Browser, points: tuple[int, int, int]
) -> None:
    old, _new, _waiting = points
    berg = sign_in(browser)
    berg.get(f"/staff/patients/{clinic.kari}/points/{old}/sheet")
    told = next(words for words in (element.text for element in berg.all("dd")) if words and "since" in words)
    with clinic.database.transaction() as session:
        course = session.scalars(select(CarePathway).order_by(CarePathway.id)).first()
        assert course is not None
        course.started_on -= timedelta(days=3)
    berg.get(f"/staff/patients/{clinic.kari}/points/{old}/sheet")
    assert told in berg.words()
