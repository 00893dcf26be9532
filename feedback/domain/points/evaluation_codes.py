"""The codes in the record of an evaluation point (facts: evaluation-point), and how a text names one."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar


class Outcome(StrEnum):
    """What came of a step that was agreed at the point before."""

    DONE = "done"
    PARTLY = "partly"
    NOT = "not"


class Assessment(StrEnum):
    """What may need further assessment (facts: evaluation-point, heading 6)."""

    PSYCHIATRIC = "psychiatric"
    SUBSTANCES = "substances"
    SOMATIC = "somatic"
    HABITS = "habits"


class Part(StrEnum):
    """As what somebody takes part."""

    PATIENT = "patient"
    RELATIVE = "relative"
    CLINICIAN = "clinician"
    OTHER = "other"


class Presence(StrEnum):
    """How somebody takes part."""

    ROOM = "room"
    VIDEO = "video"
    PHONE = "phone"


class Way(StrEnum):
    """How a point was gone through."""

    MEETING = "meeting"
    VIDEO = "video"
    PHONE = "phone"
    PAPER = "paper"


class Receiver(StrEnum):
    """As what somebody gets a copy of the sheet."""

    PATIENT = "patient"
    DOCTOR = "doctor"
    REFERRER = "referrer"
    NAMED = "named"


AnyCode = Outcome | Assessment | Part | Presence | Way | Receiver
Code = TypeVar("Code", Outcome, Assessment, Part, Presence, Way, Receiver)


def read_code(codes: type[Code], text: str | None) -> Code | None:
    """The code that was stored; None for nothing. Raises ValueError for what is no such code."""
    return codes(text) if text else None


def sent_code(codes: type[Code], text: str | None) -> Code | None:
    """The code that was sent; None for nothing, and for what is no such code."""
    return codes(text) if text in list(codes) else None
