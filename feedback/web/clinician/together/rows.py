"""Between the form of an evaluation point and its record: the rows that are shown, and what was typed in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.points.evaluation_codes import (
    Assessment,
    Outcome,
    Part,
    Presence,
    Receiver,
    Way,
    sent_code,
)
from feedback.domain.points.evaluation_plain import step_key
from feedback.domain.points.evaluation_record import Copy, LookedAt, Participant, Record, looked_at
from feedback.domain.points.sheet import Heading
from feedback.services.points.expected_people import Expected
from feedback.web.clinician.together.form import MOST_ROWS, PointForm

EMPTY_STEPS, EMPTY_ROWS = 3, 2
Rows = list[dict[str, Any]]
RECEIVERS = {
    "copy_patient": Receiver.PATIENT,
    "copy_doctor": Receiver.DOCTOR,
    "copy_referrer": Receiver.REFERRER,
}


def filled(
    record: Record,
    before: Sequence[AgreedStep],
    known: Sequence[Expected],
    day: date,
    *,
    sent: bool = True,
    suggests: bool = True,
) -> PointForm:
    """The form with what has been written so far, or with what was sent just now; held on `day` unless the record says
    another. Without `sent` it is as the page offered it before anybody typed. Who took part is only suggested
    before the point is held (`suggests`): who corrects something else says nothing about that."""
    named = {copy.receiver for copy in record.copies}
    is_new = suggests and Heading.TOOK_PART not in record.visited and not record.took_part
    copied = {name: receiver in named for name, receiver in RECEIVERS.items()}
    return PointForm(
        **({} if sent else {"formdata": None}),
        data={
            "notes": {str(heading): text for heading, text in record.notes.items()},
            "looked": [_looked_row(entry) for entry in looked_at(before, record)],
            "assess": {str(kind): kind in record.assess for kind in Assessment},
            **{name: getattr(record, name) for name in ("further", "works", "changes", "goals", "major")},
            "steps": _with_empty([_step_row(step) for step in record.steps], count=EMPTY_STEPS),
            "people": list(_people_rows(record, known, is_new)),
            **copied,
            "copy_patient": is_new or copied["copy_patient"],
            "copies": list(_copy_rows(record, known)),
            "way": record.way or "",
            "earlier_days": [*record.earlier_days, *[None] * EMPTY_ROWS][:MOST_ROWS],
            "held_on": record.held_on or day,
            "meets_on": record.meets_on,
            "meets_clock": record.meets_clock,
            "late_reason": record.late_reason,
            "late_words": record.late_words,
        },
    )


def record_of_form(form: PointForm, before: Sequence[AgreedStep]) -> Record:
    """What was typed. Of a page with one heading only that heading's part counts."""
    return Record(
        notes={Heading(name): text for name, text in _texts(form.notes.data)},
        looked_at=tuple(_looked(form, before)),
        assess=tuple(Assessment(name) for name, ticked in form.assess.data.items() if ticked),
        further=_text(form.further.data),
        works=_text(form.works.data),
        changes=_text(form.changes.data),
        goals=_text(form.goals.data),
        major=bool(form.major.data),
        steps=tuple(_steps(form.steps.data)),
        took_part=tuple(_people(form.people.data)),
        copies=tuple(_copies(form)),
        way=sent_code(Way, form.way.data),
        earlier_days=tuple(sorted({day for day in form.earlier_days.data if day})),
        held_on=form.held_on.data,
        meets_on=form.meets_on.data,
        meets_clock=form.meets_clock.data,
        late_reason=form.late_reason.data or "",
        late_words=_text(form.late_words.data),
    )


def _looked_row(entry: LookedAt) -> dict[str, Any]:
    return {
        "key": step_key(entry.step),
        "outcome": entry.outcome or "",
        "words": entry.words,
        "goes_on": entry.goes_on,
        "until": entry.until,
    }


def _step_row(step: AgreedStep) -> dict[str, Any]:
    return {"what": step.what, "who": step.who, "due_on": step.due_on}


def _people_rows(record: Record, known: Sequence[Expected], is_new: bool) -> Iterator[dict[str, Any]]:
    """Those whom the page suggests, everybody else who was written down, and empty rows."""
    written = {person.name.casefold(): person for person in record.took_part}
    for one in known:
        found = written.pop(one.name.casefold(), None)
        presence = Presence.ROOM if found or (is_new and one.here) else ""
        yield {
            "known": "1",
            "name": one.name,
            "part": str(one.part),
            "presence": str((found.presence if found else None) or presence),
        }
    others = [
        {"name": one.name, "part": str(one.part or ""), "presence": str(one.presence or Presence.ROOM)}
        for one in written.values()
    ]
    yield from _with_empty(others, {"presence": str(Presence.ROOM)})[: MOST_ROWS - len(known)]


def _copy_rows(record: Record, known: Sequence[Expected]) -> Iterator[dict[str, Any]]:
    written = {copy.name.casefold(): copy for copy in record.copies if copy.receiver is Receiver.NAMED}
    for one in known:
        if one.part is Part.RELATIVE:
            found = written.pop(one.name.casefold(), None)
            agreed = found.agreed if found else False
            yield {"known": "1", "name": one.name, "wanted": found is not None, "agreed": agreed}
    yield from _with_empty([{"name": copy.name, "agreed": copy.agreed} for copy in written.values()])


def _with_empty(rows: Rows, empty: Mapping[str, Any] | None = None, count: int = EMPTY_ROWS) -> Rows:
    return [*rows, *(dict(empty or {}) for _place in range(count))][:MOST_ROWS]


def _looked(form: PointForm, before: Sequence[AgreedStep]) -> Iterator[LookedAt]:
    """Rows without a word about them are left out: they stand with the steps of the point before."""
    steps = {step_key(step): step for step in before}
    for row in form.looked.data:
        step = steps.get(row["key"] or "")
        outcome, words = sent_code(Outcome, row["outcome"]), _text(row["words"])
        goes_on = bool(row["goes_on"]) and outcome is not Outcome.DONE
        if step is not None and (outcome or words or goes_on or row["until"]):
            yield LookedAt(step, outcome, words, goes_on, row["until"])


def _steps(rows: Iterable[Mapping[str, Any]]) -> Iterator[AgreedStep]:
    for row in rows:
        if what := _text(row["what"]):
            yield AgreedStep(what, _text(row["who"]), row["due_on"])


def _people(rows: Iterable[Mapping[str, Any]]) -> Iterator[Participant]:
    for row in rows:
        name, presence = _text(row["name"]), sent_code(Presence, row["presence"])
        if name and presence:
            yield Participant(name, sent_code(Part, row["part"]), presence)


def _copies(form: PointForm) -> Iterator[Copy]:
    for name, receiver in RECEIVERS.items():
        if form[name].data:
            yield Copy(receiver)
    for row in form.copies.data:
        name = _text(row["name"])
        if name and (row["wanted"] or not row["known"]):
            yield Copy(Receiver.NAMED, name, bool(row["agreed"]))


def _texts(notes: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    found = ((name, _text(text)) for name, text in notes.items())
    return ((name, text) for name, text in found if text)


def _text(text: str | None) -> str:
    return (text or "").strip()
