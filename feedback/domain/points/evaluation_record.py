"""What is written together at an evaluation point, one part for each heading (facts: evaluation-point).

A record is immutable. What was agreed last time is looked at first; what is not done can go on to the next point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time

from feedback.domain.goals.agreed_step import AgreedStep
from feedback.domain.goals.rules import GoalDecision
from feedback.domain.points.evaluation_codes import Assessment, Outcome, Part, Presence, Receiver, Way
from feedback.domain.points.sheet import Heading


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A step of the point before and what came of it; `until` is a new day for one that goes on."""

    step: AgreedStep
    outcome: Outcome | None = None
    words: str = ""
    goes_on: bool = False
    until: date | None = None

    @property
    def carried(self) -> AgreedStep | None:
        """The step as it goes on to the next point. Nobody loses one that was not spoken about."""
        if self.outcome is Outcome.DONE or (self.outcome and not self.goes_on):
            return None
        return replace(self.step, due_on=self.until or self.step.due_on)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who took part. Older records know the name alone."""

    name: str
    part: Part | None = None
    presence: Presence | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """Somebody who gets a copy; `agreed` is the patient's yes, which somebody who was not there needs."""

    receiver: Receiver
    name: str = ""
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that is written at one point.

    `held_on`, `late_reason` and `late_words` are as typed so far; what counts is on the point once it is held.
    `goal_decisions` are what has become of goals, by their number; one that is kept is not among them.
    `meets_on` and `meets_clock` are when one meets for the next point, if that is agreed, by the clock in Norway.
    `earlier_days` are those on which it was gone through in part before. `visited` are the headings that have
    been gone through.
    """

    notes: Mapping[Heading, str] = field(default_factory=dict)
    looked_at: tuple[LookedAt, ...] = ()
    assess: tuple[Assessment, ...] = ()
    further: str = ""
    works: str = ""
    changes: str = ""
    goals: str = ""
    goal_decisions: Mapping[int, GoalDecision] = field(default_factory=dict)
    major: bool = False
    steps: tuple[AgreedStep, ...] = ()
    took_part: tuple[Participant, ...] = ()
    copies: tuple[Copy, ...] = ()
    way: Way | None = None
    earlier_days: tuple[date, ...] = ()
    held_on: date | None = None
    meets_on: date | None = None
    meets_clock: time | None = None
    late_reason: str = ""
    late_words: str = ""
    visited: tuple[Heading, ...] = ()

    def part(self, heading: Heading) -> dict[str, object]:
        """What is written under one heading, by name; the joint note is `note`."""
        own = {name: getattr(self, name) for name in FIELDS.get(heading, ())}
        return {**own, "note": self.notes.get(heading, "")}

    def with_part(self, heading: Heading, typed: Record) -> Record:
        """The same record, with what `typed` has under one heading; all else stays."""
        notes = {name: text for name, text in self.notes.items() if name is not heading}
        if note := typed.notes.get(heading, ""):
            notes[heading] = note
        own = {name: getattr(typed, name) for name in FIELDS.get(heading, ())}
        return replace(self, notes=notes, **own)

    def has_written(self, heading: Heading) -> bool:
        """Whether anything stands under the heading."""
        return self.part(heading) != EMPTY.part(heading)


FIELDS: Mapping[Heading, tuple[str, ...]] = {
    Heading.FOLLOW_UP: ("looked_at",),
    Heading.FURTHER: ("assess", "further"),
    Heading.PLAN: ("works", "changes", "goals", "goal_decisions", "major", "steps"),
    Heading.TOOK_PART: ("took_part", "copies"),
    Heading.NEXT: ("way", "earlier_days", "held_on", "meets_on", "meets_clock", "late_reason", "late_words"),
}
EMPTY = Record()


def agreed_after(before: Sequence[AgreedStep], record: Record) -> tuple[AgreedStep, ...]:
    """What is agreed when a point has been held: what goes on of the steps before it, then the new ones.

    A step that the record does not mention goes on as it was. Each stands once.
    """
    looked = {entry.step: entry for entry in record.looked_at}
    carried = (looked[step].carried if step in looked else step for step in before)
    return tuple(dict.fromkeys([*(step for step in carried if step), *record.steps]))


def looked_at(before: Sequence[AgreedStep], record: Record) -> tuple[LookedAt, ...]:
    """Every step of the point before with what came of it, as far as the record says so."""
    known = {entry.step: entry for entry in record.looked_at}
    return tuple(known.get(step, LookedAt(step)) for step in dict.fromkeys(before))


def given_days(record: Record) -> Iterator[tuple[str, date]]:
    """The days that were given at this point, each with what is to be done by then."""
    yield from ((entry.step.what, entry.until) for entry in record.looked_at if entry.until)
    yield from ((step.what, step.due_on) for step in record.steps if step.due_on)


def without_consent(record: Record) -> tuple[Copy, ...]:
    """Copies to people who did not take part and to whom the patient has not agreed."""
    there = {person.name.casefold() for person in record.took_part}
    named = (copy for copy in record.copies if copy.receiver is Receiver.NAMED)
    return tuple(copy for copy in named if not copy.agreed and copy.name.casefold() not in there)


def needs_copies(record: Record) -> bool:
    """Whether the plan changes in a major way and neither doctor nor referrer gets a copy."""
    told = {copy.receiver for copy in record.copies} & {Receiver.DOCTOR, Receiver.REFERRER}
    return record.major and not told
