"""What was done: noted once, told apart from what is registered, and taken back with a trace."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from asking import acting
from clinic import Clinic
from held_point import HELD, NOBODY, PLAN, hold, unit_of
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.persistence.tables import (
    AuditEvent,
    EvaluationPoint,
    ProcessFact,
)
from feedback.services.points.evaluation.evaluation_records import get_point_of
from feedback.services.points.evaluation.hold_evaluation import get_point, hold_point
from feedback.services.points.process.process_facts import (
    corrections_of,
    facts_of,
    note_registered,
    record_facts,
    record_held,
    take_back,
    undo_registered,
)
from feedback.services.refusals import NotFound, Refused
from feedback.services.units.process_codes import NewCode, add_code


@pytest.fixture
def point(session: Session, clinic: Clinic) -> EvaluationPoint:
    """Kari's first point, held today."""
    return hold(session, clinic)


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("%process%"))))


def test_holding_a_point_notes_it_once(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    berg = acting(session, clinic.berg)
    [fact] = facts_of(session, point)
    assert (fact.kind, fact.done_on, fact.recorded_by_id) == (HELD, point.held_on, clinic.berg)
    assert (fact.registered_on, fact.recorded_at, fact.pathway_id) == (None, clinic.now, point.pathway_id)
    hold_point(session, berg, point, day_of(clinic.now), "", clinic.now)
    record_held(session, berg, point, clinic.now)
    assert facts_of(session, point) == [fact]
    assert actions(session) == ["recorded process fact"]


def test_nothing_is_noted_before_the_point_is_held(session: Session, clinic: Clinic) -> None:
    waiting, berg = get_point(session, clinic.kari, 1), acting(session, clinic.berg)
    record_held(session, berg, waiting, clinic.now)
    with pytest.raises(Refused):
        record_facts(session, berg, waiting, [PLAN], day_of(clinic.now), clinic.now)
    assert facts_of(session, waiting) == []


def test_what_is_noted_already_stays(session: Session, clinic: Clinic, point: EvaluationPoint) -> None:
    siv, today = acting(session, clinic.siv), day_of(clinic.now)
    record_facts(session, siv, point, [PLAN, HELD], today - timedelta(days=1), clinic.now)
    plan, held = facts_of(session, point)
    assert (plan.kind, plan.done_on, plan.recorded_by_id) == (PLAN, today - timedelta(days=1), clinic.siv)
    assert (held.kind, held.done_on, held.recorded_by_id) == (HELD, today, clinic.berg)


@pytest.mark.parametrize(
    ("kinds", "days", "field"),
    [((), 0, "kinds"), (("unknown",), 0, "kinds"), ((PLAN, "x"), 0, "kinds"), ((PLAN,), None, "done_on"),
     ((PLAN,), 1, "done_on"), ((PLAN,), -71, "done_on")],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    session: Session,
    clinic: Clinic,
    point: EvaluationPoint,
    kinds: tuple[str, ...],
    days: int | None,
    field: str,
) -> None:
    day = None if days is None else day_of(clinic.now) + timedelta(days=days)
    with pytest.raises(Refused) as refused:
        record_facts(session, acting(session, clinic.berg), point, kinds, day, clinic.now)
    assert refused.value.field == field
    assert len(facts_of(session, point)) == 1


def test_nobody_without_a_name_notes_anything(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    with pytest.raises(NotFound):
        record_facts(session, NOBODY, point, [PLAN], day_of(clinic.now), clinic.now)
    with pytest.raises(NotFound):
        add_code(
            session, NOBODY, unit_of(session, clinic), NewCode(PLAN, "S", "1", date(2026, 1, 1)), clinic.now
        )


def test_registered_is_another_thing_than_done(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    siv, [fact] = acting(session, clinic.siv), facts_of(session, point)
    note_registered(session, siv, point, [fact.id], clinic.now)
    assert (fact.registered_on, fact.registered_by_id) == (day_of(clinic.now), clinic.siv)
    note_registered(session, acting(session, clinic.berg), point, [fact.id], clinic.now + timedelta(days=9))
    assert (fact.registered_on, fact.registered_by_id) == (day_of(clinic.now), clinic.siv)
    with pytest.raises(Refused):
        take_back(session, siv, point, fact.id, clinic.now)
    undo_registered(session, siv, point, fact.id, clinic.now)
    undo_registered(session, siv, point, fact.id, clinic.now)
    assert (fact.registered_on, fact.registered_by_id) == (None, None)
    [kept] = corrections_of(session, point)
    assert (kept.field, kept.before) == ("registered:evaluation-held:1", day_of(clinic.now).isoformat())
    assert (kept.after, kept.by_id) == ("", clinic.siv)


def test_a_mistake_is_taken_back_and_who_did_so_stays(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    berg, [fact] = acting(session, clinic.berg), facts_of(session, point)
    before = point.held_on
    take_back(session, berg, point, fact.id, clinic.now)
    assert facts_of(session, point) == []
    [kept] = corrections_of(session, point)
    assert (kept.field, kept.before, kept.by_id) == (
        "process:evaluation-held:1", day_of(clinic.now).isoformat(), clinic.berg
    )  # fmt: skip
    assert point.held_on == before  # what was held never changes (rule A4)
    with pytest.raises(NotFound):
        take_back(session, berg, point, fact.id, clinic.now)
    record_facts(session, berg, point, [HELD], day_of(clinic.now), clinic.now)
    assert len(facts_of(session, point)) == 1
    assert actions(session) == ["recorded process fact", "took back process fact", "recorded process fact"]


def test_a_fact_of_another_point_is_not_found(
    session: Session, clinic: Clinic, point: EvaluationPoint
) -> None:
    siv, [fact] = acting(session, clinic.siv), facts_of(session, point)
    following = get_point(session, clinic.kari, 2)
    for change in (note_registered, undo_registered, take_back):
        given: Any = [fact.id] if change is note_registered else fact.id
        with pytest.raises(NotFound):
            change(session, siv, following, given, clinic.now)
    for patient, number in ((clinic.nora, point.id), (clinic.kari, 10**6)):
        with pytest.raises(NotFound):
            get_point_of(session, patient, number)
    assert get_point_of(session, clinic.kari, point.id) is point


def test_two_who_note_the_same_at_once_note_it_once(clinic: Clinic) -> None:
    """The database's own constraint decides; nobody meets an error."""
    with clinic.database.transaction() as session:
        held = get_point(session, clinic.kari, 1)
        hold_point(session, acting(session, clinic.berg), held, day_of(clinic.now), "", clinic.now)
    start, errors = Barrier(2), list[BaseException]()

    def note(person: int) -> None:
        try:
            start.wait(10)
            with clinic.database.transaction() as session:
                mine = get_point(session, clinic.kari, 1)
                record_facts(session, acting(session, person), mine, [PLAN], day_of(clinic.now), clinic.now)
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=note, args=(person,)) for person in (clinic.berg, clinic.siv)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert errors == []
    with clinic.database.transaction() as session:
        assert len(session.scalars(select(ProcessFact).where(ProcessFact.kind == PLAN)).all()) == 1
