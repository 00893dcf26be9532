"""Everything on a patient's page, as far as the clinician may see it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.domain.measures.trend import Trend
from feedback.domain.people.actors import Actor, age_on
from feedback.domain.points.sheet import Goal
from feedback.reports.voice import Voice
from feedback.services.answers.invite import AFTER_SESSION
from feedback.services.answers.make_trend import make_trend
from feedback.services.answers.read_feedback import ReadResponse, relationship_kinds, responses_about
from feedback.services.courses.course_facts import CourseFacts, course_facts
from feedback.services.courses.plan_evaluation import dues_of_points, newest_pathway
from feedback.services.date_words import language_of, why
from feedback.services.goals.read_goals import active_goals
from feedback.services.goals.tell_goals import told_goals
from feedback.services.points.evaluation.hold_evaluation import list_held
from feedback.services.points.evaluation.sent_afterwards import sent_afterwards
from feedback.services.points.overview.objected import objected_points
from feedback.services.sheets.sheet_parts import attributions_of
from feedback.web.clinician.patient.critical_view import CriticalView, critical_views
from feedback.web.clinician.patient.development import ChartGroup, chart_groups
from feedback.web.clinician.patient.response_card import ResponseCard, response_card
from feedback.web.clinician.point.point_view import PointView, point_view
from feedback.web.clinician.tables import goal_lines

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import CarePathway, EvaluationPoint, Patient

NEWEST = 3  # in whole; the rest is listed with links


@dataclass(frozen=True, slots=True)
class CourseView:
    """The open course: its points by number, the next one and why it falls on its day."""

    area: str
    setting: str
    started_on: date
    points: tuple[PointView, ...]
    next: PointView | None
    rule: str


@dataclass(frozen=True, slots=True)
class EarlierCourse:
    """A course before the open one, and the points that were held in it, the newest first."""

    area: str
    started_on: date
    closed_on: date | None
    held: tuple[PointView, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """Makes cards for one reader; `afterwards` are the answers that came after their point was held."""

    reader: int | None
    language: str
    afterwards: Collection[int]

    def of(self, found: Sequence[ReadResponse]) -> tuple[ResponseCard, ...]:
        """The cards, newest first."""
        return tuple(
            response_card(read, self.reader, self.language, self.afterwards) for read in reversed(found)
        )


@dataclass(frozen=True, slots=True)
class RelativeView:
    """One relative's answers, newest first; never merged with the patient's."""

    name: str
    kind: str
    cards: tuple[ResponseCard, ...]


@dataclass(frozen=True, slots=True)
class PatientPage:
    """The page of one patient. `shown` are the responses that the page shows whole, `attributions` what the owners of
    the words want printed; `closed_on` is the day on which the last course was closed, where none is open: its goals
    then stand as they were. `objected` are held points of which the patient says that it was not like that."""

    id: int
    name: str
    age: int
    language: str
    contact: tuple[str, ...]
    course: CourseView | None
    closed_on: date | None
    earlier: tuple[EarlierCourse, ...]
    critical: tuple[CriticalView, ...]
    objected: tuple[PointView, ...]
    trend: Trend
    groups: tuple[ChartGroup, ...]
    sessions: tuple[ResponseCard, ...]
    relatives: tuple[RelativeView, ...]
    goals: tuple[tuple[str, str], ...]
    others: tuple[ResponseCard, ...]
    shown: tuple[ReadResponse, ...]
    attributions: tuple[str, ...]
    voice: Voice

    @property
    def has_scores(self) -> bool:
        return any(group.validated for group in self.groups)

    @property
    def has_unvalidated(self) -> bool:
        return any(not group.validated for group in self.groups)


def patient_page(session: Session, actor: Actor, patient: Patient, today: date, language: str) -> PatientPage:
    """The page as it stands now."""
    found = responses_about(session, patient.person_id)
    own = [read for read in found if read.source.role == "patient"]
    newest = newest_pathway(session, patient.person_id)
    pathway = newest if newest and newest.closed_on is None else None
    course = course_facts(session, pathway) if pathway else None
    held = {point.number: point.held_on for point in (course.points if course else ()) if point.held_on}
    interpreted = patient.person.unit.interprets
    trend = make_trend(session, found, held, interpreted, _, language)
    whole = [read for read in own if read.questionnaire.key in AFTER_SESSION][-NEWEST:]
    voice = Voice(_, language)
    beside = [read for read in found if read.source.role != "patient"]
    cards = Cards(actor.person, language, sent_afterwards(session, found))
    return PatientPage(
        id=patient.person_id,
        name=patient.person.name,
        age=age_on(today, patient.born_on),
        language=patient.person.language,
        contact=tuple(filter(None, (patient.person.phone, patient.person.email))),
        course=_course(course, today, language) if course else None,
        closed_on=newest.closed_on if newest else None,
        earlier=_earlier(list_held(session, patient.person_id), pathway, today),
        objected=_objected(session, patient.person_id, today),
        critical=tuple(view for view in critical_views(found, language) if view.seen_at is None),
        trend=trend,
        groups=chart_groups(trend, language),
        sessions=cards.of(whole),
        relatives=_relatives(session, patient.person_id, beside, cards),
        goals=goal_lines(_goals(session, patient.person_id, newest), voice),
        others=cards.of([read for read in own if read not in whole]),
        shown=tuple(read for read in (*whole, *beside) if read.response.sharing != "private"),
        attributions=attributions_of(found),
        voice=voice,
    )


def _objected(session: Session, patient: int, today: date) -> tuple[PointView, ...]:
    found = objected_points(session, [patient], today).get(patient, ())
    return tuple(point_view(point, today) for point in found)


def _goals(session: Session, patient: int, pathway: CarePathway | None) -> tuple[Goal, ...]:
    return told_goals(session, patient, active_goals(session, pathway.id), _) if pathway else ()


def _relatives(
    session: Session, patient: int, found: Sequence[ReadResponse], cards: Cards
) -> tuple[RelativeView, ...]:
    kinds = relationship_kinds(session, patient)
    people = {read.source.id: read.source.name for read in found}
    return tuple(
        RelativeView(
            name,
            kinds.get(person, "other"),
            cards.of([read for read in found if read.source.id == person]),
        )
        for person, name in people.items()
    )


def _earlier(
    held: Sequence[EvaluationPoint], open_one: CarePathway | None, today: date
) -> tuple[EarlierCourse, ...]:
    """Courses in which points were held, the newest first; the open one has its own place."""
    found: dict[CarePathway, list[PointView]] = {}
    for point in reversed(held):
        if point.pathway is not open_one:
            found.setdefault(point.pathway, []).append(point_view(point, today))
    return tuple(
        EarlierCourse(course.area, course.started_on, course.closed_on, tuple(points))
        for course, points in found.items()
    )


def _course(course: CourseFacts, today: date, language: str) -> CourseView:
    waiting = course.waiting
    due = dues_of_points(course).get(waiting.id) if waiting else None
    return CourseView(
        course.history.area_on(today),
        course.history.setting_on(today),
        course.pathway.started_on,
        tuple(point_view(point, today) for point in course.points),
        point_view(waiting, today) if waiting and waiting.cancelled_on is None else None,
        why(due, language_of(_, language)) if due else "",
    )
