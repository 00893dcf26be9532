"""Courses with something waiting at every page of a point, of a plan and of a unit's own dates."""

from __future__ import annotations

from datetime import date, timedelta

from arranged import Numbers
from asking import acting, ask, send
from clinic import Clinic
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import Person
from feedback.services.answers.occasions import occasion_of_point
from feedback.services.courses.close_course import close_course
from feedback.services.courses.plan_evaluation import open_pathway, plan_next_point
from feedback.services.patients.register_patient import Registration, register_patient
from feedback.services.points.evaluation.evaluation_records import get_point
from feedback.services.points.evaluation.write_evaluation import begin_draft
from feedback.services.points.process.process_facts import facts_of, note_registered, record_facts
from feedback.services.units.administer_units import get_unit
from feedback.services.units.choose_intervals import OwnInterval, add_interval, choose
from feedback.services.units.process_codes import NewCode, add_code


def fill_courses(session: Session, clinic: Clinic, numbers: Numbers) -> None:
    """Kari's next point is past its day, she has got ready and somebody else has begun it; her last one is being
    corrected. Berg has begun Ola's first, and Ola has no plan yet, and Eva's course is closed."""
    today, berg = day_of(clinic.now), acting(session, clinic.berg)
    _own_dates(session, clinic, today)  # first: they move the points that wait
    held = get_point(session, clinic.kari, 1)
    record_facts(session, berg, held, {"relatives-involved"}, today, clinic.now)
    note_registered(session, berg, held, [facts_of(session, held)[0].id], clinic.now)
    record_facts(
        session, berg, held.pathway, {"feedback-gone-through"}, today - timedelta(days=2), clinic.now
    )
    beside = [fact.id for fact in facts_of(session, held.pathway) if fact.point_id is None]
    note_registered(session, berg, held.pathway, beside[-1:], clinic.now)
    begin_draft(session, berg, held, clinic.now)
    waiting = plan_next_point(session, clinic.kari, today)
    assert waiting is not None
    waiting.opens_on, waiting.due_on = today - timedelta(days=30), today - timedelta(days=5)
    begin_draft(session, acting(session, numbers.people["deputy"]), waiting, clinic.now)
    send(
        session,
        clinic,
        ask(session, clinic, clinic.kari, "before-evaluation", occasion_of_point(session, waiting)),
        {},
    )
    ola = plan_next_point(session, _newcomer(session, clinic, "Ola Vik", "F-2"), today)
    assert ola is not None
    begin_draft(session, berg, ola, clinic.now)
    _newcomer(session, clinic, "Eva Lund", "F-3", ends=today)


def _newcomer(session: Session, clinic: Clinic, name: str, reference: str, ends: date | None = None) -> int:
    """Another patient of Berg's."""
    began, siv = day_of(clinic.now) - timedelta(days=40), acting(session, clinic.siv)
    facts = Registration(
        reference, name, date(1990, 5, 6), "nb", clinic.berg, began, decided_on=began + timedelta(days=20)
    )
    made = register_patient(session, siv, facts, clinic.now)
    course = open_pathway(session, made.person_id)
    if ends is not None and course is not None:
        close_course(session, siv, course, ends, clinic.now)
    return made.person_id


def _own_dates(session: Session, clinic: Clinic, today: date) -> None:
    """The unit has a number, a choice and a code of its own."""
    nina = acting(session, clinic.nina)
    unit = get_unit(session, session.get_one(Person, clinic.siv).unit_id)
    own = OwnInterval("TSB", "any", "first_evaluation", 30, today, "Rutine 7")
    add_interval(session, nina, unit, own, clinic.now)
    choose(session, nina, unit, "opens_before", "10", today, clinic.now)
    add_code(session, nina, unit, NewCode("evaluation-held", "Own", "P1", today), clinic.now)
