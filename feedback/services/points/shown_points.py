"""What a relative sees of a patient's evaluation points, each part by the patient's own yes (rule A9): when one meets,
the agreed steps that bear their name, and the sheets of which they get a copy."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.people.actors import SEE_COPY, SEE_MEETING, SEE_STEPS, Actor
from feedback.domain.points.evaluation_codes import Receiver
from feedback.domain.points.evaluation_record import Record
from feedback.domain.points.named import is_named, same_name
from feedback.persistence.tables import CarePathway, EvaluationPoint, EvaluationRecord, Person
from feedback.services import audit
from feedback.services.patients.read_registration import clinicians_caring, relatives_of
from feedback.services.plans.pause_asking import patients_around
from feedback.services.points.evaluation.evaluation_records import agreed_now, has_more_courses, record_of
from feedback.services.points.open_points import point_to_prepare
from feedback.services.refusals import NotFound


@dataclass(frozen=True, slots=True)
class ShownPoints:
    """What one patient shows: `copies` are held points of which the newest version says that the relative gets a copy;
    `tell_courses` that a number alone does not tell which."""

    patient: Person
    meeting_at: datetime | None
    steps: Sequence[AgreedStep]
    copies: Sequence[EvaluationPoint]
    tell_courses: bool

    @property
    def is_empty(self) -> bool:
        return not (self.meeting_at or self.steps or self.copies)


def points_shown_to(session: Session, relative: int, today: date) -> list[ShownPoints]:
    """Of every patient who shows this relative something, in the order in which they were connected."""
    around = patients_around(session, relative, "relative")
    found = (_shown(session, patient, relative, today) for patient in around)
    return [one for one in found if one is not None and not one.is_empty]


def read_points(session: Session, actor: Actor, now: datetime) -> list[ShownPoints]:
    """The same for the relative who reads it: what stands there is logged, and the patient can see it (rule A10)."""
    found = points_shown_to(session, actor.person or 0, day_of(now))
    for one in found:
        told = {"meeting": one.meeting_at, "agreed steps": one.steps}
        if target := ", ".join(name for name, seen in told.items() if seen):
            audit.record(session, actor, "read what is agreed", now, patient=one.patient.id, target=target)
    return found


def read_copy(session: Session, actor: Actor, point: int, now: datetime) -> EvaluationPoint:
    """The point of which the relative gets a copy, by the number of its row; logged. Raises NotFound."""
    found = session.get(EvaluationPoint, point)
    relative, patient = actor.person or 0, found.pathway.patient_id if found else 0
    if found is None or patient not in patients_around(session, relative, "relative"):
        raise NotFound
    shown = _shown(session, patient, relative, day_of(now))
    if shown is None or found not in shown.copies:
        raise NotFound
    target = f"evaluation point {point}"
    audit.record(session, actor, "read copy of sheet", now, patient=patient, target=target)
    return found


def _shown(session: Session, patient: int, relative: int, today: date) -> ShownPoints | None:
    around = relatives_of(session, patient, today)
    me = next(one for one in around if one.person.id == relative)
    if not me.of_points:
        return None
    person, records = session.get_one(Person, patient), _newest(session, patient)
    relatives = {one.person.name for one in around if one.person.id != relative}
    namesakes = any(same_name(name, me.person.name) for name in relatives)
    people = _people(session, person, relatives, records, today, me.person.name)
    return ShownPoints(
        person,
        _meeting(session, patient, today) if SEE_MEETING in me.of_points else None,
        _steps(session, patient, me.person.name, people) if SEE_STEPS in me.of_points else (),
        _copies(records, me.person.name) if SEE_COPY in me.of_points and not namesakes else (),
        has_more_courses(session, patient),
    )


def _meeting(session: Session, patient: int, today: date) -> datetime | None:
    """When one meets; nothing of a meeting that has been."""
    waiting = point_to_prepare(session, patient, today)
    meeting_at = waiting.meeting_at if waiting else None
    return meeting_at if meeting_at is not None and day_of(meeting_at) >= today else None


def _steps(session: Session, patient: int, name: str, others: Collection[str]) -> tuple[AgreedStep, ...]:
    return tuple(step for step in agreed_now(session, patient) if is_named(step.who, name, others))


def _copies(records: Mapping[EvaluationPoint, Record], name: str) -> list[EvaluationPoint]:
    """Newest first. A correction that takes a receiver away takes the copy away."""
    return [point for point, record in reversed(list(records.items())) if _gets_copy(record, name)]


def _gets_copy(record: Record, name: str) -> bool:
    named = (copy.name for copy in record.copies if copy.receiver is Receiver.NAMED)
    return any(same_name(written, name) for written in named)


def _people(
    session: Session,
    patient: Person,
    relatives: Collection[str],
    records: Mapping[EvaluationPoint, Record],
    today: date,
    name: str,
) -> set[str]:
    """Everybody else who may be meant by a name: relatives, clinicians, and who took part at a point."""
    there = {one.name for record in records.values() for one in record.took_part}
    staff = {one.name for one in clinicians_caring(session, patient.id, today)}
    return {patient.name, *relatives, *staff, *(one for one in there if not same_name(one, name))}


def _newest(session: Session, patient: int) -> dict[EvaluationPoint, Record]:
    """The newest finished version of each held point of the patient, by day. One statement."""
    rows = session.execute(
        select(EvaluationPoint, EvaluationRecord)
        .join(CarePathway, CarePathway.id == EvaluationPoint.pathway_id)
        .join(EvaluationRecord, EvaluationRecord.point_id == EvaluationPoint.id)
        .where(CarePathway.patient_id == patient, EvaluationPoint.held_on.is_not(None))
        .where(EvaluationRecord.finished_at.is_not(None))
        .order_by(EvaluationPoint.held_on, EvaluationPoint.id, EvaluationRecord.version)
    )
    return {point: record_of(row) for point, row in rows}
