"""What was done beside the points of a course: noted once a day, told with its day, and taken back with a trace."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from asking import acting
from clinic import Clinic
from courses import ago, course_of
from held_point import HELD, PLAN, hold, unit_of
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.domain.goals.treatment_plan import PlanContent
from feedback.domain.points.process import BESIDE_POINTS, ProcessKind
from feedback.persistence.tables import AuditEvent, CourseChange, ProcessFact
from feedback.services.courses.close_course import close_course
from feedback.services.goals.treatment_plan import write_plan
from feedback.services.points.evaluation.hold_evaluation import get_point, hold_point
from feedback.services.points.process.export_process import export_process
from feedback.services.points.process.process_facts import (
    corrections_of,
    facts_of,
    note_registered,
    record_facts,
    take_back,
    undo_registered,
)
from feedback.services.points.process.process_places import get_course_of
from feedback.services.refusals import NotFound, Refused

WITH, RELATIVES = ProcessKind.FEEDBACK_GONE_THROUGH, ProcessKind.RELATIVES_INVOLVED
CONTENT = PlanContent({"do": "Samtale hver uke."})
Told = list[tuple[str, date, int | None]]


def note(session: Session, clinic: Clinic, *kinds: str, days: int = 0, who: str = "siv") -> None:
    actor = acting(session, getattr(clinic, who))
    record_facts(session, actor, course_of(session, clinic), kinds, ago(clinic, days), clinic.now)


def told(session: Session, clinic: Clinic) -> Told:
    session.expire_all()
    rows = facts_of(session, course_of(session, clinic))
    return [(row.kind, row.done_on, row.point_id) for row in rows]


def plan(
    session: Session, clinic: Clinic, content: PlanContent, days: int = 0, at: int | None = None
) -> None:
    point = get_point(session, clinic.kari, at) if at else None
    when = clinic.now + timedelta(days=days)
    write_plan(session, acting(session, clinic.berg), clinic.kari, content, True, when, point)


def test_it_is_noted_with_its_day_and_once_a_day(session: Session, clinic: Clinic) -> None:
    note(session, clinic, RELATIVES, WITH, days=3)
    note(session, clinic, RELATIVES, days=3, who="berg")
    note(session, clinic, RELATIVES, days=1, who="berg")
    assert told(session, clinic) == [
        (RELATIVES, ago(clinic, 1), None),
        (WITH, ago(clinic, 3), None),
        (RELATIVES, ago(clinic, 3), None),
    ]
    said = session.execute(
        select(AuditEvent.action, AuditEvent.target).where(AuditEvent.action.like("%process%"))
    )
    course = course_of(session, clinic).id
    assert said.all() == [("recorded process fact", f"course {course}")] * 3


@pytest.mark.parametrize(
    ("kinds", "days", "field"),
    [((), 0, "kinds"), ((HELD,), 0, "kinds"), (("unknown",), 0, "kinds"), ((PLAN,), None, "done_on"),
     ((PLAN,), -1, "done_on"), ((PLAN,), 71, "done_on")],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    session: Session, clinic: Clinic, kinds: tuple[str, ...], days: int | None, field: str
) -> None:
    day = None if days is None else ago(clinic, days)
    with pytest.raises(Refused) as refused:
        record_facts(session, acting(session, clinic.siv), course_of(session, clinic), kinds, day, clinic.now)
    assert refused.value.field == field
    assert told(session, clinic) == []


def test_nothing_is_noted_after_the_course_was_closed(session: Session, clinic: Clinic) -> None:
    close_course(session, acting(session, clinic.siv), course_of(session, clinic), ago(clinic, 2), clinic.now)
    with pytest.raises(Refused, match="after the course was closed"):
        note(session, clinic, PLAN, days=1)
    note(session, clinic, PLAN, days=2)
    assert told(session, clinic) == [(PLAN, ago(clinic, 2), None)]


def test_a_plan_made_together_is_noted_by_itself(session: Session, clinic: Clinic) -> None:
    plan(session, clinic, CONTENT)
    plan(session, clinic, CONTENT, days=1)  # the same again is no other plan
    plan(session, clinic, PlanContent({"do": "Annenhver uke."}))
    assert told(session, clinic) == [(PLAN, ago(clinic, 0), None)]
    plan(session, clinic, PlanContent({"do": "Hver tredje uke."}), days=2)
    assert told(session, clinic) == [(PLAN, ago(clinic, -2), None), (PLAN, ago(clinic, 0), None)]
    write_plan(session, acting(session, clinic.berg), clinic.kari, CONTENT, False, clinic.now)
    assert len(told(session, clinic)) == 2


def test_what_was_done_on_the_day_of_a_point_was_done_at_it(session: Session, clinic: Clinic) -> None:
    """Before the point was held, after it, and ticked there: one fact."""
    plan(session, clinic, CONTENT, at=1)
    note(session, clinic, RELATIVES, days=1)
    assert {point for _kind, _day, point in told(session, clinic)} == {None}
    held = hold(session, clinic)
    note(session, clinic, PLAN, WITH)
    assert [(row.kind, row.point_id) for row in facts_of(session, held)] == [
        (WITH, held.id), (PLAN, held.id), (HELD, held.id)
    ]  # fmt: skip
    record_facts(session, acting(session, clinic.berg), held, [RELATIVES], ago(clinic, 1), clinic.now)
    assert {point for _kind, _day, point in told(session, clinic)} == {held.id}
    assert len(told(session, clinic)) == 4


def test_a_plan_out_of_a_held_point_is_noted_at_it_once(session: Session, clinic: Clinic) -> None:
    held = hold(session, clinic)
    plan(session, clinic, CONTENT, days=3, at=1)
    plan(session, clinic, PlanContent({"do": "Annenhver uke."}), days=4, at=1)
    assert [(kind, day) for kind, day, point in told(session, clinic) if point == held.id] == [
        (PLAN, ago(clinic, -3)), (HELD, ago(clinic, 0)),
    ]  # fmt: skip
    assert len(told(session, clinic)) == 2


def test_a_mistake_is_taken_back_and_who_did_so_stays(session: Session, clinic: Clinic) -> None:
    siv, course = acting(session, clinic.siv), course_of(session, clinic)
    note(session, clinic, PLAN, days=1)
    [fact] = facts_of(session, course)
    note_registered(session, siv, course, [fact.id], clinic.now)
    with pytest.raises(Refused, match="Note first"):
        take_back(session, siv, course, fact.id, clinic.now)
    undo_registered(session, siv, course, fact.id, clinic.now)
    take_back(session, siv, course, fact.id, clinic.now)
    assert told(session, clinic) == []
    kept = [(row.field, row.before, row.by_id) for row in corrections_of(session, course)]
    assert kept == [
        ("process:plan-made-together:", ago(clinic, 1).isoformat(), clinic.siv),
        ("registered:plan-made-together:", ago(clinic, 0).isoformat(), clinic.siv),
    ]
    assert session.scalars(select(CourseChange.field)).all() != []
    note(session, clinic, PLAN, days=1)
    assert len(told(session, clinic)) == 1


def test_a_fact_of_a_point_or_of_another_course_is_not_found(session: Session, clinic: Clinic) -> None:
    held, siv, course = hold(session, clinic), acting(session, clinic.siv), course_of(session, clinic)
    note(session, clinic, PLAN, days=1)
    beside, at_point = facts_of(session, course)[1].id, facts_of(session, held)[0].id
    for place, fact in ((course, at_point), (held, beside)):
        with pytest.raises(NotFound):
            take_back(session, siv, place, fact, clinic.now)
    for patient, number in ((clinic.nora, course.id), (clinic.kari, 10**6)):
        with pytest.raises(NotFound):
            get_course_of(session, patient, number)
    assert get_course_of(session, clinic.kari, course.id) is course


def test_it_is_exported_without_a_point(session: Session, clinic: Clinic) -> None:
    note(session, clinic, *BESIDE_POINTS, days=1)
    span = (ago(clinic, 1), ago(clinic, 0))
    found = export_process(session, acting(session, clinic.siv), unit_of(session, clinic), *span, clinic.now)
    assert [(row.kind, row.point, row.done_on) for row in found.rows] == [
        (kind, None, ago(clinic, 1)) for kind in BESIDE_POINTS
    ]


@pytest.mark.parametrize(("days", "in_time"), [(0, "yes"), (-1, "no")])
def test_the_export_tells_whether_a_point_was_held_in_time(
    session: Session, clinic: Clinic, days: int, in_time: str
) -> None:
    point = get_point(session, clinic.kari, 1)
    point.opens_on, point.due_on = ago(clinic, 20), ago(clinic, -days)
    hold_point(session, acting(session, clinic.berg), point, ago(clinic, 0), "illness", clinic.now)
    note(session, clinic, PLAN)
    day = ago(clinic, 0)
    found = export_process(
        session, acting(session, clinic.siv), unit_of(session, clinic), day, day, clinic.now
    )
    told = {row.kind: (row.point, row.recommended_on, row.in_time) for row in found.rows}
    assert told == {HELD: (1, point.due_on, in_time), PLAN: (1, None, "")}


def test_the_database_knows_it_once_a_day(session: Session, clinic: Clinic) -> None:
    note(session, clinic, PLAN, days=1)
    [known] = facts_of(session, course_of(session, clinic))
    again = ProcessFact(
        pathway_id=known.pathway_id, kind=PLAN, done_on=known.done_on, recorded_by_id=clinic.berg,
        recorded_at=clinic.now,
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        _store(session, again)


def _store(session: Session, row: ProcessFact) -> None:
    with session.begin_nested():
        session.add(row)
