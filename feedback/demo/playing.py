"""One made-up course, week by week: appointments, answers, replies, evaluation points."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from feedback.demo.answers import (
    REPLIES,
    REPLY_TEXTS,
    after_session,
    before_evaluation,
    goals,
    how_i_am,
    phq,
    relative_self,
    relative_view,
)
from feedback.demo.collection_plans import MEASURE, PARENT, experience, parent_after_session, plan_for, rest
from feedback.demo.courses import Course
from feedback.demo.days import moment, weekday_after
from feedback.demo.meeting import decide, say_how_near, write_the_plan
from feedback.demo.points import everybody, get_ready, write_point
from feedback.domain.pathway.vocabulary import MilestoneKind, Setting
from feedback.domain.people.actors import Actor
from feedback.domain.points.process import ProcessKind
from feedback.domain.questionnaires.answers import Answer
from feedback.persistence.tables import Appointment, EvaluationPoint, Occasion, Patient, Person, Response
from feedback.services.access.admission import get_asked
from feedback.services.access.sign_in import actor_for
from feedback.services.answers.answering import drafts_of, find_answering
from feedback.services.answers.invite import invite
from feedback.services.answers.occasions import occasion_of_appointment, occasion_of_course, occasion_of_point
from feedback.services.answers.read_feedback import responses_about
from feedback.services.answers.reply import acknowledge, critical_answers_of, mark_read, reply
from feedback.services.answers.submit_response import submit_response
from feedback.services.courses.pause_treatment import Break, record_pause
from feedback.services.courses.plan_evaluation import open_pathway, points_of
from feedback.services.courses.record_milestone import record_milestone
from feedback.services.courses.transfer_patient import Move, record_transfer
from feedback.services.patients.schedule_appointment import schedule_appointment, set_appointment_state
from feedback.services.plans.ask_what_is_due import ask_what_is_due
from feedback.services.points.evaluation.hold_evaluation import confirm_review, hold_point
from feedback.services.points.process.process_facts import facts_of, note_registered, record_facts


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
    goal_words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.goal_words = list(self.course.goals)
        self.dice = random.Random(self.course.reference)  # noqa: S311  the same demo for the same day

    def play(self) -> None:
        """The whole course up to today, and the next appointment."""
        if self.course.has_plan:
            at, number = moment(self.start, 10), self.patient.person_id
            area, language = self.course.area, self.course.language
            plan_for(self.session, self.clinician, number, area, language, self.start, at)
        else:
            self._measures(occasion_of_course(self.session, self.patient.person_id, "start", self.start), 0)
        self._goals(occasion_of_course(self.session, self.patient.person_id, "start", self.start), 0)
        for week in range(self.course.weeks):
            if week == self.course.decided_week:
                self._decide(week)
            self._happen(week)
            self._week(week)
            self._asked(week)
            self._points(week)
        self._open_point()
        self._read_all_but_the_newest()
        self._book_next()
        for relative in self.relatives if self.course.relatives_pause else ():
            rest(self.session, relative, self.today, moment(self.today, 5))

    def _read_all_but_the_newest(self) -> None:
        """The clinician has read what is older than ten days."""
        number, at = self.patient.person_id, moment(self.today - timedelta(days=10), 8)
        found = responses_about(self.session, number)
        old = [read.response for read in found if (self.today - read.on).days > 10]
        mark_read(self.session, self.clinician, self.patient.person_id, old, at)

    def _week(self, week: int) -> None:
        """An appointment every week at first, then every other week; sometimes it is cancelled or missed."""
        if week > 8 and week % 2:
            return
        day = self.start + timedelta(weeks=week)
        appointment = self._book(day, f"{self.course.reference}-{week}")
        if week in self.course.gaps:
            state = "no-show" if week % 2 else "cancelled"
            set_appointment_state(self.session, self.secretary, appointment, state, moment(day, 11))
            return
        set_appointment_state(self.session, self.secretary, appointment, "attended", moment(day, 11))
        if self.dice.random() < 0.12:
            return
        response = self._send(
            self.patient.person,
            self.course.session_set,
            occasion_of_appointment(self.session, appointment),
            after_session(
                self.course.session_set, self.course.level_in(week), self.course.said(self.dice), self.dice
            ),
            moment(day, 15),
        )
        if week < self.course.weeks - 2:
            self._reply(response, day)
        if week and week % 4 == 0 and not self.course.has_plan:
            self._measures(occasion_of_appointment(self.session, appointment), week)

    def _measures(self, occasion: Occasion, week: int) -> None:
        at = moment(self.start + timedelta(weeks=week), 17)
        self._send(
            self.patient.person, "how-i-am", occasion, how_i_am(self.course.level_in(week), self.dice), at
        )
        self._symptoms(occasion, week)

    def _symptoms(self, occasion: Occasion, week: int) -> None:
        at = moment(self.start + timedelta(weeks=week), 17)
        is_critical = self.course.critical_open and self.course.share(week) > 0.7
        answers = phq(round(self.course.between(self.course.phq, week)), is_critical)
        response = self._send(self.patient.person, "phq-9-demo", occasion, answers, at)
        if is_critical and self.course.share(week) < 0.85:
            self._acknowledge(response, week)

    def _asked(self, week: int) -> None:
        """What the plan asks regularly is answered, but in weeks without answers."""
        at = moment(self.start + timedelta(weeks=week), 17)
        ask_what_is_due(self.session, self.secretary, self.patient.person_id, at)
        if week not in self.course.gaps and self.course.has_plan:
            self._answer_regular(week, at)

    def _answer_regular(self, week: int, at: datetime) -> None:
        patient = self.patient.person
        for asked in drafts_of(self.session, patient.id, at):
            if asked.question_set.key == "how-i-am":
                answers = how_i_am(self.course.level_in(week), self.dice)
                self._send(patient, "how-i-am", asked.occasion, answers, at)
            elif asked.question_set.key == MEASURE:
                self._symptoms(asked.occasion, week)
        for place, relative in enumerate(self.relatives):
            now = self.course.relatives[place].now[min(2, week // 10)]
            for asked in drafts_of(self.session, relative.id, at):
                if asked.question_set.key == PARENT and self.dice.random() < 0.6:
                    answers = parent_after_session(now, self.dice)
                    self._send(relative, PARENT, asked.occasion, answers, at)

    def _acknowledge(self, response: Response, week: int) -> None:
        at = moment(self.start + timedelta(weeks=week), 18)
        for row in critical_answers_of(self.session, response):
            acknowledge(self.session, self.clinician, self.patient.person_id, row.id, "Ringte samme dag.", at)

    def _goals(self, occasion: Occasion, week: int) -> None:
        levels = [self.course.between(pair, week) for pair in self.course.goal_levels]
        at = moment(self.start + timedelta(weeks=week), 17)
        self._send(self.patient.person, "my-goals", occasion, goals(self.goal_words, levels), at)

    def _decide(self, week: int) -> None:
        pathway = open_pathway(self.session, self.patient.person_id)
        day = self.start + timedelta(weeks=week)
        if pathway is not None:
            kind, at = MilestoneKind.BASIC_DECISION, moment(day, 14)
            record_milestone(self.session, self.clinician, pathway, kind, day, at)
        write_the_plan(self.session, self.course, self.clinician, self.patient, moment(day, 14))

    def _happen(self, week: int) -> None:
        """What else is recorded about the course: an extended decision, a stay, a pause."""
        pathway, day = open_pathway(self.session, self.patient.person_id), self.start + timedelta(weeks=week)
        if pathway is None:
            return
        change = (self.session, self.clinician, pathway)
        if week == self.course.extended_week:
            record_milestone(*change, MilestoneKind.EXTENDED_DECISION, day, moment(day, 14))
        stay = dict(zip(self.course.stay or (), (Setting.INPATIENT, Setting.OUTPATIENT), strict=False))
        if week in stay:
            record_transfer(*change, Move(stay[week], day), moment(day, 14))
        if self.course.pause and week == self.course.pause[0]:
            _week, days, reason = self.course.pause
            record_pause(*change, Break(day, day + timedelta(days=days - 1), reason), moment(day, 14))

    def _points(self, week: int) -> None:
        """Hold the point that is due this week, as late as the course says."""
        point = self._waiting()
        if point is None or self.course.held_late is None:
            return
        late = self.course.held_late if point.number == 1 else 0
        held_on = weekday_after(point.due_on + timedelta(days=late or -3))
        if not self.start + timedelta(weeks=week) <= held_on < self.start + timedelta(weeks=week + 1):
            return
        if held_on >= self.today:
            return
        self._prepare(point, held_on - timedelta(days=4))
        self._hold(point, held_on, late)

    def _prepare(self, point: EvaluationPoint, day: date) -> None:
        occasion = occasion_of_point(self.session, point)
        week = (day - self.start).days // 7
        ask_what_is_due(self.session, self.secretary, self.patient.person_id, moment(day, 16))
        self._goals(occasion, week)
        if self.course.prepares:
            answers = before_evaluation(self.course.topics, self.course.language)
            self._send(self.patient.person, "before-evaluation", occasion, answers, moment(day, 18))
            answers = experience(self.course.level_in(week), self.dice)
            self._send(self.patient.person, "service-experience", occasion, answers, moment(day, 18))
        for place, relative in enumerate(self.relatives):
            told = self.course.relatives[place]
            now = told.now[min(point.number, len(told.now) - 1)]
            self._send(relative, "relative-view", occasion, relative_view(now, told.comment), moment(day, 19))
            self._send(relative, "relative-self", occasion, relative_self(now), moment(day, 20))

    def _how_i_am(self, point: EvaluationPoint, day: date) -> None:
        level = self.course.level_in((day - self.start).days // 7)
        answers, at = how_i_am(level, self.dice), moment(day, 18)
        self._send(self.patient.person, "how-i-am", occasion_of_point(self.session, point), answers, at)

    def _hold(self, point: EvaluationPoint, day: date, late: int) -> None:
        clinician, at = self.session.get_one(Person, self.clinician.person), moment(day, 13)
        people = everybody(self.patient, clinician, self.relatives)
        write_point(self.session, self.clinician, point, self.course, people, day, at)
        self._go_through_goals(point, at)
        hold_point(self.session, self.clinician, point, day, "holiday" if late else "", at)
        self._note_done(point, day, at)
        confirm_review(
            self.session, actor_for(self.patient.person), point, "patient", "", at + timedelta(minutes=30)
        )

    def _note_done(self, point: EvaluationPoint, day: date, at: datetime) -> None:
        """What was done beside that it was held; of the first point all of it is registered."""
        kinds = [ProcessKind.FEEDBACK_GONE_THROUGH] + [ProcessKind.RELATIVES_INVOLVED] * bool(self.relatives)
        record_facts(self.session, self.clinician, point, kinds, day, at)
        if point.number == 1:
            facts = [fact.id for fact in facts_of(self.session, point)]
            note_registered(self.session, self.secretary, point, facts, at + timedelta(days=1))

    def _go_through_goals(self, point: EvaluationPoint, at: datetime) -> None:
        say_how_near(self.session, self.course, self.clinician, self.relatives, point, at)
        found = decide(self.session, self.course, self.clinician, point, at)
        self.goal_words = [goal.words for goal in found]
        write_the_plan(self.session, self.course, self.clinician, self.patient, at, point)

    def _open_point(self) -> None:
        """A point that is open today has its preparation in already, unless the course says otherwise."""
        point = self._waiting()
        if point is not None and point.opens_on <= self.today and self.course.prepares:
            day = self.today - timedelta(days=2)
            self._prepare(point, day)
            self._how_i_am(point, day)
            get_ready(self.session, self.clinician, point, self.course, moment(day, 14))

    def _waiting(self) -> EvaluationPoint | None:
        pathway = open_pathway(self.session, self.patient.person_id)
        points = points_of(self.session, pathway.id) if pathway else []
        return next((point for point in points if point.held_on is None), None)

    def _book(self, day: date, reference: str) -> Appointment:
        return schedule_appointment(
            self.session, self.secretary, self.patient.person_id, reference, moment(day, 9), moment(day, 7)
        )

    def _book_next(self) -> None:
        """It is booked the day before today, so that nothing is asked ahead of its time."""
        at, starts_at = moment(self.today - timedelta(days=1), 18), moment(self.today + timedelta(days=5), 9)
        number, reference = self.patient.person_id, f"{self.course.reference}-next"
        schedule_appointment(self.session, self.secretary, number, reference, starts_at, at)

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
        at = moment(day + timedelta(days=1), 8)
        mark_read(self.session, self.clinician, self.patient.person_id, [response], at)
        if self.sent % 3:
            kind = REPLIES[self.sent % len(REPLIES)]
            words = REPLY_TEXTS[self.course.language]
            reply(self.session, self.clinician, response, kind, words[kind], at)
