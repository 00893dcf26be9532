"""What stands under a heading of a record, in words: beside what somebody else typed, and in a person's file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time

from flask_babel import gettext as _

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.points.evaluation_codes import Receiver
from feedback.domain.points.evaluation_record import Copy, LookedAt, Participant, Record
from feedback.domain.points.sheet import Heading
from feedback.services.points.process.code_words import code_words
from feedback.web.languages import short_day
from feedback.web.words import LATE_REASONS

Words = list[tuple[str, str]]


def stored_words(record: Record, heading: Heading, patient: str) -> Words:
    """Names and texts of what is written under a heading, in the order of the sheet; nothing for what is empty.
    `patient` is what the patient is called."""
    found = [_note(record, heading)]
    if heading is Heading.TOOK_PART:
        found = _took_part(record, patient)
    elif heading in _PARTS:
        found = _PARTS[heading](record)
    return [(name, text) for name, text in found if text]


def all_words(record: Record, patient: str) -> Words:
    """The same for a whole record."""
    return [pair for heading in Heading for pair in stored_words(record, heading, patient)]


def _note(record: Record, heading: Heading) -> tuple[str, str]:
    return _("Written together"), record.notes.get(heading, "")


def _follow_up(record: Record) -> Words:
    return [
        *((entry.step.what, _looked(entry)) for entry in record.looked_at),
        _note(record, Heading.FOLLOW_UP),
    ]


def _further(record: Record) -> Words:
    ticked = _joined(code_words(one, _) for one in record.assess)
    return [
        (_("Needs further assessment"), ticked),
        (_("What we decide"), record.further),
        _note(record, Heading.FURTHER),
    ]


def _plan(record: Record) -> Words:
    return [
        (_("What works and continues"), record.works),
        (_("What we change"), record.changes),
        (_("The plan changes in a major way"), _("Yes") if record.major else ""),
        (_("Goals from now on"), record.goals),
        (_("Who does what, by when"), "\n".join(map(_step, record.steps))),
        _note(record, Heading.PLAN),
    ]


def _took_part(record: Record, patient: str) -> Words:
    return [
        (_("Took part"), _joined(map(_person, record.took_part))),
        (_("Gets a copy"), _joined(_copy(one, patient) for one in record.copies)),
        _note(record, Heading.TOOK_PART),
    ]


def _next(record: Record) -> Words:
    return [
        (_("How it was gone through"), code_words(record.way, _)),
        (_("Earlier days"), _joined(short_day(day) for day in record.earlier_days)),
        (_("Held on"), _day(record.held_on)),
        (_("Reason"), _reason(record)),
        (_("Next meeting"), _joined([_day(record.meets_on), _clock(record.meets_clock)])),
        _note(record, Heading.NEXT),
    ]


_PARTS: Mapping[Heading, Callable[[Record], Words]] = {
    Heading.FOLLOW_UP: _follow_up,
    Heading.FURTHER: _further,
    Heading.PLAN: _plan,
    Heading.NEXT: _next,
}


def _looked(entry: LookedAt) -> str:
    goes_on = _("goes on") if entry.carried else ""
    return _joined([code_words(entry.outcome, _), entry.words, goes_on, _day(entry.until)])


def _step(step: AgreedStep) -> str:
    return _joined([step.what, step.who, _day(step.due_on)])


def _person(one: Participant) -> str:
    role = _joined([code_words(one.part, _), code_words(one.presence, _)])
    return f"{one.name} ({role})" if role else one.name


def _copy(one: Copy, patient: str) -> str:
    if one.receiver is Receiver.PATIENT:
        return patient
    return one.name if one.receiver is Receiver.NAMED else code_words(one.receiver, _)


def _day(day: date | None) -> str:
    return short_day(day) if day else ""


def _clock(clock: time | None) -> str:
    return f"{clock:%H:%M}" if clock else ""


def _reason(record: Record) -> str:
    label = str(LATE_REASONS[record.late_reason]) if record.late_reason in LATE_REASONS else ""
    return ": ".join(filter(None, (label, record.late_words)))


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)
