"""Patients and appointments from a CSV file: all of it or nothing, and reading it again does no harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.domain.calendar import instant_of
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.domain.people.actors import Actor
from feedback.domain.plain_text import printable
from feedback.persistence.tables import Credential
from feedback.services.patients.register_patient import Registration, register_patient
from feedback.services.patients.schedule_appointment import schedule_appointment, set_appointment_state
from feedback.services.refusals import Refused, _

REQUIRED = ("patient", "name", "birth_date", "language", "clinician", "first_attendance")
MILESTONES = {
    "referral_received": MilestoneKind.REFERRAL_RECEIVED,
    "referral_assessed": MilestoneKind.REFERRAL_ASSESSED,
    "detox_end": MilestoneKind.DETOX_ENDED,
    "extended_decision": MilestoneKind.EXTENDED_DECISION,
}
OPTIONAL = (
    *("email", "phone", "pathway", "setting", "decision", *MILESTONES),
    *("appointment", "starts", "state"),
)
FIELDS = {
    "reference": "patient",
    "born_on": "birth_date",
    "started_on": "first_attendance",
    "decided_on": "decision",
    "area": "pathway",
    **{kind.value: column for column, kind in MILESTONES.items()},
}
MOST_ROWS = 5000
FIELD = "file"
T = TypeVar("T")


def import_patients(session: Session, actor: Actor, content: bytes, now: datetime) -> int:
    """Register every row; returns how many. Raises Refused naming line, column and reason.

    The caller's transaction must be rolled back when it raises.
    """
    count = 0
    for line, row in _rows(content):
        count += 1
        if count > MOST_ROWS:
            raise Refused(_("The file has more than %(most)s rows. Split it."), FIELD, most=MOST_ROWS)
        if None in row or None in row.values():
            message = _("Line %(line)s: it has another number of columns than the first line.")
            raise Refused(message, FIELD, line=line)
        _import_row(session, actor, row, line, now)
    return count


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line. Raises Refused where the file is no CSV, an open quotation mark for example."""
    reader = _reader(content)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        message = _("Line %(line)s: the file cannot be read as CSV (%(reason)s). Check quotation marks.")
        raise Refused(message, FIELD, line=reader.line_num + 1, reason=error) from error


def _reader(content: bytes) -> csv.DictReader[str]:
    try:
        text = printable(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = _("The file is not UTF-8 text. Save it as 'CSV UTF-8' and try again.")
        raise Refused(message, FIELD) from error
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",", strict=True)
    try:
        columns = reader.fieldnames or ()
    except csv.Error as error:
        raise Refused(_("The file cannot be read as CSV: %(reason)s."), FIELD, reason=error) from error
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise Refused(_("Line 1: the column '%(column)s' is missing."), FIELD, column=missing[0])
    unknown = [column for column in columns if column not in REQUIRED + OPTIONAL]
    if unknown:
        raise Refused(_("Line 1: the column '%(column)s' is not known."), FIELD, column=unknown[0])
    return reader


def _import_row(session: Session, actor: Actor, row: Mapping[str, str], line: int, now: datetime) -> None:
    facts = _registration(session, row, line)
    try:
        patient = register_patient(session, actor, facts, now)
    except Refused as error:
        raise _at(line, FIELDS.get(error.field, error.field), error) from error
    if not row.get("appointment"):
        if row.get("starts"):
            reason = _("a time needs the appointment's number in your calendar")
            sentence = _("Line %(line)s, column '%(column)s': %(reason)s")
            raise Refused(sentence, line=line, column="appointment", reason=reason)
        return
    starts_at = _parsed(row, "starts", line, _instant)
    try:
        booked = schedule_appointment(session, actor, patient.person_id, row["appointment"], starts_at, now)
        set_appointment_state(session, actor, booked, row.get("state") or booked.state, now)
    except Refused as error:
        raise _at(line, error.field or "starts", error) from error


def _registration(session: Session, row: Mapping[str, str], line: int) -> Registration:
    name = select(Credential.person_id).where(Credential.sign_in_name == row["clinician"].strip().lower())
    return Registration(
        reference=row["patient"],
        name=row["name"],
        born_on=_parsed(row, "birth_date", line, date.fromisoformat),
        language=row["language"].strip(),
        email=row.get("email") or "",
        phone=row.get("phone") or "",
        clinician=session.scalar(name) or 0,
        area=row.get("pathway") or "PHV",
        setting=row.get("setting") or "outpatient",
        started_on=_parsed(row, "first_attendance", line, date.fromisoformat),
        decided_on=_parsed(row, "decision", line, date.fromisoformat) if row.get("decision") else None,
        milestones={
            kind: _parsed(row, column, line, date.fromisoformat)
            for column, kind in MILESTONES.items()
            if row.get(column)
        },
    )


def _parsed(row: Mapping[str, str], column: str, line: int, parse: Callable[[str], T]) -> T:
    text = (row.get(column) or "").strip()
    try:
        return parse(text)
    except ValueError as error:
        sentence = _("Line %(line)s, column '%(column)s': '%(text)s' is not a date or time like %(example)s.")
        example = "2026-11-24 10:30" if column == "starts" else "2026-11-24"
        raise Refused(sentence, FIELD, line=line, column=column, text=text, example=example) from error


def _instant(text: str) -> datetime:
    return instant_of(datetime.strptime(text.replace("T", " "), "%Y-%m-%d %H:%M"))


def _at(line: int, column: str, error: Refused) -> Refused:
    sentence = _("Line %(line)s, column '%(column)s': %(reason)s")
    return Refused(sentence, FIELD, line=line, column=column, reason=error)
