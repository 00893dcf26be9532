"""What the addresses of the access tests are filled with: Kari's course, and who stands around her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from clinic import OPERATOR, PASSWORD, Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from feedback.catalogue.plans import shipped_templates
from feedback.domain.calendar import day_of
from feedback.domain.goals.treatment_plan import PlanContent
from feedback.domain.people.actors import OF_POINTS, Actor
from feedback.domain.points.evaluation_codes import Receiver
from feedback.domain.points.evaluation_plain import to_plain
from feedback.domain.points.evaluation_record import Copy, Record
from feedback.persistence.tables import (
    Appointment,
    Assignment,
    CarePathway,
    CareRelation,
    EmergencyAccess,
    Invitation,
    Person,
    Response,
    Unit,
)
from feedback.services.access.absences import NewAbsence, record_absence
from feedback.services.access.admission import get_asked
from feedback.services.access.create_staff import create_staff
from feedback.services.access.emergency import open_in_emergency
from feedback.services.access.sign_in import actor_for
from feedback.services.answers.answering import find_answering
from feedback.services.answers.invite import get_occasion, invite
from feedback.services.answers.submit_response import submit_response
from feedback.services.courses.change_area import record_area_change
from feedback.services.courses.coordinate_course import set_coordinator
from feedback.services.courses.pause_treatment import Break, record_pause
from feedback.services.courses.plan_evaluation import plan_next_point
from feedback.services.courses.transfer_patient import Move, record_transfer
from feedback.services.goals.treatment_plan import write_plan
from feedback.services.goals.write_goal import write_goal
from feedback.services.patients.goal_consents import show_goals
from feedback.services.patients.point_consents import choose_of_points
from feedback.services.plans.pause_asking import pause_asking
from feedback.services.plans.plan_templates import make_template
from feedback.services.plans.switch_plan import switch_on_plan
from feedback.services.points.evaluation.hold_evaluation import hold_point, save_notes
from feedback.services.points.process.process_facts import facts_of, record_facts

# Beside the clinic's people: Berg's deputy; a clinician who cared for Kari once; one whose work here has ended;
# and one who has opened Kari in an emergency.
MADE_HERE = frozenset({"deputy", "former", "gone", "opened"})


@dataclass(frozen=True)
class Numbers:
    """What the addresses are filled with."""

    clinic: Clinic
    invitation: int
    open_invitation: int
    response: int
    appointment: int
    relation: int
    absence: int
    emergency: int
    point: int
    fact: int
    own_fact: int
    course: int
    plan: int
    template: int
    pause: int
    people: Mapping[str, int]

    def person(self, who: str) -> int:
        """The number of somebody."""
        return self.people.get(who) or int(getattr(self.clinic, who))

    def fill(self, rule: Rule) -> str:
        """An address of this page that exists."""
        answered = rule.endpoint == "answering.receipt"
        values = {
            "patient_id": self.clinic.kari,
            "invitation_id": self.invitation if answered else self.open_invitation,
            "response_id": self.response,
            "appointment_id": self.appointment,
            "relative_id": self.clinic.per,
            "person_id": self.clinic.berg if rule.rule.startswith("/staff") else self.clinic.kari,
            "critical_id": 1,
            "unit_id": 1,
            "contact_id": 1,
            "assignment_id": 1,
            "relation_id": self.relation,
            "absence_id": self.absence,
            "emergency_id": self.emergency,
            "number": 1,
            "heading": "useful",
            "page": 1,
            "row_id": 1,
            "profile_id": 1,
            "point_id": self.point,
            "fact_id": self.own_fact if rule.endpoint.startswith("course_done") else self.fact,
            "course_id": self.course,
            "request_id": 1,
            "kind": "basic_decision",
            "key": "transfer",
            "transfer_id": 1,
            "area_change_id": 1,
            "coordinator_id": 1,
            "interval_id": 1,
            "goal_id": 1,
            "plan_id": self.plan,
            "template_id": self.template,
            "pause_id": self.pause,
            "template_key": "phv-adult-outpatient",
            "token": "unknown",
            "rule_key": "drafts",
        }
        _domain, path = rule.build(values, append_unknown=False) or ("", "")
        return path


@pytest.fixture
def numbers(clinic: Clinic) -> Numbers:
    """What `arrange` makes."""
    return arrange(clinic)


def arrange(clinic: Clinic) -> Numbers:
    """Kari has answered once, is asked once more, has held her first point, and has a goal and a plan."""
    with clinic.database.transaction() as session:
        siv, berg, kari = (
            actor_for(session.get_one(Person, number)) for number in (clinic.siv, clinic.berg, clinic.kari)
        )
        asked = invite(session, siv, clinic.kari, "after-session", None, clinic.now)
        answering = find_answering(session, get_asked(session, asked.id))
        submit_response(session, kari, answering, {}, sharing="all", language="nb", now=clinic.now)
        point = plan_next_point(session, clinic.kari, day_of(clinic.now))
        assert point is not None
        to_per = Copy(Receiver.NAMED, session.get_one(Person, clinic.per).name, agreed=True)
        save_notes(session, berg, point, to_plain(Record(copies=(to_per,))), clinic.now)
        hold_point(session, berg, point, day_of(clinic.now), "", clinic.now)
        write_goal(session, kari, clinic.kari, "Sove om natta", clinic.now)
        show_goals(session, kari, clinic.kari, clinic.per, True, None, clinic.now)
        choose_of_points(session, kari, clinic.kari, clinic.per, OF_POINTS, True, None, clinic.now)
        plan = PlanContent({"do": "Vi øver mellom timene."})
        write_plan(session, berg, clinic.kari, plan, True, clinic.now)
        own = get_occasion(session, clinic.kari, "own", day_of(clinic.now))
        waiting = invite(session, siv, clinic.kari, "after-session", own, clinic.now)
        response = session.scalars(select(Response.id)).one()
        appointment = session.scalars(
            select(Appointment.id).where(Appointment.patient_id == clinic.kari)
        ).one()
        assert session.get(Invitation, asked.id) is not None
        _move_and_rest(session, berg, point.pathway, clinic)
        people = {name: _clinician(session, clinic, name) for name in sorted(MADE_HERE)}
        relation, absence, emergency = _arrange(session, clinic, people)
        made = (
            relation,
            absence,
            emergency,
            point.id,
            facts_of(session, point)[0].id,
            _beside(session, berg, point.pathway, clinic),
            point.pathway_id,
            *_plan(session, clinic, berg),
        )
        return Numbers(clinic, asked.id, waiting.id, response, appointment, *made, people)


def _beside(session: Session, actor: Actor, course: CarePathway, clinic: Clinic) -> int:
    """A relative was involved yesterday, at no point."""
    yesterday = day_of(clinic.now) - timedelta(days=1)
    record_facts(session, actor, course, ["relatives-involved"], yesterday, clinic.now)
    return next(fact.id for fact in facts_of(session, course) if fact.point_id is None)


def _move_and_rest(session: Session, actor: Actor, course: CarePathway, clinic: Clinic) -> None:
    """Kari moved yesterday, follows another care pathway today, rests next week, and Siv coordinates."""
    today, now = day_of(clinic.now), clinic.now
    record_transfer(session, actor, course, Move("inpatient", today - timedelta(days=1)), now)
    record_area_change(session, actor, course, Move("OCD", today), now)
    rest = Break(today + timedelta(days=7), today + timedelta(days=13), "ferie")
    record_pause(session, actor, course, rest, now)
    set_coordinator(session, actor, course, clinic.siv, today, now)


def _plan(session: Session, clinic: Clinic, berg: Actor) -> tuple[int, int, int]:
    """A plan asks Kari, her unit has one of its own, and Kari has a pause."""
    today, unit = day_of(clinic.now), session.get_one(Unit, 1)
    plan = switch_on_plan(session, berg, clinic.kari, "phv-adult-outpatient", today, clinic.now)
    shipped = replace(shipped_templates()[0], effective_from=today)
    nina = actor_for(session.get_one(Person, clinic.nina))
    template = make_template(session, nina, unit, shipped, clinic.now, None)
    kari = actor_for(session.get_one(Person, clinic.kari))
    pause = pause_asking(session, kari, clinic.kari, today, today, clinic.now)
    return plan.id, template.id, pause.id


def _clinician(session: Session, clinic: Clinic, name: str) -> int:
    return create_staff(
        session, OPERATOR, unit="Fjellheim DPS", role="clinician", name=f"{name} Made", sign_in_name=name,
        password=PASSWORD, language="nb", now=clinic.now,
    ).id  # fmt: skip


def _arrange(session: Session, clinic: Clinic, people: Mapping[str, int]) -> tuple[int, int, int]:
    """Berg is away, one has stopped caring for Kari, one has stopped working, one has broken the glass."""
    today, siv = day_of(clinic.now), actor_for(session.get_one(Person, clinic.siv))
    before = today - timedelta(days=1)
    away = NewAbsence(clinic.berg, people["deputy"], today, today)
    absence = record_absence(session, siv, away, clinic.now).id
    for who in ("former", "gone"):
        ends = {"starts_on": before, "ends_on": before if who == "former" else None}
        session.add(CareRelation(patient_id=clinic.kari, staff_id=people[who], **ends))
    work = session.scalars(select(Assignment).where(Assignment.staff_id == people["gone"])).one()
    work.starts_on, work.ends_on = before, before
    actor = actor_for(session.get_one(Person, people["opened"]))
    open_in_emergency(session, actor, "F-1", "danger", "is in the emergency ward", clinic.now, 4)
    emergency = session.scalars(select(EmergencyAccess.id)).one()
    mine = (CareRelation.staff_id == clinic.berg, CareRelation.patient_id == clinic.kari)
    return session.scalars(select(CareRelation.id).where(*mine)).one(), absence, emergency
