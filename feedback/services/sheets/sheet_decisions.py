"""What was written at a point as it stands on the sheet, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from feedback.charts.formats import shown_date
from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.points.evaluation_codes import Part, Presence, Receiver
from feedback.domain.points.evaluation_record import (
    Copy,
    LookedAt,
    Participant,
    Record,
    agreed_after,
    looked_at,
)
from feedback.domain.points.preparation import Prepared
from feedback.domain.points.sheet import Decisions, Heading, Person, Quote, Task
from feedback.services.points.process.code_words import code_words
from feedback.services.questionnaires.score_words import Translate
from feedback.services.refusals import _


def decisions_from(
    record: Record,
    before: Sequence[AgreedStep],
    patient: str,
    translate: Translate,
    became: tuple[str, ...] = (),
) -> Decisions:
    """The decisions as they were written; what goes on of the steps before stands among the steps, and `became` is what
    was decided about goals."""
    return Decisions(
        works=record.works,
        changes=record.changes,
        goals=record.goals,
        further=record.further,
        tasks=tuple(map(_task, agreed_after(before, record))),
        copies=tuple(_copied(copy, patient, translate) for copy in record.copies),
        assess=tuple(code_words(one, translate) for one in record.assess),
        major=record.major,
        became=became,
    )


def earlier_tasks(before: Sequence[AgreedStep], record: Record, translate: Translate) -> tuple[Task, ...]:
    """What was agreed at the point before, and what came of it as far as it has been said."""
    return tuple(_looked_at(entry, translate) for entry in looked_at(before, record))


def people_from(record: Record, translate: Translate) -> tuple[Person, ...]:
    """Who took part, as what, and how unless it was in the room."""
    return tuple(Person(one.name, _role(one, translate)) for one in record.took_part)


def way_from(record: Record, translate: Translate, language: str) -> str:
    """How the point was gone through, and on which earlier days; empty where nobody has said."""
    parts = [code_words(record.way, translate)] if record.way else []
    if record.earlier_days:
        days = ", ".join(_day(day, language) for day in sorted(record.earlier_days))
        parts.append(translate(_("also gone through %(days)s")) % {"days": days})
    said = ", ".join(parts)
    return f"{said[:1].upper()}{said[1:]}"


def meeting_from(record: Record, language: str) -> str:
    """When one meets for the next point, as it was agreed at this one; empty where it was not."""
    if record.meets_on is None or record.meets_clock is None:
        return ""
    return f"{_day(record.meets_on, language)}, {record.meets_clock:%H:%M}"


def brought_up(prepared: Iterable[tuple[str, Prepared]]) -> tuple[Quote, ...]:
    """The topics of clinicians, by the name of each."""
    return tuple(Quote(topic, by=name) for name, one in prepared for topic in one.topics)


def prepared_notes(prepared: Iterable[tuple[str, Prepared]]) -> tuple[tuple[Heading, Quote], ...]:
    """What clinicians have seen and propose, under the headings of change and plan."""
    places = ((Heading.CHANGE, "seen"), (Heading.PLAN, "proposal"))
    return tuple(
        (heading, Quote(text, by=name))
        for name, one in prepared
        for heading, part in places
        if (text := getattr(one, part))
    )


def _task(step: AgreedStep) -> Task:
    return Task(step.what, step.who, step.due_on)


def _looked_at(entry: LookedAt, translate: Translate) -> Task:
    said = [code_words(entry.outcome, translate)] if entry.outcome else []
    if entry.outcome and entry.carried:
        said.append(translate(_("goes on")))
    return Task(entry.step.what, entry.step.who, entry.step.due_on, ", ".join(said), entry.words)


def _copied(copy: Copy, patient: str, translate: Translate) -> Person:
    if copy.receiver is Receiver.NAMED:
        return Person(copy.name)
    if copy.receiver is Receiver.PATIENT:
        return Person(patient)
    return Person(code_words(copy.receiver, translate))


def _role(one: Participant, translate: Translate) -> str:
    part = None if one.part is Part.OTHER else one.part
    presence = None if one.presence is Presence.ROOM else one.presence
    return ", ".join(filter(None, (code_words(part, translate), code_words(presence, translate))))


def _day(day: date, language: str) -> str:
    return shown_date(day, language)
