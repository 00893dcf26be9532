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
    """A wrong count of items (no `link_id`), an item whose answers have other numbers than the profile, or one that
    stands in another place (no numbers).

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
        wrong_count = Misfit((Decimal(profile.item_count),), (Decimal(len(questionnaire.numeric)),))
        return misplaced(profile, questionnaire) or (wrong_count,)
    return tuple(
        Misfit(wanted, numbers_of(item), item.link_id, place)
        for place, item in enumerate(items, start=1)
        if (wanted := profile.numbers.get(place)) and wanted != numbers_of(item)
    )


def misplaced(profile: ScoringProfile, questionnaire: Questionnaire) -> tuple[Misfit, ...]:
    """The items with a code of the measure that do not stand in their place; none where they are too many or few."""
    candidates = questionnaire.numeric
    if len(candidates) not in (profile.item_count, profile.item_count + profile.unscored):
        return ()
    coded = enumerate((questionnaire.by_code.get(code) for code in profile.item_codes), start=1)
    return tuple(
        Misfit((), (), item.link_id, place) for place, item in coded if item and item != candidates[place - 1]
    )
