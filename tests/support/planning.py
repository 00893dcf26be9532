"""Collection plans to test with: from a Monday on, so that weeks are whole, and what they have asked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from asking import acting
from clinic import Clinic
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of, instant_of
from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting
from feedback.domain.plan.template import Step, Template
from feedback.domain.plan.vocabulary import OfWhom, When
from feedback.domain.questionnaires.answers import Answer
from feedback.persistence.tables import Appointment, CollectionPlan, Invitation, Person, Response, Unit
from feedback.services.access.admission import get_asked
from feedback.services.answers.answering import find_answering, save_draft
from feedback.services.answers.submit_response import submit_response
from feedback.services.patients.schedule_appointment import schedule_appointment
from feedback.services.plans.ask_what_is_due import WhatChanged, ask_what_is_due
from feedback.services.plans.plan_templates import make_template
from feedback.services.plans.switch_plan import switch_on_plan

TITLE = {"nb": "En plan", "nn": "Ein plan", "en": "A plan"}


def step(ask: str, when: str, of: str = "patient", **more: int) -> Step:
    return Step(ask, OfWhom(of), When(when), **more)


def template(start: date, *steps: Step, title: str = "En plan") -> Template:
    area, setting = CarePathwayArea.PHV, Setting.OUTPATIENT
    return Template("any", "1", start, TITLE | {"nb": title}, area, setting, steps)


class Course:
    """Kari's course under a plan, from a Monday at noon on; days are numbers after it."""

    def __init__(self, session: Session, clinic: Clinic, *steps: Step, start: int = 0) -> None:
        self.session, self.clinic, self.patient = session, clinic, clinic.kari
        self.berg, self.siv = acting(session, clinic.berg), acting(session, clinic.siv)
        today = day_of(clinic.now)
        self.monday = today + timedelta(7 - today.weekday())
        self.plan = self.switch_on(*steps, start=start) if steps else None

    def day(self, number: int) -> date:
        return self.monday + timedelta(number)

    def at(self, number: int, hour: int = 12) -> datetime:
        return instant_of(datetime.combine(self.day(number), time(hour)))

    def switch_on(self, *steps: Step, start: int = 0) -> CollectionPlan:
        """A template of the unit's own with these steps, switched on from that day."""
        now, nina = self.at(min(start, 0)), acting(self.session, self.clinic.nina)
        unit = self.session.get_one(Unit, self.session.get_one(Person, self.patient).unit_id)
        made = make_template(self.session, nina, unit, template(self.day(min(start, 0)), *steps), now, None)
        return switch_on_plan(self.session, self.berg, self.patient, made.key, self.day(start), now)

    def book(self, number: int, hour: int = 9, reference: str = "", now: int = 0) -> Appointment:
        name = reference or f"day {number}"
        starts_at = self.at(number, hour)
        return schedule_appointment(self.session, self.siv, self.patient, name, starts_at, self.at(now))

    def ask(self, number: int, hour: int = 12) -> WhatChanged:
        """Run the job on that day."""
        return ask_what_is_due(self.session, self.siv, self.patient, self.at(number, hour))

    def rows(self, person: int = 0) -> list[Invitation]:
        """What a person is asked and was not withdrawn; Kari unless told."""
        mine = (Invitation.person_id == (person or self.patient), Invitation.withdrawn_at.is_(None))
        return list(
            self.session.scalars(select(Invitation).where(*mine).order_by(Invitation.opens_on, Invitation.id))
        )

    def asked(self, person: int = 0) -> list[tuple[str, int]]:
        """The same as question set and day."""
        return [(row.question_set.key, (row.opens_on - self.monday).days) for row in self.rows(person)]

    def row(self, key: str) -> Invitation:
        """The one invitation to a question set."""
        [found] = [row for row in self.rows() if row.question_set.key == key]
        return found

    def answer(self, row: Invitation, number: int, answers: dict[str, Answer] | None = None) -> Response:
        """The person who is asked sends this on that day."""
        answering = find_answering(self.session, get_asked(self.session, row.id))
        sent = submit_response(
            self.session, acting(self.session, row.person_id), answering, answers or {}, sharing="all",
            language="nb", now=self.at(number, 18),
        )  # fmt: skip
        return self.session.get_one(Response, sent)

    def begin(self, row: Invitation, number: int) -> None:
        """The person begins and does not send."""
        answering = find_answering(self.session, get_asked(self.session, row.id))
        actor = acting(self.session, row.person_id)
        save_draft(self.session, actor, answering, {}, "nb", self.at(number, 18))
