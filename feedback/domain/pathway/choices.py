"""What a unit has chosen where the sources leave room: dated, and in force for courses that began later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from feedback.domain.pathway.history import UnitChoices
from feedback.domain.pathway.vocabulary import MilestoneKind, TransferRule

LONGEST_OPEN = 60
MOVE, KEEP, RESTART = "move", "keep", "restart"


class ChoiceKey(StrEnum):
    """What can be chosen; see `UnitChoices` and docs/decisions/0004."""

    TRANSFER = "transfer"
    PAUSES = "pauses"
    EARLY_POINT = "early_point"
    TREATMENT_YEAR = "treatment_year"
    OPENS_BEFORE = "opens_before"


@dataclass(frozen=True, slots=True)
class DatedChoice:
    """One choice, for courses that began on the day or later."""

    key: ChoiceKey
    effective_from: date
    value: str


# What is allowed, the default first. Days that a point opens before its date are a number from 0.
ALLOWED: Mapping[ChoiceKey, tuple[str, ...]] = {
    ChoiceKey.TRANSFER: tuple(TransferRule),
    ChoiceKey.PAUSES: (MOVE, KEEP),
    ChoiceKey.EARLY_POINT: (RESTART, KEEP),
    ChoiceKey.TREATMENT_YEAR: (
        MilestoneKind.FIRST_ATTENDANCE,
        MilestoneKind.REFERRAL_RECEIVED,
        MilestoneKind.BASIC_DECISION,
    ),
    ChoiceKey.OPENS_BEFORE: (),
}


def is_possible(key: ChoiceKey, value: str) -> bool:
    """Whether this can be chosen."""
    if key is ChoiceKey.OPENS_BEFORE:
        return value.isascii() and value.isdecimal() and len(value) < 4 and int(value) <= LONGEST_OPEN
    return value in ALLOWED[key]


def choices_for(began_on: date, dated: Iterable[DatedChoice]) -> UnitChoices:
    """What holds for a course that began on this day: of each kind the newest choice until then, else the default."""
    in_time = sorted(
        (one for one in dated if one.effective_from <= began_on), key=lambda one: one.effective_from
    )
    chosen = {one.key: one.value for one in in_time}
    usual = UnitChoices()
    return UnitChoices(
        transfer=TransferRule(chosen.get(ChoiceKey.TRANSFER, usual.transfer)),
        pauses_move_dates=chosen.get(ChoiceKey.PAUSES, MOVE) == MOVE,
        early_point_restarts=chosen.get(ChoiceKey.EARLY_POINT, RESTART) == RESTART,
        treatment_year_from=MilestoneKind(chosen.get(ChoiceKey.TREATMENT_YEAR, usual.treatment_year_from)),
        opens_before=int(chosen.get(ChoiceKey.OPENS_BEFORE, usual.opens_before)),
    )


def usual_value(key: ChoiceKey) -> str:
    """What holds where nothing has been chosen."""
    return str(UnitChoices().opens_before) if key is ChoiceKey.OPENS_BEFORE else str(ALLOWED[key][0])
