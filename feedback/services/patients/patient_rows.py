"""The rows of a CSV file of patients, and what one of them says; the columns are those of the page that reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import TypeVar

from feedback.domain.calendar import instant_of
from feedback.domain.pathway.vocabulary import MilestoneKind
from feedback.domain.plain_text import printable
from feedback.services.patients.register_patient import Registration
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
FIELD = "file"
Row = Mapping[str, str]
T = TypeVar("T")


def read_rows(content: bytes) -> Iterator[tuple[int, Row]]:
    """Each row with its line. Raises Refused where the file is no CSV, an open quotation mark for example."""
    reader = _reader(content)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        message = _("Line %(line)s: the file cannot be read as CSV from here on. Check quotation marks.")
        raise Refused(message, FIELD, line=reader.line_num + 1) from error


def registration_in(row: Row, staff: Callable[[str], int]) -> Registration:
    """What a row says about a patient; empty where it says nothing. `staff` knows the number of whoever has a
    sign-in name. Raises Refused with the column."""
    if None in row or None in row.values():
        raise Refused(_("It has another number of columns than the first line."))
    return Registration(
        reference=row["patient"].strip(),
        name=row["name"],
        born_on=_day(row, "birth_date"),
        language=row["language"].strip(),
        email=_text(row, "email"),
        phone=_text(row, "phone"),
        clinician=staff(_text(row, "clinician").lower()),
        area=_text(row, "pathway"),
        setting=_text(row, "setting"),
        started_on=_day(row, "first_attendance"),
        decided_on=_day(row, "decision") if _text(row, "decision") else None,
        milestones={kind: _day(row, column) for column, kind in MILESTONES.items() if _text(row, column)},
    )


def start_in(row: Row) -> datetime:
    """When the appointment of a row starts. Raises Refused with the column."""
    return _parsed(row, "starts", "2026-11-24 10:30", _instant)


def at_line(line: int, error: Refused) -> Refused:
    """The same, with line and column."""
    if not error.field:
        return Refused(_("Line %(line)s: %(reason)s"), FIELD, line=line, reason=error)
    sentence, column = (
        _("Line %(line)s, column '%(column)s': %(reason)s"),
        FIELDS.get(error.field, error.field),
    )
    return Refused(sentence, FIELD, line=line, column=column, reason=error)


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
        message = _("Line %(line)s: the file cannot be read as CSV from here on. Check quotation marks.")
        raise Refused(message, FIELD, line=1) from error
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise Refused(_("Line 1: the column '%(column)s' is missing."), FIELD, column=missing[0])
    unknown = [column for column in columns if column not in REQUIRED + OPTIONAL]
    if unknown:
        raise Refused(_("Line 1: the column '%(column)s' is not known."), FIELD, column=unknown[0])
    return reader


def _text(row: Row, column: str) -> str:
    return (row.get(column) or "").strip()


def _day(row: Row, column: str) -> date:
    return _parsed(row, column, "2026-11-24", date.fromisoformat)


def _parsed(row: Row, column: str, example: str, parse: Callable[[str], T]) -> T:
    text = _text(row, column)
    try:
        return parse(text)
    except ValueError as error:
        sentence = _("'%(text)s' is not a date or time like %(example)s.")
        raise Refused(sentence, column, text=text, example=example) from error


def _instant(text: str) -> datetime:
    return instant_of(datetime.strptime(text.replace("T", " "), "%Y-%m-%d %H:%M"))
