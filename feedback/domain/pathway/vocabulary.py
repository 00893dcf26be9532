"""The words of a care pathway; the values are those of the interval table and of the command line."""

from __future__ import annotations

from enum import StrEnum


class CarePathwayArea(StrEnum):
    """A service area, or a special pathway that lends what it lacks from a service area."""

    PHV = "PHV"
    PHBU = "PHBU"
    TSB = "TSB"
    PREGNANCY_SUD = "PREGNANCY_SUD"
    EATING_DISORDER_CHILD = "EATING_DISORDER_CHILD"
    OCD = "OCD"


class Setting(StrEnum):
    """Where the care is given."""

    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"


class MilestoneKind(StrEnum):
    """What can happen once in a course; only *evaluation held* can happen many times."""

    REFERRAL_RECEIVED = "referral_received"
    REFERRAL_ASSESSED = "referral_assessed"
    DETOX_ENDED = "detox_ended"
    FIRST_ATTENDANCE = "first_attendance"
    BASIC_DECISION = "basic_decision"
    EXTENDED_DECISION = "extended_decision"
    EVALUATION_HELD = "evaluation_held"
    CLOSING = "closing"


DECISIONS = (MilestoneKind.BASIC_DECISION, MilestoneKind.EXTENDED_DECISION)


class Phase(StrEnum):
    """A stretch of the course that has a recommended longest length."""

    START_AFTER_DETOX = "start_after_detox"
    BASIC_ASSESSMENT = "basic_assessment"
    EXTENDED_ASSESSMENT = "extended_assessment"
    TOTAL_ASSESSMENT = "total_assessment"
    FIRST_EVALUATION = "first_evaluation"
    BETWEEN_EVALUATIONS = "between_evaluations"


class Event(StrEnum):
    """What a phase is counted from or to. The last three are ours: the table has none of them."""

    DETOX_END = "detox_end"
    FIRST_ATTENDANCE = "first_attendance"
    BASIC_DECISION = "basic_decision"
    EXTENDED_DECISION = "extended_decision"
    FINAL_DECISION = "final_decision"
    FIRST_EVALUATION = "first_evaluation"
    EVALUATION = "evaluation"
    TRANSFER = "transfer"
    AREA_CHANGE = "area_change"
    PLANNED_EVALUATION = "planned_evaluation"


class TransferRule(StrEnum):
    """What a transfer, or a change of care pathway, does to the date of the next point; see `due_after_turn`."""

    EARLIER = "earlier"
    FROM_TRANSFER = "from_transfer"
    KEEP = "keep"


_BASES = {
    CarePathwayArea.PREGNANCY_SUD: CarePathwayArea.TSB,
    CarePathwayArea.EATING_DISORDER_CHILD: CarePathwayArea.PHBU,
    CarePathwayArea.OCD: CarePathwayArea.PHV,
}


def areas_to_ask(area: CarePathwayArea, under_18: bool) -> tuple[CarePathwayArea, ...]:
    """The pathway, then the base it takes what it lacks from: TSB, PHBU, PHV (OCD under 18: PHBU)."""
    if area is CarePathwayArea.OCD and under_18:
        return area, CarePathwayArea.PHBU
    return (area, _BASES[area]) if area in _BASES else (area,)
