"""The page of a course: facts in the order of time, recommended days with reasons, and what can be added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from feedback.domain.pathway.due import DueDate
from feedback.domain.pathway.intervals import IntervalRule
from feedback.domain.pathway.vocabulary import CarePathwayArea, MilestoneKind
from feedback.services.courses.coordinate_course import coordinator_on
from feedback.services.courses.read_course import ReadCourse
from feedback.services.courses.record_milestone import RECORDED
from feedback.services.date_words import language_of, why
from feedback.web.clinician.point.point_view import PointView, point_view
from feedback.web.languages import short_day
from feedback.web.words import AREAS, MILESTONES, SETTINGS, course_problems


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened on a day, or from a day to another; `url` is where it is corrected, `point` names the
    held point that it is."""

    on: date
    until: date | None
    text: str
    detail: str
    url: str
    planned: bool = False
    point: int | None = None


@dataclass(frozen=True, slots=True)
class DueView:
    """A recommended day with everything that explains it."""

    phase: str
    setting: str
    starts_on: date
    due_on: date
    max_days: int
    reached_on: date | None
    why: str
    source: str
    standing: str


@dataclass(frozen=True, slots=True)
class CourseView:
    """One course as it stands today."""

    read: ReadCourse
    coordinator: str
    facts: Sequence[Fact]
    missing: Sequence[tuple[str, str]]
    phases: Sequence[DueView]
    next: PointView | None
    next_due: DueView | None
    held: Sequence[PointView]
    offered_after: date | None
    problems: Sequence[str]


def course_view(read: ReadCourse, patient: int, language: str) -> CourseView:
    """Everything that the page shows, in the reader's language."""
    coordinator = coordinator_on(read.coordinators, read.today)
    waiting = read.waiting
    due = read.dues.get(waiting.id) if waiting else None
    offered = read.offered_after
    return CourseView(
        read,
        coordinator.name if coordinator else "",
        sorted(_facts(read, patient), key=lambda fact: (fact.on, fact.until or fact.on)),
        [_adding(kind, patient) for kind in _missing(read)],
        [due_view(one, language) for one in read.phases],
        point_view(waiting, read.today) if waiting else None,
        due_view(due, language) if due else None,
        [point_view(point, read.today) for point in read.facts.points if point.held_on],
        offered.happened_on if offered else None,
        course_problems(read.problems),
    )


def due_view(due: DueDate, language: str) -> DueView:
    """One recommended day."""
    sentence = why(due, language_of(_, language))
    return DueView(
        due.phase,
        due.setting,
        due.starts_on,
        due.due_on,
        due.max_days,
        due.reached_on,
        sentence,
        due.source,
        standing_words(due.rule),
    )


def standing_words(rule: IntervalRule) -> str:
    """How far a rule can be trusted today, in the reader's language."""
    if rule.own:
        return _("the unit’s own")
    if rule.not_confirmed_after is None:
        return rule.standing
    return _("for its time; not confirmed after %(day)s", day=short_day(rule.not_confirmed_after))


def _facts(read: ReadCourse, patient: int) -> Iterator[Fact]:
    for kind in RECORDED:
        if (day := read.facts.history.on(kind)) is not None:
            yield Fact(day, None, str(MILESTONES[kind]), "", _adding(kind, patient)[1], day > read.today)
    for move in read.transfers:
        url = url_for("course.transfer", patient_id=patient, transfer_id=move.id)
        text = _("Transfer: %(setting)s", setting=str(SETTINGS[move.to_setting]).lower())
        yield Fact(move.happened_on, None, text, "", url, move.happened_on > read.today)
    for change in read.area_changes:
        url = url_for("course.area_change", patient_id=patient, area_change_id=change.id)
        text = _("Care pathway: %(pathway)s", pathway=AREAS[change.to_area])
        yield Fact(change.happened_on, None, text, "", url, change.happened_on > read.today)
    for row in read.pauses:
        url = url_for("course.pause", patient_id=patient, pause_id=row.id)
        closed_on = read.pathway.closed_on
        never = closed_on is not None and row.starts_on > closed_on
        detail = _("did not begin: the course was closed before") if never else row.reason
        planned = row.starts_on > read.today and not never
        yield Fact(row.starts_on, row.ends_on, _("Pause"), detail, url, planned)
    for point in read.facts.points:
        if point.held_on is not None:
            text = _("Evaluation point %(number)s held", number=point.number)
            detail = _("recommended day %(day)s", day=short_day(point.due_on))
            yield Fact(point.held_on, None, text, detail, "", point=point.id)
    if read.pathway.closed_on is not None:
        yield Fact(read.pathway.closed_on, None, str(MILESTONES[MilestoneKind.CLOSING]), "", "")


def _missing(read: ReadCourse) -> Iterator[MilestoneKind]:
    """What can be added; detoxification belongs to substance-use treatment and what stands on it."""
    is_tsb = CarePathwayArea.TSB in read.facts.history.areas_on(read.today)
    fits = (kind for kind in RECORDED if is_tsb or kind is not MilestoneKind.DETOX_ENDED)
    return (kind for kind in fits if read.facts.history.on(kind) is None)


def _adding(kind: MilestoneKind, patient: int) -> tuple[str, str]:
    return str(MILESTONES[kind]), url_for("course.milestone", patient_id=patient, kind=kind.value)
