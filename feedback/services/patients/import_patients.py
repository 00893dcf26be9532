"""Patients and appointments from a CSV file: all of it or nothing, and reading it again does no harm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.domain.calendar import day_of
from feedback.domain.people.actors import Actor
from feedback.persistence.tables import CarePathway, CourseChange, Credential, Patient
from feedback.services.patients.known_patients import Note, facts_of_row, person_in
from feedback.services.patients.patient_rows import FIELD, Row, at_line, read_rows, registration_in, start_in
from feedback.services.patients.register_patient import (
    Registration,
    find_by_reference,
    refuse_other_unit,
    register_known,
)
from feedback.services.patients.schedule_appointment import schedule_appointment, set_appointment_state
from feedback.services.refusals import ManyRefused, Refused, _

MOST_ROWS = 5000
MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: its rows, the patients that are new, and the lines to know about, each patient once."""

    rows: int
    new: int
    notes: Mapping[Note, tuple[int, ...]]


def import_patients(session: Session, actor: Actor, content: bytes, now: datetime) -> Imported:
    """Register every row. Raises ManyRefused with what is wrong in each line: its number, column and reason.

    The caller's transaction must be rolled back when it raises: rows are read on after one that is wrong.
    """
    reading, before = _Reading(session, actor, now), _newest_change(session)
    try:
        for line, row in read_rows(content):
            reading.take(line, row)
    except Refused as error:  # of the file itself: nothing more of it can be read
        reading.faults.insert(0, error)
    if reading.faults:
        raise ManyRefused(_shown(reading.faults), FIELD)
    return reading.result(before)


def _shown(faults: list[Refused]) -> list[Refused]:
    beyond = len(faults) - MOST_FAULTS
    if beyond <= 0:
        return faults
    message = _("Further lines that are wrong: %(count)s. Correct these first, and read the file again.")
    return [*faults[:MOST_FAULTS], Refused(message, FIELD, count=beyond)]


@dataclass(slots=True)
class _Reading:
    """A file while it is read."""

    session: Session
    actor: Actor
    now: datetime
    rows: int = 0
    faults: list[Refused] = field(default_factory=list)
    seen: dict[str, tuple[int, Registration]] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    first: dict[int, int] = field(default_factory=dict)
    notes: dict[Note, dict[int, int]] = field(default_factory=dict)

    def take(self, line: int, row: Row) -> None:
        """One row. Raises Refused where there are too many."""
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise Refused(_("The file has more than %(most)s rows. Split it."), FIELD, most=MOST_ROWS)
        try:
            self._store(line, row)
        except Refused as error:
            self.faults.append(at_line(line, error))

    def result(self, before: int) -> Imported:
        """What became of it; `before` is the last change of a course that was there already."""
        for patient in _with_changed_course(self.session, self.actor, before):
            if patient in self.first and patient not in self.new:
                self._note(Note.COURSE, patient, self.first[patient])
        notes = {note: tuple(sorted(lines.values())) for note, lines in self.notes.items()}
        return Imported(self.rows, len(self.new), notes)

    def _store(self, line: int, row: Row) -> None:
        told = registration_in(row, self._staff)
        self._refuse_two(line, told)
        patient = self._register(line, told)
        if row.get("appointment"):
            self._book(patient, row)
        elif row.get("starts"):
            message = _("A time needs the appointment's number in your calendar.")
            raise Refused(message, field="appointment")

    def _staff(self, name: str) -> int:
        """Asked for once in a file that names the same few clinicians in every row; 0 for nobody."""
        if name not in self.staff:
            mine = select(Credential.person_id).where(Credential.sign_in_name == name)
            self.staff[name] = self.session.scalar(mine) or 0
        return self.staff[name]

    def _refuse_two(self, line: int, told: Registration) -> None:
        """One number is one patient with one clinician all through the file: none of the rows is simply the last."""
        if not told.reference:
            return
        above, other = self.seen.setdefault(told.reference, (line, told))
        if person_in(told) != person_in(other):
            message = _("This number has another name or birth date in line %(above)s. Check the number.")
            raise Refused(message, field="reference", above=above)
        if told.clinician != other.clinician:
            message = _(
                "This patient has another clinician in line %(above)s. Name the same one in both lines."
            )
            raise Refused(message, field="clinician", above=above)

    def _register(self, line: int, told: Registration) -> Patient:
        known = find_by_reference(self.session, told.reference)
        if known is not None:
            refuse_other_unit(self.actor, known)
        facts, notes = facts_of_row(self.session, known, told, day_of(self.now))
        patient = register_known(self.session, self.actor, known, facts, self.now)
        self.first.setdefault(patient.person_id, line)
        if known is None:
            self.new.add(patient.person_id)
        for note in notes:
            self._note(note, patient.person_id, line)
        return patient

    def _book(self, patient: Patient, row: Row) -> None:
        session, actor, now = self.session, self.actor, self.now
        try:
            booked = schedule_appointment(
                session, actor, patient.person_id, row["appointment"], start_in(row), now
            )
            set_appointment_state(session, actor, booked, row.get("state") or booked.state, now)
        except Refused as error:
            error.field = error.field if error.field in ("starts", "state") else "starts"
            raise

    def _note(self, note: Note, patient: int, line: int) -> None:
        self.notes.setdefault(note, {}).setdefault(patient, line)


def _newest_change(session: Session) -> int:
    return session.scalar(select(func.max(CourseChange.id))) or 0


def _with_changed_course(session: Session, actor: Actor, before: int) -> list[int]:
    mine = (CourseChange.id > before, CourseChange.by_id == actor.person)
    changed = select(CarePathway.patient_id).join(CourseChange, CourseChange.pathway_id == CarePathway.id)
    return list(session.scalars(changed.where(*mine).distinct()))
