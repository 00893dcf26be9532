"""What stands in the way of a scoring profile: how many items count, and which numbers their answers have."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.measures.profile import ScoringProfile
from feedback.domain.measures.scoring import candidate_items, numbers_of
from feedback.domain.questionnaires.questionnaire import Questionnaire

Numbers = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A wrong count of items (no `link_id`), or an item whose answers have other numbers than the profile.

    `place` is the item's number in the profile, counted from 1.
    """

    wanted: Numbers
    found: Numbers
    link_id: str = ""
    place: int = 0


def misfits(profile: ScoringProfile, questionnaire: Questionnaire) -> tuple[Misfit, ...]:
    """Everything that keeps the profile from scoring the set, item by item; nothing where it fits."""
    items = candidate_items(profile, questionnaire)
    if not items:
        return (Misfit((Decimal(profile.item_count),), (Decimal(len(questionnaire.numeric)),)),)
    return tuple(
        Misfit(wanted, numbers_of(item), item.link_id, place)
        for place, item in enumerate(items, start=1)
        if (wanted := profile.numbers.get(place)) and wanted != numbers_of(item)
    )
