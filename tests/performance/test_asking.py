"""Asking what is due: one course after a year, and the command over 2,000 courses, on a busy and a quiet evening."""

from __future__ import annotations

import subprocess
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rig import COMMAND, OPERATOR, Instance, make_instance
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from test_small import _with_bytecode

from feedback.catalogue.plans import shipped_templates, template_to_plain
from feedback.domain.calendar import day_of
from feedback.persistence.tables import Appointment, CarePathway, CollectionPlan, Invitation, Person
from feedback.services.access.admission import get_asked
from feedback.services.access.sign_in import actor_for
from feedback.services.answers.answering import drafts_of, find_answering
from feedback.services.answers.submit_response import submit_response
from feedback.services.plans.ask_what_is_due import ask_what_is_due

pytestmark = pytest.mark.performance
COURSES, WEEKS = 2_000, 52


def switch_on(session: Session, pathway: CarePathway, clinician: int, now: datetime, weeks: int) -> None:
    """The plan for adults since so many weeks, with an appointment in each of them; straight into the tables."""
    template = next(one for one in shipped_templates() if one.key == "phv-adult-outpatient")
    began = now - timedelta(weeks=weeks)
    pathway.started_on = day_of(began)
    session.add(
        CollectionPlan(
            pathway_id=pathway.id,
            template_key=template.key,
            template=template_to_plain(template),
            starts_on=day_of(began),
            switched_on_by_id=clinician,
            switched_on_at=began,
        )
    )
    for week in range(weeks + 4):
        starts_at = began + timedelta(weeks=week, hours=-3)
        state = "attended" if week <= weeks else "booked"
        session.add(
            Appointment(
                patient_id=pathway.patient_id, clinician_id=clinician, reference=f"week {week}",
                starts_at=starts_at, state=state, state_at=began,
            )
        )  # fmt: skip


def live_through(session: Session, patient: int, now: datetime, weeks: int) -> None:
    """Every week what is due is asked, and every second time it is answered."""
    actor = actor_for(session.get_one(Person, patient))
    for week in range(weeks + 1):
        at = now - timedelta(weeks=weeks - week)
        ask_what_is_due(session, OPERATOR, patient, at)
        for row in drafts_of(session, patient, at) if week % 2 else ():
            answering = find_answering(session, get_asked(session, row.id))
            submit_response(session, actor, answering, {}, sharing="all", language="nb", now=at)


def test_one_course_after_a_year(measured, instance: Instance) -> None:
    now, statements = datetime.now().astimezone(), []
    with instance.database.transaction() as session:
        mine = CarePathway.patient_id == instance.patients[0]
        switch_on(session, session.scalars(select(CarePathway).where(mine)).one(), 1, now, WEEKS)
        live_through(session, instance.patients[0], now, WEEKS)
    session = instance.database.open(writing=True)
    listened = session.connection()
    event.listen(listened, "before_cursor_execute", lambda *told: statements.append(told[2]))
    took = min(_processor_time(session, instance.patients[0], now) for _round in range(35)) * 1000
    rows = len(
        session.scalars(select(Invitation.id).where(Invitation.patient_id == instance.patients[0])).all()
    )
    each = (len(statements) - 1) // 35
    instance.database.close(session)
    told = f"{took:.1f} ms of processor time, {each} statements ({rows} invitations, {WEEKS} appointments)"
    measured("what is due, nothing to change", told, "<= 15 ms", took <= 15)


def _processor_time(session: Session, patient: int, now: datetime) -> float:
    began = time.process_time()
    assert not ask_what_is_due(session, OPERATOR, patient, now)
    return time.process_time() - began


def test_the_command_over_two_thousand_courses(measured, tmp_path: Path) -> None:
    instance = make_instance(tmp_path, COURSES)
    now = datetime.now().astimezone()
    with instance.database.transaction() as session:
        for pathway in session.scalars(select(CarePathway)):
            switch_on(session, pathway, 1, now, 8)
    instance.database.engine.dispose()
    environ = {**_with_bytecode(), "FEEDBACK_INSTANCE": str(tmp_path)}
    for evening, goal in (("a first evening", 120), ("a quiet evening", 60)):
        began = time.perf_counter()
        done = subprocess.run([COMMAND, "plan", "ask"], check=True, capture_output=True, env=environ)
        took = time.perf_counter() - began
        told = f"{took:.0f} s ({took / COURSES * 1000:.1f} ms a course): {done.stdout.decode().strip()}"
        measured(f"plan ask, {evening}", told, f"<= {goal} s", took <= goal)
