"""Items of a known instrument that a condition can hide: an item that is hidden has no number."""

from __future__ import annotations

from collections.abc import Iterable

from feedback.catalogue.fhir.source import Source
from feedback.domain.measures.profile import ScoringProfile
from feedback.domain.measures.scoring import scored_items
from feedback.domain.questionnaires.questionnaire import Item, Questionnaire


def note_hidden(profile: ScoringProfile, built: Questionnaire, source: Source) -> None:
    """What becomes of the totals while counted items are hidden, by the rule of `profile` for missing items."""
    items = scored_items(profile, built)
    hidden = {place for place, item in enumerate(items, start=1) if _can_be_hidden(item, built)}
    lost = {
        place
        for scale in profile.totals
        if len(hidden.intersection(scale.items)) > scale.most_missing
        for place in hidden.intersection(scale.items)
    }
    counted = hidden.intersection(place for scale in profile.totals for place in scale.items)
    if lost:
        why = f"with more missing than {profile.name} allows there is no total"
        source.recorder.note(f"{_named(lost, items)} can be hidden by a condition: {why}.")
    if counted - lost:
        why = "the mean of the answered items then stands for them"
        source.recorder.note(f"{_named(counted - lost, items)} can be hidden by a condition: {why}.")


def _named(places: Iterable[int], items: tuple[Item, ...]) -> str:
    return ", ".join(items[place - 1].link_id for place in sorted(places))


def _can_be_hidden(item: Item, built: Questionnaire) -> bool:
    """Whether the item, or a group around it, waits for the answer to another."""
    link_id = item.link_id
    while link_id:
        if built.by_link_id[link_id].enable_when:
            return True
        link_id = built.parents.get(link_id, "")
    return False
