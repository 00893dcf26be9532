"""One made-up course, week by week: appointments, answers, replies, evaluation points."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from feedback.demo.answers import (
    after_session,
    before_evaluation,
    goals,
    how_i_am,
    phq,
    relative_self,
    relative_view,
)
from feedback.demo.courses import Course
from feedback.domain.answers import Answer
from feedback.domain.pathway.vocabulary import MilestoneKind, Setting
from feedback.domain.people import Actor
from feedback.persistence.tables import Appointment, EvaluationPoint, Occasion, Patient, Person, Response
from feedback.services.access import get_asked
from feedback.services.answering import find_answering
from feedback.services.hold_evaluation import confirm_review, hold_point, save_notes
from feedback.services.invite import invite
from feedback.services.occasions import occasion_of_appointment, occasion_of_course, occasion_of_point
from feedback.services.pause_treatment import Break, record_pause
from feedback.services.plan_evaluation import open_pathway, points_of
from feedback.services.read_feedback import responses_about
from feedback.services.record_milestone import record_milestone
from feedback.services.reply import acknowledge, critical_answers_of, mark_read, reply
from feedback.services.schedule_appointment import schedule_appointment, set_appointment_state
from feedback.services.sign_in import actor_for
from feedback.services.submit_response import submit_response
from feedback.services.transfer_patient import Move, record_transfer

REPLIES = ("followed", "partly", "next-time", "followed")
REPLY_TEXTS = {
    "nb": {
        "followed": "Takk for at du sa fra. Vi gjør det slik neste gang.",
        "partly": "Vi tar noe av det med, og resten snakker vi om.",
        "next-time": "",
    },
    "nn": {
        "followed": "Takk for at du sa frå. Vi gjer det slik neste gong.",
        "partly": "Vi tek noko av det med, og resten snakkar vi om.",
        "next-time": "",
    },
}


@dataclass
class Player:
    """Plays one course into the database."""

    session: Session
    course: Course
    patient: Patient
    relatives: list[Person]
    clinician: Actor
    secretary: Actor
    start: date
    today: date
    dice: random.Random = field(init=False)
    sent: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.course.reference)  # noqa: S311  the same demo for the same day

    def play(self) -> None:
        """The whole course up to today, and the next appointment."""
        self._measures(occasion_of_course(self.session, self.patient.person_id, "start", self.start), 0)
        self._goals(occasion_of_course(self.session, self.patient.person_id, "start", self.start), 0)
        for week in range(self.course.weeks):
            if week == self.course.decided_week:
                self._decide(week)
            self._happen(week)
            self._week(week)
            self._points(week)
        self._open_point()
        self._read_all_but_the_newest()
        self._book_next()

    def _read_all_but_the_newest(self) -> None:
        """The clinician has read what is older than ten days."""
        found = responses_about(self.session, self.patient.person_id)
        old = [read.response for read in found if (self.today - read.on).days > 10]
        at = _at(self.today - timedelta(days=10), 8)
        mark_read(self.session, self.clinician, self.patient.person_id, old, at)

    def _week(self, week: int) -> None:
        """An appointment every week at first, then every other week; sometimes it is cancelled or missed."""
        if week > 8 and week % 2:
            return
        day = self.start + timedelta(weeks=week)
        appointment = self._book(day, f"{self.course.reference}-{week}")
        if week in self.course.gaps:
            state = "no-show" if week % 2 else "cancelled"
            set_appointment_state(self.session, self.secretary, appointment, state, _at(day, 11))
            return
        set_appointment_state(self.session, self.secretary, appointment, "attended", _at(day, 11))
        if self.dice.random() < 0.12:
            return
        response = self._send(
            self.patient.person,
            self._session_set,
            occasion_of_appointment(self.session, appointment),
            after_session(self._session_set, self._level(week), self._words(), self.dice),
            _at(day, 15),
        )
        if week < self.course.weeks - 2:
            self._reply(response, day)
        if week and week % 4 == 0:
            self._measures(occasion_of_appointment(self.session, appointment), week)

    @property
    def _session_set(self) -> str:
        return "after-session-young" if self.course.age < 18 else "after-session"

    def _measures(self, occasion: Occasion, week: int) -> None:
        at = _at(self.start + timedelta(weeks=week), 17)
        self._send(self.patient.person, "how-i-am", occasion, how_i_am(self._level(week), self.dice), at)
        is_critical = self.course.critical_open and self._share(week) > 0.7
        answers = phq(round(self._between(self.course.phq, week)), is_critical)
        response = self._send(self.patient.person, "phq-9-demo", occasion, answers, at)
        if is_critical and self._share(week) < 0.85:
            self._acknowledge(response, week)

    def _acknowledge(self, response: Response, week: int) -> None:
        at = _at(self.start + timedelta(weeks=week), 18)
        for row in critical_answers_of(self.session, response):
            acknowledge(self.session, self.clinician, self.patient.person_id, row.id, "Ringte samme dag.", at)

    def _goals(self, occasion: Occasion, week: int) -> None:
        levels = [self._between(pair, week) for pair in self.course.goal_levels]
        at = _at(self.start + timedelta(weeks=week), 17)
        self._send(self.patient.person, "my-goals", occasion, goals(self.course.goals, levels), at)

    def _decide(self, week: int) -> None:
        pathway = open_pathway(self.session, self.patient.person_id)
        day = self.start + timedelta(weeks=week)
        if pathway is not None:
            kind, at = MilestoneKind.BASIC_DECISION, _at(day, 14)
            record_milestone(self.session, self.clinician, pathway, kind, day, at)

    def _happen(self, week: int) -> None:
        """What else is recorded about the course: an extended decision, a stay, a pause."""
        pathway, day = open_pathway(self.session, self.patient.person_id), self.start + timedelta(weeks=week)
        if pathway is None:
            return
        change = (self.session, self.clinician, pathway)
        if week == self.course.extended_week:
            record_milestone(*change, MilestoneKind.EXTENDED_DECISION, day, _at(day, 14))
        stay = dict(zip(self.course.stay or (), (Setting.INPATIENT, Setting.OUTPATIENT), strict=False))
        if week in stay:
            record_transfer(*change, Move(stay[week], day), _at(day, 14))
        if self.course.pause and week == self.course.pause[0]:
            _week, days, reason = self.course.pause
            record_pause(*change, Break(day, day + timedelta(days=days - 1), reason), _at(day, 14))

    def _points(self, week: int) -> None:
        """Hold the point that is due this week, as late as the course says."""
        point = self._waiting()
        if point is None or self.course.held_late is None:
            return
        late = self.course.held_late if point.number == 1 else 0
        held_on = _weekday(point.due_on + timedelta(days=late or -3))
        if not self.start + timedelta(weeks=week) <= held_on < self.start + timedelta(weeks=week + 1):
            return
        if held_on >= self.today:
            return
        self._prepare(point, held_on - timedelta(days=4))
        self._hold(point, held_on, late)

    def _prepare(self, point: EvaluationPoint, day: date) -> None:
        occasion = occasion_of_point(self.session, point)
        week = (day - self.start).days // 7
        self._goals(occasion, week)
        if self.course.prepares:
            answers = before_evaluation(self.course.topics, self.course.language)
            self._send(self.patient.person, "before-evaluation", occasion, answers, _at(day, 18))
        for place, relative in enumerate(self.relatives):
            told = self.course.relatives[place]
            now = told.now[min(point.number, len(told.now) - 1)]
            self._send(relative, "relative-view", occasion, relative_view(now, told.comment), _at(day, 19))
            self._send(relative, "relative-self", occasion, relative_self(now), _at(day, 20))

    def _hold(self, point: EvaluationPoint, day: date, late: int) -> None:
        due = (day + timedelta(weeks=6)).isoformat()
        clinician = self.session.get_one(Person, self.clinician.person)
        content = {
            "took_part": [self.patient.person.name, clinician.name, *(one.name for one in self.relatives)],
            "notes": {"resources": "Familien, turene og musikken hjelper. Økonomien er ikke et problem."},
            "works": "Samtalene fortsetter hver annen uke.",
            "changes": "Vi øver mer på det som er vanskelig mellom timene.",
            "goals": "Målene beholdes.",
            "further": "Fastlegen tar nye blodprøver.",
            "tasks": [
                {"what": "Bestille time hos fastlegen", "who": self.patient.person.name, "due_on": due}
            ],
            "copies": [self.patient.person.name],
        }
        at = _at(day, 13)
        save_notes(self.session, self.clinician, point, content, at)
        hold_point(self.session, self.clinician, point, day, "holiday" if late else "", at)
        confirm_review(
            self.session, actor_for(self.patient.person), point, "patient", "", at + timedelta(minutes=30)
        )

    def _open_point(self) -> None:
        """A point that is open today has its preparation in already, unless the course says otherwise."""
        point = self._waiting()
        if point is not None and point.opens_on <= self.today and self.course.prepares:
            self._prepare(point, self.today - timedelta(days=2))

    def _waiting(self) -> EvaluationPoint | None:
        pathway = open_pathway(self.session, self.patient.person_id)
        points = points_of(self.session, pathway.id) if pathway else []
        return next((point for point in points if point.held_on is None), None)

    def _book(self, day: date, reference: str) -> Appointment:
        return schedule_appointment(
            self.session, self.secretary, self.patient.person_id, reference, _at(day, 9), _at(day, 7)
        )

    def _book_next(self) -> None:
        self._book(self.today + timedelta(days=5), f"{self.course.reference}-next")

    def _send(
        self, person: Person, key: str, occasion: Occasion, answers: Mapping[str, Answer], at: datetime
    ) -> Response:
        actor = actor_for(person)
        invitation = invite(self.session, self.secretary, person.id, key, occasion, at)
        answering = find_answering(self.session, get_asked(self.session, invitation.id))
        self.sent += 1
        sent = submit_response(
            self.session, actor, answering, answers, sharing="all", language=person.language, now=at
        )
        return self.session.get_one(Response, sent)

    def _reply(self, response: Response, day: date) -> None:
        at = _at(day + timedelta(days=1), 8)
        mark_read(self.session, self.clinician, self.patient.person_id, [response], at)
        if self.sent % 3:
            kind = REPLIES[self.sent % len(REPLIES)]
            text = REPLY_TEXTS[self.course.language][kind]
            reply(self.session, self.clinician, response, kind, text, at)

    def _words(self) -> str:
        return self.dice.choice(self.course.words) if self.dice.random() < 0.45 else ""

    def _share(self, week: int) -> float:
        return week / max(1, self.course.weeks - 1)

    def _between(self, ends: tuple[float, float], week: int) -> float:
        return ends[0] + (ends[1] - ends[0]) * self._share(week)

    def _level(self, week: int) -> float:
        return self._between(self.course.level, week)


def _weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
