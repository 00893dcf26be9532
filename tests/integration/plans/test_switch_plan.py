"""A plan is switched on and ended by somebody, for a course that is open; nothing starts by itself (rule A15)."""

from __future__ import annotations

import pytest
from clinic import Clinic
from planning import Course, step
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind, Setting
from feedback.domain.plan.faults import FaultCode
from feedback.domain.plan.template import Change
from feedback.persistence.tables import (
    AuditEvent,
    CarePathway,
    CollectionPlan,
    Invitation,
    Milestone,
    PlanAdaptation,
    QuestionSet,
    Transfer,
)
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.plans.adapt_plan import adapt_plan
from feedback.services.plans.plan_templates import ImpossiblePlanError, offered_templates
from feedback.services.plans.switch_plan import end_plan, get_plan, switch_on_plan
from feedback.services.refusals import NotFound, Refused

ADULTS = "phv-adult-outpatient"
START = step("how-i-am", "start")


def refused(course: Course, key: str = ADULTS, number: int = 0) -> tuple[str, str]:
    """The field and the sentence of a no."""
    with pytest.raises(Refused) as found:
        switch_on_plan(course.session, course.berg, course.patient, key, course.day(number), course.at(0))
    assert not list(course.session.scalars(select(CollectionPlan)))
    return found.value.field, found.value.message


def test_nothing_is_asked_of_a_new_patient_until_somebody_says_so(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic)
    course.book(0)
    assert not list(session.scalars(select(Invitation)))
    plan = switch_on_plan(session, course.berg, clinic.kari, ADULTS, course.day(0), course.at(0))
    assert (plan.switched_on_by_id, plan.template["key"], plan.ends_on) == (clinic.berg, ADULTS, None)
    assert list(session.scalars(select(Invitation)))
    actions = set(session.scalars(select(AuditEvent.action).where(AuditEvent.patient_id == clinic.kari)))
    assert {"switched on plan", "asked by plan"} <= actions


@pytest.mark.parametrize(
    ("number", "words"),
    [(-1, "today or later"), (-200, "before the course"), (400, "year ahead")],
)
def test_a_day_that_cannot_be_is_refused(session: Session, clinic: Clinic, number: int, words: str) -> None:
    field, message = refused(Course(session, clinic), number=number)
    assert field == "starts_on"
    assert words in message


def test_an_unknown_template_is_refused(session: Session, clinic: Clinic) -> None:
    assert refused(Course(session, clinic), "no-such-plan")[0] == "template"


def test_a_closed_course_takes_no_plan(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic)
    pathway = open_pathway(session, clinic.kari)
    assert pathway is not None
    pathway.closed_on = course.day(0)
    session.flush()
    assert "closed" in refused(course)[1]


def test_the_same_plan_is_not_in_force_twice(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic)
    first = switch_on_plan(session, course.berg, clinic.kari, ADULTS, course.day(0), course.at(0))
    for number in (0, 5):
        with pytest.raises(Refused) as found:
            switch_on_plan(session, course.berg, clinic.kari, ADULTS, course.day(number), course.at(0))
        assert found.value.field == "template"
    end_plan(session, course.berg, first, course.day(2), course.at(0))
    again = switch_on_plan(session, course.berg, clinic.kari, ADULTS, course.day(3), course.at(0))
    assert again.id != first.id


def test_a_template_that_cannot_be_used_any_more_says_what_is_wrong(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic)
    session.execute(
        update(QuestionSet).where(QuestionSet.key == "how-i-am").values(state="draft", published_at=None)
    )
    with pytest.raises(ImpossiblePlanError) as found:
        switch_on_plan(session, course.berg, clinic.kari, ADULTS, course.day(0), course.at(0))
    assert {(one.code, one.ask) for one in found.value.faults} == {(FaultCode.UNKNOWN_SET, "how-i-am")}


def test_a_plan_keeps_what_the_template_said_that_day(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, START)
    assert course.plan is not None
    assert [one["ask"] for one in course.plan.template["steps"]] == ["how-i-am"]
    assert course.plan.template["source"] == "Fjellheim DPS"


def test_an_ended_plan_asks_no_more(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, step("after-session", "session"))
    assert course.plan is not None
    course.book(0)
    course.book(2)
    end_plan(session, course.berg, course.plan, course.day(1), course.at(0))
    course.ask(5)
    assert course.asked() == [("after-session", 0)]
    with pytest.raises(Refused, match="ended already"):
        end_plan(session, course.berg, course.plan, course.day(9), course.at(5))


@pytest.mark.parametrize("number", [-1, 400])
def test_a_last_day_that_cannot_be_is_refused(session: Session, clinic: Clinic, number: int) -> None:
    course = Course(session, clinic, START)
    assert course.plan is not None
    with pytest.raises(Refused) as found:
        end_plan(session, course.berg, course.plan, course.day(number), course.at(0))
    assert found.value.field == "ends_on"
    assert course.plan.ends_on is None


def test_a_plan_that_has_not_begun_is_taken_back(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, START, start=20)
    assert course.plan is not None
    adapt_plan(session, course.berg, course.plan, Change.STOP, START, course.day(20), "nei", course.at(0))
    end_plan(session, course.berg, course.plan, course.day(10), course.at(0))
    assert not list(session.scalars(select(CollectionPlan)))
    assert not list(session.scalars(select(PlanAdaptation)))
    assert not course.ask(20)


def test_a_plan_of_somebody_else_is_not_found(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, START)
    assert course.plan is not None
    assert get_plan(session, clinic.kari, course.plan.id) is course.plan
    for patient, number in ((clinic.nora, course.plan.id), (clinic.kari, 999)):
        with pytest.raises(NotFound):
            get_plan(session, patient, number)


def test_a_planned_closing_ends_it_too(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, step("after-session", "session"), step("service-experience", "closing"))
    pathway = open_pathway(session, clinic.kari)
    assert pathway is not None
    closing = Milestone(pathway_id=pathway.id, kind=MilestoneKind.CLOSING, happened_on=course.day(20))
    session.add(closing)
    course.book(2)
    course.book(30)
    for number in (2, 6, 20, 30):
        course.ask(number)
    assert course.asked() == [("after-session", 2), ("service-experience", 6)]


def offered(session: Session, course: Course) -> list[tuple[str, bool]]:
    pathway = session.scalars(select(CarePathway).where(CarePathway.patient_id == course.patient)).one()
    return [(one.template.key, one.fits) for one in offered_templates(session, pathway, course.day(0))]


def test_what_fits_area_setting_and_age_is_offered_first(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic)
    assert offered(session, course)[0] == (ADULTS, True)
    assert [fits for _key, fits in offered(session, course)] == [True, False, False]
    course.patient = clinic.nora
    assert offered(session, course)[0] == ("phbu-young-outpatient", True)
    pathway = open_pathway(session, clinic.nora)
    assert pathway is not None
    pathway.area = CarePathwayArea.EATING_DISORDER_CHILD
    assert offered(session, course)[0] == ("phbu-young-outpatient", True)
    moved = Transfer(pathway_id=pathway.id, to_setting=Setting.INPATIENT, happened_on=course.day(0))
    session.add(moved)
    assert not any(fits for _key, fits in offered(session, course))


def test_the_units_own_goes_before_what_ships(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, START)
    assert offered(session, course)[:2] == [("own-1", True), (ADULTS, True)]
