"""A course is closed, opened again after a mistake, and followed by another; who coordinates it, with dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from asking import acting, ask, invitation_of
from clinic import Clinic
from courses import ago, berg, course_of, due_day, record, stored, told, waiting
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.persistence.tables import CarePathway, CourseChange, EvaluationPoint, Milestone, Patient
from feedback.services.answers.invite import get_occasion
from feedback.services.courses.begin_course import NewCourse, begin_course
from feedback.services.courses.close_course import close_course, reopen_course
from feedback.services.courses.coordinate_course import (
    coordinator_on,
    coordinators_of,
    end_coordinator,
    remove_coordinator,
    set_coordinator,
    who_can_coordinate,
)
from feedback.services.courses.course_changes import ImpossibleCourse
from feedback.services.courses.pause_treatment import Break, record_pause
from feedback.services.courses.plan_evaluation import due_of, newest_pathway, open_pathway
from feedback.services.courses.read_course import read_course, waiting_day
from feedback.services.patients.read_registration import registration_of
from feedback.services.patients.register_patient import register_patient
from feedback.services.points.evaluation.hold_evaluation import hold_point
from feedback.services.refusals import NotFound, Refused


def _close(session: Session, clinic: Clinic, days: int = 0) -> CarePathway:
    course = course_of(session, clinic)
    close_course(session, berg(session, clinic), course, ago(clinic, days), clinic.now)
    return course


def _begin(session: Session, clinic: Clinic, days: int, area: str = "TSB") -> CarePathway:
    patient = session.get_one(Patient, clinic.kari)
    new = NewCourse(area, "outpatient", ago(clinic, days))
    return begin_course(session, berg(session, clinic), patient, new, clinic.now)


def test_closing_cancels_the_point_and_stops_asking(session: Session, clinic: Clinic) -> None:
    names = ("point:1", "closing", "own", "own", "start")
    today = ago(clinic, 0)
    prepared, closing, later, begun, first = (
        ask(session, clinic, clinic.kari, key, get_occasion(session, clinic.kari, name, today))
        for name, key in zip(
            names, ("before-evaluation", "how-i-am", "how-i-am", "my-goals", "how-i-am"), strict=True
        )
    )
    for asked in (closing, later):
        invitation_of(session, asked).opens_on = ago(clinic, -9)
    _close(session, clinic)
    session.expire_all()
    withdrawn = [
        invitation_of(session, asked).withdrawn_at for asked in (prepared, closing, later, begun, first)
    ]
    assert withdrawn == [clinic.now, None, clinic.now, None, None]
    [point] = session.scalars(select(EvaluationPoint))
    assert (point.cancelled_on, due_of(session, point)) == (today, None)
    assert told(session)[0] == ("closing", "", today.isoformat())
    assert waiting_day(session, clinic.kari) is None


def test_a_course_closed_by_mistake_is_opened_again(session: Session, clinic: Clinic) -> None:
    today = ago(clinic, 0)
    before = ask(session, clinic, clinic.kari, "how-i-am", get_occasion(session, clinic.kari, "own", today))
    invitation_of(session, before).withdrawn_at = clinic.now - timedelta(days=3)
    asked = ask(session, clinic, clinic.kari, "before-evaluation")
    course, due = _close(session, clinic, 1), due_day(session, clinic)
    assert due is None
    reopen_course(session, berg(session, clinic), course, clinic.now)
    session.expire_all()
    assert invitation_of(session, asked).withdrawn_at is None
    assert invitation_of(session, before).withdrawn_at is not None  # withdrawn for another reason
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(42)
    assert len(list(session.scalars(select(EvaluationPoint)))) == 1
    assert told(session)[0] == ("closing", ago(clinic, 1).isoformat(), "")
    with pytest.raises(Refused, match="open already"):
        reopen_course(session, berg(session, clinic), course, clinic.now)


def test_a_course_whose_closing_left_no_trace_is_opened_too(session: Session, clinic: Clinic) -> None:
    course = course_of(session, clinic)
    course.closed_on = ago(clinic, 1)
    session.flush()
    reopen_course(session, berg(session, clinic), course, clinic.now)
    assert course.closed_on is None


@pytest.mark.parametrize("days", [-1, 41, 71, 9000])
def test_a_day_on_which_it_cannot_have_ended_is_refused(session: Session, clinic: Clinic, days: int) -> None:
    before = stored(session)
    with pytest.raises(Refused) as refused:
        _close(session, clinic, days)
    assert refused.value.field == "closed_on"
    assert stored(session) == before


def test_a_closed_course_is_left_alone(session: Session, clinic: Clinic) -> None:
    course, actor = _close(session, clinic), berg(session, clinic)
    before = stored(session)
    for change in (
        lambda: record(session, clinic, MilestoneKind.EXTENDED_DECISION, ago(clinic, 5)),
        lambda: close_course(session, actor, course, ago(clinic, 3), clinic.now),
        lambda: record_pause(session, actor, course, Break(ago(clinic, 3), ago(clinic, 2), "x"), clinic.now),
        lambda: set_coordinator(session, actor, course, clinic.siv, ago(clinic, 3), clinic.now),
    ):
        with pytest.raises(Refused, match="The course is closed"):
            change()
    assert stored(session) == before


def test_another_course_begins_after_the_last(session: Session, clinic: Clinic) -> None:
    with pytest.raises(Refused, match="is open"):
        _begin(session, clinic, 0)
    first = _close(session, clinic, 10)
    for days, area, field in ((11, "PHV", "started_on"), (-9000, "PHV", "started_on"), (3, "MOON", "area")):
        with pytest.raises(Refused) as refused:
            _begin(session, clinic, days, area)
        assert refused.value.field == field
    second = _begin(session, clinic, 3)
    assert open_pathway(session, clinic.kari) is second is newest_pathway(session, clinic.kari)
    assert [line[0] for line in told(session)[:3]] == ["milestone first_attendance", "setting", "area"]
    with pytest.raises(Refused, match="Another course"):
        reopen_course(session, berg(session, clinic), first, clinic.now)
    record(session, clinic, MilestoneKind.BASIC_DECISION, ago(clinic, 1))
    point = waiting(session, clinic)
    assert point is not None
    assert (point.number, point.due_on) == (1, ago(clinic, 1) + timedelta(14))
    read = read_course(session, berg(session, clinic), clinic.kari, clinic.now)
    assert read is not None
    assert (read.pathway, list(read.earlier)) == (second, [first])


def test_before_birth_no_course_begins(session: Session, clinic: Clinic) -> None:
    _close(session, clinic)
    born_on = session.get_one(Patient, clinic.kari).born_on
    with pytest.raises(Refused, match="born"):
        _begin(session, clinic, (ago(clinic, 0) - born_on).days + 1)


def test_reading_a_file_again_leaves_a_closed_course_closed(session: Session, clinic: Clinic) -> None:
    facts = registration_of(session, session.get_one(Patient, clinic.kari))
    _close(session, clinic, 10)
    before = stored(session)
    siv = acting(session, clinic.siv)
    for known in (facts, replace(facts, started_on=ago(clinic, 60), decided_on=ago(clinic, 50))):
        register_patient(session, siv, known, clinic.now)
        assert stored(session) == before
    again = replace(facts, started_on=ago(clinic, 9), decided_on=ago(clinic, 2), area="TSB")
    register_patient(session, siv, again, clinic.now)
    course = open_pathway(session, clinic.kari)
    assert course is not None
    assert (course.area, course.started_on) == ("TSB", ago(clinic, 9))
    assert due_day(session, clinic) == ago(clinic, 2) + timedelta(14)


@pytest.mark.parametrize(("started", "decided"), [(90, 80), (30, 20), (75, 70), (20, 20)])
def test_a_registration_moves_both_dates_at_once(
    session: Session, clinic: Clinic, started: int, decided: int
) -> None:
    facts = registration_of(session, session.get_one(Patient, clinic.kari))
    moved = replace(facts, started_on=ago(clinic, started), decided_on=ago(clinic, decided))
    register_patient(session, acting(session, clinic.siv), moved, clinic.now)
    assert registration_of(session, session.get_one(Patient, clinic.kari)) == moved
    assert due_day(session, clinic) == ago(clinic, decided) + timedelta(42)


def test_a_registration_does_not_cross_what_was_held(session: Session, clinic: Clinic) -> None:
    point = waiting(session, clinic)
    assert point is not None
    hold_point(session, berg(session, clinic), point, ago(clinic, 10), "", clinic.now)
    facts = registration_of(session, session.get_one(Patient, clinic.kari))
    with pytest.raises(ImpossibleCourse) as refused:
        register_patient(
            session, acting(session, clinic.siv), replace(facts, decided_on=ago(clinic, 9)), clinic.now
        )
    assert refused.value.field == "decided_on"


def _coordinate(session: Session, clinic: Clinic, staff: int, days: int) -> None:
    set_coordinator(
        session, berg(session, clinic), course_of(session, clinic), staff, ago(clinic, days), clinic.now
    )


def _who(session: Session, clinic: Clinic, days: int) -> str:
    found = coordinator_on(coordinators_of(session, 1), ago(clinic, days))
    return found.name if found else ""


def test_one_coordinates_at_a_time(session: Session, clinic: Clinic) -> None:
    actor, course = berg(session, clinic), course_of(session, clinic)
    _coordinate(session, clinic, clinic.siv, 60)
    _coordinate(session, clinic, clinic.berg, 20)
    assert [_who(session, clinic, days) for days in (61, 60, 21, 20, 0)] == [
        "", "Siv Dahl", "Siv Dahl", "Anna Berg", "Anna Berg",
    ]  # fmt: skip
    assert told(session)[:2] == [
        ("coordinator", "", f"{ago(clinic, 20)} … Anna Berg"),
        ("coordinator", f"{ago(clinic, 60)} … Siv Dahl", f"{ago(clinic, 60)} {ago(clinic, 21)} Siv Dahl"),
    ]
    second, first = (row.id for row in coordinators_of(session, course.id))
    end_coordinator(session, actor, course, second, ago(clinic, 1), clinic.now)
    assert _who(session, clinic, 0) == ""
    with pytest.raises(Refused, match="Somebody else"):
        end_coordinator(session, actor, course, first, ago(clinic, 20), clinic.now)
    with pytest.raises(Refused, match="before it began"):
        end_coordinator(session, actor, course, second, ago(clinic, 21), clinic.now)
    remove_coordinator(session, actor, course, second, clinic.now)
    end_coordinator(session, actor, course, first, ago(clinic, 2), clinic.now)
    assert [_who(session, clinic, days) for days in (2, 1)] == ["Siv Dahl", ""]
    end_coordinator(session, actor, course, first, ago(clinic, 40), clinic.now)
    _coordinate(session, clinic, clinic.siv, 30)
    assert [(row.starts_on, row.ends_on) for row in coordinators_of(session, course.id)] == [
        (ago(clinic, 30), None),
        (ago(clinic, 60), ago(clinic, 40)),
    ]
    for missing, where in ((9_999, course), (first, session.get_one(CarePathway, 2))):
        with pytest.raises(NotFound):
            remove_coordinator(session, actor, where, missing, clinic.now)


@pytest.mark.parametrize(
    ("who", "days", "field"),
    [
        ("lie", 5, "staff"),
        ("geir", 5, "staff"),
        ("siv", 71, "starts_on"),
        ("siv", -400, "starts_on"),
        ("siv", 60, "starts_on"),
    ],
)
def test_a_coordinator_who_cannot_be_is_refused(
    session: Session, clinic: Clinic, who: str, days: int, field: str
) -> None:
    _coordinate(session, clinic, clinic.berg, 50)
    before = stored(session)
    with pytest.raises(Refused) as refused:
        _coordinate(session, clinic, getattr(clinic, who), days)
    assert refused.value.field == field
    assert stored(session) == before


def test_coordinators_and_clinicians_of_the_unit_can_coordinate(session: Session, clinic: Clinic) -> None:
    course = course_of(session, clinic)
    found = who_can_coordinate(session, course.unit_id, ago(clinic, 0))
    assert [person.name for person in found] == ["Anna Berg", "Siv Dahl"]
    assert who_can_coordinate(session, course.unit_id, date(2000, 1, 1)) == []


def test_a_course_from_before_there_was_a_history(session: Session, clinic: Clinic) -> None:
    """Courses that were registered earlier have no rows of changes, and perhaps no first attendance of their own."""
    for row in session.scalars(select(CourseChange)):
        session.delete(row)
    first = (Milestone.pathway_id == 1, Milestone.kind == MilestoneKind.FIRST_ATTENDANCE)
    session.delete(session.scalars(select(Milestone).where(*first)).one())
    session.flush()
    with pytest.raises(Refused, match="before it began"):
        _close(session, clinic, 71)
    record(session, clinic, MilestoneKind.FIRST_ATTENDANCE, ago(clinic, 70))
    assert told(session) == [("milestone first_attendance", "", ago(clinic, 70).isoformat())]
