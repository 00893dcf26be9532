"""What an answer belongs to, and the words for how it came about (rules A1 and A2)."""

from __future__ import annotations

OCCASION_KINDS = ("session", "evaluation", "start", "closing", "periodic", "own-initiative")
APPOINTMENT_STATES = ("booked", "attended", "cancelled", "no-show")
WAYS = ("own-device", "tablet", "paper", "conversation")
RESPONSE_STATES = ("in-progress", "completed", "amended", "entered-in-error")
SHARING = ("all", "numbers", "private", "talk-first")
REPLY_KINDS = ("followed", "partly", "not", "next-time")
# Of gone through together, from what counts most: the patient's own yes and own objection, then what is noted for them.
CONFIRMATIONS = ("patient", "not-so", "spoken", "not-confirmed")
BY_PATIENT = ("patient", "not-so")


def sharing_choices(role: str) -> tuple[str, ...]:
    """What a person may choose about who reads the answer; the first is the default."""
    return ("all", "numbers", "private") if role == "patient" else ("all", "talk-first")
