"""Records as JSON-ready data and back. What was stored in an older shape is read, too."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from feedback.domain.goals.agreed_step import AgreedStep, step_from_plain, step_to_plain
from feedback.domain.goals.rules import decisions_from_plain, decisions_to_plain
from feedback.domain.points.evaluation_codes import (
    Assessment,
    Outcome,
    Part,
    Presence,
    Receiver,
    Way,
    read_code,
)
from feedback.domain.points.evaluation_record import Copy, LookedAt, Participant, Record
from feedback.domain.points.sheet import Heading

SHAPE = 2
Plain = dict[str, Any]


def to_plain(record: Record) -> Plain:
    """What can be stored as JSON; empty parts are left out."""
    whole: Plain = {
        "notes": {str(heading): text for heading, text in record.notes.items()},
        "looked_at": [_looked_at(entry) for entry in record.looked_at],
        "assess": list(map(str, record.assess)),
        **{name: getattr(record, name) for name in ("further", "works", "changes", "goals", "major")},
        "goal_decisions": decisions_to_plain(record.goal_decisions),
        "steps": [step_to_plain(step) for step in record.steps],
        "took_part": [
            _filled({"name": one.name, "part": one.part, "presence": one.presence})
            for one in record.took_part
        ],
        "copies": [
            _filled({"receiver": one.receiver, "name": one.name, "agreed": one.agreed})
            for one in record.copies
        ],
        "way": record.way,
        "earlier_days": [day.isoformat() for day in record.earlier_days],
        "held_on": record.held_on and record.held_on.isoformat(),
        "meets_on": record.meets_on and record.meets_on.isoformat(),
        "meets_clock": record.meets_clock and f"{record.meets_clock:%H:%M}",
        "late_reason": record.late_reason,
        "late_words": record.late_words,
        "visited": list(map(str, record.visited)),
    }
    return {"shape": SHAPE, **_filled(whole)}


def from_plain(plain: Mapping[str, Any]) -> Record:
    """The record that was stored; in the first shape people were names and steps were called tasks."""
    shape = plain.get("shape", 1)
    return Record(
        notes={Heading(name): text for name, text in plain.get("notes", {}).items()},
        looked_at=tuple(map(_read_looked_at, plain.get("looked_at", ()))),
        assess=tuple(map(Assessment, plain.get("assess", ()))),
        further=plain.get("further", ""),
        works=plain.get("works", ""),
        changes=plain.get("changes", ""),
        goals=plain.get("goals", ""),
        goal_decisions=decisions_from_plain(plain.get("goal_decisions", {})),
        major=plain.get("major", False),
        steps=tuple(map(step_from_plain, plain.get("tasks" if shape == 1 else "steps", ()))),
        took_part=tuple(map(_read_participant, plain.get("took_part", ()))),
        copies=tuple(map(_read_copy, plain.get("copies", ()))),
        way=read_code(Way, plain.get("way")),
        earlier_days=tuple(map(date.fromisoformat, plain.get("earlier_days", ()))),
        held_on=_day(plain.get("held_on")),
        meets_on=_day(plain.get("meets_on")),
        meets_clock=time.fromisoformat(plain["meets_clock"]) if plain.get("meets_clock") else None,
        late_reason=plain.get("late_reason", ""),
        late_words=plain.get("late_words", ""),
        visited=tuple(map(Heading, plain.get("visited", ()))),
    )


def fingerprint(record: Record, heading: Heading, before: Sequence[AgreedStep] = ()) -> str:
    """Changes when something under the heading changes: two who write at once find out by it.

    `before` are the steps of the point before, which stand under the first heading.
    """
    part = to_plain(Record().with_part(heading, record))
    if heading is Heading.FOLLOW_UP:
        part["before"] = [step_to_plain(step) for step in before]
    text = json.dumps(part, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def step_key(step: AgreedStep) -> str:
    """Names a step in a form."""
    return hashlib.sha256(json.dumps(step_to_plain(step), sort_keys=True).encode()).hexdigest()[:12]


def _filled(plain: Plain) -> Plain:
    return {name: value for name, value in plain.items() if value}


def _looked_at(entry: LookedAt) -> Plain:
    more = {
        "outcome": entry.outcome,
        "words": entry.words,
        "goes_on": entry.goes_on,
        "until": entry.until and entry.until.isoformat(),
    }
    return {**step_to_plain(entry.step), **_filled(more)}


def _read_looked_at(plain: Plain) -> LookedAt:
    return LookedAt(
        step_from_plain(plain),
        read_code(Outcome, plain.get("outcome")),
        plain.get("words", ""),
        plain.get("goes_on", False),
        _day(plain.get("until")),
    )


def _read_participant(plain: Plain | str) -> Participant:
    if isinstance(plain, str):
        return Participant(plain)
    part, presence = read_code(Part, plain.get("part")), read_code(Presence, plain.get("presence"))
    return Participant(plain["name"], part, presence)


def _read_copy(plain: Plain | str) -> Copy:
    if isinstance(plain, str):  # who wrote it was told to ask first
        return Copy(Receiver.NAMED, plain, agreed=True)
    return Copy(Receiver(plain["receiver"]), plain.get("name", ""), plain.get("agreed", False))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
