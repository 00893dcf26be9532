"""What stands in the way of a scoring profile: how many items count, and which numbers their answers have."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.profile import ScoringProfile
from feedback.domain.questionnaire import Item, Questionnaire
from feedback.domain.scoring import scored_items

Numbers = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A wrong count of items (no `link_id`), or an item whose answers have other numbers than the profile."""

    wanted: Numbers
    found: Numbers
    link_id: str = ""


def misfits(profile: ScoringProfile, questionnaire: Questionnaire) -> tuple[Misfit, ...]:
    """Everything that keeps the profile from scoring the set; nothing where it fits."""
    if scored_items(profile, questionnaire):
        return ()
    candidates = questionnaire.numeric
    if len(candidates) not in (profile.item_count, profile.item_count + profile.unscored):
        return (Misfit((Decimal(profile.item_count),), (Decimal(len(candidates)),)),)
    return tuple(
        Misfit(profile.numbers(place), numbers_of(item), item.link_id)
        for place, item in enumerate(candidates[: profile.item_count], start=1)
        if profile.numbers(place) and profile.numbers(place) != numbers_of(item)
    )


def numbers_of(item: Item) -> Numbers:
    """The numbers that an item's answers can have, lowest first."""
    if item.options:
        return tuple(sorted({option.ordinal for option in item.options if option.ordinal is not None}))
    if item.minimum is None or item.maximum is None:
        return ()
    return tuple(Decimal(number) for number in range(int(item.minimum), int(item.maximum) + 1))
