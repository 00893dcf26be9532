"""What plans ask of a clinician stands on the first page, with as many statements for many patients as for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from asking import acting, give_work
from clinic import Clinic
from clinician_pages import sign_in
from courses import ago
from page_client import PageClient
from planning import Course, step
from sqlalchemy import event
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import CarePathway, Goal, GoalRating, Patient, Unit
from feedback.services.access.absences import NewAbsence, end_absence, record_absence
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.goals.rate_goal import rate_goal
from feedback.services.goals.write_goal import write_goal
from feedback.services.patients.read_registration import registration_of
from feedback.services.patients.register_patient import register_patient
from feedback.services.plans.own_tasks import own_tasks
from feedback.services.plans.plan_overview import plan_overview
from feedback.services.plans.plan_rules import choose_weekly_items
from feedback.services.plans.switch_plan import switch_on_plan
from feedback.services.points.evaluation.hold_evaluation import get_point, hold_point

Browser = Callable[[], PageClient]
RATE = step("my-goals", "every", of="clinician", weeks=2)
PREPARE = step("my-goals", "before-point", of="clinician", days_before=7)


def _tasks(course: Course, clinician: int, number: int) -> list[tuple[str, int]]:
    """What it says for Kari, and that the page of her plans says the same."""
    session, today = course.session, course.day(number)
    found = own_tasks(session, clinician, [course.patient], today).get(course.patient, [])
    overview = plan_overview(session, course.patient, today).tasks
    assert found == [line.request for line in overview if line.request.of == str(clinician)]
    return [(one.occasion.kind.value, (one.asked_on - course.monday).days) for one in found]


def _rate(course: Course, clinician: int, number: int) -> None:
    pathway = open_pathway(course.session, course.patient)
    assert pathway is not None
    at = course.at(number)
    goal = Goal(
        pathway_id=pathway.id, words="sove", state="active", made_by_id=course.patient, made_at=at,
        made_on=course.day(number),
    )  # fmt: skip
    course.session.add(goal)
    course.session.flush()
    rating = GoalRating(
        goal_id=goal.id, by_id=clinician, author_id=clinician, role="clinician", value=4,
        rated_on=course.day(number), rated_at=at,
    )  # fmt: skip
    course.session.add(rating)
    course.session.flush()


def test_it_says_what_the_page_of_the_plans_says(session: Session, clinic: Clinic) -> None:
    course, point = Course(session, clinic), get_point(session, clinic.kari, 1)
    point.opens_on, point.due_on = course.day(6), course.day(10)
    nina = acting(session, clinic.nina)
    choose_weekly_items(session, nina, session.get_one(Unit, 1), 20, course.at(-7))
    course.switch_on(RATE, PREPARE, step("how-i-am", "start"))
    course.book(1)
    told = {number: _tasks(course, clinic.berg, number) for number in (0, 3, 13, 14, 20)}
    assert told[0] == []
    assert told[3] == [("evaluation", 3)]
    assert all(told[number] for number in (13, 14, 20))
    assert _tasks(course, clinic.lie, 14) == []
    hold_point(session, course.berg, point, course.day(20), "illness", course.at(20))
    _rate(course, clinic.berg, 21)
    assert _tasks(course, clinic.berg, 21) == []
    assert _tasks(course, clinic.berg, 400) == []


def test_a_closed_course_and_one_without_such_a_step_ask_nothing(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, RATE)
    assert _tasks(course, clinic.berg, 14) == [("periodic", 14)]
    pathway = session.get_one(CarePathway, 1)
    pathway.closed_on = course.day(1)
    session.flush()
    assert _tasks(course, clinic.berg, 14) == []
    assert _tasks(course, clinic.berg, 200) == []
    assert own_tasks(session, clinic.lie, [clinic.nora], course.day(14)) == {}


def test_many_patients_cost_as_many_statements_as_one(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, RATE)
    patients = [clinic.kari]
    few = _statements(course, patients)
    siv = acting(session, clinic.siv)
    facts = registration_of(session, session.get_one(Patient, clinic.kari))
    for number in range(12):
        made = register_patient(session, siv, replace(facts, reference=f"M-{number}"), course.at(0))
        patients.append(made.person_id)
        switch_on_plan(session, course.berg, made.person_id, "own-1", course.day(0), course.at(0))
    assert len(own_tasks(session, clinic.berg, patients, course.day(14))) == 13
    assert _statements(course, patients) == few <= 10


def _statements(course: Course, patients: list[int]) -> int:
    """What their tasks cost in two weeks."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    engine = course.session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    own_tasks(course.session, course.clinic.berg, patients, course.day(14))
    event.remove(engine, "before_cursor_execute", note)
    return len(said)


def test_the_first_page_leads_to_where_it_is_done(clinic: Clinic, browser: Browser) -> None:
    berg = sign_in(browser)
    berg.get("/staff/today")
    assert "For you to do" not in berg.words()
    with clinic.database.transaction() as session:
        course = Course(session, clinic)
        course.monday = day_of(clinic.now)
        point = get_point(session, clinic.kari, 1)
        point.due_on = ago(clinic, 0) + timedelta(2)
        course.switch_on(PREPARE)
    berg.get("/staff/today")
    assert "For you to do" in berg.words()
    assert "Say how near the goals are" in berg.words()
    assert f"/staff/patients/{clinic.kari}/goals" in {link.get("href") for link in berg.all("a")}


def test_who_stands_in_has_them_for_exactly_that_time(clinic: Clinic, browser: Browser) -> None:
    with clinic.database.transaction() as session:
        course = Course(session, clinic)
        course.monday, point = day_of(clinic.now), get_point(session, clinic.kari, 1)
        point.due_on = ago(clinic, 0) + timedelta(2)
        course.switch_on(PREPARE)
        give_work(session, clinic, clinic.lie, clinic.berg)
    lie = sign_in(browser, "lie")
    lie.get("/staff/today")
    assert "For you to do" not in lie.words()
    with clinic.database.transaction() as session:
        days = NewAbsence(clinic.berg, clinic.lie, day_of(clinic.now), day_of(clinic.now) + timedelta(3))
        absence = record_absence(session, acting(session, clinic.berg), days, clinic.now).id
    lie.get("/staff/today")
    assert "For you to do Kari Nordvik" in lie.words()
    assert "as deputy for Anna Berg" in lie.words()
    with clinic.database.transaction() as session:
        goal = write_goal(session, acting(session, clinic.kari), clinic.kari, "Sove", clinic.now)
        rate_goal(session, acting(session, clinic.lie), goal, 4, clinic.now)
        end_absence(session, acting(session, clinic.berg), absence, clinic.now)
    lie.get("/staff/today")
    assert "Kari" not in lie.words()
    berg = sign_in(browser)
    berg.get("/staff/today")
    assert "For you to do Kari Nordvik" in berg.words()  # what she finds herself is still missing


def test_what_a_deputy_has_done_is_done_while_they_stand_in(session: Session, clinic: Clinic) -> None:
    course = Course(session, clinic, RATE)
    absent = {clinic.kari: [clinic.berg]}
    asked = own_tasks(session, clinic.lie, [clinic.kari], course.day(14), absent)
    assert [one.of for one in asked[clinic.kari]] == [str(clinic.berg)]
    _rate(course, clinic.lie, 14)
    assert own_tasks(session, clinic.lie, [clinic.kari], course.day(14), absent) == {}
    assert own_tasks(session, clinic.berg, [clinic.kari], course.day(14)) == asked
