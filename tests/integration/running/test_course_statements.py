"""Planning after a change costs few statements, however much has happened and however many courses there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from asking import acting
from clinic import Clinic
from courses import ago, berg, course_of
from sqlalchemy import event
from sqlalchemy.orm import Session

from feedback.persistence.tables import Patient
from feedback.services.courses.pause_treatment import Break, record_pause
from feedback.services.courses.plan_evaluation import plan_next_point
from feedback.services.courses.transfer_patient import Move, record_transfer
from feedback.services.patients.read_registration import registration_of
from feedback.services.patients.register_patient import register_patient
from feedback.services.units.administer_units import get_unit
from feedback.services.units.choose_intervals import OwnInterval, add_interval, choose

Counting = Callable[[Callable[[], object]], int]


@pytest.fixture
def statements(session: Session) -> Iterator[Counting]:
    """How many statements something takes."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)

    def count(do: Callable[[], object]) -> int:
        said.clear()
        do()
        session.flush()
        return len(said)

    yield count
    event.remove(engine, "before_cursor_execute", note)


def test_a_change_costs_as_much_late_as_early(session: Session, clinic: Clinic, statements: Counting) -> None:
    actor, course = berg(session, clinic), course_of(session, clinic)

    def move(number: int) -> None:
        setting = ("inpatient", "outpatient")[number % 2]
        record_transfer(session, actor, course, Move(setting, ago(clinic, 35 - number)), clinic.now)

    def rest(number: int) -> None:
        day = ago(clinic, 35 - number)
        record_pause(session, actor, course, Break(day, day, "ferie"), clinic.now)

    for change in (move, rest):
        costs = [statements(partial(change, number)) for number in range(12)]
        assert max(costs[1:]) <= costs[1] <= 14, costs
    assert statements(lambda: plan_next_point(session, clinic.kari, ago(clinic, 0))) <= 8


def test_the_rules_of_a_unit_cost_the_same_for_one_course_and_for_many(
    session: Session, clinic: Clinic, statements: Counting
) -> None:
    unit, nina = get_unit(session, 1), acting(session, clinic.nina)

    def decide(days: int) -> int:
        own = OwnInterval("PHV", "any", "first_evaluation", days, ago(clinic, 50), f"Rutine {days}")
        own = replace(own, effective_from=ago(clinic, 90 - days))
        return statements(lambda: add_interval(session, nina, unit, own, clinic.now))

    few = decide(30)
    facts = registration_of(session, session.get_one(Patient, clinic.kari))
    for number in range(20):
        register_patient(
            session, acting(session, clinic.siv), replace(facts, reference=f"M-{number}"), clinic.now
        )
    assert decide(31) <= few + 1
    assert (
        statements(lambda: choose(session, nina, unit, "opens_before", "7", ago(clinic, 99), clinic.now))
        <= few
    )
