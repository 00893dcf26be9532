"""Milestones and the care pathway of a course: recorded, corrected, taken away, refused; and the dates that follow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import acting
from clinic import Clinic
from courses import ago, berg, course_of, due_day, record, stored, told, waiting
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.pathway import history as domain
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind
from feedback.domain.people.actors import birthday
from feedback.persistence.tables import AuditEvent, EvaluationPoint, Milestone, Occasion, Patient
from feedback.services.answers.occasions import occasion_of_point
from feedback.services.courses.change_area import correct_beginning
from feedback.services.courses.course_changes import ImpossibleCourse, changes_of_course
from feedback.services.courses.course_facts import course_facts
from feedback.services.courses.plan_evaluation import due_of, dues_of_points, newest_pathway, plan_next_point
from feedback.services.courses.read_course import read_course, waiting_day
from feedback.services.points.evaluation.hold_evaluation import hold_point
from feedback.services.refusals import NotFound, Refused

BASIC, EXTENDED, FIRST = (
    MilestoneKind.BASIC_DECISION,
    MilestoneKind.EXTENDED_DECISION,
    MilestoneKind.FIRST_ATTENDANCE,
)


def test_every_milestone_is_recorded_corrected_and_taken_away(session: Session, clinic: Clinic) -> None:
    kinds = (MilestoneKind.REFERRAL_RECEIVED, MilestoneKind.REFERRAL_ASSESSED, MilestoneKind.DETOX_ENDED)
    for number, kind in enumerate(kinds):
        record(session, clinic, kind, ago(clinic, 80 - number))
    record(session, clinic, kinds[0], ago(clinic, 90))
    assert told(session)[0] == (
        "milestone referral_received", ago(clinic, 80).isoformat(), ago(clinic, 90).isoformat()
    )  # fmt: skip
    record(session, clinic, kinds[2], None)
    assert told(session)[0] == ("milestone detox_ended", ago(clinic, 78).isoformat(), "")
    known = session.execute(
        select(Milestone.kind, Milestone.happened_on).where(Milestone.pathway_id == 1).order_by(Milestone.id)
    ).all()
    assert known == [
        (FIRST, ago(clinic, 70)), (BASIC, ago(clinic, 40)), (kinds[0], ago(clinic, 90)), (kinds[1], ago(clinic, 79)),
    ]  # fmt: skip


def test_a_change_tells_who_and_when_and_the_log_too(session: Session, clinic: Clinic) -> None:
    record(session, clinic, EXTENDED, ago(clinic, 5))
    row = changes_of_course(session, 1)[0]
    assert (row.by_id, row.at, row.pathway_id) == (clinic.berg, clinic.now, 1)
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.action, event.actor_id, event.patient_id, event.target, event.purpose) == (
        "changed milestone", clinic.berg, clinic.kari, "course 1", "care",
    )  # fmt: skip


def test_the_waiting_point_follows_the_final_decision(session: Session, clinic: Clinic) -> None:
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(42)
    record(session, clinic, BASIC, ago(clinic, 30))
    assert due_day(session, clinic) == ago(clinic, 30) + timedelta(42)
    record(session, clinic, EXTENDED, ago(clinic, 10))
    assert due_day(session, clinic) == waiting_day(session, clinic.kari) == ago(clinic, 10) + timedelta(42)
    record(session, clinic, EXTENDED, None)
    assert due_day(session, clinic) == ago(clinic, 30) + timedelta(42)


def test_without_a_decision_the_same_point_is_cancelled_and_comes_back(
    session: Session, clinic: Clinic
) -> None:
    point = waiting(session, clinic)
    assert point is not None
    record(session, clinic, BASIC, None)
    assert (point.cancelled_on, waiting(session, clinic)) == (ago(clinic, 0), None)
    assert due_of(session, point) is None
    record(session, clinic, BASIC, ago(clinic, 20))
    assert (point.cancelled_on, point.number, point.due_on) == (None, 1, ago(clinic, 20) + timedelta(42))
    assert len(list(session.scalars(select(EvaluationPoint)))) == 1


def test_what_belongs_to_the_point_moves_with_it(session: Session, clinic: Clinic) -> None:
    point = waiting(session, clinic)
    assert point is not None
    number = occasion_of_point(session, point).id
    record(session, clinic, BASIC, ago(clinic, 25))
    session.expire_all()
    assert session.get_one(Occasion, number).happened_on == ago(clinic, 25) + timedelta(42)


def test_the_first_attendance_is_where_the_course_begins(session: Session, clinic: Clinic) -> None:
    record(session, clinic, FIRST, ago(clinic, 75))
    assert course_of(session, clinic).started_on == ago(clinic, 75)
    before = stored(session)
    with pytest.raises(Refused) as refused:
        record(session, clinic, FIRST, None)
    assert refused.value.field == "happened_on"
    with pytest.raises(Refused, match="born"):
        record(session, clinic, FIRST, session.get_one(Patient, clinic.kari).born_on - timedelta(1))
    assert stored(session) == before


def test_a_first_attendance_may_be_planned_for_a_year(session: Session, clinic: Clinic) -> None:
    record(session, clinic, BASIC, None)
    record(session, clinic, FIRST, ago(clinic, -366))
    with pytest.raises(ImpossibleCourse, match="more than a year ahead"):
        record(session, clinic, FIRST, ago(clinic, -367))
    record(
        session, clinic, MilestoneKind.REFERRAL_RECEIVED, ago(clinic, 3)
    )  # the planned day is in nobody's way
    read = read_course(session, berg(session, clinic), clinic.kari, clinic.now)
    assert read is not None
    assert read.problems == []


@pytest.mark.parametrize(
    ("kind", "days", "words"),
    [
        (BASIC, 71, "Basic decision is dated"),
        (BASIC, -1, "has not come yet"),
        (EXTENDED, 41, "Extended decision is dated"),
        (MilestoneKind.REFERRAL_RECEIVED, 9000, "years ago"),
        (MilestoneKind.REFERRAL_RECEIVED, -9000, "years ahead"),
        (MilestoneKind.DETOX_ENDED, 60, "First attendance is dated"),
    ],
)
def test_an_impossible_order_is_said_and_nothing_is_stored(
    session: Session, clinic: Clinic, kind: MilestoneKind, days: int, words: str
) -> None:
    before = stored(session)
    with pytest.raises(ImpossibleCourse, match=words) as refused:
        record(session, clinic, kind, ago(clinic, days))
    assert refused.value.field == "happened_on"
    assert stored(session) == before


def test_a_decision_cannot_be_taken_from_under_a_point(session: Session, clinic: Clinic) -> None:
    point = waiting(session, clinic)
    assert point is not None
    hold_point(session, berg(session, clinic), point, ago(clinic, 10), "", clinic.now)
    for day in (None, ago(clinic, 9)):
        with pytest.raises(ImpossibleCourse):
            record(session, clinic, BASIC, day)
    record(session, clinic, BASIC, ago(clinic, 35))
    session.expire_all()
    assert point.due_on == ago(clinic, 40) + timedelta(42)  # the day that it had
    assert due_of(session, point) is None  # the reasons would speak of another day
    assert due_day(session, clinic) == ago(clinic, 10) + timedelta(84)
    record(session, clinic, BASIC, ago(clinic, 40))
    assert dues_of_points(course_facts(session, course_of(session, clinic)))[point.id].due_on == point.due_on


def test_two_points_are_not_held_on_one_day(session: Session, clinic: Clinic) -> None:
    actor, point = berg(session, clinic), waiting(session, clinic)
    assert point is not None
    with pytest.raises(Refused, match="A point is held after it") as refused:
        hold_point(session, actor, point, ago(clinic, 41), "", clinic.now)
    assert refused.value.field == "held_on"
    following = hold_point(session, actor, point, ago(clinic, 3), "", clinic.now)
    assert following is not None
    with pytest.raises(Refused, match="Two points are not held on one day"):
        hold_point(session, actor, following, ago(clinic, 3), "", clinic.now)
    assert following.held_on is None


def test_what_was_wrong_before_keeps_nobody_from_correcting_the_rest(
    session: Session, clinic: Clinic
) -> None:
    session.add(Milestone(pathway_id=1, kind=MilestoneKind.REFERRAL_RECEIVED, happened_on=ago(clinic, 60)))
    session.flush()
    record(session, clinic, EXTENDED, ago(clinic, 20))
    read = read_course(session, berg(session, clinic), clinic.kari, clinic.now)
    assert read is not None
    assert len(read.problems) == 1


@pytest.mark.parametrize("kind", [MilestoneKind.CLOSING, MilestoneKind.EVALUATION_HELD])
def test_what_is_recorded_elsewhere_is_not_recorded_here(
    session: Session, clinic: Clinic, kind: MilestoneKind
) -> None:
    with pytest.raises(NotFound):
        record(session, clinic, kind, ago(clinic, 1))


def test_the_same_day_again_changes_nothing(session: Session, clinic: Clinic) -> None:
    before = stored(session)
    record(session, clinic, BASIC, ago(clinic, 40))
    assert stored(session) == before


def test_a_special_pathway_takes_over_and_back(session: Session, clinic: Clinic) -> None:
    actor = acting(session, clinic.siv)
    correct_beginning(session, actor, course_of(session, clinic), "PREGNANCY_SUD", "inpatient", clinic.now)
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(7)
    assert told(session)[:2] == [("setting", "outpatient", "inpatient"), ("area", "PHV", "PREGNANCY_SUD")]
    correct_beginning(session, actor, course_of(session, clinic), "PHV", "outpatient", clinic.now)
    assert due_day(session, clinic) == ago(clinic, 40) + timedelta(42)
    for area, setting in (("MOON", "outpatient"), ("PHV", "moon")):
        with pytest.raises(Refused) as refused:
            correct_beginning(session, actor, course_of(session, clinic), area, setting, clinic.now)
        assert refused.value.field == "area"


def test_no_birthday_moves_a_date(session: Session, clinic: Clinic) -> None:
    """The base of OCD is that of the age at the first attendance; without the milestone, at the beginning."""
    pathway = newest_pathway(session, clinic.nora)
    assert pathway is not None
    correct_beginning(session, acting(session, clinic.turid), pathway, "OCD", "outpatient", clinic.now)
    pathway.patient.born_on = birthday(pathway.started_on, -18) + timedelta(1)  # 18 on the day after
    facts = course_facts(session, pathway)
    assert facts.history.areas_on(ago(clinic, 0)) == (CarePathwayArea.OCD, CarePathwayArea.PHBU)
    assert facts.changed(milestones=()).history.under_18
    day_after = domain.Milestone(FIRST, pathway.started_on + timedelta(1))
    assert facts.changed(milestones=(day_after,)).history.areas_on(ago(clinic, 0)) == (
        CarePathwayArea.OCD,
        CarePathwayArea.PHV,
    )


def test_planning_again_later_moves_nothing(session: Session, clinic: Clinic) -> None:
    before = stored(session)
    for days in (1, 30, 400, 4000):
        plan_next_point(session, clinic.kari, ago(clinic, -days))
    assert stored(session) == before


def test_a_patient_without_a_course_has_none_to_read(session: Session, clinic: Clinic) -> None:
    assert read_course(session, berg(session, clinic), clinic.per, clinic.now) is None
    assert plan_next_point(session, clinic.per, ago(clinic, 0)) is None
