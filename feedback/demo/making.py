"""Making the demo through the same services that people use."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.profiles import profiles
from feedback.demo.courses import ASKS_FOR_CODE, COURSES, STAFF, UNITS, WITH_CODES, Course
from feedback.demo.days import moment, weekday_before
from feedback.demo.playing import Player
from feedback.domain.people.actors import OF_POINTS
from feedback.domain.points.process import ProcessKind
from feedback.persistence.tables import Assignment, Credential, Installation, Person
from feedback.services.access.create_staff import find_or_make_unit
from feedback.services.access.sign_in import actor_for
from feedback.services.courses.coordinate_course import set_coordinator
from feedback.services.courses.plan_evaluation import open_pathway
from feedback.services.patients.consents import NewRelative, add_relative
from feedback.services.patients.goal_consents import show_goals
from feedback.services.patients.point_consents import choose_of_points
from feedback.services.patients.register_patient import Registration, register_patient
from feedback.services.questionnaires.question_sets import add_question_set
from feedback.services.refusals import Refused, _
from feedback.services.units.process_codes import NewCode, add_code

NO_PASSWORD = "!"  # nothing hashes to it: demo people come in with one click only  # noqa: S105
CONFIRMED_BY = "Nina Ås (demo)"


def make_demo(session: Session, today: date) -> None:
    """Fill an empty database. Raises Refused when it holds anybody."""
    if session.scalar(select(Person.id).limit(1)) is not None:
        raise Refused(
            _("The database already holds people. A demo needs an empty one: use another instance.")
        )
    began = moment(today - timedelta(weeks=30), 8)
    installation = session.get(Installation, 1)
    if installation is None:
        installation = Installation(id=1, made_at=began)
        session.add(installation)
    installation.demo = True
    add_question_set(session, neutral_questionnaire(profiles()["PHQ-9"]), "demo", began)
    staff = _make_staff(session, began)
    _fill_in_codes(session, staff["admin"], began)
    for course in COURSES:
        _make_course(session, course, staff, today)


def _make_staff(session: Session, began: datetime) -> dict[str, Person]:
    for name in UNITS:
        unit = find_or_make_unit(session, name)
        unit.link_second = "code" if name in ASKS_FOR_CODE else "none"
        unit.interpretation_confirmed_on, unit.interpretation_confirmed_by = began.date(), CONFIRMED_BY
    staff = {}
    for entry in STAFF:
        unit = find_or_make_unit(session, entry.unit)
        person = Person(role=entry.role, unit=unit, name=entry.name, language="nb", added_at=began)
        session.add(person)
        session.flush()
        session.add(Assignment(staff_id=person.id, unit=unit, role=entry.role, starts_on=began.date()))
        session.add(
            Credential(person_id=person.id, sign_in_name=entry.sign_in_name, password_hash=NO_PASSWORD)
        )
        staff[entry.sign_in_name] = person
    session.flush()
    return staff


def _fill_in_codes(session: Session, administrator: Person, began: datetime) -> None:
    """Made-up codes in one unit; the others show what it is like without."""
    unit, actor = find_or_make_unit(session, WITH_CODES), actor_for(administrator)
    for number, kind in enumerate(ProcessKind, start=1):
        add_code(session, actor, unit, NewCode(kind, "Demo", f"DEMO{number}", began.date()), began)


def _make_course(session: Session, course: Course, staff: dict[str, Person], today: date) -> None:
    start = weekday_before(today - timedelta(weeks=course.weeks))
    clinician = staff[course.clinician]
    coordinator = next(
        person for person in staff.values() if person.role == "coordinator" and person.unit == clinician.unit
    )
    secretary = actor_for(coordinator)
    patient = register_patient(
        session, secretary, _registration(course, clinician, start, today), moment(start, 9)
    )
    pathway = open_pathway(session, patient.person_id)
    if pathway is not None:
        set_coordinator(session, secretary, pathway, coordinator.id, start, moment(start, 9))
    relatives = [
        add_relative(
            session,
            secretary,
            patient.person_id,
            NewRelative(relative.name, relative.kind, relative.language),
            True,
            moment(start + timedelta(days=7), 10),
        )
        for relative in course.relatives
    ]
    for relative, told in zip(relatives, course.relatives, strict=True):
        if told.sees_goals:
            own, at = actor_for(patient.person), moment(start + timedelta(days=8), 18)
            show_goals(session, own, patient.person_id, relative.id, True, None, at)
            choose_of_points(session, own, patient.person_id, relative.id, OF_POINTS, True, None, at)
    Player(session, course, patient, relatives, actor_for(clinician), secretary, start, today).play()


def _registration(course: Course, clinician: Person, start: date, today: date) -> Registration:
    number = course.reference.partition("-")[2]
    return Registration(
        reference=course.reference,
        name=course.name,
        born_on=date(today.year - course.age - 1, 12, 3) if course.age > 17 else _young(course.age, today),
        language=course.language,
        clinician=clinician.id,
        started_on=start,
        email=f"demo{number}@example.org",
        area=course.area,
        decided_on=None,
    )


def _young(age: int, today: date) -> date:
    return (
        date(today.year - age, 1, 12)
        if (today.month, today.day) >= (1, 12)
        else date(today.year - age - 1, 1, 12)
    )
