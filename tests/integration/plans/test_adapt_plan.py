"""A plan is adapted to one person with a reason; what lies before the day of the change stays as it was."""

from __future__ import annotations

import pytest
from clinic import OPERATOR, Clinic
from planning import Course, step
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.plan.faults import FaultCode
from feedback.domain.plan.template import Change, Step
from feedback.persistence.tables import PlanAdaptation, QuestionSet
from feedback.services.plans.adapt_plan import LONGEST_REASON, adapt_plan
from feedback.services.plans.plan_templates import ImpossiblePlanError
from feedback.services.plans.switch_plan import end_plan
from feedback.services.refusals import NotFound, Refused

REGULAR = step("how-i-am", "every", weeks=4)


@pytest.fixture
def course(session: Session, clinic: Clinic) -> Course:
    return Course(session, clinic, REGULAR, step("after-session", "session"))


def adapt(
    course: Course, change: str, one: Step, number: int = 0, reason: str = "Kari ba om det", now: int = 0
) -> PlanAdaptation:
    assert course.plan is not None
    day = course.day(number)
    return adapt_plan(
        course.session, course.berg, course.plan, Change(change), one, day, reason, course.at(now)
    )


def test_something_more_is_asked_from_that_day(course: Course, clinic: Clinic) -> None:
    row = adapt(course, "ask", step("my-goals", "every", weeks=2), 3)
    assert (row.reason, row.made_by_id, row.from_on) == ("Kari ba om det", clinic.berg, course.day(3))
    for number in (2, 3, 17):
        course.ask(number)
    assert course.asked() == [("my-goals", 3), ("my-goals", 17)]


def test_a_rhythm_is_changed_and_stopped(course: Course) -> None:
    course.ask(28)
    adapt(course, "ask", step("how-i-am", "every", weeks=5), 30, now=30)
    for number in (30, 65):
        course.ask(number)
    assert course.asked() == [("how-i-am", 28), ("how-i-am", 65)]
    adapt(course, "stop", REGULAR, 70, now=70)
    course.ask(100)
    assert len(course.asked()) == 2


@pytest.mark.parametrize(
    ("number", "reason", "field"),
    [(-1, "fordi", "from_on"), (400, "fordi", "from_on"), (0, "  ", "reason"), (0, "x" * 501, "reason")],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    course: Course, number: int, reason: str, field: str
) -> None:
    assert LONGEST_REASON == 500
    with pytest.raises(Refused) as found:
        adapt(course, "ask", step("my-goals", "start"), number, reason)
    assert found.value.field == field
    assert not list(course.session.scalars(select(PlanAdaptation)))


def test_just_the_same_is_refused(course: Course) -> None:
    with pytest.raises(Refused) as found:
        adapt(course, "ask", REGULAR)
    assert found.value.field == "ask"


@pytest.mark.parametrize(
    ("change", "one", "code"),
    [
        ("ask", step("how-i-am", "every", weeks=0), FaultCode.WEEKS),
        ("ask", step("how-i-am", "every", weeks=1), FaultCode.TOO_OFTEN),
        ("ask", step("relative-view", "start"), FaultCode.NOT_FOR),
        ("ask", step("nothing-here", "start"), FaultCode.UNKNOWN_SET),
        ("ask", step("my-goals", "start", days_open=0), FaultCode.DAYS),
        ("ask", step("how-i-am", "start", of="clinician"), FaultCode.NOT_FOR),
        ("stop", step("my-goals", "start"), FaultCode.NOTHING_TO_STOP),
    ],
)
def test_every_fault_is_told(course: Course, change: str, one: Step, code: FaultCode) -> None:
    with pytest.raises(ImpossiblePlanError) as found:
        adapt(course, change, one)
    assert code in {fault.code for fault in found.value.faults}
    assert not list(course.session.scalars(select(PlanAdaptation)))


def test_what_was_wrong_before_is_no_reason_to_refuse(course: Course) -> None:
    row = course.session.scalars(select(QuestionSet).where(QuestionSet.key == "how-i-am")).one()
    row.state, row.published_at = "draft", None
    assert adapt(course, "ask", step("my-goals", "start")).id
    assert adapt(course, "stop", REGULAR).id


def test_goals_can_be_asked_of_the_clinician(course: Course) -> None:
    assert adapt(course, "ask", step("my-goals", "every", of="clinician", weeks=4)).id


def test_an_ended_plan_is_not_adapted(course: Course) -> None:
    assert course.plan is not None
    end_plan(course.session, course.berg, course.plan, course.day(5), course.at(0))
    with pytest.raises(Refused) as found:
        adapt(course, "stop", REGULAR, 6)
    assert found.value.field == "from_on"
    with pytest.raises(Refused, match="ended"):
        adapt(course, "stop", REGULAR, 7, now=7)


def test_an_adaptation_is_somebodys(course: Course) -> None:
    assert course.plan is not None
    with pytest.raises(NotFound):
        adapt_plan(
            course.session, OPERATOR, course.plan, Change.STOP, REGULAR, course.day(0), "fordi", course.at(0)
        )
