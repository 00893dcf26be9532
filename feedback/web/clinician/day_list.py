"""What a clinician sees first: who has to be seen now, what is new, which points are open, and everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.services.access.admission import seen_by
from feedback.services.access.care import absent_for
from feedback.services.access.emergency import emergencies_to_see
from feedback.services.patients.ending_consents import EndingConsent, ending_soon
from feedback.services.patients.patient_lists import ListedPatient, open_critical_answers, own_patients
from feedback.services.plans.own_tasks import own_tasks
from feedback.services.points.overview.objected import objected_points
from feedback.web.clinician.point.point_view import PointView, point_view
from feedback.web.views.plan_words import why_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.persistence.tables import EmergencyAccess, EvaluationPoint


@dataclass(frozen=True, slots=True)
class PatientLine:
    """One of the clinician's patients; `critical_on` is the day of the oldest open critical answer, `deputy_for`
    the absent clinician whose patient it is, `closed_on` when the last course was closed where none is open. `objected`
    are held points of which the patient says that it was not like that."""

    id: int
    name: str
    new: int
    critical_on: date | None
    point: PointView | None
    deputy_for: str = ""
    closed_on: date | None = None
    objected: tuple[PointView, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Something that a plan asks of the clinician, or of the absent one for whom they stand in, and why."""

    patient_id: int
    name: str
    why: str
    deputy_for: str = ""


@dataclass(frozen=True, slots=True)
class DayList:
    """The clinician's own patients by name. No totals and no order by score (rule A8)."""

    patients: tuple[PatientLine, ...]
    emergencies: tuple[EmergencyAccess, ...] = ()
    tasks: tuple[TaskLine, ...] = ()
    ending: tuple[EndingConsent, ...] = ()

    @property
    def first(self) -> tuple[PatientLine, ...]:
        """Who has a critical answer that nobody has acknowledged, longest waiting first."""
        waiting = ((line.critical_on, line) for line in self.patients if line.critical_on)
        return tuple(line for _, line in sorted(waiting, key=lambda entry: entry[0]))

    @property
    def new(self) -> tuple[PatientLine, ...]:
        return tuple(line for line in self.patients if line.new)

    @property
    def objected(self) -> tuple[tuple[PatientLine, PointView], ...]:
        """Every point of which a patient says that it was not like that."""
        return tuple((line, point) for line in self.patients for point in line.objected)

    @property
    def points(self) -> tuple[PatientLine, ...]:
        """Whose evaluation point is open or past its recommended day, by day."""
        waiting = (
            (line.point.due_on, line) for line in self.patients if line.point and line.point.is_waiting
        )
        return tuple(line for _, line in sorted(waiting, key=lambda entry: entry[0]))


def day_list(session: Session, actor: Actor, today: date) -> DayList:
    """The clinician's list of today."""
    listed = own_patients(session, actor, today)
    critical = open_critical_answers(session, [row.patient.person_id for row in listed])
    oldest = {row.patient_id: day_of(row.raised_at) for row in reversed(critical)}
    objected = objected_points(session, [row.patient.person_id for row in listed], today)
    lines = sorted((_line(row, oldest, objected, today) for row in listed), key=lambda line: line.name)
    opened = emergencies_to_see(session, actor, [row.patient.person_id for row in listed])
    tasks, ending = _tasks(session, actor, lines, today), ending_soon(session, seen_by(actor, today), today)
    return DayList(tuple(lines), tuple(opened), tuple(tasks), tuple(ending))


def _tasks(session: Session, actor: Actor, lines: Sequence[PatientLine], today: date) -> Iterator[TaskLine]:
    """By name, as the patients are: what has waited longest is not worse."""
    if actor.person is None:
        return
    as_deputy = {line.id for line in lines if line.deputy_for}
    away = absent_for(session, actor.person, today) if as_deputy else {}
    absent = {patient: people for patient, people in away.items() if patient in as_deputy}
    found = own_tasks(session, actor.person, [line.id for line in lines], today, absent)
    for line in lines:
        told = (line.id, line.name)
        yield from (TaskLine(*told, why_words(one), line.deputy_for) for one in found.get(line.id, ()))


def _line(
    row: ListedPatient,
    oldest: dict[int, date],
    objected: Mapping[int, Sequence[EvaluationPoint]],
    today: date,
) -> PatientLine:
    patient = row.patient.person
    point = point_view(row.point, today) if row.point else None
    who = (patient.id, patient.name, row.new, oldest.get(patient.id))
    told = tuple(point_view(one, today) for one in objected.get(patient.id, ()))
    return PatientLine(*who, point, row.deputy_for, row.closed_on, told)
