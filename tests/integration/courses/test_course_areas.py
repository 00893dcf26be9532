"""A course follows another care pathway from a day on: recorded, corrected, taken away, and told wherever it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from asking import acting
from clinic import OPERATOR, Clinic
from clinician_pages import sign_in
from courses import ago, berg, course_of, due_day, stored, told, waiting
from page_client import PageClient
from sqlalchemy.orm import Session

from feedback.domain.pathway.vocabulary import CarePathwayArea
from feedback.persistence.tables import CarePathway
from feedback.services.courses.change_area import (
    area_changes_of,
    correct_area_change,
    correct_beginning,
    get_area_change,
    record_area_change,
    remove_area_change,
)
from feedback.services.courses.close_course import close_course
from feedback.services.courses.course_changes import ImpossibleCourse
from feedback.services.courses.followed_area import followed_area
from feedback.services.courses.read_course import read_course
from feedback.services.courses.turns import Move
from feedback.services.plans.plan_templates import offered_templates
from feedback.services.points.evaluation.hold_evaluation import hold_point
from feedback.services.points.process.export_process import export_process
from feedback.services.refusals import NotFound, Refused
from feedback.services.sheets.make_sheet import make_sheet
from feedback.services.units.administer_units import get_unit
from feedback.services.units.unit_use import months_of_use

Browser = Callable[[], PageClient]


def _follow(session: Session, clinic: Clinic, to: str, days: int) -> int:
    actor, course = berg(session, clinic), course_of(session, clinic)
    record_area_change(session, actor, course, Move(to, ago(clinic, days)), clinic.now)
    return max(row.id for row in area_changes_of(session, course.id))


def test_the_running_point_follows_and_a_held_one_stays(session: Session, clinic: Clinic) -> None:
    actor, course = berg(session, clinic), course_of(session, clinic)
    point = waiting(session, clinic)
    assert point is not None
    hold_point(session, actor, point, ago(clinic, 20), "", clinic.now)
    held = (point.due_on, point.held_on)
    number = _follow(session, clinic, "EATING_DISORDER_CHILD", 10)
    assert due_day(session, clinic) == ago(clinic, 10) + timedelta(42)
    assert told(session)[0] == ("area-change", "", f"{ago(clinic, 10)} EATING_DISORDER_CHILD")
    correct_area_change(session, actor, course, number, Move("TSB", ago(clinic, 8)), clinic.now)
    assert due_day(session, clinic) == ago(clinic, 8) + timedelta(56)
    remove_area_change(session, actor, course, number, clinic.now)
    assert due_day(session, clinic) == ago(clinic, 20) + timedelta(84)
    assert told(session)[0] == ("area-change", f"{ago(clinic, 8)} TSB", "")
    session.refresh(point)
    assert (point.due_on, point.held_on) == held


@pytest.mark.parametrize(
    ("to", "days", "field"),
    [
        ("TSB", 71, "happened_on"),
        ("PHV", 20, "happened_on"),
        ("OCD", 15, "happened_on"),
        ("TSB", -9000, "happened_on"),
        ("MOON", 1, "to_area"),
    ],
)
def test_one_that_cannot_be_is_refused(
    session: Session, clinic: Clinic, to: str, days: int, field: str
) -> None:
    _follow(session, clinic, "TSB", 15)
    before = stored(session)
    with pytest.raises(Refused) as refused:
        _follow(session, clinic, to, days)
    assert refused.value.field == field
    assert stored(session) == before


def test_two_changes_to_one_pathway_are_refused_in_either_order(session: Session, clinic: Clinic) -> None:
    number = _follow(session, clinic, "TSB", 10)
    before = stored(session)
    with pytest.raises(ImpossibleCourse, match="already follows"):
        _follow(session, clinic, "TSB", 30)
    assert stored(session) == before
    actor, course = berg(session, clinic), course_of(session, clinic)
    correct_area_change(session, actor, course, number, Move("TSB", ago(clinic, 30)), clinic.now)
    _follow(session, clinic, "PHV", 20)
    _follow(session, clinic, "TSB", 10)
    read = read_course(session, actor, clinic.kari, clinic.now)
    assert read is not None
    assert (read.problems, read.area) == ([], CarePathwayArea.TSB)


def test_registered_wrongly_from_the_beginning_leaves_what_came_later(
    session: Session, clinic: Clinic
) -> None:
    _follow(session, clinic, "OCD", 10)
    actor, course = berg(session, clinic), course_of(session, clinic)
    correct_beginning(session, actor, course, "TSB", "outpatient", clinic.now)
    assert [followed_area(session, course.id, ago(clinic, days)) for days in (70, 11, 10)] == [
        "TSB", "TSB", "OCD",
    ]  # fmt: skip
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(14)
    with pytest.raises(ImpossibleCourse, match="already follows"):
        correct_beginning(session, actor, course, "OCD", "outpatient", clinic.now)


def test_one_of_another_course_is_not_found(session: Session, clinic: Clinic) -> None:
    number, other = _follow(session, clinic, "TSB", 10), session.get_one(CarePathway, 2)
    for missing, where in ((9_999, course_of(session, clinic)), (number, other)):
        with pytest.raises(NotFound):
            get_area_change(session, where, missing)
        with pytest.raises(NotFound):
            remove_area_change(session, OPERATOR, where, missing, clinic.now)


def test_it_is_told_as_it_was_on_the_day(session: Session, clinic: Clinic) -> None:
    """On the sheet of a point, in the export, in the leader's months, and where a plan is chosen."""
    point = waiting(session, clinic)
    assert point is not None
    hold_point(session, berg(session, clinic), point, ago(clinic, 20), "", clinic.now)
    _follow(session, clinic, "TSB", 10)
    following = waiting(session, clinic)
    assert following is not None
    sheets = (make_sheet(session, one, str, "nb", clinic.now).pathway for one in (point, following))
    assert list(sheets) == ["PHV", "TSB"]
    unit, today = get_unit(session, 1), ago(clinic, 0)
    [row] = export_process(session, OPERATOR, unit, ago(clinic, 30), today, clinic.now).rows
    assert row.care_pathway == "PHV"
    areas = [set(month.areas) for month in months_of_use(session, acting(session, clinic.geir), today)]
    assert all("TSB" not in found for found in areas)  # whole months, before the change
    course = course_of(session, clinic)
    fits = [
        [one.template.key for one in offered_templates(session, course, ago(clinic, days)) if one.fits]
        for days in (11, 10)
    ]
    assert fits == [["phv-adult-outpatient"], ["tsb-outpatient"]]


def test_the_page_adds_corrects_and_takes_away(clinic: Clinic, browser: Browser) -> None:
    berg, address = sign_in(browser), f"/staff/patients/{clinic.kari}/course"
    berg.get(f"{address}/areas")
    new = {"to_area": "EATING_DISORDER_CHILD", "happened_on": ago(clinic, 30).isoformat()}
    berg.submit(new, status=422)  # for children and young people: asked once
    berg.submit({**new, "do": "preview"})
    assert "The next point moves from" in berg.words()
    berg.submit()
    assert "the care pathway became eating disorders in children and young people" in berg.words()
    assert "Care pathway now Eating disorder, children and young people" in berg.words()
    [change] = {link.get("href") for link in berg.all("a") if "/areas/" in (link.get("href") or "")}
    berg.get(f"/staff/patients/{clinic.kari}")
    assert "Care pathway Eating disorder, children and young people, outpatient" in berg.words()
    berg.get(change)
    berg.submit({"to_area": "TSB"})
    assert "because the care pathway became TSB" in berg.words()
    berg.get(change)
    berg.submit({"do": "remove"})
    assert "(taken away)" in berg.words()
    berg.get(change, status=404)


def test_another_course_begins_with_the_last_pathway(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        _follow(session, clinic, "TSB", 10)
        close_course(session, berg(session, clinic), course_of(session, clinic), ago(clinic, 0), clinic.now)
    staff = sign_in(browser)
    staff.get(f"/staff/patients/{clinic.kari}/course/begin")
    chosen = [one.get("value") for one in staff.all("option") if one.get("selected") is not None]
    assert "TSB" in chosen
