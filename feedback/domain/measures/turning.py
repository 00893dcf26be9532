"""Storing with each reversed item of a set whether its numbers are turned round already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from feedback.domain.measures.profile import ScoringProfile
from feedback.domain.measures.reversal import Verdict, already_turned, judge
from feedback.domain.measures.scoring import scored_items
from feedback.domain.questionnaires.questionnaire import Item, Questionnaire


def unsettled(profile: ScoringProfile, questionnaire: Questionnaire) -> Iterator[tuple[Item, Verdict]]:
    """The reversed items of which nothing is stored yet, each with what its words say."""
    items = scored_items(profile, questionnaire)
    for place in sorted(profile.reversed_items) if items else ():
        if items[place - 1].turned is None:
            yield items[place - 1], judge(items, place, profile.reversed_items)


def settle(profile: ScoringProfile, questionnaire: Questionnaire) -> Questionnaire:
    """With what the words say stored where nothing is; an administrator can say otherwise."""
    return with_turned(
        questionnaire, {item.link_id: told.turned for item, told in unsettled(profile, questionnaire)}
    )


def settle_changed(profile: ScoringProfile, before: Questionnaire, changed: Questionnaire) -> Questionnaire:
    """The same after an edit. Items whose own answers were changed are judged anew where their words leave no doubt or
    seem turned; else what was so stays so, whatever the words of other items have become."""
    kept = _as_before(profile, before)
    anew = {
        item.link_id: None
        for item in scored_items(profile, changed)
        if item.turned is not None and _has_other_answers(before, item)
    }
    judged = {item.link_id: told for item, told in unsettled(profile, with_turned(changed, anew))}
    found = {
        link_id: told.turned if told.sure or told.turned else kept.get(link_id, told.turned)
        for link_id, told in judged.items()
    }
    return with_turned(changed, found)


def with_turned(questionnaire: Questionnaire, turned: Mapping[str, bool | None]) -> Questionnaire:
    """The set with this stored for these items."""

    def marked(item: Item) -> Item:
        one = turned.get(item.link_id, item.turned)
        return replace(item, turned=one, items=tuple(map(marked, item.items)))

    return replace(questionnaire, items=tuple(map(marked, questionnaire.items))) if turned else questionnaire


def _as_before(profile: ScoringProfile, before: Questionnaire) -> dict[str, bool]:
    items = scored_items(profile, before)
    turned = already_turned(items, profile.reversed_items) if items else frozenset()
    places = profile.reversed_items if items else ()
    return {items[place - 1].link_id: place in turned for place in places}


def _has_other_answers(before: Questionnaire, item: Item) -> bool:
    was = before.by_link_id.get(item.link_id)
    return was is None or was.options != item.options
