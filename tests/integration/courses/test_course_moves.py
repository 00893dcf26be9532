"""Transfers and pauses of a course: recorded, corrected, taken away; what they do to the next date."""

from __future__ import annotations

from datetime import timedelta

import pytest
from clinic import Clinic
from courses import ago, berg, course_of, due_day, stored, told, waiting
from sqlalchemy.orm import Session

from feedback.persistence.tables import CarePathway
from feedback.services.courses.course_changes import ImpossibleCourse
from feedback.services.courses.pause_treatment import (
    Break,
    correct_pause,
    get_pause,
    pauses_of,
    record_pause,
    remove_pause,
)
from feedback.services.courses.read_course import read_course
from feedback.services.courses.transfer_patient import (
    Move,
    correct_transfer,
    get_transfer,
    record_transfer,
    remove_transfer,
    transfers_of,
)
from feedback.services.points.evaluation.hold_evaluation import hold_point
from feedback.services.refusals import NotFound, Refused


def _move(session: Session, clinic: Clinic, to: str, days: int) -> int:
    actor, course = berg(session, clinic), course_of(session, clinic)
    record_transfer(session, actor, course, Move(to, ago(clinic, days)), clinic.now)
    return max(row.id for row in transfers_of(session, course.id))


def _rest(session: Session, clinic: Clinic, first: int, last: int, reason: str = "ferie") -> int:
    actor, course = berg(session, clinic), course_of(session, clinic)
    record_pause(session, actor, course, Break(ago(clinic, first), ago(clinic, last), reason), clinic.now)
    return max(row.id for row in pauses_of(session, course.id))


def test_the_earlier_day_holds_after_a_transfer(session: Session, clinic: Clinic) -> None:
    actor, course = berg(session, clinic), course_of(session, clinic)
    first = _move(session, clinic, "inpatient", 20)
    assert due_day(session, clinic) == ago(clinic, 20) + timedelta(14)
    assert told(session)[0] == ("transfer", "", f"{ago(clinic, 20)} inpatient")
    correct_transfer(session, actor, course, first, Move("inpatient", ago(clinic, 15)), clinic.now)
    assert due_day(session, clinic) == ago(clinic, 15) + timedelta(14)
    assert told(session)[0] == ("transfer", f"{ago(clinic, 20)} inpatient", f"{ago(clinic, 15)} inpatient")
    _move(session, clinic, "outpatient", 10)
    assert due_day(session, clinic) == ago(clinic, 15) + timedelta(14)  # what runs is earlier
    remove_transfer(session, actor, course, get_transfer(session, course, first + 1).id, clinic.now)
    remove_transfer(session, actor, course, first, clinic.now)
    assert told(session)[0] == ("transfer", f"{ago(clinic, 15)} inpatient", "")
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(42)


@pytest.mark.parametrize(
    ("to", "days", "field"),
    [
        ("inpatient", 71, "happened_on"),
        ("outpatient", 20, "happened_on"),
        ("inpatient", 20, "happened_on"),
        ("inpatient", -9000, "happened_on"),
        ("moon", 1, "to_setting"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused(
    session: Session, clinic: Clinic, to: str, days: int, field: str
) -> None:
    if days == 20 and to == "inpatient":
        _move(session, clinic, to, 20)  # two on one day
    before = stored(session)
    with pytest.raises(Refused) as refused:
        _move(session, clinic, to, days)
    assert refused.value.field == field
    assert stored(session) == before


def test_the_first_of_two_transfers_is_not_taken_from_the_second(session: Session, clinic: Clinic) -> None:
    first = _move(session, clinic, "inpatient", 20)
    _move(session, clinic, "outpatient", 10)
    with pytest.raises(ImpossibleCourse, match="already is"):
        remove_transfer(session, berg(session, clinic), course_of(session, clinic), first, clinic.now)


def test_two_transfers_to_one_setting_are_refused_in_either_order(session: Session, clinic: Clinic) -> None:
    for first, second in ((30, 10), (10, 30), (-28, 3)):
        number = _move(session, clinic, "inpatient", first)
        before = stored(session)
        with pytest.raises(ImpossibleCourse, match="already is"):
            _move(session, clinic, "inpatient", second)
        assert stored(session) == before
        remove_transfer(session, berg(session, clinic), course_of(session, clinic), number, clinic.now)


def test_a_stay_in_between_is_entered_from_its_first_day_on(session: Session, clinic: Clinic) -> None:
    actor, course = berg(session, clinic), course_of(session, clinic)
    number = _move(session, clinic, "inpatient", 10)
    with pytest.raises(ImpossibleCourse, match="already is"):
        _move(session, clinic, "outpatient", 20)
    correct_transfer(session, actor, course, number, Move("inpatient", ago(clinic, 30)), clinic.now)
    _move(session, clinic, "outpatient", 20)
    _move(session, clinic, "inpatient", 10)
    read = read_course(session, actor, clinic.kari, clinic.now)
    assert read is not None
    assert read.problems == []


def test_a_transfer_of_another_course_is_not_found(session: Session, clinic: Clinic) -> None:
    number = _move(session, clinic, "inpatient", 20)
    actor, other = berg(session, clinic), session.get_one(CarePathway, 2)
    rest = _rest(session, clinic, 12, 10)
    for missing in (number, 9_999):
        with pytest.raises(NotFound):
            remove_transfer(session, actor, other, missing, clinic.now)
    for missing in (rest, 9_999):
        with pytest.raises(NotFound):
            remove_pause(session, actor, other, missing, clinic.now)


def test_the_days_of_a_pause_are_not_counted(session: Session, clinic: Clinic) -> None:
    actor, course = berg(session, clinic), course_of(session, clinic)
    first = _rest(session, clinic, 30, 24, " ferie ")
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(42 + 7)
    second = _rest(session, clinic, 30, 24, "syk")  # the same days once more: counted once
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(42 + 7)
    correct_pause(session, actor, course, second, Break(ago(clinic, 23), ago(clinic, 22), "syk"), clinic.now)
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(42 + 9)
    before, after = f"{ago(clinic, 30)} {ago(clinic, 24)} syk", f"{ago(clinic, 23)} {ago(clinic, 22)} syk"
    assert told(session)[0] == ("pause", before, after)
    remove_pause(session, actor, course, first, clinic.now)
    assert told(session)[0] == ("pause", f"{ago(clinic, 30)} {ago(clinic, 24)} ferie", "")
    assert get_pause(session, course, second).reason == "syk"
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(42 + 2)


@pytest.mark.parametrize(
    ("first", "last", "reason", "field"),
    [
        (10, 20, "ferie", "ends_on"),
        (20, 10, " ", "reason"),
        (20, 10, "x" * 201, "reason"),
        (90, 71, "ferie", "ends_on"),
        (20, -9000, "ferie", "ends_on"),
        (-9000, -9000, "ferie", "starts_on"),
    ],
)
def test_a_pause_that_cannot_be_is_refused(
    session: Session, clinic: Clinic, first: int, last: int, reason: str, field: str
) -> None:
    before = stored(session)
    with pytest.raises(Refused) as refused:
        _rest(session, clinic, first, last, reason)
    assert refused.value.field == field
    assert stored(session) == before


def test_a_point_is_offered_for_a_while_after_a_transfer(session: Session, clinic: Clinic) -> None:
    def offered(days: int = 0) -> object:
        later = clinic.now + timedelta(days)
        read = read_course(session, berg(session, clinic), clinic.kari, later)
        assert read is not None
        return read.offered_after and read.offered_after.happened_on

    assert offered() is None
    _move(session, clinic, "inpatient", 5)
    assert offered() == offered(37) == ago(clinic, 5)
    assert offered(38) is None
    point = waiting(session, clinic)
    assert point is not None
    hold_point(session, berg(session, clinic), point, ago(clinic, 5), "", clinic.now)
    assert offered() is None
