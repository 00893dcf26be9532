"""The joint-review sheet of one evaluation point, gathered from what is stored (rule A12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.sheet import GoneThrough, Person, SheetContent
from feedback.persistence.tables import CareRelation, EvaluationPoint, Patient
from feedback.services.care import in_force
from feedback.services.date_words import date_rule, late_reason_words
from feedback.services.hold_evaluation import find_review, finished_at, newest_record
from feedback.services.make_trend import make_trend
from feedback.services.people_words import TAKING_PART
from feedback.services.plan_evaluation import points_of
from feedback.services.read_feedback import ReadResponse, responses_about
from feedback.services.refusals import _
from feedback.services.score_words import Translate
from feedback.services.sheet_goals import sheet_goals
from feedback.services.sheet_parts import (
    chosen_topics,
    decisions_from,
    joint_notes,
    preparation_notes,
    relative_views,
    session_feedback,
    tasks_from,
    topics_from,
)


def make_sheet(
    session: Session, point: EvaluationPoint, translate: Translate, language: str, now: datetime
) -> SheetContent:
    """Everything on the sheet of this point, in one language. A held point keeps to what was known then."""
    patient = session.get_one(Patient, point.pathway.patient_id)
    points = [other for other in points_of(session, point.pathway_id) if other.number <= point.number]
    before = points[-2] if len(points) > 1 else None
    found = known_at(session, responses_about(session, patient.person_id), point)
    new = _not_known_at(session, found, before)
    record = newest_record(session, point)
    content = record.content if record else {}
    earlier = newest_record(session, before, finished_at(session, point)) if before else None
    following = _next_point(session, point)
    unit = patient.person.unit
    trend = make_trend(session, found, points[:-1], unit.interprets, translate, language)
    references = dict.fromkeys(filter(None, (series.facts.reference for series in trend.series)))
    return SheetContent(
        service=unit.service_name,
        patient=patient.person.name,
        pathway=point.pathway.area,
        number=point.number,
        drawn_on=day_of(now),
        due_on=point.due_on,
        held_on=point.held_on,
        people=_people(session, patient, content, translate, point.held_on or day_of(now)),
        topics=topics_from(found, point.id),
        chosen=chosen_topics(new, language),
        goals=sheet_goals(session, point, translate, language),
        trend=trend,
        sessions=session_feedback(new, translate, language),
        relatives=relative_views(session, new, translate, language),
        notes=preparation_notes(found, point.id, translate, language) + joint_notes(content, translate),
        earlier_tasks=tasks_from(earlier.content) if earlier else (),
        decisions=decisions_from(content),
        gone_through=_gone_through(session, point, translate),
        next_on=following.due_on if following else None,
        sources=tuple(references),
        attributions=_attributions(found),
        date_rule=date_rule(session, following or point, translate, language),
        late_reason=late_reason_words(point.late_reason, translate),
    )


def known_at(session: Session, found: Sequence[ReadResponse], point: EvaluationPoint) -> list[ReadResponse]:
    """What had been sent and replied when the point was recorded as held; all of it while that is to come.

    A point that was recorded on a later day keeps to the day on which it was held.
    """
    moment = finished_at(session, point)
    if point.held_on is None or moment is None:
        return list(found)
    return [
        replace(read, replies=[reply for reply in read.replies if reply.written_at <= moment])
        for read in found
        if read.on <= point.held_on and _sent_at(read) <= moment
    ]


def _attributions(found: Sequence[ReadResponse]) -> tuple[str, ...]:
    """What the owners of the words that were answered want to see printed, each once."""
    texts = (read.questionnaire.rights.attribution for read in found if read.answers)
    return tuple(dict.fromkeys(filter(None, texts)))


def _not_known_at(
    session: Session, found: Sequence[ReadResponse], point: EvaluationPoint | None
) -> list[ReadResponse]:
    """What is new since the point before: every answer stands on one sheet, and none falls between two."""
    known = {read.response.id for read in known_at(session, found, point)} if point else set()
    return [read for read in found if read.response.id not in known]


def _sent_at(read: ReadResponse) -> datetime:
    return read.response.authored_at or read.response.started_at


def _people(
    session: Session, patient: Patient, content: dict[str, list[str]], translate: Translate, today: date
) -> tuple[Person, ...]:
    noted = content.get("took_part")
    if noted:
        return tuple(Person(name) for name in noted)
    mine = (CareRelation.patient_id == patient.person_id, *in_force(today))
    staff = session.scalars(select(CareRelation).where(*mine))
    clinicians = [Person(row.staff.name, translate(TAKING_PART["clinician"])) for row in staff]
    return (Person(patient.person.name, translate(TAKING_PART["patient"])), *clinicians)


def _gone_through(session: Session, point: EvaluationPoint, translate: Translate) -> tuple[GoneThrough, ...]:
    row = find_review(session, point)
    if row is None or row.how == "not-confirmed":
        return ()
    how = _("in own session") if row.how == "patient" else _("as spoken, recorded by the clinician")
    person = Person(row.by.name, translate(TAKING_PART[row.by.role]))
    return (GoneThrough(person, day_of(row.at), translate(how)),)


def _next_point(session: Session, point: EvaluationPoint) -> EvaluationPoint | None:
    following = (other for other in points_of(session, point.pathway_id) if other.number > point.number)
    return next((other for other in following if other.cancelled_on is None), None)
