"""A part of a questionnaire: its words in some languages, and what one item looks like."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from feedback.catalogue.codec import to_plain
from feedback.domain.people.actors import LANGUAGES
from feedback.domain.questionnaires.coding import Coding
from feedback.domain.questionnaires.questionnaire import Item, Questionnaire, Texts


def in_languages(questionnaire: Questionnaire, languages: tuple[str, ...]) -> Questionnaire:
    """The set with the words of these languages alone."""

    def only(texts: Texts) -> Texts:
        return {code: text for code, text in texts.items() if code in languages}

    def narrowed(item: Item) -> Item:
        return replace(
            item,
            text=only(item.text),
            help=only(item.help),
            low_label=only(item.low_label),
            high_label=only(item.high_label),
            alternative=only(item.alternative),
            other_prefixes=only(item.other_prefixes),
            options=tuple(replace(option, text=only(option.text)) for option in item.options),
            items=tuple(map(narrowed, item.items)),
        )

    return replace(
        questionnaire,
        languages=languages,
        title=only(questionnaire.title),
        intro=only(questionnaire.intro),
        items=tuple(map(narrowed, questionnaire.items)),
    )


def languages_in(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The languages that have any words, ours first; those of the set where there are none at all."""
    texts = [questionnaire.title, questionnaire.intro]
    for item in questionnaire.walk():
        texts += [item.text, item.help, item.low_label, item.high_label, item.alternative]
        texts += [option.text for option in item.options]
    found = {code for text in texts for code, words in text.items() if words.strip()}
    ordered = [code for code in LANGUAGES if code in found]
    return (*ordered, *sorted(found - {*LANGUAGES})) or questionnaire.languages


def fingerprint(questionnaire: Questionnaire, link_id: str = "") -> str:
    """What an item's own content, or without a link id the head of the set, looks like: a page that was made of
    another content is told apart by it."""
    found = questionnaire.by_link_id.get(link_id)
    alone = (replace(found, items=()),) if found else ()
    head = questionnaire if not link_id else Questionnaire("", "", {}, (), ())
    return whole_fingerprint(replace(head, items=alone))


def whole_fingerprint(questionnaire: Questionnaire) -> str:
    """The same of the whole set, with all its items."""
    content = to_plain(questionnaire)
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def as_read_before_codes(questionnaire: Questionnaire) -> Questionnaire:
    """The set as a file gave it before units, codes, answers and labels kept all that it says of them, and reversed
    items whether they are turned."""

    def bare(item: Item) -> Item:
        return replace(
            item,
            codes=_bare_codes(item.codes),
            options=tuple(replace(option, version="", is_text=False) for option in item.options),
            other_prefixes={},
            unit_system="",
            turned=None,
            items=tuple(map(bare, item.items)),
        )

    codes = _bare_codes(questionnaire.codes)
    return replace(questionnaire, codes=codes, items=tuple(map(bare, questionnaire.items)))


def _bare_codes(codes: tuple[Coding, ...]) -> tuple[Coding, ...]:
    return tuple(Coding(coding.code, coding.system) for coding in codes)
