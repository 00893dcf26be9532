"""Two people change one course at the same time: the next date follows from what both have recorded."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from clinic import Clinic
from courses import ago, berg, course_of
from sqlalchemy.orm import Session

from feedback.services.courses.course_facts import course_facts
from feedback.services.courses.pause_treatment import Break, record_pause
from feedback.services.courses.transfer_patient import Move, record_transfer


def _move(session: Session, clinic: Clinic) -> None:
    move = Move("inpatient", ago(clinic, 20))
    record_transfer(session, berg(session, clinic), course_of(session, clinic), move, clinic.now)


def _rest(session: Session, clinic: Clinic) -> None:
    rest = Break(ago(clinic, 12), ago(clinic, 6), "ferie")
    record_pause(session, berg(session, clinic), course_of(session, clinic), rest, clinic.now)


def test_nobody_plans_from_old_facts(clinic: Clinic) -> None:
    moved, wrong = threading.Event(), []

    def rest() -> None:
        try:
            moved.wait(10)
            with clinic.database.transaction() as session:
                _rest(session, clinic)
        except BaseException as error:
            wrong.append(error)

    other = threading.Thread(target=rest)
    other.start()
    with clinic.database.transaction() as session:
        _move(session, clinic)
        moved.set()
        time.sleep(0.3)  # the other one has read what is committed, and waits
    other.join(20)
    assert wrong == []
    with clinic.database.transaction() as session:
        facts = course_facts(session, course_of(session, clinic))
        assert (len(facts.history.transfers), len(facts.history.pauses)) == (1, 1)
        assert facts.points[-1].due_on == facts.next_due.due_on == ago(clinic, 20) + timedelta(14 + 7)  # type: ignore[union-attr]
