"""A second plan that is tried out tells what is asked without it too; what a patient began is not called asked."""

from __future__ import annotations

from asking import acting
from clinic import Clinic
from courses import ago, record, waiting
from planning import Course, step
from sqlalchemy.orm import Session

from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.domain.points.evaluation_codes import Part
from feedback.domain.points.evaluation_plain import to_plain
from feedback.domain.points.evaluation_record import Participant, Record
from feedback.domain.points.process import ProcessKind
from feedback.services.plans.plan_overview import plan_overview
from feedback.services.plans.try_plan import Wanted, try_plan
from feedback.services.points.evaluation.hold_evaluation import hold_point, save_notes
from feedback.services.points.own_steps import begin_step
from feedback.web.points.done_view import suggested


def test_what_runs_already_is_told_apart_and_points_are_named(session: Session, clinic: Clinic) -> None:
    record(session, clinic, MilestoneKind.BASIC_DECISION, ago(clinic, 10))
    course = Course(session, clinic, step("how-i-am", "every", weeks=4))
    wanted = Wanted("phv-adult-outpatient", course.day(0), every_days=0)
    found = try_plan(session, course.patient, wanted, course.at(0))
    by_others = {key.ask for key in found.anyway}
    assert by_others == {"how-i-am"}
    assert any(one.request.key not in found.anyway for one in found.lines)
    point = waiting(session, clinic)
    assert point is not None
    assert found.points[0] == (1, point.due_on)
    assert [number for number, _day in found.points] == [1, 2]


def test_what_a_patient_began_is_not_called_asked_by_hand(session: Session, clinic: Clinic) -> None:
    record(session, clinic, MilestoneKind.BASIC_DECISION, ago(clinic, 30))
    course, point = Course(session, clinic, step("after-session", "session")), waiting(session, clinic)
    assert point is not None
    begin_step(session, acting(session, clinic.kari), point, "before-evaluation", course.at(0))
    [line] = plan_overview(session, course.patient, course.day(0)).asked
    assert (line.by_hand, line.unasked) == (False, True)


def test_relatives_involved_is_suggested_where_one_took_part(session: Session, clinic: Clinic) -> None:
    berg, point = acting(session, clinic.berg), waiting(session, clinic)
    assert point is not None
    assert suggested(session, point) == []
    record = to_plain(Record(took_part=(Participant("Per", Part.RELATIVE),)))
    save_notes(session, berg, point, record, clinic.now)
    hold_point(session, berg, point, ago(clinic, 0), "", clinic.now)
    assert suggested(session, point) == [ProcessKind.RELATIVES_INVOLVED]
