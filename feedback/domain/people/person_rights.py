"""The rules of access, correction and deletion (Norwegian health law and GDPR; docs/decisions/0013)."""

from __future__ import annotations

DELETION_DECISIONS = ("erased", "marked", "refused")
ACCESS_DECISIONS = ("open", "withheld")
OWN_HEALTH = ("relative-self",)  # about the relative's own health: theirs, never the patient's


def told_to_patient(question_set: str, sharing: str, decision: str | None) -> str:
    """What a patient gets of a relative's answer: `open`, `waiting`, `withheld`, or `not-theirs`.

    The patient has a right of access to what others have told (Patient and User Rights Act section 5-1), as a
    rule at once. Where the relative asked to be talked with first, a clinician looks at it first. It is held
    back by a reasoned decision only. What a relative says about their own health belongs to the relative.
    """
    if question_set in OWN_HEALTH:
        return "not-theirs"
    if decision is not None:
        return decision
    return "waiting" if sharing == "talk-first" else "open"


def may_be_told(role: str, source: int, reader: int | None) -> bool:
    """Whether what somebody has said stands on the sheet of this reader. Relatives were told that the patient and the
    clinicians read them: a relative who gets a copy (`reader`) reads no other relative."""
    return reader is None or role != "relative" or source == reader
